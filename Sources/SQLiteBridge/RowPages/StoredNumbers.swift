// Numbers as SQLite's files hold them: the greatest byte first; or of variable length, 7 bits a
// byte, the top bit set in all bytes but the last. Those of nine bytes are not written here: sizes
// and row numbers are smaller.
// Source: SQLite, "Database File Format", section 1.6.

/// Writes the lower bytes of a number, the greatest first.
///
/// - Returns: the place behind it.
@inlinable @inline(always) @discardableResult
package func storeBigEndian(
    _ value: UInt64, bytes: Int, _ place: UnsafeMutablePointer<UInt8>
) -> UnsafeMutablePointer<UInt8> {
    var index = bytes
    var rest = value
    while index > 0 {
        index &-= 1
        unsafe place[index] = UInt8(truncatingIfNeeded: rest)
        rest >>= 8
    }
    return unsafe place + bytes
}

/// How many bytes a number below 2^56 takes.
@inlinable @inline(always)
package func varintByteCount(_ value: UInt64) -> Int {
    if value < 0x80 { return 1 }
    if value < 0x4000 { return 2 }
    return (70 &- value.leadingZeroBitCount) / 7
}

/// Writes a number below 2^56.
///
/// - Returns: the place behind it.
@inlinable @inline(always)
package func storeVarint(
    _ value: UInt64, _ place: UnsafeMutablePointer<UInt8>
) -> UnsafeMutablePointer<UInt8> {
    let byteCount = varintByteCount(value)
    var rest = value
    var index = byteCount &- 1
    unsafe place[index] = UInt8(truncatingIfNeeded: rest & 0x7f)
    while index > 0 {
        index &-= 1
        rest >>= 7
        unsafe place[index] = UInt8(truncatingIfNeeded: rest & 0x7f | 0x80)
    }
    return unsafe place + byteCount
}
