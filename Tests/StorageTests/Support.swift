// What the tests of Storage share: a temporary directory, packed texts, and a plain reading of
// lines to compare with.

import CCodecs
import Columnar
import Glibc
import Storage

/// A directory that goes away with its owner.
final class TemporaryDirectory {
    let path: String

    init() {
        var template = Array("/tmp/storage-tests-XXXXXX".utf8) + [0]
        unsafe template.withUnsafeMutableBytes { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { name in
                if let base = name.baseAddress { _ = unsafe mkdtemp(base) }
            }
        }
        path = String(decoding: template.dropLast(), as: UTF8.self)
    }

    deinit { _ = unsafe system("rm -rf '\(path)'") }

    @discardableResult
    func write(_ name: String, _ bytes: [UInt8] = []) -> DataFile {
        let file = "\(path)/\(name)"
        let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        _ = unsafe Glibc.write(descriptor, bytes, bytes.count)
        close(descriptor)
        return DataFile(
            path: file, sizeBytes: bytes.count,
            identity: DataFile.Identity(device: 0, inode: 0, modificationTimeNanoseconds: 0))
    }

    func makeDirectory(_ name: String) { _ = unsafe mkdir("\(path)/\(name)", 0o755) }

    func link(_ name: String, to target: String) {
        _ = unsafe symlink(target, "\(path)/\(name)")
    }
}

/// One gzip member.
func gzipped(_ text: [UInt8]) -> [UInt8] {
    var stream = unsafe z_stream()
    _ = unsafe deflateInit2_(
        &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size))
    var source = text
    var target = [UInt8](repeating: 0, count: text.count + 256)
    let count = unsafe source.withUnsafeMutableBufferPointer { input in
        unsafe target.withUnsafeMutableBufferPointer { output in
            unsafe stream.next_in = input.baseAddress
            unsafe stream.avail_in = UInt32(input.count)
            unsafe stream.next_out = output.baseAddress
            unsafe stream.avail_out = UInt32(output.count)
            _ = unsafe deflate(&stream, Z_FINISH)
            return output.count - Int(unsafe stream.avail_out)
        }
    }
    _ = unsafe deflateEnd(&stream)
    return Array(target[..<count])
}

/// One zstd frame with a checksum.
func zstandard(_ text: [UInt8]) -> [UInt8] { zstandard(text, checksum: true) }

/// One zstd frame.
func zstandard(_ text: [UInt8], checksum: Bool) -> [UInt8] {
    let context = unsafe ZSTD_createCCtx()
    defer { _ = unsafe ZSTD_freeCCtx(context) }
    _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, checksum ? 1 : 0)
    var target = [UInt8](repeating: 0, count: ZSTD_compressBound(text.count))
    let capacity = target.count
    let count = unsafe ZSTD_compress2(context, &target, capacity, text, text.count)
    return Array(target[..<count])
}

/// A line as a reader should give it.
struct Line: Equatable, CustomStringConvertible {
    /// Where it starts in the text.
    var offset: Int
    /// With its newline; nil for a line that is too long.
    var bytes: [UInt8]?

    var description: String {
        "\(offset):" + (bytes.map { String(decoding: $0, as: UTF8.self) } ?? "<long>")
    }
}

/// The lines of a text, the obvious way.
func referenceLines(_ text: [UInt8], lineBytesMax: Int = .max) -> [Line] {
    var lines: [Line] = []
    var start = 0
    while start < text.count {
        let end = text[start...].firstIndex(of: 10)
        let contentEnd = end ?? text.count
        let isLong = contentEnd - start > lineBytesMax
        let next = end.map { $0 + 1 } ?? text.count
        lines.append(Line(offset: start, bytes: isLong ? nil : Array(text[start..<next])))
        start = next
    }
    return lines
}

/// What went wrong in a block, or nil.
struct BlockDefect: Error, CustomStringConvertible {
    let description: String
}

/// The lines of a block, by the means a caller has: newlines are counted, long lines looked up.
func lines(of block: LineBlock) throws -> [Line] {
    let bytes = (0..<block.countBytes).map { unsafe block.buffer.base[block.startBytes + $0] }
    var lines: [Line] = []
    var start = 0
    var long = block.oversized[...]
    while start < bytes.count {
        let end = bytes[start...].firstIndex(of: 10)
        if end == nil, !block.isLast { throw BlockDefect(description: "a torn line") }
        let next = end.map { $0 + 1 } ?? bytes.count
        let offset = block.fileOffsetBytes(ofByteAt: start)
        if let first = long.first, first.lineIndexInBlock == lines.count {
            guard first.offsetInBlockBytes == start, first.fileOffsetBytes == offset,
                next == start + 1
            else { throw BlockDefect(description: "a long line out of place: \(first)") }
            long.removeFirst()
            lines.append(Line(offset: offset, bytes: nil))
        } else {
            lines.append(Line(offset: offset, bytes: Array(bytes[start..<next])))
        }
        start = next
    }
    guard long.isEmpty else { throw BlockDefect(description: "a long line too many") }
    return lines
}

func plainLines(_ reader: PlainLineReader, backwards: Bool = false) throws -> [Line] {
    let buffer = try ByteBuffer(capacityBytes: 0)
    var parts: [[Line]] = []
    var seenLast = false
    for unit in 0..<reader.unitCount {
        let number = backwards ? reader.unitCount - 1 - unit : unit
        let block = try reader.read(unit: number, into: buffer)
        guard block.isLast || number < reader.unitCount - 1 else {
            throw BlockDefect(description: "isLast of unit \(number)")
        }
        // No line may come after a block that says it is the last.
        if !backwards, seenLast, block.countBytes > 0 {
            throw BlockDefect(description: "lines after the last block")
        }
        seenLast = seenLast || block.isLast
        parts.append(try lines(of: block))
    }
    return Array((backwards ? parts.reversed() : parts).joined())
}

/// What a compressed reader gives: lines, then perhaps an error.
struct Outcome {
    var lines: [Line] = []
    var error: LakeError?
    var lastSeen = false
}

func compressedLines(
    _ file: DataFile, unitBytes: Int, lineBytesMax: Int = 1 << 20
) throws -> Outcome {
    let reader = try CompressedLineReader(
        file: file, unitBytes: unitBytes, lineBytesMax: lineBytesMax)
    let buffer = try ByteBuffer(capacityBytes: 0)
    var outcome = Outcome()
    do throws(LakeError) {
        while let block = try reader.next(into: buffer) {
            if outcome.lastSeen { outcome.error = LakeError(.internal, "a block after the last") }
            outcome.lastSeen = block.isLast
            do { outcome.lines += try lines(of: block) } catch {
                outcome.error = LakeError(.internal, "\(error)")
                return outcome
            }
        }
    } catch {
        outcome.error = error
        // The error stays.
        let again = try? reader.next(into: buffer)
        if again != nil { outcome.error = LakeError(.internal, "a block after an error") }
    }
    return outcome
}

/// Texts with lines of every length, empty lines, CRLF, with and without a final newline.
let texts: [[UInt8]] = [
    "", "\n", "\n\n\n", "a", "a\n", "ab\ncd", "ab\r\ncd\r\n\r\n", "\nabc\n\n\ndefgh\n",
    "{\"id\":1}\n{\"id\":22}\n{\"id\":333}",
    "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijkl\nx\n",
    "x\n\nabcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz",
    (0..<14).map { String(repeating: "v", count: $0) + "\n" }.joined(),
    (0..<12).map { String(repeating: "w", count: 11 - $0) }.joined(separator: "\n"),
].map { Array($0.utf8) }
