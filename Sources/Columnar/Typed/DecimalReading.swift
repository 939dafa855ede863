// Decimals from numbers and texts: the unscaled integer of a type with a precision and a scale.
//
//     decimal = [+|-] digits [ "." digits ] [ (e|E) [+|-] digits ]      one digit at least
//
// Integers and texts are exact or refused. A REAL is rounded to the scale, half to even, from the
// shortest digits that stand for it: 2.675 is 2.68 with two digits behind the point, though its
// bits lie below 2.675.

package enum DecimalReading {
    /// Why there is no decimal.
    package enum Failure: Error, Hashable, Sendable {
        case notANumber
        /// Digits behind the point that the scale has no place for.
        case moreThanScale
        /// More digits than the precision.
        case outOfRange
    }

    /// Exponents of texts beyond this are nobody's measurement.
    private static let exponentMax = 1000

    /// 10^`exponent`, from 0 to 38.
    package static func power(_ exponent: Int) -> Int128 {
        var value: Int128 = 1
        for _ in 0..<max(0, min(exponent, 38)) { value *= 10 }
        return value
    }

    package static func unscaled(
        _ integer: Int64, precision: Int, scale: Int
    ) throws(Failure) -> Int128 {
        let (value, overflow) = Int128(integer).multipliedReportingOverflow(by: power(scale))
        guard !overflow, value.magnitude < power(precision).magnitude else {
            throw .outOfRange
        }
        return value
    }

    package static func unscaled(
        _ text: UnsafeBufferPointer<UInt8>, precision: Int, scale: Int
    ) throws(Failure) -> Int128 {
        unsafe try unscaled(text, precision: precision, scale: scale, rounds: false)
    }

    package static func unscaled(
        _ real: Double, precision: Int, scale: Int
    ) throws(Failure) -> Int128 {
        guard real.isFinite else { throw .outOfRange }
        // Most numbers have no more digits than the scale: the integer divided again is the number.
        if scale <= 15 {
            let factor = DecimalText.divisor(scale: scale)
            let scaled = (real * factor).rounded(.toNearestOrEven)
            if scaled.magnitude < 9_007_199_254_740_992, scaled / factor == real {
                let value = Int128(Int64(scaled))
                guard value.magnitude < power(precision).magnitude else { throw .outOfRange }
                return value
            }
        }
        let digits = Array(real.description.utf8)
        return unsafe try digits.withUnsafeBufferPointer { (text) throws(Failure) in
            unsafe try unscaled(text, precision: precision, scale: scale, rounds: true)
        }
    }

    private static func unscaled(
        _ text: UnsafeBufferPointer<UInt8>, precision: Int, scale: Int, rounds: Bool
    ) throws(Failure) -> Int128 {
        let parts = unsafe try Parts(text)
        // How many of the digits stand left of what the scale has no place for.
        let kept = parts.digitsBeforePoint + scale
        let limit = power(precision).magnitude
        var value: UInt128 = 0
        for place in 0..<max(0, kept) {
            if place >= parts.digitCount, value == 0 { break }
            let digit = unsafe place < parts.digitCount ? parts.digit(place, text) : 0
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            value = product &+ UInt128(digit)
            guard !overflow, value < limit else { throw .outOfRange }
        }
        var rest = Remainder()
        for place in max(0, kept)..<max(0, kept, parts.digitCount) {
            // A point far left of the first digit puts zeros before it.
            unsafe rest.add(parts.digit(place, text), isFirst: place == kept)
        }
        if !rest.isZero {
            guard rounds else { throw .moreThanScale }
            if rest.roundsUp(value) { value += 1 }
            guard value < limit else { throw .outOfRange }
        }
        return parts.isNegative ? -Int128(value) : Int128(value)
    }

    /// Digits behind the last one that is kept.
    private struct Remainder {
        private var first: UInt8 = 0
        private var hasMore = false

        var isZero: Bool { first == 0 && !hasMore }

        mutating func add(_ digit: UInt8, isFirst: Bool) {
            if isFirst { first = digit } else { hasMore = hasMore || digit != 0 }
        }

        /// Half to even.
        func roundsUp(_ value: UInt128) -> Bool {
            first > 5 || (first == 5 && (hasMore || value & 1 == 1))
        }
    }

    /// Where the digits of a number stand.
    private struct Parts {
        let isNegative: Bool
        /// The places of the digits before and behind the point.
        private let whole: Range<Int>
        private let fraction: Range<Int>
        private let exponent: Int

        var digitCount: Int { whole.count + fraction.count }
        /// Below zero when zeros stand between the point and the first digit.
        var digitsBeforePoint: Int { whole.count + exponent }

        func digit(_ place: Int, _ text: UnsafeBufferPointer<UInt8>) -> UInt8 {
            unsafe text[
                place < whole.count
                    ? whole.lowerBound + place : fraction.lowerBound + place - whole.count]
                &- 0x30
        }

        init(_ text: UnsafeBufferPointer<UInt8>) throws(Failure) {
            var at = 0
            func isNext(_ byte: UInt8) -> Bool { unsafe at < text.count && text[at] == byte }
            func digits() -> Range<Int> {
                let start = at
                while at < text.count, unsafe text[at] &- 0x30 < 10 { at += 1 }
                return start..<at
            }
            isNegative = isNext(UInt8(ascii: "-"))
            if isNegative || isNext(UInt8(ascii: "+")) { at += 1 }
            whole = digits()
            if isNext(UInt8(ascii: ".")) {
                at += 1
                fraction = digits()
            } else {
                fraction = at..<at
            }
            guard !whole.isEmpty || !fraction.isEmpty else { throw .notANumber }
            if isNext(UInt8(ascii: "e")) || isNext(UInt8(ascii: "E")) {
                at += 1
                let isBelow = isNext(UInt8(ascii: "-"))
                if isBelow || isNext(UInt8(ascii: "+")) { at += 1 }
                var value = 0
                let places = digits()
                guard !places.isEmpty else { throw .notANumber }
                for place in places {
                    value = unsafe value * 10 + Int(text[place] &- 0x30)
                    guard value <= DecimalReading.exponentMax else { throw .outOfRange }
                }
                exponent = isBelow ? -value : value
            } else {
                exponent = 0
            }
            guard at == text.count else { throw .notANumber }
        }
    }
}

extension ByteColumn {
    /// Appends a decimal of more than 18 digits: 16 bytes, two's complement, big-endian.
    package mutating func append(unscaled value: Int128) {
        unsafe withUnsafeBytes(of: value.bigEndian) { unsafe bytes.append(contentsOf: $0) }
        offsets.append(Int32(truncatingIfNeeded: bytes.count))
    }
}
