// Numbers as JSON and ids carry them.
//
//     17   1700003   12.50   -0.4
//
// Decimals are written with exactly the digits asked for, through integers: the digits of a FHIR
// decimal are its precision.

extension LineBuffer {
    /// The most bytes of an integer with its sign.
    private static let integerBytesMax = 20
    /// More decimals than a measurement has; what is above is cut to this.
    private static let decimalsMax: UInt8 = 9
    /// Above it a scaled number does not fit an integer exactly.
    private static let scaledMax = 9e15

    /// Appends an integer.
    mutating func integer(_ value: Int64) {
        reserve(LineBuffer.integerBytesMax)
        var length = 0
        if value < 0 {
            unsafe end.storeBytes(of: UInt8(ascii: "-"), as: UInt8.self)
            length = 1
        }
        length += storeDigits(value.magnitude, at: length)
        advance(length)
    }

    /// Appends an index from 0 as an id from 1.
    mutating func id(ofIndex index: Int32) { integer(Int64(index) + 1) }

    /// Appends a number with `decimals` digits behind the point, rounded to the nearest.
    ///
    /// A value that is no number or beyond 9e15 in units of the last digit, which no measurement
    /// is, is written as 0.
    mutating func decimal(_ value: Double, decimals: UInt8) {
        let digits = Int(min(decimals, LineBuffer.decimalsMax))
        fixed(LineBuffer.scaled(value, decimals: decimals), decimals: digits)
    }

    /// The value in units of its last digit.
    static func scaled(_ value: Double, decimals: UInt8) -> Int64 {
        let scaled = (value * powersOfTen(Int(min(decimals, decimalsMax)))).rounded()
        guard scaled.magnitude <= scaledMax else { return 0 }
        return Int64(scaled)
    }

    /// Appends a number given in units of its last digit.
    mutating func fixed(_ units: Int64, decimals: Int) {
        guard decimals > 0 else { return integer(units) }
        reserve(LineBuffer.integerBytesMax + Int(LineBuffer.decimalsMax) + 2)
        let divisor = LineBuffer.integerPowersOfTen(decimals)
        let magnitude = units.magnitude
        var length = 0
        if units < 0 {
            unsafe end.storeBytes(of: UInt8(ascii: "-"), as: UInt8.self)
            length = 1
        }
        length += storeDigits(magnitude / divisor, at: length)
        unsafe end.storeBytes(of: UInt8(ascii: "."), toByteOffset: length, as: UInt8.self)
        length += 1
        var fraction = magnitude % divisor
        var place = decimals - 1
        while place >= 0 {
            unsafe end.storeBytes(
                of: UInt8(truncatingIfNeeded: 48 &+ fraction % 10), toByteOffset: length + place,
                as: UInt8.self)
            fraction /= 10
            place -= 1
        }
        advance(length + decimals)
    }

    /// Appends an amount of money in cents as dollars.
    mutating func dollars(_ cents: Int64) { fixed(cents, decimals: 2) }

    /// Appends a number with at most three decimals and no zeros at its end: doses and periods.
    mutating func shortDecimal(_ value: Float) {
        var units = LineBuffer.scaled(Double(value), decimals: 3)
        var decimals = 3
        while decimals > 0, units % 10 == 0 {
            units /= 10
            decimals -= 1
        }
        fixed(units, decimals: decimals)
    }

    /// Appends a telephone number of ten digits as `617-555-0142`.
    mutating func phone(_ number: Int64) {
        reserve(12)
        var rest = number.magnitude
        var place = 11
        while place >= 0 {
            let isDash = place == 7 || place == 3
            unsafe end.storeBytes(
                of: isDash ? UInt8(ascii: "-") : UInt8(truncatingIfNeeded: 48 &+ rest % 10),
                toByteOffset: place, as: UInt8.self)
            if !isDash { rest /= 10 }
            place -= 1
        }
        advance(12)
    }

    /// Appends the id of an event of the person: `RecordID.event` in decimal.
    @inline(__always)
    mutating func eventID(_ person: PersonNumber, _ ordinal: Int) {
        // The ordinal's five digits follow the person's, so nothing is divided twice.
        guard ordinal < PersonNumber.ordinalsWithFiveDigits else {
            return integer(person.eventID(ordinal))
        }
        reserve(PersonNumber.digitsMax + 5)
        unsafe person.store(at: end)
        let number = UInt32(truncatingIfNeeded: ordinal &+ 1)
        let digits = person.digitCount
        let tail = unsafe end + digits
        unsafe tail.storeBytes(of: UInt8(truncatingIfNeeded: 48 &+ number / 10_000), as: UInt8.self)
        unsafe tail.storeBytes(
            of: LineBuffer.twoDigits(number / 100 % 100), toByteOffset: 1, as: UInt16.self)
        unsafe tail.storeBytes(
            of: LineBuffer.twoDigits(number % 100), toByteOffset: 3, as: UInt16.self)
        advance(digits &+ 5)
    }

    /// Appends the number of the person.
    @inline(__always)
    mutating func personID(_ person: PersonNumber) {
        reserve(PersonNumber.digitsMax)
        unsafe person.store(at: end)
        advance(person.digitCount)
    }

    /// Two decimal digits as they lie in memory.
    @inline(__always)
    static func twoDigits(_ value: UInt32) -> UInt16 {
        UInt16(truncatingIfNeeded: 0x3030 &+ value / 10 &+ (value % 10) << 8).littleEndian
    }

    /// Stores the digits of a number behind `offset` bytes at the end.
    ///
    /// - Returns: how many.
    @inline(__always)
    private func storeDigits(_ number: UInt64, at offset: Int) -> Int {
        let digits = LineBuffer.digitCount(number)
        var rest = number
        var place = offset &+ digits
        while rest >= 100 {
            place &-= 2
            unsafe end.storeBytes(
                of: LineBuffer.twoDigits(UInt32(truncatingIfNeeded: rest % 100)),
                toByteOffset: place, as: UInt16.self)
            rest /= 100
        }
        if rest >= 10 {
            unsafe end.storeBytes(
                of: LineBuffer.twoDigits(UInt32(truncatingIfNeeded: rest)), toByteOffset: offset,
                as: UInt16.self)
        } else {
            unsafe end.storeBytes(
                of: UInt8(truncatingIfNeeded: 48 &+ rest), toByteOffset: offset, as: UInt8.self)
        }
        return digits
    }

    /// The decimal digits of a number, 1 for 0.
    static func digitCount(_ number: UInt64) -> Int {
        var digits = 1
        var rest = number
        while rest >= 10_000 {
            rest /= 10_000
            digits += 4
        }
        if rest >= 1000 { return digits + 3 }
        if rest >= 100 { return digits + 2 }
        return rest >= 10 ? digits + 1 : digits
    }

    private static func powersOfTen(_ exponent: Int) -> Double {
        Double(integerPowersOfTen(exponent))
    }

    /// - Parameter exponent: 0 to `decimalsMax`.
    private static func integerPowersOfTen(_ exponent: Int) -> UInt64 {
        switch exponent {
        case 0: 1
        case 1: 10
        case 2: 100
        case 3: 1000
        case 4: 10_000
        case 5: 100_000
        case 6: 1_000_000
        case 7: 10_000_000
        case 8: 100_000_000
        default: 1_000_000_000
        }
    }
}
