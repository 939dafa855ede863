// Numbers groups: maps the key of each row to a dense group index.
//
// A key of several columns is encoded into one byte string,
//
//     kind (1 byte) | 8 bytes of a number        for INTEGER and REAL
//     kind | length (4 bytes) | bytes            for TEXT, JSON (as TEXT) and BLOB
//     kind                                       for NULL
//
// such that two keys are one group in SQLite exactly when their encodings are equal: a REAL with a
// whole value is encoded as the INTEGER it equals, -0.0 as 0.

import Glibc

/// An open-addressing hash table from encoded keys to group indexes 0, 1, 2, … in order of arrival.
package struct GroupTable {
    /// Slot → group index + 1; 0 is empty. The count is a power of two.
    private var slots: [UInt32]
    private var hashes: [UInt64] = []
    /// Encoded keys, one after the other, and where each begins; one entry more than groups.
    private var arena: [UInt8] = []
    private var starts: [Int] = [0]
    private var scratch: [UInt8] = []
    private var shortTexts = ShortTextCache()

    package init() {
        slots = Array(repeating: 0, count: 1024)
        scratch.reserveCapacity(256)
    }

    package var groupCount: Int { hashes.count }

    /// The group of one row, a new one if its key was not seen before.
    package mutating func group(of row: Int, keys: [ColumnVector]) -> Int {
        encodeKey(keys, row, into: &scratch)
        let hash = unsafe scratch.withUnsafeBufferPointer { unsafe hashBytes($0) }
        return find(hash)
    }

    /// The group of one row; nil if its key was not seen before.
    ///
    /// - Parameter key: memory that is used again; many threads may look at once, each with its
    ///   own.
    package func knownGroup(of row: Int, keys: [ColumnVector], _ key: inout [UInt8]) -> Int? {
        guard groupCount > 0 else { return nil }
        encodeKey(keys, row, into: &key)
        let hash = unsafe key.withUnsafeBufferPointer { unsafe hashBytes($0) }
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let group = Int(slots[slot]) - 1
            if hashes[group] == hash, isKey(key, of: group) { return group }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The groups of all rows of a batch, in the order of the rows.
    ///
    /// - Parameters:
    ///   - groups: a group is appended for each row.
    ///   - isNew: called with each row that begins a group.
    package mutating func number(
        _ keys: [ColumnVector], rowCount: Int, into groups: inout [UInt32],
        isNew: (Int) throws(LakeError) -> Void
    ) throws(LakeError) {
        groups.reserveCapacity(groups.count + rowCount)
        let single = keys.count == 1 ? keys[0] : nil
        for row in 0..<rowCount {
            if let single, let group = shortTexts.group(of: single, row) {
                groups.append(group)
                continue
            }
            let known = groupCount
            let group = UInt32(truncatingIfNeeded: self.group(of: row, keys: keys))
            if groupCount > known { try isNew(row) }
            if let single { shortTexts.keep(group, of: single, row) }
            groups.append(group)
        }
    }

    private mutating func find(_ hash: UInt64) -> Int {
        if hashes.count * 2 >= slots.count { grow() }
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let group = Int(slots[slot]) - 1
            if hashes[group] == hash, isKey(scratch, of: group) { return group }
            slot = (slot + 1) & (slots.count - 1)
        }
        let group = hashes.count
        slots[slot] = UInt32(group + 1)
        hashes.append(hash)
        arena.append(contentsOf: scratch)
        starts.append(arena.count)
        return group
    }

    private func isKey(_ key: [UInt8], of group: Int) -> Bool {
        let start = starts[group]
        let count = starts[group + 1] - start
        guard count == key.count else { return false }
        return unsafe arena.withUnsafeBufferPointer { arena in
            unsafe key.withUnsafeBufferPointer { key in
                guard count > 0, let known = arena.baseAddress, let other = key.baseAddress
                else { return true }
                return unsafe memcmp(known + start, other, count) == 0
            }
        }
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for (group, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(group + 1)
        }
    }
}

private func encodeKey(_ keys: [ColumnVector], _ row: Int, into key: inout [UInt8]) {
    key.removeAll(keepingCapacity: true)
    for vector in keys { encode(vector, row, into: &key) }
}

private func encode(_ vector: ColumnVector, _ row: Int, into key: inout [UInt8]) {
    switch vector.kind(at: row) {
    case ValueKind.null:
        key.append(ValueKind.null)
    case ValueKind.integer:
        append(ValueKind.integer, vector.word(at: row), to: &key)
    case ValueKind.real:
        let real = Double(bitPattern: vector.word(at: row))
        if let whole = Int64(exactly: real) {
            append(ValueKind.integer, UInt64(bitPattern: whole), to: &key)
        } else {
            append(ValueKind.real, real.bitPattern, to: &key)
        }
    case let kind:
        let bytes = unsafe vector.bytes(at: row)
        key.append(kind == ValueKind.blob ? ValueKind.blob : ValueKind.text)
        var length = UInt32(truncatingIfNeeded: bytes.count)
        unsafe withUnsafeBytes(of: &length) { unsafe key.append(contentsOf: $0) }
        unsafe key.append(contentsOf: bytes)
    }
}

private func append(_ kind: UInt8, _ word: UInt64, to key: inout [UInt8]) {
    key.append(kind)
    var word = word
    unsafe withUnsafeBytes(of: &word) { unsafe key.append(contentsOf: $0) }
}

/// The groups of texts of up to eight bytes met lately: codes such as `final` or `female` are one
/// word, so they need no hashing of bytes.
private struct ShortTextCache {
    private struct Entry {
        var word: UInt64 = 0
        var length = -1
        var group: UInt32 = 0
    }

    private var entries = [Entry](repeating: Entry(), count: 64)

    @inline(always)
    private func place(_ word: UInt64) -> Int {
        Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> 58)
    }

    @inline(always)
    private func word(_ vector: ColumnVector, _ row: Int) -> (word: UInt64, length: Int)? {
        let kind = vector.kind(at: row)
        guard kind == ValueKind.text || kind == ValueKind.json else { return nil }
        let bytes = unsafe vector.bytes(at: row)
        guard bytes.count <= 8, let start = bytes.baseAddress else { return nil }
        // Safe: eight bytes from any text are readable, see ByteBuffer.paddingBytes.
        let word = unsafe UnsafeRawPointer(start).loadUnaligned(as: UInt64.self)
        if bytes.count == 8 { return (word, 8) }
        return (word & ((1 << (UInt64(bytes.count) &* 8)) &- 1), bytes.count)
    }

    @inline(always)
    func group(of vector: ColumnVector, _ row: Int) -> UInt32? {
        guard let (word, length) = word(vector, row) else { return nil }
        let entry = entries[place(word)]
        return entry.word == word && entry.length == length ? entry.group : nil
    }

    mutating func keep(_ group: UInt32, of vector: ColumnVector, _ row: Int) {
        guard let (word, length) = word(vector, row) else { return }
        entries[place(word)] = Entry(word: word, length: length, group: group)
    }
}
