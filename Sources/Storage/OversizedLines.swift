// Taking lines that are too long out of a buffer.

import Columnar
import Glibc

let newline = UInt8(ascii: "\n")

/// Index of the first newline in [start, end) of the buffer.
func firstNewline(in buffer: ByteBuffer, from start: Int, to end: Int) -> Int? {
    guard start < end else { return nil }
    // Safe: callers pass indices within the bytes in use.
    let base = unsafe buffer.base
    guard let found = unsafe memchr(base + start, Int32(newline), end - start) else { return nil }
    return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
}

/// Index of the last newline in [start, end) of the buffer.
///
/// Looks forwards in small blocks from the last one back: the C library's backward search is a GNU
/// extension that Swift does not see.
func lastNewline(in buffer: ByteBuffer, from start: Int, to end: Int) -> Int? {
    let blockBytes = 4096
    var blockEnd = end
    while blockEnd > start {
        let blockStart = max(start, blockEnd - blockBytes)
        if firstNewline(in: buffer, from: blockStart, to: blockEnd) != nil {
            var index = blockEnd - 1
            // Safe: a newline stands in [blockStart, blockEnd), so the search stops there.
            while unsafe buffer.base[index] != newline { index -= 1 }
            return index
        }
        blockEnd = blockStart
    }
    return nil
}

/// Moves `count` bytes within the buffer.
func moveBytes(in buffer: ByteBuffer, from source: Int, to target: Int, count: Int) {
    guard count > 0, source != target else { return }
    // Safe: callers move bytes in use to lower indices.
    unsafe memmove(buffer.base + target, buffer.base + source, count)
}

/// The block under construction: whole lines in [start, end) of a buffer.
struct LineRun {
    let buffer: ByteBuffer
    let start: Int
    var end: Int
    /// Where the byte at `start` stands in the uncompressed text.
    let fileOffsetBytes: Int
    /// In order, each with its place in the run.
    private(set) var oversized: [OversizedLine] = []
    /// The sum of their `bytesRemoved`.
    private var removedBytes = 0

    init(buffer: ByteBuffer, start: Int, end: Int, fileOffsetBytes: Int) {
        self.buffer = buffer
        self.start = start
        self.end = end
        self.fileOffsetBytes = fileOffsetBytes
    }

    /// Replaces each line longer than `lineBytesMax` by a lone newline.
    ///
    /// Between long lines it looks at one newline for every `lineBytesMax` bytes, not at each.
    ///
    /// - Parameter first: index of a line's start from which to look.
    mutating func removeOversized(lineBytesMax: Int, from first: Int) {
        var source = first  // a line's start
        var kept = first  // bytes up to here are in place
        var unmoved = first  // bytes in [unmoved, source) are to be moved to `kept`
        while end - source > lineBytesMax {
            let windowEnd = source + lineBytesMax + 1
            if let last = lastNewline(in: buffer, from: source, to: windowEnd) {
                source = last + 1
                continue
            }
            moveBytes(in: buffer, from: unmoved, to: kept, count: source - unmoved)
            kept += source - unmoved
            let lineEnd = firstNewline(in: buffer, from: windowEnd, to: end)
            append(
                start: kept, lengthBytes: (lineEnd ?? end) - source,
                hasNewline: lineEnd != nil, isLengthExact: true)
            kept += 1
            source = lineEnd.map { $0 + 1 } ?? end
            unmoved = source
        }
        moveBytes(in: buffer, from: unmoved, to: kept, count: end - unmoved)
        end = kept + (end - unmoved)
    }

    /// Puts a lone newline for a long line at `end`.
    mutating func appendOversized(
        lengthBytes: Int, hasNewline: Bool, isLengthExact: Bool
    ) throws(LakeError) {
        try buffer.reserve(end + 1)
        append(
            start: end, lengthBytes: lengthBytes, hasNewline: hasNewline,
            isLengthExact: isLengthExact)
        end += 1
    }

    private mutating func append(
        start index: Int, lengthBytes: Int, hasNewline: Bool, isLengthExact: Bool
    ) {
        let bytesRemoved = lengthBytes + (hasNewline ? 1 : 0) - 1
        // Safe: `index` is within the run, or reserved by appendOversized().
        unsafe buffer.base[index] = newline
        oversized.append(
            OversizedLine(
                lineIndexInBlock: lineIndex(at: index), offsetInBlockBytes: index - start,
                fileOffsetBytes: fileOffsetBytes + (index - start) + removedBytes,
                lengthBytes: lengthBytes, isLengthExact: isLengthExact,
                bytesRemoved: bytesRemoved))
        removedBytes += bytesRemoved
    }

    /// Newlines before `index`, counted on from the last long line.
    private func lineIndex(at index: Int) -> Int {
        var line = 0
        var position = start
        if let last = oversized.last {
            line = last.lineIndexInBlock + 1
            position = start + last.offsetInBlockBytes + 1
        }
        while let found = firstNewline(in: buffer, from: position, to: index) {
            line += 1
            position = found + 1
        }
        return line
    }

    func block(isLast: Bool) -> LineBlock {
        LineBlock(
            buffer: buffer, startBytes: start, countBytes: end - start,
            fileOffsetBytes: fileOffsetBytes, isLast: isLast, oversized: oversized)
    }
}
