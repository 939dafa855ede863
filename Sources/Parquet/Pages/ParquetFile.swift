// An open file with its footer.

package import Columnar
package import Storage

/// A Parquet file whose footer has been read and checked. Any number of threads may read it.
package final class ParquetFile: Sendable {
    package let file: OpenFile
    package let metadata: FileMetadata

    /// Opens a file and reads its footer.
    ///
    /// - Throws: `LakeError` at `.file`: `.notFound`, `.io`; `.corrupt` when it is no Parquet file
    ///   or a damaged one; `.unsupported` when it is encrypted.
    package init(_ path: String) throws(LakeError) {
        file = try OpenFile(path)
        metadata = try FileMetadata.read(file: file)
    }
}
