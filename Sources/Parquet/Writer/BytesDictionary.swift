// The distinct values of a column of bytes, in the order of their first use, as the body of a
// dictionary page; and the index of each value.
//
// Where a piece names its values by indexes, an entry is hashed at its first use only: what is left
// for each row is one load from a table.

import Columnar
import Glibc

/// What a column of bytes needs to be dictionary-encoded.
@safe
struct BytesDictionary: ~Copyable {
    /// The entries in PLAIN encoding.
    let page: ByteBuffer
    /// The bytes of `page` so far, which are told to it in the end: an entry would ask it for them
    /// time and again.
    private var pageBytes = 0
    private var pageBase: UnsafeMutablePointer<UInt8>
    private var pageCapacityBytes = 0
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

    private init(_ page: ByteBuffer, valueCount: Int, hasLengths: Bool, bytesMax: Int) {
        self.page = page
        unsafe pageBase = unsafe page.base
        self.hasLengths = hasLengths
        self.bytesMax = bytesMax
        unsafe indexes = .allocate(capacity: max(valueCount, 1))
    }

    /// Takes the values of some pieces.
    ///
    /// - Parameters:
    ///   - hasLengths: whether each entry has its length in front, as those of BYTE_ARRAY have.
    ///   - bytesMax: of the page.
    /// - Returns: nil when the page would be larger, or when the first values show that a
    ///   dictionary does not pay.
    /// - Throws: `LakeError.limit` without memory.
    static func make(
        _ pieces: [BytesPiece], valueCount: Int, hasLengths: Bool, bytesMax: Int
    ) throws(LakeError) -> BytesDictionary? {
        var dictionary = BytesDictionary(
            try ByteBuffer(capacityBytes: 1 << 12), valueCount: valueCount, hasLengths: hasLengths,
            bytesMax: bytesMax)
        for piece in pieces {
            guard try dictionary.take(piece) else { return nil }
        }
        dictionary.page.countBytes = dictionary.pageBytes
        return dictionary
    }

    /// The bytes of an entry.
    func entry(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        let (offset, count) = entries[index]
        return unsafe UnsafeBufferPointer(start: pageBase + offset, count: count)
    }

    private mutating func take(_ piece: BytesPiece) throws(LakeError) -> Bool {
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
    private mutating func takeEach(
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
    private mutating func take(
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
    private mutating func insert(
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
        guard pageBytes + value.count + 4 <= bytesMax else { return nil }
        let index = UInt32(truncatingIfNeeded: entries.count)
        unsafe table.slots[slot] = index
        hashes.append(hash)
        try reservePage(pageBytes + value.count + 4)
        if hasLengths {
            unsafe UnsafeMutableRawPointer(pageBase + pageBytes).storeBytes(
                of: UInt32(truncatingIfNeeded: value.count).littleEndian, as: UInt32.self)
            pageBytes += 4
        }
        entries.append((pageBytes, value.count))
        if let start = value.baseAddress { unsafe memcpy(pageBase + pageBytes, start, value.count) }
        pageBytes += value.count
        if entries.count > table.capacity / 2 { grow() }
        return index
    }

    /// Makes room in the page.
    @inline(__always)
    private mutating func reservePage(_ bytes: Int) throws(LakeError) {
        guard bytes > pageCapacityBytes else { return }
        page.countBytes = pageBytes
        try page.reserve(bytes)
        unsafe pageBase = unsafe page.base
        pageCapacityBytes = page.capacityBytes
    }

    @inline(__always)
    private func isEntry(_ index: Int, _ value: UnsafeBufferPointer<UInt8>) -> Bool {
        let (offset, count) = entries[index]
        guard count == value.count else { return false }
        guard let start = value.baseAddress else { return true }
        return unsafe memcmp(pageBase + offset, start, count) == 0
    }

    private mutating func grow() {
        table = HashSlots(bits: table.bits + 1)
        for (entry, hash) in hashes.enumerated() {
            var slot = table.slot(hash)
            while unsafe table.slots[slot] != .max { slot = (slot &+ 1) & (table.capacity &- 1) }
            unsafe table.slots[slot] = UInt32(truncatingIfNeeded: entry)
        }
    }
}

extension ByteBuffer {
    /// Appends four bytes, little-endian.
    func appendLength(_ count: Int) throws(LakeError) {
        try reserve(countBytes + 4)
        unsafe UnsafeMutableRawPointer(base + countBytes).storeBytes(
            of: UInt32(truncatingIfNeeded: count).littleEndian, as: UInt32.self)
        countBytes += 4
    }
}
