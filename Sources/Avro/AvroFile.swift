// Avro object container files.
//
//     header   see AvroHeader
//     block    count of records, size in bytes (both long) · the records, compressed · sync marker
//     …
//
// Manifests are read whole, since all of them is wanted and they are small; data files are read a
// window at a time, so that memory does not grow with the file.
// Source: Avro 1.12.0 specification, "Object Container Files".

package import Columnar
package import Storage

/// A file whose header has been read. Any number of threads may read its records, each with an
/// `AvroRecords` of its own.
package struct AvroFile: Sendable {
    /// The path, for errors.
    package let path: String
    package let header: AvroHeader
    let source: Source

    /// Where the bytes are.
    enum Source: Sendable {
        case memory(ByteBuffer)
        case file(OpenFile)
    }

    /// A file that is in memory.
    ///
    /// - Throws: `LakeError.corrupt` at `.file`, `.byteOffset` when the header is damaged,
    ///   `.unsupported` for a codec that is not read, `.limit` for a schema beyond `AvroLimits`.
    package init(_ bytes: ByteBuffer, path: String) throws(LakeError) {
        guard bytes.countBytes <= AvroLimits.wholeFileBytesMax else {
            throw LakeError(
                .limit, "the file is longer than \(AvroLimits.wholeFileBytesMax) bytes",
                at: [.file(path)])
        }
        self.path = path
        source = .memory(bytes)
        do throws(LakeError) {
            header = try AvroHeader(bytes)
        } catch {
            throw error.at(.file(path))
        }
    }

    /// Reads a whole file into memory: manifests and manifest lists.
    ///
    /// - Throws: as the first initialiser; `.limit` at `.file` when it is longer than `bytesMax`;
    ///   `.notFound`, `.io`, `.invalidInput` at `.file`.
    package init(
        readingAll file: DataFile, bytesMax: Int = AvroLimits.wholeFileBytesMax
    ) throws(LakeError) {
        let bytesMax = min(bytesMax, AvroLimits.wholeFileBytesMax)
        try self.init(readWholeFile(file, bytesMax: bytesMax), path: file.path)
    }

    /// Reads the header of a file whose records will be read a window at a time: data files.
    ///
    /// - Throws: as the first initialiser, `.io` at `.file` and `.byteOffset`; `.limit` when the
    ///   header is longer than `AvroLimits.headerBytesMax`.
    package init(_ file: OpenFile) throws(LakeError) {
        path = file.path
        source = .file(file)
        var countBytes = 64 << 10
        while true {
            let bytes = try ByteBuffer(capacityBytes: min(countBytes, file.sizeBytes))
            _ = try file.read(
                at: 0, count: min(countBytes, file.sizeBytes), appendingTo: bytes)
            do throws(LakeError) {
                header = try AvroHeader(bytes)
                return
            } catch {
                // A header that goes on behind what was read looks damaged.
                let mayGoOn = bytes.countBytes == countBytes && error.code == .corrupt
                guard mayGoOn, (try? AvroHeader.hasMagic(bytes)) == true else {
                    throw error.at(.file(file.path))
                }
                guard countBytes < AvroLimits.headerBytesMax else {
                    throw LakeError(
                        .limit, "no header within \(AvroLimits.headerBytesMax) bytes",
                        at: [.file(file.path)])
                }
                countBytes *= 4
            }
        }
    }

    /// The records of the file, from the first one.
    ///
    /// - Parameter projection: what is wanted of each record.
    /// - Throws: `LakeError.corrupt` at `.file`, `.column` when the file's types are not what is
    ///   wanted; `.limit`, `.invalidInput` at `.file`.
    package func records(
        _ projection: AvroProjection = .everything
    ) throws(LakeError) -> AvroRecords {
        do throws(LakeError) {
            return try AvroRecords(self, DecodingPlan(header.schema, projection))
        } catch {
            throw error.at(.file(path))
        }
    }
}
