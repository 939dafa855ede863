// The lines of an uncompressed file, in units that any number of threads read in any order.
//
//     unit          0              1              2
//     file     |aaaa\nbbbbbbb\nc|ccccccc ccccccc|cc\ndddd\n
//     lines     a, b, c          none            d
//
// A unit gives the lines that start in it: it skips to the first line start and reads on behind its
// end to the end of its last line. So each line is given once, and a unit within a long line costs
// one search over its own bytes.

package import Columnar

/// Reads whole lines by units; holds nothing that changes, so threads share it.
package final class PlainLineReader: Sendable {
    package let file: OpenFile
    /// Bytes of a unit.
    package let unitBytes: Int
    /// Content longer than this is left out and reported.
    package let lineBytesMax: Int

    /// How many units the file had when it was opened; 0 when it is empty. What is appended to it
    /// later is not read.
    package var unitCount: Int {
        file.sizeBytes == 0 ? 0 : (file.sizeBytes - 1) / unitBytes + 1
    }

    /// - Throws: `LakeError.notFound`, `.io`, `.invalidInput` at `.file` as `OpenFile` does.
    package convenience init(
        file: DataFile, unitBytes: Int, lineBytesMax: Int
    ) throws(LakeError) {
        self.init(
            file: try OpenFile(file.path), unitBytes: unitBytes, lineBytesMax: lineBytesMax)
    }

    /// - Precondition: `unitBytes` and `lineBytesMax` are in `StorageLimits.readSizes`.
    package init(file: OpenFile, unitBytes: Int, lineBytesMax: Int) {
        precondition(StorageLimits.readSizes.contains(unitBytes))
        precondition(StorageLimits.readSizes.contains(lineBytesMax))
        self.file = file
        self.unitBytes = unitBytes
        self.lineBytesMax = lineBytesMax
    }

    /// Reads the lines that start in a unit, from 0; what the buffer held is overwritten.
    ///
    /// A file that became shorter ends where it ends now: its remaining units are empty.
    ///
    /// - Throws: `LakeError.io` at `.file`, `.byteOffset`; `LakeError.limit` without memory.
    /// - Complexity: memory up to `unitBytes + lineBytesMax`; one pread() unless the last line
    ///   reaches far behind the unit.
    package func read(unit: Int, into buffer: ByteBuffer) throws(LakeError) -> LineBlock {
        buffer.countBytes = 0
        let isLast = unit >= unitCount - 1
        precondition(unit >= 0 && unit < unitCount)
        let unitStart = unit * unitBytes
        let unitEnd = unitStart + min(unitBytes, file.sizeBytes - unitStart)
        let empty = LineBlock(
            buffer: buffer, startBytes: 0, countBytes: 0, fileOffsetBytes: unitStart,
            isLast: isLast)

        // A little earlier: the byte before the unit tells whether a line starts right at it, and
        // the kernel copies twice as fast when source and target are aligned alike.
        let lead = min(unitStart, unitBytes >= 1024 ? ByteBuffer.alignmentBytes : 1)
        let readStart = unitStart - lead
        var reader = UnitRead(
            file: file, buffer: buffer, nextOffsetBytes: readStart,
            stepBytes: min(max(unitBytes / 32, 16), StorageLimits.readAheadBytesMax))
        try reader.read(upTo: unitEnd + (unitBytes >= 1024 ? reader.stepBytes : 0))

        var lineStart = 0
        if unitStart > 0 {
            let lastIndex = min(unitEnd - 1 - readStart, buffer.countBytes)
            guard let found = firstNewline(in: buffer, from: lead - 1, to: lastIndex) else {
                return empty
            }
            lineStart = found + 1
        }
        guard lineStart < buffer.countBytes else { return empty }
        return try lines(
            from: lineStart, unitEnd: unitEnd - readStart, fileOffsetBytes: readStart + lineStart,
            isLast: isLast, &reader)
    }

    /// The block that starts at `start` and ends with the line that reaches `unitEnd`; both are
    /// indices in the buffer.
    private func lines(
        from start: Int, unitEnd: Int, fileOffsetBytes: Int, isLast: Bool,
        _ reader: inout UnitRead
    ) throws(LakeError) -> LineBlock {
        let buffer = reader.buffer
        // The last line ends with the first newline from the unit's last byte on.
        var searched = max(min(unitEnd, buffer.countBytes) - 1, start)
        let lastStart = lastNewline(in: buffer, from: start, to: searched).map { $0 + 1 } ?? start
        var run = LineRun(
            buffer: buffer, start: start, end: start, fileOffsetBytes: fileOffsetBytes)
        while true {
            if let found = firstNewline(in: buffer, from: searched, to: buffer.countBytes) {
                run.end = found + 1
                break
            }
            searched = buffer.countBytes
            if searched - lastStart > lineBytesMax, !reader.isAtEnd {
                run.end = lastStart
                run.removeOversized(lineBytesMax: lineBytesMax, from: start)
                try run.appendOversized(
                    lengthBytes: searched - lastStart, hasNewline: false, isLengthExact: false)
                return run.block(isLast: isLast)
            }
            if reader.isAtEnd {
                run.end = buffer.countBytes
                break
            }
            try reader.readOn(bytesMax: lineBytesMax + 1 - (searched - lastStart))
        }
        let reachesEnd = reader.isAtEnd && run.end == buffer.countBytes
        run.removeOversized(lineBytesMax: lineBytesMax, from: start)
        return run.block(isLast: isLast || reachesEnd)
    }
}

/// The reading of one unit: how far it got.
private struct UnitRead {
    let file: OpenFile
    let buffer: ByteBuffer
    /// Where the next read starts in the file.
    var nextOffsetBytes: Int
    /// Bytes of the next read behind the unit; doubles.
    var stepBytes: Int
    /// Nothing follows: the size at opening is reached, or the file became shorter.
    private(set) var isAtEnd = false

    init(file: OpenFile, buffer: ByteBuffer, nextOffsetBytes: Int, stepBytes: Int) {
        self.file = file
        self.buffer = buffer
        self.nextOffsetBytes = nextOffsetBytes
        self.stepBytes = stepBytes
    }

    mutating func read(upTo offsetBytes: Int) throws(LakeError) {
        let end = min(offsetBytes, file.sizeBytes)
        let wanted = end - nextOffsetBytes
        let got = try file.read(at: nextOffsetBytes, count: wanted, appendingTo: buffer)
        nextOffsetBytes += got
        isAtEnd = got < wanted || nextOffsetBytes >= file.sizeBytes
    }

    mutating func readOn(bytesMax: Int) throws(LakeError) {
        try read(upTo: nextOffsetBytes + max(1, min(stepBytes, bytesMax)))
        stepBytes &*= 2
    }
}
