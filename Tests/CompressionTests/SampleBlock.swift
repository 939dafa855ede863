// What Python's zlib, bz2, zstandard 0.25, lz4 4.4, brotli 1.2 and cramjam 2.14 made of the tests'
// text.

import Compression
import Testing

/// A block that another program compressed.
struct SampleBlock: CustomTestStringConvertible {
    let name: String
    let codec: Codec
    let bytes: [UInt8]

    var testDescription: String { name }

    init(_ name: String, _ codec: Codec, _ hexadecimal: String) {
        self.name = name
        self.codec = codec
        let digits = hexadecimal.compactMap(\.hexDigitValue)
        bytes = stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
    }

    static let all = [
        SampleBlock(
            "bare deflate by zlib", .deflate,
            """
            cb484dcc29c9c849cc4e55c818650e1d2600
            """),
        SampleBlock(
            "gzip by zlib", .gzip,
            """
            1f8b0800000000000203cb484dcc29c9c849cc4e55c818650e1d2600790cd304b8010000
            """),
        SampleBlock(
            "two gzip members", .gzip,
            """
            1f8b0800000000000203cb484dcc29c9c849cc4e55c8186e4c003346dca3dc0000001f8b0800
            000000000203cb484dcc29c9c849cc4e55c8186e4c003346dca3dc000000
            """),
        SampleBlock(
            "a zlib stream", .gzip,
            """
            789ccb484dcc29c9c849cc4e55c818650e1d2600ef84a7f9
            """),
        SampleBlock(
            "snappy", .snappy,
            """
            b803286865616c74686c616b6520fe0b00fe0b00fe0b00fe0b00fe0b00fe0b00b20b00
            """),
        SampleBlock(
            "zstd", .zstd,
            """
            28b52ffd60b800950000586865616c74686c616b65200100aa568b17
            """),
        SampleBlock(
            "zstd without content size", .zstd,
            """
            28b52ffd0058950000586865616c74686c616b65200100aa568b17
            """),
        SampleBlock(
            "two zstd frames", .zstd,
            """
            28b52ffd20dc950000586865616c74686c616b652001004e53c50b28b52ffd20dc9500005868
            65616c74686c616b652001004e53c50b
            """),
        SampleBlock(
            "an LZ4 block", .lz4Raw,
            """
            bf6865616c74686c616b65200b00ff96506c616b6520
            """),
        SampleBlock(
            "a Hadoop frame", .lz4Hadoop,
            """
            000001b800000016bf6865616c74686c616b65200b00ff96506c616b6520
            """),
        SampleBlock(
            "Hadoop frames", .lz4Hadoop,
            """
            000000dc00000015bf6865616c74686c616b65200b00b9506c616b6520000000dc00000015bf
            6865616c74686c616b65200b00b9506c616b6520
            """),
        SampleBlock(
            "a Hadoop frame of two blocks", .lz4Hadoop,
            """
            000001b800000015bf6865616c74686c616b65200b00b9506c616b652000000015bf6865616c
            74686c616b65200b00b9506c616b6520
            """),
        SampleBlock(
            "a bare LZ4 block as LZ4", .lz4Hadoop,
            """
            bf6865616c74686c616b65200b00ff96506c616b6520
            """),
        SampleBlock(
            "an LZ4 frame as LZ4", .lz4Hadoop,
            """
            04224d186840b801000000000000b816000000bf6865616c74686c616b65200b00ff96506c61
            6b652000000000
            """),
        SampleBlock(
            "brotli", .brotli,
            """
            1bb701f88d54b5bf0259cbb032b62284b50ae00b9f6d00
            """),
        SampleBlock(
            "bzip2", .bzip2,
            """
            425a68393141592653593a3dab6700007791804000224c040020005086002952364f84c13826
            0982744d1344fc4e09a2785dc914e14240e8f6ad9c
            """),
        SampleBlock(
            "two bzip2 streams", .bzip2,
            """
            425a6839314159265359d83a067200003b91804000224c040020005086002952364f8984e130
            984e9349a4fc9c2693c2ee48a70a121b0740ce40425a6839314159265359d83a067200003b91
            804000224c040020005086002952364f8984e130984e9349a4fc9c2693c2ee48a70a121b0740
            ce40
            """),
    ]
}
