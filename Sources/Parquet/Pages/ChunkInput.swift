// The bytes of one column chunk, read from the file in pieces.
//
//     chunk   [dictionary][page][page][page] …
//     window      ^────────────────^            read ahead where pages are small
//
// A large page is read on its own, and only when its values are wanted; small pages come many at a
// time. Chunks that lie side by side and are small are read together by the row group, and given
// here as the first window.

import Columnar
import Storage

/// A part of the file in memory.
struct FileWindow: Sendable {
    let buffer: ByteBuffer
    /// Where the buffer's first byte stands in the file.
    let fileOffset: Int

    /// The bytes of the file that are here.
    var range: Range<Int> { fileOffset..<fileOffset + buffer.countBytes }
}

/// Reads one chunk. One thread at a time.
final class ChunkInput {
    let file: OpenFile
    /// The chunk's bytes in the file.
    let range: Range<Int>
    private var window: FileWindow?
    private let report: ScanReport

    init(_ file: OpenFile, range: Range<Int>, window: FileWindow?, report: ScanReport) {
        self.file = file
        self.range = range
        self.window = window
        self.report = report
    }

    /// A reader at `offset` of the file over at least `count` bytes, or as many as the chunk has.
    ///
    /// - Parameter readAhead: bytes to read at once when some must be read.
    /// - Throws: `LakeError.io`, `.limit`.
    func reader(at offset: Int, count: Int, readAhead: Int) throws(LakeError) -> ByteReader {
        let wanted = min(count, range.upperBound - offset)
        if let window, window.range.lowerBound <= offset,
            window.range.upperBound >= min(offset + wanted, range.upperBound)
        {
            return reader(window, at: offset)
        }
        let size = min(max(wanted, readAhead), range.upperBound - offset)
        let buffer = try ByteBuffer(capacityBytes: max(size, 1))
        let got = try file.read(at: offset, count: size, appendingTo: buffer)
        report.add(bytesRead: got)
        let fresh = FileWindow(buffer: buffer, fileOffset: offset)
        window = fresh
        return reader(fresh, at: offset)
    }

    private func reader(_ window: FileWindow, at offset: Int) -> ByteReader {
        let start = offset - window.fileOffset
        let end = min(window.buffer.countBytes, range.upperBound - window.fileOffset)
        return ByteReader(
            window.buffer, range: start..<max(start, end), fileOffset: window.fileOffset)
    }

    /// The bytes of a page when they are in memory already.
    func loaded(_ page: Range<Int>) -> FileWindow? {
        guard let window, window.range.lowerBound <= page.lowerBound,
            window.range.upperBound >= page.upperBound
        else { return nil }
        return window
    }
}
