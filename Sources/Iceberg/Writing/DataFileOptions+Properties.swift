// What a table's properties say of how its data files are written.
//
//     write.parquet.compression-codec      zstd, gzip, snappy, lz4, uncompressed
//     write.parquet.compression-level      in the codec's own scale
//     write.parquet.row-group-size-bytes   before encoding
//     write.target-file-size-bytes
//
// Source: Iceberg documentation, "Configuration", "Write properties".

package import Columnar
package import Compression

extension DataFileOptions {
    package static let codecProperty = "write.parquet.compression-codec"
    package static let targetFileBytesProperty = "write.target-file-size-bytes"
    private static let levelProperty = "write.parquet.compression-level"
    private static let rowGroupBytesProperty = "write.parquet.row-group-size-bytes"

    /// The codecs by the names that Iceberg gives them.
    private static let codecs: [(name: String, codec: Codec)] = [
        ("zstd", .zstd), ("gzip", .gzip), ("snappy", .snappy), ("lz4", .lz4Raw),
        ("uncompressed", .uncompressed),
    ]

    /// The codec of a name, `none` among them; nil for one that is not written.
    package static func codec(named name: String) -> Codec? {
        let name = propertyName(ofCodec: name)
        return codecs.first { $0.name == name }?.codec
    }

    /// A codec's name as the property has it: `none` is `uncompressed` there.
    package static func propertyName(ofCodec name: String) -> String {
        let lower = name.lowercased()
        return lower == "none" ? "uncompressed" : lower
    }

    /// - Throws: `LakeError.invalidInput` for a value that makes no sense, `.unsupported` for a
    ///   codec that is not written; the text names the property.
    package init(properties: [String: String]) throws(LakeError) {
        self.init()
        if let name = properties[Self.codecProperty] {
            guard let found = Self.codec(named: name) else {
                throw LakeError(
                    .unsupported, "\(Self.codecProperty) is '\(name)', which is not written",
                    advice: "codec can be "
                        + Self.codecs.map { "'\($0.name)'" }.joined(separator: ", "))
            }
            codec = found
        }
        compressionLevel = try Self.integer(Self.levelProperty, -7...22, properties)
        if let bytes = try Self.integer(Self.targetFileBytesProperty, 1...(1 << 50), properties) {
            fileBytesTarget = bytes
        }
        if let bytes = try Self.integer(Self.rowGroupBytesProperty, 1...(1 << 50), properties) {
            // What other engines take for the size of a row group on the disk is here its size in
            // memory, which is bounded.
            rowGroupBytesMax = min(bytes, rowGroupBytesMax)
        }
    }

    private static func integer(
        _ name: String, _ range: ClosedRange<Int>, _ properties: [String: String]
    ) throws(LakeError) -> Int? {
        guard let text = properties[name] else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw LakeError(
                .invalidInput, "the property \(name) is '\(text)'",
                advice: "it is an integer from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }
}
