// Decimals of up to 15 digits as doubles, exactly rounded and without a general parser.
// Source: Clinger, "How to Read Floating Point Numbers Accurately", 1990: when the digits fit 53
// bits and the power of ten is at most 10^22, one division of two exact doubles is correctly
// rounded.

/// Short decimals.
package enum Decimal15 {
    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    ]

    /// The value of digits with a decimal point (`-12.50`); nil for exponents and for more than 15
    /// digits.
    package static func real(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        var digits: Int64 = 0
        var digitCount = 0
        var fractionCount = 0
        var isInFraction = false
        var index = 0
        let isNegative = unsafe text.first == UInt8(ascii: "-")
        if isNegative { index = 1 }
        while index < text.count {
            let byte = unsafe text[index]
            index &+= 1
            if byte == UInt8(ascii: "."), !isInFraction {
                isInFraction = true
                continue
            }
            guard byte &- 0x30 < 10, digitCount < 15 else { return nil }
            digits = digits &* 10 &+ Int64(byte &- 0x30)
            digitCount &+= 1
            if isInFraction { fractionCount &+= 1 }
        }
        guard digitCount > 0 else { return nil }
        let value = Double(digits) / powers[fractionCount]
        return isNegative ? -value : value
    }
}
