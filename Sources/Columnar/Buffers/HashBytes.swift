// A hash of byte strings for tables in memory. Not for anything that leaves the process.

/// One multiply-and-fold round for each eight bytes. The constants are fixed, so inputs made to
/// collide can slow a table down; they cannot break it.
@inline(always)
package func hashBytes(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard let start = bytes.baseAddress else { return 0x9E37_79B9_7F4A_7C15 }
    return unsafe hashBytes(UnsafeRawPointer(start), count: bytes.count)
}

/// See `hashBytes(_:)`.
@inline(always)
package func hashBytes(_ start: UnsafeRawPointer, count: Int) -> UInt64 {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: count)
    var offset = 0
    // Safe: every load ends at or before `count`.
    while offset &+ 8 <= count {
        let word = unsafe start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        state = fold(state ^ word, 0xD6E8_FEB8_6659_FD93)
        offset &+= 8
    }
    if offset < count {
        var word: UInt64 = 0
        var shift: UInt64 = 0
        while offset < count {
            unsafe word |= UInt64(start.load(fromByteOffset: offset, as: UInt8.self)) << shift
            shift &+= 8
            offset &+= 1
        }
        state = fold(state ^ word, 0xA076_1D64_78BD_642F)
    }
    return fold(state, 0xE703_7ED1_A0B4_28DB)
}

/// A hash of a text that is long at times: of both ends, of a piece in the middle and of its
/// length. Texts that differ elsewhere only are told apart by whoever compares them.
@inline(always)
package func hashPieces(_ start: UnsafeRawPointer, count: Int) -> UInt64 {
    let pieceBytes = 32
    guard count > pieceBytes * 3 else { return unsafe hashBytes(start, count: count) }
    let first = unsafe hashBytes(start, count: pieceBytes)
    let middle = unsafe hashBytes(start + (count &- pieceBytes) / 2, count: pieceBytes)
    let last = unsafe hashBytes(start + (count &- pieceBytes), count: pieceBytes)
    return fold(first ^ UInt64(truncatingIfNeeded: count), fold(middle, last | 1) | 1)
}

/// The two halves of a 128-bit product, folded.
@inline(always)
package func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
}
