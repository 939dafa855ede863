// A run of whole lines in a buffer, and the lines that were too long to be in it.
//
//     file    {"id":1}\n{"id": … very long … }\n{"id":3}\n
//     buffer  {"id":1}\n\n{"id":3}\n
//                        ^ the long line's place: it still counts as a line
//
// A line longer than the limit is replaced by a lone newline, so counting newlines still gives
// physical line numbers; bytes behind it lie `bytesRemoved` further on in the file than here.

package import Columnar

/// A line that was left out of its block because it is longer than the limit.
package struct OversizedLine: Hashable, Sendable {
    /// Its index among the lines of the block, from 0; the block has an empty line there.
    package var lineIndexInBlock: Int
    /// Where its lone newline stands, counted from the block's first byte.
    package var offsetInBlockBytes: Int
    /// Where it starts in the uncompressed text.
    package var fileOffsetBytes: Int
    /// Its length without the newline; at least this much when `isLengthExact` is false.
    package var lengthBytes: Int
    /// False when the reader did not look for the line's end; the line is then the block's last.
    package var isLengthExact: Bool
    /// How much further on than in the block the bytes behind it lie in the file.
    package var bytesRemoved: Int
}

/// Whole lines of one file, each with its newline; only a file's last line may lack it.
package struct LineBlock: Sendable {
    package let buffer: ByteBuffer
    /// Index in `buffer` of the first byte.
    package let startBytes: Int
    /// Bytes of the block; 0 where no line starts in a unit, or while a long line is skipped.
    package let countBytes: Int
    /// Where the first byte stands in the uncompressed text.
    package let fileOffsetBytes: Int
    /// No line of the file follows. Where the last line runs through several units, the unit that
    /// it starts in says so, and the file's last unit, which is empty.
    package let isLast: Bool
    /// In the order of the file; nearly always empty.
    package var oversized: [OversizedLine]

    package init(
        buffer: ByteBuffer, startBytes: Int, countBytes: Int, fileOffsetBytes: Int, isLast: Bool,
        oversized: [OversizedLine] = []
    ) {
        self.buffer = buffer
        self.startBytes = startBytes
        self.countBytes = countBytes
        self.fileOffsetBytes = fileOffsetBytes
        self.isLast = isLast
        self.oversized = oversized
    }

    /// Where a byte of the block stands in the uncompressed text.
    ///
    /// - Parameter offset: counted from the block's first byte.
    /// - Complexity: O(oversized lines before it).
    package func fileOffsetBytes(ofByteAt offset: Int) -> Int {
        var position = fileOffsetBytes + offset
        for line in oversized {
            guard line.offsetInBlockBytes < offset else { break }
            position += line.bytesRemoved
        }
        return position
    }
}
