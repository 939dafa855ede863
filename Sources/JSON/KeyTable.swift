// The member names a scan wants, found by length and first bytes.
//
//     "effectiveDateTime"    word  effectiv    middle  eDateTim    tail  DateTime    length 17
//
// Names of up to 24 bytes, which nearly all are, are compared as words; their pieces may overlap.

import Columnar
import Glibc

/// A small hash table from member names to slots: most lookups are one multiplication and a few
/// comparisons.
package struct KeyTable: Sendable {
    struct Entry {
        /// The first eight bytes, fewer filled up with zeros.
        var word: UInt64 = 0
        /// The next eight, of names longer than 16.
        var middle: UInt64 = 0
        /// The last eight, of names longer than 8.
        var tail: UInt64 = 0
        /// -1 for none.
        var length = -1
        var slot = -1
    }

    private let names: [[UInt8]]
    let entries: [Entry]
    let mask: Int

    /// - Parameter names: without duplicates; slot i is the place of names[i].
    package init(_ names: [String]) {
        self.names = names.map { Array($0.utf8) }
        var size = 8
        while size < names.count * 4 { size *= 2 }
        mask = size - 1
        var table = Array(repeating: Entry(), count: size)
        for (slot, name) in self.names.enumerated() {
            let word = KeyTable.word(of: name[...])
            var place = KeyTable.place(word, name.count) & mask
            while table[place].length >= 0 { place = (place + 1) & mask }
            table[place] = Entry(
                word: word, middle: KeyTable.word(of: name.dropFirst(8)),
                tail: KeyTable.word(of: name.suffix(8)), length: name.count, slot: slot)
        }
        entries = table
    }

    package var count: Int { names.count }

    private static func word(of name: ArraySlice<UInt8>) -> UInt64 {
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
        unsafe entries.withUnsafeBufferPointer { entries in
            guard let first = entries.baseAddress else { return -1 }
            return unsafe slot(among: first, at: start, length: length)
        }
    }

    /// The same for loops that keep the entries at hand.
    @inline(always)
    func slot(
        among entries: UnsafePointer<Entry>, at start: UnsafePointer<UInt8>, length: Int
    ) -> Int {
        // Safe: texts carry ByteBuffer.paddingBytes readable bytes behind their end; other loads
        // end at or before `length`.
        let text = unsafe UnsafeRawPointer(start)
        var word = unsafe text.loadUnaligned(as: UInt64.self)
        if length < 8 { word &= (1 << (UInt64(length) &* 8)) &- 1 }
        var place = KeyTable.place(word, length) & mask
        while true {
            let entry = unsafe entries + place
            let known = unsafe entry.pointee.length
            if known < 0 { return -1 }
            if known == length, unsafe entry.pointee.word == word {
                if length <= 8 { return unsafe entry.pointee.slot }
                let tail = unsafe text.loadUnaligned(
                    fromByteOffset: length &- 8, as: UInt64.self)
                if unsafe tail == entry.pointee.tail {
                    if length <= 16 { return unsafe entry.pointee.slot }
                    let middle = unsafe text.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                    if unsafe middle == entry.pointee.middle
                        && (length <= 24 || isName(entry.pointee.slot, at: start))
                    {
                        return unsafe entry.pointee.slot
                    }
                }
            }
            place = (place &+ 1) & mask
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
