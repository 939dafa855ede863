// Decimals: an integer and the number of its digits that stand behind the point.

/// Writes decimals and reads their binary forms.
package enum DecimalText {
    /// The largest power of ten that a double holds exactly.
    private static let exactPowerMax = 22

    /// The real nearest to `unscaled` / 10^`scale`.
    ///
    /// Exact for up to 15 digits: both numbers are then doubles themselves, and IEEE division
    /// rounds once.
    @inlinable
    package static func real(_ unscaled: Int64, divisor: Double) -> Double {
        Double(unscaled) / divisor
    }

    /// 10^`scale` as a double.
    package static func divisor(scale: Int) -> Double {
        var value = 1.0
        for _ in 0..<max(0, min(scale, 400)) { value *= 10 }
        return value
    }

    /// The most bytes that `write` needs.
    package static func bytesMax(scale: Int) -> Int { 48 + max(0, scale) }

    /// Writes the decimal with exactly `scale` digits behind the point.
    ///
    /// - Parameter target: room for `bytesMax(scale:)` bytes.
    /// - Returns: bytes written.
    package static func write(
        _ unscaled: Int128, scale: Int, _ target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        unsafe write(
            digits: Array(String(unscaled.magnitude).utf8), isNegative: unscaled < 0, scale, target)
    }

    private static func write(
        digits: [UInt8], isNegative: Bool, _ scale: Int, _ target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var count = 0
        if isNegative {
            unsafe target[0] = UInt8(ascii: "-")
            count = 1
        }
        let scale = max(0, scale)
        let whole = digits.count - scale
        if whole <= 0 {
            unsafe target[count] = UInt8(ascii: "0")
            count += 1
        }
        for (index, digit) in digits.prefix(max(whole, 0)).enumerated() {
            unsafe target[count + index] = digit
        }
        count += max(whole, 0)
        guard scale > 0 else { return count }
        unsafe target[count] = UInt8(ascii: ".")
        count += 1
        for _ in 0..<max(0, -whole) {
            unsafe target[count] = UInt8(ascii: "0")
            count += 1
        }
        for digit in digits.dropFirst(max(whole, 0)) {
            unsafe target[count] = digit
            count += 1
        }
        return count
    }

    /// The same for bytes in an array.
    ///
    /// - Returns: nil also when there are no bytes.
    package static func unscaled(bigEndian bytes: [UInt8]) -> Int128? {
        guard !bytes.isEmpty else { return nil }
        return unsafe bytes.withUnsafeBufferPointer { unsafe unscaled(bigEndian: $0) }
    }

    /// The integer whose big-endian two's complement stands in `bytes`, or nil when it does not fit
    /// 128 bits.
    package static func unscaled(bigEndian bytes: UnsafeBufferPointer<UInt8>) -> Int128? {
        guard let first = unsafe bytes.first else { return 0 }
        var value: Int128 = first & 0x80 == 0 ? 0 : -1
        var skipped = 0
        // Longer forms are sign bytes in front.
        while bytes.count - skipped > 16 {
            guard unsafe bytes[skipped] == UInt8(truncatingIfNeeded: value) else { return nil }
            skipped += 1
        }
        if unsafe skipped > 0 && (bytes[skipped] & 0x80 == 0) != (value == 0) { return nil }
        for index in skipped..<bytes.count {
            value = unsafe value << 8 | Int128(bytes[index])
        }
        return value
    }
}
