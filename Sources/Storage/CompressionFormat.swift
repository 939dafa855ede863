// How the bytes of a file are packed: told by the first bytes, never by the name, since exports are
// full of misnamed files.
//
//     gzip   1f 8b                       RFC 1952
//     zstd   28 b5 2f fd                 RFC 8878, a frame
//            50…5f 2a 4d 18              RFC 8878, a skippable frame
//     plain  everything else, also a file shorter than its magic

package import Columnar

/// The compression of a whole file.
package enum CompressionFormat: Hashable, Sendable {
    case plain
    case gzip
    case zstd

    /// Bytes that tell the format.
    package static let magicBytesMax = 4

    /// The format of a file that begins with `bytes`.
    package init(magic bytes: [UInt8]) {
        if bytes.starts(with: [0x1f, 0x8b]) {
            self = .gzip
        } else if bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
            self = .zstd
        } else if bytes.count >= 4, bytes[0] & 0xf0 == 0x50, bytes[1...3] == [0x2a, 0x4d, 0x18] {
            self = .zstd
        } else {
            self = .plain
        }
    }

    /// The format of an open file.
    ///
    /// - Throws: `LakeError.io` when it cannot be read.
    package init(of file: OpenFile) throws(LakeError) {
        let buffer = try ByteBuffer(capacityBytes: Self.magicBytesMax)
        let count = try file.read(at: 0, count: Self.magicBytesMax, appendingTo: buffer)
        // Safe: index < count, the bytes just read.
        self.init(magic: (0..<count).map { index in unsafe buffer.base[index] })
    }
}
