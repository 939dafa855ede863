// gzip: one or more members, then perhaps zero bytes (tapes and block devices pad with them).
//
//     file   = member+ zero*
//     member = 1f 8b header, deflate stream, CRC-32, length mod 2^32        RFC 1952
//
// zlib checks header, checksum and length of each member; anything but a member or zeros behind a
// member is an error, as bytes that nobody reads would be lost silently.

import CCodecs
import Columnar

/// Decodes a gzip file from its start.
@safe final class GzipDecoder {
    private enum State {
        case betweenMembers
        case inMember
        case inPadding
        case ended
    }

    private let input: CompressedInput
    /// On the heap, since zlib's state points back at it.
    private let stream: UnsafeMutablePointer<z_stream>
    private var state = State.betweenMembers
    private var memberCount = 0

    init(_ input: CompressedInput) throws(LakeError) {
        self.input = input
        unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe lake_inflate_init_gzip(stream) == Z_OK else {
            unsafe stream.deallocate()
            throw LakeError(.limit, "no memory for the gzip decoder")
        }
    }

    deinit {
        _ = unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Decodes up to `capacity` bytes, at least one unless the stream ends.
    ///
    /// - Parameter count: becomes the bytes written, also when it throws.
    /// - Throws: `LakeError.corrupt`, `.limit` without a place; `.io` of the file.
    func decode(
        into target: UnsafeMutablePointer<UInt8>, capacity: Int, count: inout Int
    ) throws(LakeError) {
        count = 0
        while count < capacity {
            switch state {
            case .ended: return
            case .betweenMembers: try startMember()
            case .inPadding: try skipPadding()
            case .inMember:
                _ = try input.fill()
                unsafe try inflateSome(into: target, capacity: capacity, count: &count)
            }
        }
    }

    private func startMember() throws(LakeError) {
        guard try input.fill() else {
            state = .ended
            return
        }
        // Safe: fill() said that bytes are at hand.
        let first = unsafe input.next.pointee
        if memberCount > 0, first != 0x1f {
            state = .inPadding
            return
        }
        // The decoder was made or reset for this member; its header is checked by zlib.
        if memberCount > 0 { _ = unsafe inflateReset(stream) }
        memberCount += 1
        state = .inMember
    }

    private func skipPadding() throws(LakeError) {
        while try input.fill() {
            // Safe: fill() said that bytes are at hand.
            guard unsafe input.next.pointee == 0 else {
                throw LakeError(.corrupt, "garbage follows the last gzip member")
            }
            input.consume(1)
        }
        state = .ended
    }

    private func inflateSome(
        into target: UnsafeMutablePointer<UInt8>, capacity: Int, count: inout Int
    ) throws(LakeError) {
        let available = input.availableBytes
        let room = min(capacity - count, Int(Int32.max))
        // Safe: zlib reads at most `available` and writes at most `room` bytes.
        unsafe stream.pointee.next_in = input.next
        unsafe stream.pointee.avail_in = UInt32(available)
        unsafe stream.pointee.next_out = target + count
        unsafe stream.pointee.avail_out = UInt32(room)
        let code = unsafe inflate(stream, Z_NO_FLUSH)
        input.consume(available - Int(unsafe stream.pointee.avail_in))
        let written = room - Int(unsafe stream.pointee.avail_out)
        count += written
        switch code {
        case Z_OK: break
        case Z_STREAM_END: state = .betweenMembers
        case Z_BUF_ERROR:
            // No progress: with room left and the file at its end, the member is cut off.
            guard available > 0 else { throw LakeError(.corrupt, "the gzip stream ends early") }
        case Z_MEM_ERROR: throw LakeError(.limit, "no memory for the gzip decoder")
        default: throw LakeError(.corrupt, reason(code))
        }
    }

    private func reason(_ code: Int32) -> String {
        // Safe: zlib's messages are static C strings.
        let message = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "code \(code)"
        return switch message {
        case "incorrect data check": "the gzip checksum does not match"
        case "incorrect length check": "the gzip length does not match"
        default: "the gzip stream is damaged (\(message))"
        }
    }
}
