// The definition or repetition levels of a page.

import Columnar

/// Levels of one kind, still encoded.
struct LevelReader {
    private var reader: ByteReader
    private let maxLevel: Int
    private let isBitPacked: Bool

    /// Levels of a page of version 2: the reader holds exactly their runs.
    init(_ reader: ByteReader, maxLevel: Int) {
        self.reader = reader
        self.maxLevel = maxLevel
        isBitPacked = false
    }

    /// Levels of a page of version 1.
    ///
    /// - Parameter page: at the levels; afterwards behind them.
    /// - Throws: `LakeError.corrupt` when they are longer than the page, `.unsupported`.
    init(
        _ page: inout ByteReader, _ encoding: Encoding, maxLevel: Int, count: Int
    ) throws(LakeError) {
        self.maxLevel = maxLevel
        switch encoding {
        case .rle:
            let length: UInt32 = try page.littleEndian()
            let range = try page.take(Int(length))
            reader = ByteReader(page.buffer, range: range, fileOffset: page.fileOffset)
            isBitPacked = false
        case .bitPacked:
            let bytes = (count * bitWidth(of: maxLevel) + 7) / 8
            let range = try page.take(bytes)
            reader = ByteReader(page.buffer, range: range, fileOffset: page.fileOffset)
            isBitPacked = true
        default:
            throw LakeError(.unsupported, "levels in the encoding \(encoding.name)")
        }
    }

    /// Whether one run says that all levels are the maximum: of a page without nulls.
    private func isOneFullRun(_ count: Int) throws(LakeError) -> Bool {
        guard !isBitPacked, bitWidth(of: maxLevel) <= 8, count > 0 else { return false }
        var ahead = reader
        let header = try ahead.varint()
        guard header & 1 == 0, header >> 1 >= UInt64(count) else { return false }
        return try ahead.byte() == UInt8(maxLevel)
    }

    /// Decodes all levels.
    ///
    /// - Parameter levels: room for `count` levels; not written when all are the maximum.
    /// - Returns: how many are equal to the maximum.
    /// - Throws: `LakeError.corrupt` when there are too few, or one is above the maximum.
    mutating func decode(
        into levels: UnsafeMutablePointer<UInt8>, count: Int
    ) throws(LakeError) -> Int {
        if try isOneFullRun(count) { return count }
        let width = bitWidth(of: maxLevel)
        if isBitPacked {
            unsafe try decodeBitPackedLevels(&reader, bitWidth: width, into: levels, count: count)
        } else {
            unsafe try decodeRLEHybrid(&reader, bitWidth: width, into: levels, count: count)
        }
        let limit = UInt8(maxLevel)
        var full = 0
        var largest: UInt8 = 0
        for index in 0..<count {
            unsafe full += levels[index] == limit ? 1 : 0
            largest = unsafe max(largest, levels[index])
        }
        guard largest <= limit else {
            throw LakeError(.corrupt, "a level of \(largest), where \(limit) is the highest")
        }
        return full
    }
}
