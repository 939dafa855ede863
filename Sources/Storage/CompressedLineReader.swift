// The lines of a compressed file, in blocks of whole lines, from its start to its end.
//
//     stream   |aaaa\nbbb\nccc|cc\ndd …
//     blocks    a, b            c, d …          "ccc" is carried into the next block
//
// Memory is bounded by a unit and the longest line allowed, whatever the stream expands to: a line
// that is too long is dropped as it comes, and while it lasts the blocks are empty, so that the
// caller can look for an interrupt.

package import Columnar

/// Reads whole lines in order. One thread at a time calls it.
package final class CompressedLineReader: @unchecked Sendable {  // because: used by one at a time
    /// A line of which everything so far was dropped.
    private struct Skip {
        var fileOffsetBytes: Int
        var droppedBytes: Int
    }

    /// About as many bytes as a block has.
    package let unitBytes: Int
    /// Content longer than this is left out and reported.
    package let lineBytesMax: Int
    private let decompressor: Decompressor
    /// The start of a line whose end has not been decoded.
    private let carry: ByteBuffer
    private var skip: Skip?
    private var isFinished = false
    private var failure: LakeError?

    /// - Throws: `LakeError.notFound`, `.io`, `.invalidInput` at `.file` as `OpenFile` does.
    package convenience init(
        file: DataFile, unitBytes: Int, lineBytesMax: Int
    ) throws(LakeError) {
        let open = try OpenFile(file.path)
        try self.init(
            file: open, format: CompressionFormat(of: open), unitBytes: unitBytes,
            lineBytesMax: lineBytesMax)
    }

    /// - Precondition: `unitBytes` and `lineBytesMax` are in `StorageLimits.readSizes`.
    package init(
        file: OpenFile, format: CompressionFormat, unitBytes: Int, lineBytesMax: Int
    ) throws(LakeError) {
        precondition(StorageLimits.readSizes.contains(unitBytes))
        precondition(StorageLimits.readSizes.contains(lineBytesMax))
        self.unitBytes = unitBytes
        self.lineBytesMax = lineBytesMax
        decompressor = try Decompressor(file, format: format)
        carry = try ByteBuffer(capacityBytes: 0)
    }

    package var file: OpenFile { decompressor.file }
    package var format: CompressionFormat { decompressor.format }

    /// The next lines; what the buffer held is overwritten. A block is empty only while a line that
    /// is too long goes on.
    ///
    /// - Returns: nil when the file has no more lines.
    /// - Throws: `LakeError.corrupt` at `.file`, `.byteOffset` (uncompressed) after all whole lines
    ///   before the damage were given; `.io`, `.limit`, `.unsupported`. Again on every later call.
    package func next(into buffer: ByteBuffer) throws(LakeError) -> LineBlock? {
        buffer.countBytes = 0
        if let failure { throw failure }
        if isFinished { return nil }
        let fileOffsetBytes =
            skip?.fileOffsetBytes ?? (decompressor.producedBytes - carry.countBytes)
        if carry.countBytes > 0 {
            try unsafe buffer.append(carry.base, count: carry.countBytes)
            carry.countBytes = 0
        }
        var run = LineRun(buffer: buffer, start: 0, end: 0, fileOffsetBytes: fileOffsetBytes)
        if skip != nil, try !skipLine(in: &run) {
            return run.block(isLast: isFinished)
        }
        return try fill(&run)
    }

    /// Decodes up to a unit's bytes of the line that is too long.
    ///
    /// - Returns: true when its end was found: the run has its lone newline, the buffer goes on
    ///   with what follows it.
    private func skipLine(in run: inout LineRun) throws(LakeError) -> Bool {
        guard let skipped = skip else { return true }
        let buffer = run.buffer
        let got = try decode(unitBytes, into: buffer)
        let end = firstNewline(in: buffer, from: 0, to: buffer.countBytes)
        let dropped = skipped.droppedBytes + (end ?? buffer.countBytes)
        guard let end else {
            skip?.droppedBytes = dropped
            buffer.countBytes = 0
            if got < unitBytes, isFinished {
                try run.appendOversized(
                    lengthBytes: dropped, hasNewline: false, isLengthExact: true)
            }
            return false
        }
        skip = nil
        // The newline found becomes the lone newline: it moves to the buffer's start.
        moveBytes(in: buffer, from: end, to: 0, count: buffer.countBytes - end)
        buffer.countBytes -= end
        try run.appendOversized(lengthBytes: dropped, hasNewline: true, isLengthExact: true)
        return true
    }

    /// Decodes until there is a unit's bytes with a whole line among them, and takes the lines.
    private func fill(_ run: inout LineRun) throws(LakeError) -> LineBlock? {
        let buffer = run.buffer
        let firstLine = run.end
        var searched = firstLine
        var target = unitBytes
        var lastLineEnd = firstLine
        while true {
            if buffer.countBytes < target {
                _ = try decode(target - buffer.countBytes, into: buffer)
            }
            if let found = lastNewline(in: buffer, from: searched, to: buffer.countBytes) {
                lastLineEnd = found + 1
            }
            searched = buffer.countBytes
            if isFinished {
                lastLineEnd = buffer.countBytes
                break
            }
            if failure != nil { break }
            // One byte of the next line tells that this block is not the last.
            if lastLineEnd > 0, lastLineEnd < buffer.countBytes { break }
            if lastLineEnd > 0 {
                target = buffer.countBytes + 1
            } else if buffer.countBytes > lineBytesMax {
                skip = Skip(
                    fileOffsetBytes: run.fileOffsetBytes, droppedBytes: buffer.countBytes)
                buffer.countBytes = 0
                return run.block(isLast: false)
            } else {
                target = min(max(target, buffer.countBytes) * 2, lineBytesMax + 1)
            }
        }
        return try take(&run, firstLine: firstLine, end: lastLineEnd)
    }

    private func take(
        _ run: inout LineRun, firstLine: Int, end: Int
    ) throws(LakeError) -> LineBlock? {
        let buffer = run.buffer
        if failure == nil, end < buffer.countBytes {
            try unsafe carry.append(buffer.base + end, count: buffer.countBytes - end)
        }
        run.end = end
        run.removeOversized(lineBytesMax: lineBytesMax, from: firstLine)
        if run.end == 0 {
            if let failure { throw failure }
            return nil
        }
        return run.block(isLast: isFinished)
    }

    /// Decodes up to `count` bytes, and notes the end of the stream or its failure.
    private func decode(_ count: Int, into buffer: ByteBuffer) throws(LakeError) -> Int {
        var done = 0
        while done < count {
            do throws(LakeError) {
                let got = try decompressor.decode(count - done, appendingTo: buffer)
                if got == 0 {
                    isFinished = true
                    break
                }
                done += got
            } catch {
                failure = error
                break
            }
        }
        return done
    }
}
