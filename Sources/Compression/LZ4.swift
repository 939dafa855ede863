// LZ4 in the three framings that Parquet files have.
//
//     bare block     LZ4 block                                                 (codec LZ4_RAW)
//     Hadoop frames  [size after, big-endian 32][size before, BE 32] block …   (codec LZ4)
//     LZ4 frames     04 22 4d 18 …                                             (the same, rarely)
//
// A Hadoop frame's block may itself be cut into several, each with its size before it.

import CCodecs
package import Columnar

/// Decompresses one bare LZ4 block.
///
/// - Throws: `LakeError.corrupt` when it is damaged or larger than allowed.
func decompressLZ4Block(
    _ source: UnsafeBufferPointer<UInt8>, into output: inout BlockOutput
) throws(LakeError) {
    let room = output.roomMax
    guard let count = unsafe try lz4Block(source, into: &output, sizeBytesMax: room) else {
        throw LakeError(.corrupt, "the LZ4 block is damaged")
    }
    try output.advance(count)
}

/// Decompresses Parquet's deprecated LZ4, whatever the writer took it to be.
///
/// - Throws: `LakeError.corrupt` when it is none of the three.
func decompressLZ4Any(
    _ source: UnsafeBufferPointer<UInt8>, into output: inout BlockOutput
) throws(LakeError) {
    let start = output.buffer.countBytes
    if unsafe try hadoopFrames(source, into: &output) { return }
    output.buffer.countBytes = start
    if source.count >= 4, unsafe source[0] == 0x04, unsafe source[1] == 0x22,
        unsafe source[2] == 0x4d,
        unsafe source[3] == 0x18
    {
        return unsafe try lz4Frames(source, into: &output)
    }
    unsafe try decompressLZ4Block(source, into: &output)
}

/// - Returns: false when the bytes are no Hadoop frames.
private func hadoopFrames(
    _ source: UnsafeBufferPointer<UInt8>, into output: inout BlockOutput
) throws(LakeError) -> Bool {
    var offset = 0
    func word() -> Int? {
        guard source.count - offset >= 4 else { return nil }
        let value = (0..<4).reduce(0) { unsafe $0 << 8 | Int(source[offset + $1]) }
        offset += 4
        return value
    }
    guard source.count >= 8 else { return false }
    while offset < source.count {
        guard var left = word(), left <= output.roomMax else { return false }
        while left > 0 {
            guard let size = word(), size <= source.count - offset else { return false }
            let block = unsafe UnsafeBufferPointer(rebasing: source[offset..<offset + size])
            guard let count = unsafe try lz4Block(block, into: &output, sizeBytesMax: left),
                count > 0
            else { return false }
            try output.advance(count)
            left -= count
            offset += size
        }
    }
    return true
}

/// - Returns: bytes written at the output's next place, not yet taken; nil when the block is
///   damaged.
private func lz4Block(
    _ source: UnsafeBufferPointer<UInt8>, into output: inout BlockOutput, sizeBytesMax: Int
) throws(LakeError) -> Int? {
    guard let start = source.baseAddress, source.count <= Int(Int32.max) else { return nil }
    let target = unsafe try output.reserve(sizeBytesMax)
    // Safe: reserve() made room for `sizeBytesMax` bytes, which LZ4 keeps to.
    let count = unsafe start.withMemoryRebound(to: CChar.self, capacity: source.count) { from in
        unsafe target.withMemoryRebound(to: CChar.self, capacity: sizeBytesMax) { to in
            unsafe LZ4_decompress_safe(from, to, Int32(source.count), Int32(sizeBytesMax))
        }
    }
    return count < 0 ? nil : Int(count)
}

private func lz4Frames(
    _ source: UnsafeBufferPointer<UInt8>, into output: inout BlockOutput
) throws(LakeError) {
    var context: OpaquePointer?
    guard unsafe LZ4F_isError(LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))) == 0,
        let context = unsafe context
    else { throw LakeError(.limit, "no memory for the LZ4 decoder") }
    defer { unsafe LZ4F_freeDecompressionContext(context) }
    var offset = 0
    while true {
        let part = unsafe try output.nextPart()
        var produced = part.count
        var consumed = source.count - offset
        let hint = unsafe LZ4F_decompress(
            context, part.baseAddress, &produced, source.baseAddress.map { unsafe $0 + offset },
            &consumed, nil)
        guard LZ4F_isError(hint) == 0 else {
            let name = unsafe String(cString: LZ4F_getErrorName(hint))
            throw LakeError(.corrupt, "the LZ4 frame is damaged (\(name))")
        }
        try output.advance(produced)
        offset += consumed
        if hint == 0 && offset == source.count { return }
        if consumed == 0 && produced == 0 {
            throw LakeError(.corrupt, "the LZ4 frame ends early")
        }
    }
}

/// Decompresses LZ4 frames, as Puffin footers have them.
extension BlockDecompressor {
    /// - Throws: `LakeError.corrupt` when the frames are damaged or larger than allowed.
    package func decompressLZ4Frames(
        _ source: UnsafeBufferPointer<UInt8>, sizeBytesMax: Int, appendingTo buffer: ByteBuffer
    ) throws(LakeError) {
        var output = BlockOutput(buffer, sizeBytesMax: sizeBytesMax)
        unsafe try lz4Frames(source, into: &output)
    }
}
