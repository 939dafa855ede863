// The distinct values of a column of bytes, in the order of their first use, as the body of a
// dictionary page; and the index of each value.
//
// Where a piece names its values by indexes, an entry is hashed at its first use only: what is left
// for each row is one load from a table.

import Columnar
import Glibc

/// What a column of bytes needs to be dictionary-encoded.
@safe
final class BytesDictionary {
    /// The entries in PLAIN encoding.
    let page: ByteBuffer
    /// Where in `page` the bytes of each entry begin, and how many there are.
    private(set) var entries: [(offset: Int, count: Int)] = []
    /// The entry of each value; `count` of them.
    let indexes: UnsafeMutablePointer<UInt32>
    private var count = 0
    private var hashes: [UInt64] = []
    private var table = HashSlots(bits: 10)
    private let hasLengths: Bool
    private let bytesMax: Int

    deinit { unsafe indexes.deallocate() }

    /// - Parameters:
    ///   - hasLengths: whether each entry has its length in front, as those of BYTE_ARRAY have.
    ///   - bytesMax: of the page.
    /// - Returns: nil when the page would be larger, or when the first values show that a
    ///   dictionary does not pay.
    /// - Throws: `LakeError.limit` without memory.
    init?(
        _ pieces: [BytesPiece], valueCount: Int, hasLengths: Bool, bytesMax: Int
    ) throws(LakeError) {
        self.hasLengths = hasLengths
        self.bytesMax = bytesMax
        page = try ByteBuffer(capacityBytes: 1 << 12)
        unsafe indexes = .allocate(capacity: max(valueCount, 1))
        for piece in pieces {
            guard try take(piece) else { return nil }
        }
    }

    /// The bytes of an entry.
    func entry(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        let (offset, count) = entries[index]
        return unsafe UnsafeBufferPointer(start: page.base + offset, count: count)
    }

    private func take(_ piece: BytesPiece) throws(LakeError) -> Bool {
        unsafe try piece.entries.bytes.withUnsafeBufferPointer { (bytes) throws(LakeError) in
            guard let rows = piece.indexes else {
                return unsafe try takeEach(piece.entries.offsets, bytes)
            }
            return unsafe try rows.withUnsafeBufferPointer { (rows) throws(LakeError) in
                unsafe try take(rows, piece.entries.offsets, bytes)
            }
        }
    }

    /// Takes all entries of a piece.
    private func takeEach(
        _ offsets: [Int32], _ bytes: UnsafeBufferPointer<UInt8>
    ) throws(LakeError) -> Bool {
        var place = count
        for entry in 0..<offsets.count - 1 {
            guard let index = unsafe try insert(bytes, offsets[entry], offsets[entry + 1]) else {
                return false
            }
            unsafe indexes[place] = index
            place &+= 1
            guard pays(place) else { return false }
        }
        count = place
        return true
    }

    /// Takes the entries that indexes name.
    private func take(
        _ rows: UnsafeBufferPointer<Int32>, _ offsets: [Int32],
        _ bytes: UnsafeBufferPointer<UInt8>
    ) throws(LakeError) -> Bool {
        var known = [UInt32](repeating: .max, count: offsets.count - 1)
        let target = unsafe indexes + count
        for place in 0..<rows.count {
            let row = unsafe Int(rows[place])
            var index = known[row]
            if index == .max {
                guard let inserted = unsafe try insert(bytes, offsets[row], offsets[row + 1]) else {
                    return false
                }
                index = inserted
                known[row] = index
                guard pays(count + place + 1) else { return false }
            }
            unsafe target[place] = index
        }
        count += rows.count
        return true
    }

    /// Whether enough values have repeated themselves, asked where a trial ends.
    @inline(__always)
    private func pays(_ count: Int) -> Bool {
        guard count & 0x3fff == 0, count > 0 else { return true }
        for trial in ParquetWriterLimits.dictionaryTrials
        where count == trial.values && entries.count > count / 100 * trial.distinctPercentMax {
            return false
        }
        return true
    }

    /// The index of a value; nil when there is no room for it.
    private func insert(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int32, _ end: Int32
    ) throws(LakeError) -> UInt32? {
        // Safe: the piece's offsets ascend and lie within its bytes.
        let value = unsafe UnsafeBufferPointer(rebasing: bytes[Int(start)..<Int(end)])
        let hash = unsafe hashBytes(value)
        var slot = table.slot(hash)
        while true {
            let found = unsafe table.slots[slot]
            if found == .max { break }
            if hashes[Int(found)] == hash, unsafe isEntry(Int(found), value) { return found }
            slot = (slot &+ 1) & (table.capacity &- 1)
        }
        guard page.countBytes + value.count + 4 <= bytesMax else { return nil }
        let index = UInt32(truncatingIfNeeded: entries.count)
        unsafe table.slots[slot] = index
        hashes.append(hash)
        if hasLengths { try page.appendLength(value.count) }
        entries.append((page.countBytes, value.count))
        if let start = value.baseAddress { unsafe try page.append(start, count: value.count) }
        if entries.count > table.capacity / 2 { grow() }
        return index
    }

    @inline(__always)
    private func isEntry(_ index: Int, _ value: UnsafeBufferPointer<UInt8>) -> Bool {
        let (offset, count) = entries[index]
        guard count == value.count else { return false }
        guard let start = value.baseAddress else { return true }
        return unsafe memcmp(page.base + offset, start, count) == 0
    }

    private func grow() {
        table = HashSlots(bits: table.bits + 1)
        for (entry, hash) in hashes.enumerated() {
            var slot = table.slot(hash)
            while unsafe table.slots[slot] != .max { slot = (slot &+ 1) & (table.capacity &- 1) }
            unsafe table.slots[slot] = UInt32(truncatingIfNeeded: entry)
        }
    }
}

@available(*, unavailable)
extension BytesDictionary: Sendable {}

extension ByteBuffer {
    /// Appends four bytes, little-endian.
    func appendLength(_ count: Int) throws(LakeError) {
        try reserve(countBytes + 4)
        unsafe UnsafeMutableRawPointer(base + countBytes).storeBytes(
            of: UInt32(truncatingIfNeeded: count).littleEndian, as: UInt32.self)
        countBytes += 4
    }
}
