// The distinct texts of a column: source values, keys that are names.
//
//     table     [ entry | -1 | … ]                   open addressing, at most half full
//     entries   [ offset, length, hash, rows, … ]    in the order in which they were met
//     arena     …73595000LOCAL-COND-1…               the bytes of all of them

import Columnar
import Glibc

/// Counts texts. Memory grows with the distinct ones: their bytes and about 60 more each.
@safe
final class TextCounter {
    /// One text.
    struct Entry {
        var offset: Int
        var length: Int
        var hash: UInt64
        var rows: Int
        /// Whether it was met in a row that its owner marks.
        var isMarked: Bool
    }

    private(set) var entries: [Entry] = []
    private var arena: [UInt8] = []
    private var table: [Int32] = Array(repeating: -1, count: 128)
    private var lastEntry = -1

    /// Counts one more of a text.
    ///
    /// - Parameter isMarked: sets the mark of its entry.
    func add(_ text: UnsafeBufferPointer<UInt8>, isMarked: Bool) {
        let entry: Int
        if lastEntry >= 0, unsafe isEqual(lastEntry, text) {
            entry = lastEntry
        } else {
            entry = unsafe find(text, hash: hashBytes(text)) ?? insert(text)
            lastEntry = entry
        }
        entries[entry].rows &+= 1
        if isMarked { entries[entry].isMarked = true }
    }

    /// Counts the text of a value, whatever its type.
    func add(_ vector: ColumnVector, row: Int, isMarked: Bool) {
        let kind = vector.kind(at: row)
        if kind >= ValueKind.text {
            unsafe add(vector.bytes(at: row), isMarked: isMarked)
        } else {
            let text = Array(Self.text(of: vector.value(at: row)).utf8)
            unsafe text.withUnsafeBufferPointer { unsafe add($0, isMarked: isMarked) }
        }
    }

    /// Whether a text was met.
    func contains(_ vector: ColumnVector, row: Int) -> Bool {
        if vector.kind(at: row) >= ValueKind.text {
            let text = unsafe vector.bytes(at: row)
            return unsafe find(text, hash: hashBytes(text)) != nil
        }
        let text = Array(Self.text(of: vector.value(at: row)).utf8)
        return unsafe text.withUnsafeBufferPointer { unsafe find($0, hash: hashBytes($0)) } != nil
    }

    private static func text(of value: Value) -> String {
        switch value {
        case .integer(let integer): String(integer)
        case .real(let real): real.description
        default: value.string ?? ""
        }
    }

    private func isEqual(_ entry: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard entries[entry].length == text.count else { return false }
        guard let start = text.baseAddress, text.count > 0 else { return true }
        return unsafe arena.withUnsafeBufferPointer { bytes in
            // Safe: entries lie within the arena.
            unsafe bytes.baseAddress.map {
                unsafe memcmp($0 + entries[entry].offset, start, text.count) == 0
            }
                ?? false
        }
    }

    private func find(_ text: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int? {
        var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
        while table[place] >= 0 {
            let entry = Int(table[place])
            if entries[entry].hash == hash, unsafe isEqual(entry, text) { return entry }
            place = (place + 1) & (table.count - 1)
        }
        return nil
    }

    private func insert(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        let hash = unsafe hashBytes(text)
        entries.append(
            Entry(
                offset: arena.count, length: text.count, hash: hash, rows: 0, isMarked: false))
        unsafe arena.append(contentsOf: text)
        if 2 * entries.count > table.count {
            table = Array(repeating: -1, count: 2 * table.count)
            for index in entries.indices { place(index) }
        } else {
            place(entries.count - 1)
        }
        return entries.count - 1
    }

    private func place(_ entry: Int) {
        var place = Int(truncatingIfNeeded: entries[entry].hash) & (table.count - 1)
        while table[place] >= 0 { place = (place + 1) & (table.count - 1) }
        table[place] = Int32(truncatingIfNeeded: entry)
    }
}
