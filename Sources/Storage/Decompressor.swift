// The text of a file as a stream, whatever the file is packed in.

import Columnar

/// Gives the uncompressed bytes of a file in order. An error comes after the bytes before it, and
/// again on every later call.
final class Decompressor {
    private enum Decoder {
        case plain(CompressedInput)
        case gzip(GzipDecoder)
        case zstd(ZstdDecoder)
    }

    let file: OpenFile
    let format: CompressionFormat
    private let decoder: Decoder
    /// Uncompressed bytes given so far.
    private(set) var producedBytes = 0
    private var failure: LakeError?

    init(_ file: OpenFile, format: CompressionFormat) throws(LakeError) {
        self.file = file
        self.format = format
        do throws(LakeError) {
            let input = try CompressedInput(file)
            decoder =
                switch format {
                case .plain: .plain(input)
                case .gzip: .gzip(try GzipDecoder(input))
                case .zstd: .zstd(try ZstdDecoder(input))
                }
        } catch {
            throw error.at(.file(file.path))
        }
    }

    convenience init(_ file: OpenFile) throws(LakeError) {
        try self.init(file, format: CompressionFormat(of: file))
    }

    /// Decodes up to `count` bytes to the end of `buffer`; less than that only before the end of
    /// the stream or before an error.
    ///
    /// - Returns: bytes appended; 0 at the end.
    /// - Throws: `LakeError.corrupt` at `.file`, `.byteOffset` (uncompressed); `.io`, `.limit`.
    func decode(_ count: Int, appendingTo buffer: ByteBuffer) throws(LakeError) -> Int {
        if let failure { throw failure }
        guard count > 0 else { return 0 }
        try buffer.reserve(buffer.countBytes + count)
        // Safe: reserve() made room for `count` bytes at `target`.
        let target = unsafe buffer.base + buffer.countBytes
        var produced = 0
        do throws(LakeError) {
            switch decoder {
            case .plain(let input):
                unsafe try copy(input, into: target, capacity: count, count: &produced)
            case .gzip(let gzip):
                unsafe try gzip.decode(into: target, capacity: count, count: &produced)
            case .zstd(let zstd):
                unsafe try zstd.decode(into: target, capacity: count, count: &produced)
            }
        } catch {
            failure = located(error, offsetBytes: producedBytes + produced)
        }
        buffer.countBytes += produced
        producedBytes += produced
        if produced == 0, let failure { throw failure }
        return produced
    }

    private func copy(
        _ input: CompressedInput, into target: UnsafeMutablePointer<UInt8>, capacity: Int,
        count: inout Int
    ) throws(LakeError) {
        while count < capacity, try input.fill() {
            let part = min(capacity - count, input.availableBytes)
            // Safe: `part` bytes are at hand in the input and fit in the output.
            unsafe (target + count).update(from: input.next, count: part)
            input.consume(part)
            count += part
        }
    }

    /// Errors of the file system know their place already; the decoders' do not.
    private func located(_ error: LakeError, offsetBytes: Int) -> LakeError {
        guard error.places.isEmpty else { return error }
        return error.at(byteOffset: offsetBytes).at(.file(file.path))
    }
}
