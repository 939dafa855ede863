// The portable 64-bit form of Roaring bitmaps, all little-endian.
//
//     count of bitmaps (8 bytes) · { key (4 bytes) · 32-bit bitmap }, keys ascending
//
//     32-bit bitmap, without runs:  12346 (4) · count of containers (4)
//                    with runs:     12347 (2) · count - 1 (2) · a bit for each container: has runs
//       then for each container:    key (2) · cardinality - 1 (2), keys ascending
//       then its offset (4), unless there are runs and fewer than four containers
//       then the containers:        runs: count (2) · { first (2) · length - 1 (2) }
//                                   up to 4096 values: each (2), ascending
//                                   more: 8192 bytes of bits
//
// Offsets are passed over: the containers follow each other, and what they say is checked as it
// comes.
// Source: RoaringFormatSpec, "Standard 32-bit Roaring Bitmap" and "Extension for 64-bit
// Implementations".

import Columnar

extension PositionSet {
    /// Reads a bitmap that goes to the end of the reader.
    ///
    /// - Throws: `LakeError.corrupt` at `.byteOffset` when anything is out of order, or bytes are
    ///   left.
    init(roaring reader: inout ByteReader) throws(LakeError) {
        let bitmapCount = try reader.littleEndian(UInt64.self)
        // The least bitmap has a key, a cookie and a count.
        guard bitmapCount <= UInt64(reader.remainingBytes / 12) else {
            throw reader.corrupt(
                "\(bitmapCount) bitmaps are announced, \(reader.remainingBytes) bytes follow")
        }
        var chunks: [Chunk] = []
        var previous: UInt32?
        for _ in 0..<bitmapCount {
            let key = try reader.littleEndian(UInt32.self)
            guard previous.map({ $0 < key }) ?? true else {
                throw reader.corrupt("the keys of the bitmaps do not ascend")
            }
            guard key < UInt32(Int32.max) else {
                throw reader.corrupt("a position of more than 63 bits")
            }
            previous = key
            try PositionSet.readBitmap(&reader, UInt64(key) << 16, &chunks)
        }
        guard reader.isAtEnd else {
            throw reader.corrupt("\(reader.remainingBytes) bytes are left behind the bitmap")
        }
        self.init(chunks: chunks)
    }

    private static let cookieWithoutRuns: UInt32 = 12346
    private static let cookieWithRuns: UInt32 = 12347
    /// Fewer containers have no offsets when there are runs.
    private static let offsetsMin = 4

    /// - Parameter base: what stands above the 16 bits of a container's key.
    private static func readBitmap(
        _ reader: inout ByteReader, _ base: UInt64, _ chunks: inout [Chunk]
    ) throws(LakeError) {
        let cookie = try reader.littleEndian(UInt32.self)
        let count: Int
        var runFlags: [UInt8]?
        if cookie & 0xFFFF == cookieWithRuns {
            count = Int(cookie >> 16) + 1
            runFlags = try reader.bytes((count + 7) / 8)
        } else if cookie == cookieWithoutRuns {
            count = Int(try reader.littleEndian(UInt32.self))
        } else {
            throw reader.corrupt("no Roaring bitmap begins with \(cookie)")
        }
        guard count <= chunkRows, count * 4 <= reader.remainingBytes else {
            throw reader.corrupt("\(count) containers, more than there can be")
        }
        var heads: [(key: UInt16, count: Int)] = []
        heads.reserveCapacity(count)
        for _ in 0..<count {
            let key = try reader.littleEndian(UInt16.self)
            guard heads.last.map({ $0.key < key }) ?? true else {
                throw reader.corrupt("the keys of the containers do not ascend")
            }
            heads.append((key, Int(try reader.littleEndian(UInt16.self)) + 1))
        }
        if runFlags == nil || count >= offsetsMin { try reader.skip(count * 4) }
        for (index, head) in heads.enumerated() {
            let hasRuns = runFlags.map { $0[index >> 3] >> UInt8(index & 7) & 1 == 1 } ?? false
            let container = try readContainer(&reader, count: head.count, hasRuns: hasRuns)
            chunks.append(
                Chunk(key: base | UInt64(head.key), container: container, count: head.count))
        }
    }

    private static func readContainer(
        _ reader: inout ByteReader, count: Int, hasRuns: Bool
    ) throws(LakeError) -> Container {
        if hasRuns { return try readRuns(&reader, count: count) }
        if count > valuesMax { return try readBits(&reader, count: count) }
        var values: [UInt16] = []
        values.reserveCapacity(count)
        for _ in 0..<count {
            let value = try reader.littleEndian(UInt16.self)
            guard values.last.map({ $0 < value }) ?? true else {
                throw reader.corrupt("the values of a container do not ascend")
            }
            values.append(value)
        }
        return .values(values)
    }

    private static func readBits(
        _ reader: inout ByteReader, count: Int
    ) throws(LakeError) -> Container {
        var words: [UInt64] = []
        words.reserveCapacity(chunkRows / 64)
        var found = 0
        for _ in 0..<chunkRows / 64 {
            let word = try reader.littleEndian(UInt64.self)
            found += word.nonzeroBitCount
            words.append(word)
        }
        guard found == count else {
            throw reader.corrupt("a container of \(count) values has \(found)")
        }
        return .bits(words)
    }

    private static func readRuns(
        _ reader: inout ByteReader, count: Int
    ) throws(LakeError) -> Container {
        let runCount = Int(try reader.littleEndian(UInt16.self))
        var runs: [ClosedRange<UInt16>] = []
        runs.reserveCapacity(min(runCount, reader.remainingBytes / 4))
        var found = 0
        for _ in 0..<runCount {
            let first = try reader.littleEndian(UInt16.self)
            let more = try reader.littleEndian(UInt16.self)
            let (last, overflow) = first.addingReportingOverflow(more)
            guard !overflow, runs.last.map({ $0.upperBound < first }) ?? true else {
                throw reader.corrupt("the runs of a container do not ascend")
            }
            found += Int(more) + 1
            runs.append(first...last)
        }
        guard found == count else {
            throw reader.corrupt("a container of \(count) values has \(found)")
        }
        return .runs(runs)
    }
}
