// Real numbers as decimal text, in Python's forms.
//
//     repr    1.0  0.1  1e-05  1e+16     the shortest text that reads back the same
//     fixed   %.2f, round(x, 2)          the exact binary value, rounded half to even
//     exponent %.2e   general %g
//
// Nothing here depends on the locale of the process, which a host may set.

/// The decimal digits of a finite number: 0.d₁d₂d₃… × 10^exponent.
struct DecimalDigits {
    var digits: [UInt8]
    var exponent: Int

    /// The shortest digits that read back as the same number.
    init(shortest value: Double) {
        digits = []
        exponent = 0
        var hasPoint = false
        var written = 0
        var text = Array(value.magnitude.description.utf8)[...]
        while let byte = text.popFirst() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if !digits.isEmpty || byte != UInt8(ascii: "0") { digits.append(byte - 48) }
                if hasPoint { written -= 1 }
            case UInt8(ascii: "."): hasPoint = true
            default:
                written += Int(String(decoding: text, as: UTF8.self)) ?? 0
                text = []
            }
        }
        exponent = digits.count + written
        while digits.last == 0 { digits.removeLast() }
        if digits.isEmpty { exponent = 0 }
    }

    /// The exact value rounded half to even at a decimal place; 2 is hundredths, -2 hundreds.
    init(_ value: Double, roundedAt place: Int) {
        let magnitude = value.magnitude
        let significand =
            magnitude.significandBitPattern
            | (magnitude.isNormal ? 1 << 52 : 0)
        let power = Int(max(magnitude.exponentBitPattern, 1)) - 1075
        var numerator = BigNatural(significand)
        var denominator = BigNatural(1)
        if power >= 0 { numerator.shiftLeft(power) } else { denominator.shiftLeft(-power) }
        if place >= 0 {
            numerator.multiply(byTenTo: place)
        } else {
            denominator.multiply(byTenTo: -place)
        }
        digits = numerator.roundedQuotient(denominator)
        exponent = digits.count - place
    }
}

/// A whole number without bounds, as far as the digits of a double need one.
private struct BigNatural {
    /// From the lowest; no zeros on top.
    private var limbs: [UInt32]

    init(_ value: UInt64) {
        limbs = [UInt32(truncatingIfNeeded: value), UInt32(value >> 32)]
        trim()
    }

    private mutating func trim() {
        while limbs.last == 0 { limbs.removeLast() }
    }

    mutating func shiftLeft(_ count: Int) {
        multiply(by: 1 << UInt32(count % 32))
        if !limbs.isEmpty {
            limbs.insert(contentsOf: repeatElement(0, count: count / 32), at: 0)
        }
    }

    mutating func multiply(byTenTo power: Int) {
        for _ in 0..<power / 9 { multiply(by: 1_000_000_000) }
        for _ in 0..<power % 9 { multiply(by: 10) }
    }

    private mutating func multiply(by factor: UInt32) {
        var carry: UInt64 = 0
        for index in limbs.indices {
            carry += UInt64(limbs[index]) * UInt64(factor)
            limbs[index] = UInt32(truncatingIfNeeded: carry)
            carry >>= 32
        }
        if carry > 0 { limbs.append(UInt32(carry)) }
    }

    private mutating func divide(by divisor: UInt32) -> UInt32 {
        var rest: UInt64 = 0
        for index in limbs.indices.reversed() {
            rest = rest << 32 | UInt64(limbs[index])
            limbs[index] = UInt32(rest / UInt64(divisor))
            rest %= UInt64(divisor)
        }
        trim()
        return UInt32(rest)
    }

    static func < (first: BigNatural, second: BigNatural) -> Bool {
        if first.limbs.count != second.limbs.count { return first.limbs.count < second.limbs.count }
        return first.limbs.reversed().lexicographicallyPrecedes(second.limbs.reversed())
    }

    private mutating func subtract(_ other: BigNatural) {
        var borrow: Int64 = 0
        for index in limbs.indices {
            borrow += Int64(limbs[index])
            if index < other.limbs.count { borrow -= Int64(other.limbs[index]) }
            limbs[index] = UInt32(truncatingIfNeeded: borrow)
            borrow >>= 32
        }
        trim()
    }

    private mutating func halve() {
        var carry: UInt32 = 0
        for index in limbs.indices.reversed() {
            let next = limbs[index] & 1
            limbs[index] = limbs[index] >> 1 | carry << 31
            carry = next
        }
        trim()
    }

    /// The digits of self / denominator, rounded half to even; no leading zeros.
    func roundedQuotient(_ denominator: BigNatural) -> [UInt8] {
        var rest = self
        var divisor = denominator
        var shift = 0
        while divisor.limbs.count < rest.limbs.count + 1 {
            divisor.shiftLeft(32)
            shift += 32
        }
        // Long division, bit by bit.
        var quotient = BigNatural(0)
        while shift >= 0 {
            quotient.multiply(by: 2)
            if !(rest < divisor) {
                rest.subtract(divisor)
                quotient.increment()
            }
            if shift > 0 { divisor.halve() }
            shift -= 1
        }
        rest.multiply(by: 2)
        let isOdd = (quotient.limbs.first ?? 0) & 1 == 1
        if denominator < rest || (isOdd && !(rest < denominator)) { quotient.increment() }
        return quotient.digits()
    }

    private mutating func increment() {
        for index in limbs.indices {
            let (sum, isOverflow) = limbs[index].addingReportingOverflow(1)
            limbs[index] = sum
            if !isOverflow { return }
        }
        limbs.append(1)
    }

    private consuming func digits() -> [UInt8] {
        var reversed: [UInt8] = []
        while !limbs.isEmpty {
            var block = divide(by: 1_000_000_000)
            for _ in 0..<9 {
                reversed.append(UInt8(block % 10))
                block /= 10
            }
        }
        while reversed.last == 0 { reversed.removeLast() }
        return reversed.reversed()
    }
}

/// Python's texts of real numbers.
enum RealText {
    /// `repr`: the shortest text that reads back the same, always with a point or an exponent.
    static func shortest(_ value: Double) -> String {
        guard value.isFinite else { return notFinite(value) }
        let decimal = DecimalDigits(shortest: value)
        let sign = value.sign == .minus ? "-" : ""
        if decimal.digits.isEmpty { return sign + "0.0" }
        if decimal.exponent < -3 || decimal.exponent > 16 {
            return sign + scientific(decimal.digits, decimal.exponent - 1)
        }
        return sign + plain(decimal, places: max(1, decimal.digits.count - decimal.exponent))
    }

    static func notFinite(_ value: Double) -> String {
        value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
    }

    /// `%.{places}f` without its sign.
    static func fixed(_ value: Double, places: Int) -> String {
        guard value.isFinite else { return notFinite(value.magnitude) }
        return plain(DecimalDigits(value, roundedAt: min(places, 1100)), places: places)
    }

    /// `%.{places}e` without its sign.
    static func exponential(_ value: Double, places: Int) -> String {
        guard value.isFinite else { return notFinite(value.magnitude) }
        let (digits, exponent) = significant(value, count: places + 1)
        return scientific(digits, exponent, count: places + 1)
    }

    /// `%.{count}g` without its sign.
    static func general(_ value: Double, count: Int, keepsZeros: Bool) -> String {
        guard value.isFinite else { return notFinite(value.magnitude) }
        let count = max(1, count)
        var (digits, exponent) = significant(value, count: count)
        if !keepsZeros { while digits.last == 0 { digits.removeLast() } }
        let shown = keepsZeros ? count : max(digits.count, 1)
        if exponent < -4 || exponent >= count { return scientific(digits, exponent, count: shown) }
        let decimal = DecimalDigits(digits: digits, exponent: exponent + 1)
        return plain(decimal, places: max(0, shown - exponent - 1))
    }

    /// The first digits, rounded, and the power of ten of the first one.
    private static func significant(_ value: Double, count: Int) -> ([UInt8], Int) {
        let estimate = DecimalDigits(shortest: value)
        if estimate.digits.isEmpty { return ([], 0) }
        let place = min(count, 1100) - estimate.exponent
        var rounded = DecimalDigits(value, roundedAt: place)
        let exponent = rounded.exponent - 1
        while rounded.digits.count > count, rounded.digits.last == 0 { rounded.digits.removeLast() }
        return (rounded.digits, exponent)
    }

    private static func scientific(_ digits: [UInt8], _ exponent: Int, count: Int? = nil) -> String
    {
        var all = digits.isEmpty ? [0] : digits
        if let count, count > all.count { all += repeatElement(0, count: count - all.count) }
        var text = String(all[0])
        if all.count > 1 { text += "." + Self.text(all[1...]) }
        let power = abs(exponent)
        return text + (exponent < 0 ? "e-" : "e+") + (power < 10 ? "0" : "") + String(power)
    }

    private static func plain(_ decimal: DecimalDigits, places: Int) -> String {
        let whole = max(0, decimal.exponent)
        let wholeDigits = decimal.digits.prefix(whole)
        var text = whole == 0 || decimal.digits.isEmpty ? "0" : Self.text(wholeDigits)
        if !decimal.digits.isEmpty {
            text += String(repeating: "0", count: whole - wholeDigits.count)
        }
        guard places > 0 else { return text }
        let zeros = decimal.digits.isEmpty ? places : min(places, max(0, -decimal.exponent))
        let fraction = decimal.digits.dropFirst(whole).prefix(places - zeros)
        text += "." + String(repeating: "0", count: zeros) + Self.text(fraction)
        return text + String(repeating: "0", count: places - zeros - fraction.count)
    }

    private static func text(_ digits: ArraySlice<UInt8>) -> String {
        String(decoding: digits.map { $0 + 48 }, as: UTF8.self)
    }
}

extension DecimalDigits {
    init(digits: [UInt8], exponent: Int) {
        self.digits = digits
        self.exponent = exponent
    }
}
