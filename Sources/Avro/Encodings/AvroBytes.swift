// Bytes of a block, with their block.

package import Columnar
import Glibc

/// Some bytes of a buffer that nobody writes any more. Equal when the bytes are equal.
@safe
package struct AvroBytes: Sendable {
    private let buffer: ByteBuffer
    private let offset: UInt32
    private let countBytes: UInt32

    /// - Parameters:
    ///   - offset: where they begin in the buffer.
    ///   - count: how many; `offset + count` is at most `buffer.countBytes` and fits 32 bits.
    @inline(__always)
    init(_ buffer: ByteBuffer, offset: Int, count: Int) {
        self.buffer = buffer
        self.offset = UInt32(truncatingIfNeeded: offset)
        countBytes = UInt32(truncatingIfNeeded: count)
    }

    /// Copies bytes to a buffer of their own.
    ///
    /// - Throws: `LakeError.limit` without memory, or for more bytes than a block may have.
    package init(copying bytes: [UInt8]) throws(LakeError) {
        guard bytes.count <= AvroLimits.blockBytesMax else {
            throw LakeError(.limit, "a value of \(bytes.count) bytes")
        }
        let buffer = try ByteBuffer(capacityBytes: bytes.count)
        unsafe try bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
            if let start = source.baseAddress {
                unsafe try buffer.append(start, count: source.count)
            }
        }
        self.init(buffer, offset: 0, count: bytes.count)
    }

    package var count: Int { Int(countBytes) }

    /// Calls `body` with the bytes, which are valid during the call only.
    @inline(__always)
    package func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // Safe: whoever made the value checked that the bytes lie within the buffer.
        unsafe try body(UnsafeBufferPointer(start: buffer.base + Int(offset), count: count))
    }

    /// The bytes, copied.
    package var array: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }

    /// The text; nil when the bytes are not UTF-8.
    package var string: String? {
        unsafe withUnsafeBytes { unsafe String(validating: $0, as: UTF8.self) }
    }
}

extension AvroBytes: Hashable {
    package static func == (left: AvroBytes, right: AvroBytes) -> Bool {
        unsafe left.withUnsafeBytes { leftBytes in
            unsafe right.withUnsafeBytes { rightBytes in
                guard leftBytes.count == rightBytes.count else { return false }
                guard let start = leftBytes.baseAddress, let other = rightBytes.baseAddress else {
                    return true
                }
                return unsafe memcmp(start, other, leftBytes.count) == 0
            }
        }
    }

    package func hash(into hasher: inout Hasher) {
        unsafe withUnsafeBytes { unsafe hasher.combine(hashBytes($0)) }
    }
}

extension AvroBytes: CustomStringConvertible {
    package var description: String { string.map { "\"\($0)\"" } ?? "\(array)" }
}
