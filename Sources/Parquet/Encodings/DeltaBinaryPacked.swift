// DELTA_BINARY_PACKED: integers as differences, packed in as few bits as each small block needs.
//
//     page      := header block*
//     header    := block size | miniblocks a block | values in all (varints) | first value (zigzag)
//     block     := least difference (zigzag) | bit width of each miniblock (1 byte) | miniblocks
//     miniblock := (difference - least difference), packed, lowest bits first
//
// Miniblocks behind the last value are left out; the last one is whole.
//
// Source: Parquet format, Encodings.md, "Delta Encoding (DELTA_BINARY_PACKED = 5)".

import Columnar

/// Decodes `count` integers.
///
/// - Parameters:
///   - reader: at the header; afterwards behind the last miniblock.
///   - is32Bit: whether sums wrap at 32 bits, as the writer's did.
///   - words: room for `count` values, sign-extended.
/// - Throws: `LakeError.corrupt` when the header's sizes make no sense, a bit width is above 64 or
///   the bytes end early.
/// - Complexity: O(count); no allocation.
func decodeDeltaBinaryPacked(
    _ reader: inout ByteReader, is32Bit: Bool, into words: UnsafeMutablePointer<UInt64>, count: Int
) throws(LakeError) {
    let blockSize = try reader.varint()
    let miniblockCount = try reader.varint()
    let total = try reader.varint()
    var value = try reader.zigzag()
    guard blockSize > 0, blockSize <= 1 << 30, miniblockCount > 0, miniblockCount <= blockSize,
        blockSize % miniblockCount == 0, blockSize / miniblockCount % 8 == 0
    else {
        throw reader.corrupt("blocks of \(blockSize) values in \(miniblockCount) miniblocks")
    }
    guard total >= UInt64(count) else {
        throw reader.corrupt("\(total) values are encoded, the page announces \(count)")
    }
    guard count > 0 else { return }
    unsafe words[0] = UInt64(bitPattern: value)
    let valuesEach = Int(blockSize / miniblockCount)
    var done = 1
    while done < count {
        let least = try reader.zigzag()
        let widths = try reader.take(Int(miniblockCount))
        for miniblock in 0..<Int(miniblockCount) where done < count {
            let width = unsafe Int(reader.buffer.base[widths.lowerBound + miniblock])
            guard width <= 64 else { throw reader.corrupt("differences of \(width) bits") }
            let wanted = min(valuesEach, count - done)
            guard (wanted * width + 7) / 8 <= reader.remainingBytes else {
                throw reader.corrupt("a miniblock of \(wanted) values of \(width) bits is cut off")
            }
            let bytes = try reader.take(min(valuesEach / 8 * width, reader.remainingBytes))
            unsafe addDifferences(
                reader.buffer.base + bytes.lowerBound, width: width, least: least, after: &value,
                into: words + done, count: wanted)
            done += wanted
        }
    }
    guard is32Bit else { return }
    for index in 0..<count {
        unsafe words[index] = unsafe UInt64(
            bitPattern: Int64(Int32(truncatingIfNeeded: words[index])))
    }
}

@inline(__always)
private func addDifferences(
    _ bytes: UnsafePointer<UInt8>, width: Int, least: Int64, after value: inout Int64,
    into words: UnsafeMutablePointer<UInt64>, count: Int
) {
    var sum = value
    if width == 0 {
        for index in 0..<count {
            sum &+= least
            unsafe words[index] = UInt64(bitPattern: sum)
        }
        value = sum
        return
    }
    let raw = unsafe UnsafeRawPointer(bytes)
    let mask: UInt64 = width == 64 ? .max : 1 << UInt64(width) - 1
    var bit = 0
    for index in 0..<count {
        // Safe: the load begins within the packed bytes; the buffer has 64 bytes behind its last.
        let shift = UInt64(bit & 7)
        var word =
            unsafe UInt64(
                littleEndian: raw.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self))
            >> shift
        if width > 56 && shift > 0 {
            unsafe word |= UInt64(bytes[bit >> 3 + 8]) << (64 - shift)
        }
        sum &+= Int64(bitPattern: word & mask) &+ least
        unsafe words[index] = UInt64(bitPattern: sum)
        bit += width
    }
    value = sum
}
