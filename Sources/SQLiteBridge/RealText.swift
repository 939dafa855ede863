// Numbers as SQLite's own printf writes them.

import CSQLite

/// Hands a REAL with up to `digits` significant digits, always with a point, to `body`
/// ("%!.20g" in SQLite's printf).
package func withSQLiteText<Result>(
    of value: Double, digits: Int, _ body: (Span<UInt8>) -> Result
) -> Result {
    // Room for 26 digits, sign, point and exponent, and for the "0." and zeros of small numbers.
    let capacity = 64
    return unsafe withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 1) { buffer in
        let bytes = unsafe buffer.bindMemory(to: UInt8.self)
        let characters = unsafe buffer.assumingMemoryBound(to: CChar.self)
        guard let start = characters.baseAddress else { return unsafe body(bytes.span) }
        // Safe: the routine writes at most `capacity` bytes and returns how many.
        let count = unsafe lake_print_real(
            sqlite, start, Int32(capacity), Int32(clamping: min(digits, 26)), value)
        return unsafe body(UnsafeBufferPointer(rebasing: bytes[..<Int(count)]).span)
    }
}
