// Names and codes found by their first and last eight bytes.
//
//     entry:  first 8 bytes | last 8 bytes | length | value | place in the names
//
// A name of up to 16 bytes is decided by two words; only longer ones are compared byte by byte.
// Many small tables (one for each type and each value set) stand in one piece of memory, each a
// power of two of entries, at most a quarter full, with linear probing.

import Glibc

/// One table: a range of entries.
struct NameTable: Sendable {
    var start: UInt32
    /// Number of entries less one.
    var mask: UInt32

    static let none = NameTable(start: 0, mask: 0)
}

/// One place of a table. Because of `length`, an empty place matches nothing: see `find`.
struct NameEntry {
    var word: UInt64 = 0
    var tail: UInt64 = 0
    var length: UInt32 = 0
    /// 0 in an empty place, else the value + 1.
    var value: UInt32 = 0
    /// Of the first byte in the names.
    var offset: UInt32 = 0
}

/// Collects tables.
struct NameTableBuilder {
    /// The first entry is always empty: `NameTable.none` finds nothing.
    private(set) var entries: [NameEntry] = [NameEntry()]
    private(set) var names: [UInt8] = []

    /// - Parameter list: names without duplicates (of two, the first counts) with their values.
    mutating func add(_ list: [(name: String, value: Int)]) -> NameTable {
        var size = 4
        while size < list.count * 4 { size *= 2 }
        let start = entries.count
        let mask = size - 1
        entries += Array(repeating: NameEntry(), count: size)
        for (name, value) in list {
            let bytes = Array(name.utf8)
            let word = Self.word(bytes.prefix(8))
            let tail = bytes.count < 8 ? 0 : Self.word(bytes.suffix(8))
            var place = NameTables.place(word, tail, bytes.count) & mask
            while entries[start + place].value != 0 { place = (place + 1) & mask }
            entries[start + place] = NameEntry(
                word: word, tail: tail, length: UInt32(truncatingIfNeeded: bytes.count),
                value: UInt32(truncatingIfNeeded: value + 1),
                offset: UInt32(truncatingIfNeeded: names.count))
            names += bytes
        }
        return NameTable(
            start: UInt32(truncatingIfNeeded: start), mask: UInt32(truncatingIfNeeded: mask))
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var word: UInt64 = 0
        for (index, byte) in bytes.enumerated() { word |= UInt64(byte) << (index * 8) }
        return word
    }
}

/// Finished tables.
@safe
final class NameTables: @unchecked Sendable {  // because: never written after init
    private let entries: UnsafeMutablePointer<NameEntry>
    private let names: UnsafeMutablePointer<UInt8>

    init(_ builder: NameTableBuilder) {
        unsafe entries = UnsafeMutablePointer<NameEntry>.allocate(capacity: builder.entries.count)
        for (place, entry) in builder.entries.enumerated() {
            unsafe (entries + place).initialize(to: entry)
        }
        unsafe names = UnsafeMutablePointer<UInt8>.allocate(capacity: max(builder.names.count, 1))
        for (place, byte) in builder.names.enumerated() {
            unsafe (names + place).initialize(to: byte)
        }
    }

    deinit {
        unsafe entries.deallocate()
        unsafe names.deallocate()
    }

    @inline(always)
    static func place(_ word: UInt64, _ tail: UInt64, _ length: Int) -> Int {
        let mixed = word ^ (tail &<< 29 | tail &>> 35) ^ UInt64(truncatingIfNeeded: length)
        return Int(truncatingIfNeeded: (mixed &* 0x9E37_79B9_7F4A_7C15) &>> 40)
    }

    /// The value of the name at `start`, or -1. Eight bytes from `start` must be readable.
    @inline(always)
    func find(_ table: NameTable, _ start: UnsafePointer<UInt8>, _ length: Int) -> Int {
        // Safe: texts have ByteBuffer.paddingBytes readable bytes behind their end, and tables are
        // never full, so the loop ends at an empty place.
        var word = unsafe UnsafeRawPointer(start).loadUnaligned(as: UInt64.self)
        var tail: UInt64 = 0
        if length < 8 {
            word &= (1 &<< (UInt64(truncatingIfNeeded: length) &* 8)) &- 1
        } else {
            tail = unsafe UnsafeRawPointer(start + (length &- 8)).loadUnaligned(as: UInt64.self)
        }
        let mask = Int(table.mask)
        let first = unsafe entries + Int(table.start)
        var place = Self.place(word, tail, length) & mask
        while true {
            let entry = unsafe first + place
            if unsafe entry.pointee.value == 0 { return -1 }
            if unsafe entry.pointee.word == word && entry.pointee.tail == tail
                && Int(entry.pointee.length) == length
            {
                if unsafe length <= 16
                    || memcmp(names + Int(entry.pointee.offset), start, length) == 0
                {
                    return unsafe Int(entry.pointee.value) &- 1
                }
            }
            place = (place &+ 1) & mask
        }
    }
}
