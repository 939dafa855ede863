// Files that are read at once: JSON documents, and the first bytes of any file.

package import Columnar

/// Reads a whole file, decompressed.
///
/// - Parameter bytesMax: the most that is read into memory.
/// - Throws: `LakeError.limit` at `.file` when the text is longer; `.corrupt` at `.file`,
///   `.byteOffset` (uncompressed); `.notFound`, `.io`, `.invalidInput` at `.file`.
package func readWholeFile(
    _ file: DataFile, bytesMax: Int
) throws(LakeError) -> ByteBuffer {
    let bytesMax = min(bytesMax, StorageLimits.readSizes.upperBound)
    let decompressor = try Decompressor(OpenFile(file.path))
    let sizeBytes = decompressor.file.sizeBytes
    let buffer = try ByteBuffer(capacityBytes: min(sizeBytes, bytesMax) + 1)
    while true {
        // One byte more than allowed tells that there is too much.
        let room = bytesMax + 1 - buffer.countBytes
        let step = max(buffer.capacityBytes - buffer.countBytes, buffer.capacityBytes, 4096)
        let got = try decompressor.decode(min(step, room), appendingTo: buffer)
        guard buffer.countBytes <= bytesMax else {
            throw LakeError(
                .limit, "the text is longer than \(bytesMax) bytes", at: [.file(file.path)])
        }
        if got == 0 { return buffer }
    }
}

/// Reads the first bytes of a file, decompressed, to find out what it holds.
///
/// - Returns: `bytesMax` bytes, or fewer when the file is shorter or damaged behind them.
/// - Throws: `LakeError.corrupt` at `.file`, `.byteOffset` when not even one byte can be decoded;
///   `.notFound`, `.io`, `.invalidInput` at `.file`.
package func readPrefix(
    _ file: DataFile, bytesMax: Int
) throws(LakeError) -> ByteBuffer {
    let decompressor = try Decompressor(OpenFile(file.path))
    let buffer = try ByteBuffer(capacityBytes: bytesMax)
    while buffer.countBytes < bytesMax {
        do throws(LakeError) {
            let room = bytesMax - buffer.countBytes
            guard try decompressor.decode(room, appendingTo: buffer) > 0 else { break }
        } catch {
            guard buffer.countBytes > 0 else { throw error }
            break
        }
    }
    return buffer
}

/// Reads a whole file, decompressed, as an array.
///
/// - Throws: as the other.
package func readWholeFile(path: String, bytesMax: Int) throws(LakeError) -> [UInt8] {
    let buffer = try readWholeFile(fileNamed(path), bytesMax: bytesMax)
    // Safe: the buffer holds that many bytes.
    return unsafe Array(UnsafeBufferPointer(start: buffer.base, count: buffer.countBytes))
}
