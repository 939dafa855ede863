// What JSON scalars mean as values of a type: the forms in which nested columns are read.
//
//     integer, decimal   12, -0.50, "12" (a key, or digits that no number of JSON holds)
//     real               1.5, "NaN", "Infinity", "-Infinity"
//     date               "2026-01-31"
//     time               "23:59:59[.ffffff]"
//     timestamp          "2026-01-31 23:59:59[.ffffff][+00:00]", also with T and Z
//     uuid               "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
//     binary             "00ff", hexadecimal

import Columnar
import JSON

extension JSONTokens.Scalar {
    /// The value of an integer type, date, time, timestamp or decimal, in the type's unit.
    ///
    /// - Returns: nil when it is none, or not exactly.
    func integer(_ type: ScalarType) -> Int128? {
        guard kind == .number || kind == .string else { return nil }
        switch type {
        case .integer:
            return unscaled(scale: 0, digitsMax: 20)
        case .decimal(let precision, let scale):
            return unscaled(scale: scale, digitsMax: precision)
        case .date:
            guard kind == .string else { return nil }
            var text = unsafe TemporalText(bytes)
            guard let days = text.days(), text.isAtEnd else { return nil }
            return Int128(days)
        case .time(let unit):
            guard kind == .string else { return nil }
            var text = unsafe TemporalText(bytes)
            guard let time = text.timeOfDay(unit), text.isAtEnd else { return nil }
            return Int128(time)
        case .timestamp(let unit, _):
            guard kind == .string else { return nil }
            var text = unsafe TemporalText(bytes)
            guard let days = text.days(),
                text.take(UInt8(ascii: " ")) || text.take(UInt8(ascii: "T")),
                let time = text.timeOfDay(unit)
            else { return nil }
            text.skipUTC()
            guard text.isAtEnd else { return nil }
            let perDay = Int128(unit.perSecond) * Int128(CalendarText.secondsPerDay)
            return Int128(days) * perDay + Int128(time)
        default: return nil
        }
    }

    /// The value of a float or double.
    func real<Real: BinaryFloatingPoint & LosslessStringConvertible>(_ type: Real.Type) -> Real? {
        let text = unsafe String(decoding: bytes, as: UTF8.self)
        switch kind {
        case .number: return Real(text).flatMap { $0.isFinite ? $0 : nil }
        case .string:
            switch text {
            case "NaN": return .nan
            case "Infinity": return .infinity
            case "-Infinity": return -.infinity
            // A key.
            default: return unsafe JSONNumber.isValid(bytes) ? Real(text) : nil
            }
        default: return nil
        }
    }

    /// The value of a text, binary, UUID or long decimal as it stands in the file.
    ///
    /// - Parameter length: of a value in the file; 0 where it varies.
    func bytes(_ type: ScalarType, length: Int) -> [UInt8]? {
        switch type {
        case .decimal(let precision, let scale):
            guard let number = unscaled(scale: scale, digitsMax: precision) else { return nil }
            let all = (0..<16).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
            return Array(all.suffix(length))
        case .string, .json:
            guard kind == .string else { return nil }
            guard unsafe bytes.contains(UInt8(ascii: "\\")) else { return unsafe Array(bytes) }
            return unsafe JSONString.unescape(bytes)
        case .uuid:
            guard kind == .string, unsafe bytes.count == HexText.uuidTextBytes else { return nil }
            for place in [8, 13, 18, 23] where unsafe bytes[place] != UInt8(ascii: "-") {
                return nil
            }
            return unsafe hexadecimal(bytes.filter { $0 != UInt8(ascii: "-") }, length: 16)
        case .binary, .fixed:
            guard kind == .string else { return nil }
            return unsafe hexadecimal(Array(bytes), length: length)
        default: return nil
        }
    }

    private func hexadecimal(_ digits: [UInt8], length: Int) -> [UInt8]? {
        guard digits.count % 2 == 0, length == 0 || digits.count == 2 * length else { return nil }
        var values: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.digit(digits[place]), let low = Self.digit(digits[place + 1])
            else { return nil }
            values.append(high << 4 | low)
        }
        return values
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    /// A decimal number without exponent as an integer of so many digits behind its point.
    ///
    /// - Returns: nil where digits would be lost, or there are more than `digitsMax`.
    private func unscaled(scale: Int, digitsMax: Int) -> Int128? {
        var value: Int128 = 0
        var places = -1
        var index = 0
        let isNegative = unsafe bytes.first == UInt8(ascii: "-")
        if isNegative { index = 1 }
        guard unsafe index < bytes.count else { return nil }
        var limit: Int128 = 1
        for _ in 0..<min(digitsMax, 38) { limit *= 10 }
        while unsafe index < bytes.count {
            let byte = unsafe bytes[index]
            index += 1
            if byte == UInt8(ascii: "."), places < 0 {
                places = 0
                continue
            }
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            // Zeros behind the last place that counts say nothing.
            if places >= scale {
                guard byte == 0x30 else { return nil }
                continue
            }
            if places >= 0 { places += 1 }
            value = value * 10 + Int128(byte - 0x30)
            guard value < limit else { return nil }
        }
        for _ in max(0, places)..<max(scale, max(0, places)) {
            value *= 10
            guard value < limit else { return nil }
        }
        return isNegative ? -value : value
    }
}

/// Reads dates and times from left to right.
@safe
struct TemporalText {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { unsafe self.bytes = unsafe bytes }

    var isAtEnd: Bool { unsafe at == bytes.count }

    mutating func take(_ byte: UInt8) -> Bool {
        guard unsafe at < bytes.count, unsafe bytes[at] == byte else { return false }
        at += 1
        return true
    }

    /// A number of at least `least` and at most `most` digits.
    private mutating func number(_ least: Int, _ most: Int) -> Int64? {
        var value: Int64 = 0
        let start = at
        while unsafe at < bytes.count, at - start < most, unsafe bytes[at] >= 0x30,
            unsafe bytes[at] <= 0x39
        {
            value = unsafe value * 10 + Int64(bytes[at] - 0x30)
            at += 1
        }
        return at - start >= least ? value : nil
    }

    /// `[-]YYYY-MM-DD` as days since 1970-01-01.
    mutating func days() -> Int64? {
        let isNegative = take(UInt8(ascii: "-"))
        guard let digits = number(4, 7), take(UInt8(ascii: "-")), let month = number(2, 2),
            take(UInt8(ascii: "-")), let day = number(2, 2), (1...12).contains(month)
        else { return nil }
        let year = isNegative ? -digits : digits
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day >= 1, day <= lengths[Int(month) - 1] else { return nil }
        // Years begin in March, so that the leap day comes last.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// `HH:MM:SS[.f…]` in units since midnight; digits that the unit does not hold must be zeros.
    mutating func timeOfDay(_ unit: TimeUnit) -> Int64? {
        let colon = UInt8(ascii: ":")
        guard let hours = number(2, 2), take(colon), let minutes = number(2, 2), take(colon),
            let seconds = number(2, 2), hours < 24, minutes < 60, seconds < 60
        else { return nil }
        var value = ((hours * 60 + minutes) * 60 + seconds) * unit.perSecond
        guard take(UInt8(ascii: ".")) else { return value }
        var place = unit.perSecond
        let start = at
        while unsafe at < bytes.count, unsafe bytes[at] >= 0x30, unsafe bytes[at] <= 0x39 {
            place /= 10
            guard unsafe place > 0 || bytes[at] == 0x30 else { return nil }
            unsafe value += Int64(bytes[at] - 0x30) * place
            at += 1
        }
        return at > start ? value : nil
    }

    /// Passes over `Z` or `+00:00`.
    mutating func skipUTC() {
        if take(UInt8(ascii: "Z")) { return }
        let zone = Array("+00:00".utf8)
        if unsafe bytes.count - at == zone.count, unsafe bytes[at...].elementsEqual(zone) {
            at = unsafe bytes.count
        }
    }
}
