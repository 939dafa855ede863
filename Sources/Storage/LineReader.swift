// The lines of a file, whichever way its packing allows to read them.

package import Columnar

/// A reader chosen by the file's first bytes.
package enum LineReader: Sendable {
    /// By units, in any order, by many threads.
    case plain(PlainLineReader)
    /// In order, by one thread at a time.
    case compressed(CompressedLineReader)

    /// Opens a file for reading by lines.
    ///
    /// - Parameters:
    ///   - unitBytes: about as many bytes as a block has.
    ///   - lineBytesMax: content longer than this is left out and reported.
    /// - Throws: `LakeError.notFound`, `.io`, `.invalidInput` (no regular file) at `.file`.
    package static func open(
        file: DataFile, unitBytes: Int, lineBytesMax: Int
    ) throws(LakeError) -> LineReader {
        let open = try OpenFile(file.path)
        let format = try CompressionFormat(of: open)
        guard format != .plain else {
            return .plain(
                PlainLineReader(file: open, unitBytes: unitBytes, lineBytesMax: lineBytesMax))
        }
        return .compressed(
            try CompressedLineReader(
                file: open, format: format, unitBytes: unitBytes, lineBytesMax: lineBytesMax))
    }
}
