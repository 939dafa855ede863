// The member names a scan wants, found by length and first bytes.

import Columnar
import Glibc

/// A small hash table from member names to slots. A name of up to 8 bytes is one word, so most
/// lookups are one multiplication and one comparison.
package struct KeyTable: Sendable {
    private struct Entry {
        var word: UInt64
        var length: Int
        var slot: Int
    }

    private let names: [[UInt8]]
    private let entries: [Entry]
    private let mask: Int

    /// - Parameter names: without duplicates; slot i is the place of names[i].
    package init(_ names: [String]) {
        self.names = names.map { Array($0.utf8) }
        var size = 8
        while size < names.count * 4 { size *= 2 }
        mask = size - 1
        var table = Array(repeating: Entry(word: 0, length: -1, slot: -1), count: size)
        for (slot, name) in self.names.enumerated() {
            let word = KeyTable.word(of: name)
            var place = KeyTable.place(word, name.count) & mask
            while table[place].length >= 0 { place = (place + 1) & mask }
            table[place] = Entry(word: word, length: name.count, slot: slot)
        }
        entries = table
    }

    package var count: Int { names.count }

    private static func word(of name: [UInt8]) -> UInt64 {
        var word: UInt64 = 0
        for (index, byte) in name.prefix(8).enumerated() { word |= UInt64(byte) << (index * 8) }
        return word
    }

    @inline(always)
    private static func place(_ word: UInt64, _ length: Int) -> Int {
        Int(truncatingIfNeeded: ((word ^ UInt64(length)) &* 0x9E37_79B9_7F4A_7C15) >> 40)
    }

    /// The slot of the name at `start`, or -1. Eight bytes from `start` must be readable.
    @inline(always)
    package func slot(at start: UnsafePointer<UInt8>, length: Int) -> Int {
        // Safe: texts carry ByteBuffer.paddingBytes readable bytes behind their end.
        var word = unsafe UnsafeRawPointer(start).loadUnaligned(as: UInt64.self)
        if length < 8 { word &= (1 << (UInt64(length) &* 8)) &- 1 }
        var place = KeyTable.place(word, length) & mask
        return unsafe entries.withUnsafeBufferPointer { entries in
            while true {
                let entry = unsafe entries[place]
                if entry.length < 0 { return -1 }
                if entry.word == word && entry.length == length {
                    if unsafe length <= 8 || isName(entry.slot, at: start) { return entry.slot }
                }
                place = (place &+ 1) & mask
            }
        }
    }

    private func isName(_ slot: Int, at start: UnsafePointer<UInt8>) -> Bool {
        unsafe names[slot].withUnsafeBufferPointer { name in
            guard let first = name.baseAddress else { return true }
            return unsafe memcmp(first, start, name.count) == 0
        }
    }

    /// The slot of a name given as bytes, or -1.
    package func slot(of name: [UInt8]) -> Int { names.firstIndex(of: name) ?? -1 }
}
