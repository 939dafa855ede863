// Finds the footer of a file: two reads, or three when it is large.

package import Columnar
package import Storage

extension FileMetadata {
    private static let magic: [UInt8] = Array("PAR1".utf8)
    private static let encryptedMagic: [UInt8] = Array("PARE".utf8)
    /// Length and magic behind the footer.
    private static let tailBytes = 8

    /// Reads the footer of a file.
    ///
    /// - Throws: at `.file`: `LakeError.corrupt` when it is not a Parquet file or damaged,
    ///   `.unsupported` when the footer is encrypted, `.limit` when the footer is larger than
    ///   `MetadataLimits.footerBytesMax`, `.io`.
    package static func read(file: OpenFile) throws(LakeError) -> FileMetadata {
        do throws(LakeError) {
            let footer = try footer(of: file)
            return try FileMetadata(footer: footer, fileSizeBytes: file.sizeBytes)
        } catch {
            let isPlaced = error.places.contains(.file(file.path))
            throw isPlaced ? error : error.at(.file(file.path))
        }
    }

    private static func footer(of file: OpenFile) throws(LakeError) -> ByteReader {
        let sizeBytes = file.sizeBytes
        guard sizeBytes >= magic.count + tailBytes else {
            throw LakeError(.corrupt, "\(sizeBytes) bytes are too few for a Parquet file")
        }
        let guess = min(sizeBytes, MetadataLimits.footerGuessBytes)
        var tail = try file.piece(at: sizeBytes - guess, count: guess)
        try tail.skip(guess - tailBytes)
        let length = Int(try tail.littleEndian(UInt32.self))
        let lastMagic = try tail.bytes(magic.count)
        var head = try file.piece(at: 0, count: magic.count)
        let firstMagic = try head.bytes(magic.count)
        guard lastMagic != encryptedMagic, firstMagic != encryptedMagic else {
            throw LakeError(
                .unsupported, "the file is encrypted (Parquet modular encryption)",
                advice: "have it written without encryption")
        }
        guard lastMagic == magic, firstMagic == magic else {
            throw LakeError(
                .corrupt, "not a Parquet file: it does not begin and end in PAR1",
                advice: "a file that is still being written or was cut has no end yet")
        }
        guard length <= sizeBytes - magic.count - tailBytes else {
            throw LakeError(
                .corrupt, "a footer of \(length) bytes in a file of \(sizeBytes)",
                at: [.byteOffset(sizeBytes - tailBytes)])
        }
        guard length <= MetadataLimits.footerBytesMax else {
            throw LakeError(.limit, "a footer of \(length) bytes")
        }
        if length + tailBytes <= guess {
            let end = guess - tailBytes
            return ByteReader(
                tail.buffer, range: end - length..<end, fileOffset: sizeBytes - guess)
        }
        return try file.piece(at: sizeBytes - tailBytes - length, count: length)
    }
}
