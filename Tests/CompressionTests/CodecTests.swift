// Every codec against bytes that the reference tools wrote, and against damage.

@testable import Compression
import Columnar
import Testing

/// "healthlake " forty times, as other programs compressed it.
private let text = Array(String(repeating: "healthlake ", count: 40).utf8)

@Suite("Codecs")
struct CodecTests {
    private func decompress(
        _ bytes: [UInt8], _ codec: Codec, sizeBytesMax: Int = 1 << 20
    ) throws(LakeError) -> [UInt8] {
        let buffer = try ByteBuffer(capacityBytes: 16)
        try unsafe bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
            _ = try unsafe BlockDecompressor().decompress(
                source, codec, sizeBytesMax: sizeBytesMax, appendingTo: buffer)
        }
        return unsafe Array(UnsafeBufferPointer(start: buffer.base, count: buffer.countBytes))
    }

    @Test("Blocks of other programs", arguments: SampleBlock.all)
    func samples(sample: SampleBlock) throws {
        #expect(try decompress(sample.bytes, sample.codec) == text, "\(sample.name)")
    }

    @Test("A size that is announced is met", arguments: SampleBlock.all)
    func sizes(sample: SampleBlock) throws {
        for (size, fits) in [(text.count, true), (text.count - 1, false), (text.count + 1, false)] {
            let buffer = try ByteBuffer(capacityBytes: 16)
            let run = { () throws(LakeError) in
                try unsafe sample.bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
                    try unsafe BlockDecompressor().decompress(
                        source, sample.codec, sizeBytes: size, appendingTo: buffer)
                }
            }
            if fits {
                try run()
                #expect(buffer.countBytes == text.count)
            } else {
                #expect(throws: LakeError.self, "\(sample.name)") { try run() }
                #expect(buffer.countBytes == 0)
            }
        }
    }

    @Test("Cut off anywhere, it is an error", arguments: SampleBlock.all)
    func truncation(sample: SampleBlock) {
        for count in 1..<sample.bytes.count {
            let part = Array(sample.bytes.prefix(count))
            let found = try? decompress(part, sample.codec)
            #expect(found == nil || found?.count != text.count, "\(sample.name), \(count) bytes")
        }
    }

    @Test("One wrong byte is an error or other bytes, within the limit", arguments: SampleBlock.all)
    func damage(sample: SampleBlock) {
        for index in sample.bytes.indices {
            for flip in [UInt8(1), 0x80, 0xff] {
                var bytes = sample.bytes
                bytes[index] ^= flip
                let found = try? decompress(bytes, sample.codec, sizeBytesMax: 4096)
                #expect(found.map { $0.count <= 4096 } ?? true)
            }
        }
    }

    @Test("A block that grows past its limit is refused", arguments: SampleBlock.all)
    func limit(sample: SampleBlock) {
        for limit in [0, 1, text.count - 1] {
            #expect(throws: LakeError.self, "\(sample.name)") {
                try decompress(sample.bytes, sample.codec, sizeBytesMax: limit)
            }
        }
    }

    @Test func nothingIsNothing() throws {
        for codec in Codec.allCases { #expect(try decompress([], codec) == []) }
    }

    /// The check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms.
    @Test func checksum() {
        let digits = Array("123456789".utf8)
        #expect(unsafe digits.withUnsafeBufferPointer { unsafe crc32($0) } == 0xcbf4_3926)
    }
}
