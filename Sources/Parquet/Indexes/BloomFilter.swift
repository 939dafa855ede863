// Split-block bloom filters: whether a chunk can hold a value. Source: BloomFilter.md.
//
//     [ header ] [ block 0: 8 words of 32 bits ] [ block 1 ] …
//
// The upper half of a value's hash chooses the block; the lower half, multiplied by eight salts,
// one bit in each word. A value is not in the chunk when one of them is not set. Only the block
// that is asked for is read, so a filter takes no memory.

package import Columnar
package import Storage

/// The bloom filter of a chunk.
package struct BloomFilter: Sendable {
    private static let blockBytes = 32
    private static let salts: [UInt32] = [
        0x47b6_137b, 0x4497_4d91, 0x8824_ad5b, 0xa2b7_289d,
        0x7054_95c7, 0x2df1_424b, 0x9efc_4947, 0x5c6b_fb31,
    ]

    private let file: OpenFile
    /// The place of the first block in the file.
    private let offset: Int
    package let blockCount: Int

    /// Finds the filter of a chunk.
    ///
    /// - Returns: nil when it has none.
    /// - Throws: `LakeError.corrupt` at `.byteOffset` when the header is damaged or the filter is
    ///   not within the file; `.unsupported` for an encrypted chunk and for an algorithm, hash or
    ///   compression that there was not in format 2.12; `.io`.
    package static func read(
        file: OpenFile, chunk: ColumnChunk
    ) throws(LakeError) -> BloomFilter? {
        let metadata = try chunk.readable()
        guard let offset = metadata.bloomFilterOffset, offset != 0 else { return nil }
        guard offset > 0, offset < file.sizeBytes else {
            throw LakeError(.corrupt, "bloom_filter_offset is \(offset)")
        }
        let left = file.sizeBytes - offset
        let piece = try file.piece(
            at: offset, count: min(left, MetadataLimits.bloomHeaderBytesMax))
        var reader = CompactReader(piece)
        let bitsetBytes = try header(&reader)
        let headerBytes = reader.bytes.offset
        // Older writers do not say the length of the whole.
        var bytesMax = left
        if let stated = metadata.bloomFilterSizeBytes, stated > 0 { bytesMax = min(left, stated) }
        guard bitsetBytes <= bytesMax - headerBytes else {
            throw reader.bytes.corrupt(
                "a bloom filter of \(bitsetBytes) bytes, \(bytesMax - headerBytes) follow")
        }
        return BloomFilter(
            file: file, offset: offset + headerBytes, blockCount: bitsetBytes / blockBytes)
    }

    /// Reads the struct BloomFilterHeader.
    ///
    /// - Returns: bytes of the blocks.
    static func header(_ reader: inout CompactReader) throws(LakeError) -> Int {
        var bitsetBytes: Int?
        var members = [0, 0, 0]
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: bitsetBytes = try reader.count32(field, "numBytes")
            case 2: members[0] = try reader.unionMember(field, "algorithm")
            case 3: members[1] = try reader.unionMember(field, "hash")
            case 4: members[2] = try reader.unionMember(field, "compression")
            default: try reader.skip(field)
            }
        }
        guard let bitsetBytes else {
            throw reader.bytes.corrupt("a bloom filter header without numBytes")
        }
        guard members == [1, 1, 1] else {
            throw LakeError(
                .unsupported, "a bloom filter other than split blocks of XXH64, uncompressed")
        }
        guard bitsetBytes > 0, bitsetBytes % blockBytes == 0 else {
            throw reader.bytes.corrupt("numBytes of a bloom filter is \(bitsetBytes)")
        }
        return bitsetBytes
    }

    /// Whether the chunk can hold a value.
    ///
    /// - Parameter hash: one of `bloomHashes(of:in:)`.
    /// - Throws: `LakeError.io`, `.limit`.
    package func mayContain(hash: UInt64) throws(LakeError) -> Bool {
        // Safe against overflow: a block count has 26 bits, half a hash 32.
        let block = Int(((hash >> 32) * UInt64(blockCount)) >> 32)
        var reader = try file.piece(
            at: offset + block * Self.blockBytes, count: Self.blockBytes)
        var words: [UInt32] = []
        for _ in Self.salts { words.append(try reader.littleEndian()) }
        return Self.block(words, mayContain: hash)
    }

    /// Whether the chunk can hold a value of its physical type.
    ///
    /// - Parameter plain: the value in PLAIN encoding, byte arrays without their length.
    package func mayContain(plain: [UInt8]) throws(LakeError) -> Bool {
        try mayContain(hash: xxHash64(plain))
    }

    /// Whether the bits of a hash are set in a block of eight words.
    static func block(_ words: [UInt32], mayContain hash: UInt64) -> Bool {
        let key = UInt32(truncatingIfNeeded: hash)
        return zip(words, salts).allSatisfy { word, salt in
            word & 1 << ((key &* salt) >> 27) != 0
        }
    }
}
