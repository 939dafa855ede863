// Decimal values as both worlds carry them: a number of so many decimals, and its text.
//
// FHIR writes 7.10 for a value of two decimals; OMOP has the number that this text reads as, and
// the text as value_source_value. Both come from the whole number of hundredths, so that they
// cannot differ.

import Columnar

/// A value with a fixed number of decimals.
enum ExactDecimal {
    /// More decimals than a measure has, and few enough for all powers to be exact.
    static let decimalsMax = 9

    private static let powers: [Double] = [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
    ]

    /// The value in units of its last decimal; nil for what has no place in 15 digits.
    @inline(__always)
    static func scaled(_ value: Double, decimals: UInt8) -> Int64? {
        let scaled = value * powers[min(Int(decimals), decimalsMax)]
        guard scaled.magnitude < 1e15 else { return nil }
        // Half away from zero, as `rounded()` does, without its call into the C library.
        let whole = Int64(scaled)
        let rest = scaled - Double(whole)
        return rest >= 0.5 ? whole + 1 : rest <= -0.5 ? whole - 1 : whole
    }

    /// The number nearest to the decimal text: one division of two exact numbers rounds rightly.
    @inline(__always)
    static func number(_ scaled: Int64, decimals: UInt8) -> Double {
        Double(scaled) / powers[min(Int(decimals), decimalsMax)]
    }

    /// A bound of a reference range, which FHIR writes with the decimals of the value; NaN for
    /// none.
    @inline(__always)
    static func number(ofBound bound: Float, decimals: UInt8) -> Double {
        guard !bound.isNaN, let scaled = scaled(Double(bound), decimals: decimals) else {
            return .nan
        }
        return number(scaled, decimals: decimals)
    }

    /// Appends the text with all its decimals.
    @inline(__always)
    static func append(_ scaled: Int64, decimals: UInt8, to bytes: inout [UInt8]) {
        let decimals = min(Int(decimals), decimalsMax)
        // 15 digits, a point and a sign; more digits come from keys, of which there are 19.
        var text = InlineArray<24, UInt8>(repeating: UInt8(ascii: "0"))
        var start = 24
        var rest = scaled.magnitude
        var digits = 0
        repeat {
            if digits == decimals, decimals > 0 {
                start -= 1
                text[start] = UInt8(ascii: ".")
            }
            start -= 1
            text[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
            digits += 1
        } while rest > 0 || digits <= decimals
        if scaled < 0 {
            start -= 1
            text[start] = UInt8(ascii: "-")
        }
        let span = text.span
        unsafe span.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0[start...]) }
    }

    /// Appends a number with at most three decimals and no zeros at its end: doses and periods.
    static func append(short value: Float, to bytes: inout [UInt8]) {
        var units = scaled(Double(value), decimals: 3) ?? 0
        var decimals: UInt8 = 3
        while decimals > 0, units % 10 == 0 {
            units /= 10
            decimals -= 1
        }
        append(units, decimals: decimals, to: &bytes)
    }

    /// Appends the digits of a key.
    @inline(__always)
    static func append(key: Int64, to bytes: inout [UInt8]) {
        append(key, decimals: 0, to: &bytes)
    }
}

extension ByteColumn {
    /// Ends the value whose bytes were appended to `bytes`.
    @inline(__always)
    mutating func endValue() { offsets.append(Int32(truncatingIfNeeded: bytes.count)) }
}
