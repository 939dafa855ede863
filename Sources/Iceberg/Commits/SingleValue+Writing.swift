// Values as writers put them into metadata: bounds as bytes, defaults as JSON, and their order.
//
// The forms are those that `SingleValue.init(bound:type:)` and `SingleValue.init(json:type:)` read.
// Source: Iceberg specification, appendix D, "Single-value serialization".

import Columnar
import JSON

// MARK: Bounds

extension SingleValue {
    /// The value as the bytes of a bound.
    ///
    /// - Returns: nil for what is no value of the type, or has no bound: NaN and nested values.
    package func bound(_ type: PrimitiveType) -> [UInt8]? {
        switch (self, type) {
        case (.boolean(let value), .boolean): [value ? 1 : 0]
        case (.integer(let value), .int), (.date(let value), .date):
            SingleValue.littleEndian(UInt64(bitPattern: value), 4)
        case (.integer(let value), .long), (.time(let value), .time):
            SingleValue.littleEndian(UInt64(bitPattern: value), 8)
        case (.timestamp(let value, let unit, _), .timestamp(let wanted, _)) where unit == wanted:
            SingleValue.littleEndian(UInt64(bitPattern: value), 8)
        case (.real(let value), .float):
            value.value.isNaN
                ? nil : SingleValue.littleEndian(UInt64(Float(value.value).bitPattern), 4)
        case (.real(let value), .double):
            value.value.isNaN ? nil : SingleValue.littleEndian(value.value.bitPattern, 8)
        case (.decimal(let unscaled, let scale), .decimal(_, let wanted)) where scale == wanted:
            BucketTransform.bigEndianBytes(unscaled)
        case (.string(let bytes), .string), (.uuid(let bytes), .uuid),
            (.binary(let bytes), .binary), (.binary(let bytes), .fixed):
            bytes
        default: nil
        }
    }

    private static func littleEndian(_ bits: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
    }

    /// Whether this value comes before another of its type, as bounds sort: numbers by size with
    /// -0.0 before 0.0, texts and binaries by their bytes.
    ///
    /// - Returns: false for values that are not of one type or have no order.
    package func precedes(_ other: SingleValue) -> Bool {
        switch (self, other) {
        case (.boolean(let first), .boolean(let second)): !first && second
        case (.integer(let first), .integer(let second)), (.date(let first), .date(let second)),
            (.time(let first), .time(let second)),
            (.timestamp(let first, _, _), .timestamp(let second, _, _)):
            first < second
        case (.real(let first), .real(let second)):
            first.value < second.value
                || (first.value == second.value && first.value.sign == .minus
                    && second.value.sign == .plus)
        case (.decimal(let first, _), .decimal(let second, _)): first < second
        case (.string(let first), .string(let second)), (.uuid(let first), .uuid(let second)),
            (.binary(let first), .binary(let second)):
            first.lexicographicallyPrecedes(second)
        default: false
        }
    }
}

// MARK: JSON

extension SingleValue {
    /// The value as a schema's default.
    ///
    /// - Returns: null for what is no value of the type.
    func json(_ type: IcebergType) -> JSONValue {
        switch (self, type) {
        case (.structure(let values), .structure(let fields)):
            return .object(
                zip(fields, values).map { field, value in
                    JSONValue.Member(String(field.id), value?.json(field.type) ?? .null)
                })
        case (.list(let values), .list(let element)):
            return .array(values.map { $0?.json(element.type) ?? .null })
        case (.map(let entries), .map(let key, let value)):
            return .object([
                JSONValue.Member("keys", .array(entries.map { $0.key.json(key.type) })),
                JSONValue.Member(
                    "values", .array(entries.map { $0.value?.json(value.type) ?? .null })),
            ])
        case (_, .primitive(let type)): return json(type)
        default: return .null
        }
    }

    private func json(_ type: PrimitiveType) -> JSONValue {
        switch self {
        case .boolean(let value): .boolean(value)
        case .integer(let value): .number(String(value))
        // JSON has no numbers for these; they read back from strings.
        case .real(let real) where !real.value.isFinite:
            .string(real.value.isNaN ? "NaN" : real.value < 0 ? "-Infinity" : "Infinity")
        case .real(let real):
            .number(type == .float ? Float(real.value).description : real.value.description)
        case .decimal(let unscaled, let scale):
            .string(SingleValue.text(unscaled: unscaled, scale: scale))
        case .date(let days): .string(ISOTemporal.dateText(days))
        case .time(let value): .string(ISOTemporal.timeText(value, .microseconds))
        case .timestamp(let value, let unit, let isUTC):
            .string(ISOTemporal.timestampText(value, unit) + (isUTC ? "+00:00" : ""))
        case .string(let bytes): .string(String(decoding: bytes, as: UTF8.self))
        case .uuid(let bytes): .string(SingleValue.uuidText(bytes))
        case .binary(let bytes): .string(SingleValue.hexadecimal(bytes))
        case .structure, .list, .map: .null
        }
    }

    private static func text(unscaled: Int128, scale: Int) -> String {
        let digits = String(unscaled.magnitude)
        let sign = unscaled < 0 ? "-" : ""
        guard scale > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.utf8.count)) + digits
        return sign + padded.dropLast(scale) + "." + padded.suffix(scale)
    }

    /// Lower-case digits, two a byte.
    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            if byte < 16 { text += "0" }
            text += String(byte, radix: 16)
        }
        return text
    }

    /// Groups of 8, 4, 4, 4 and 12 digits.
    static func uuidText(_ bytes: [UInt8]) -> String {
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text += hexadecimal([byte])
        }
        return text
    }
}

extension ISOTemporal {
    /// `2017-11-16`.
    static func dateText(_ days: Int64) -> String {
        let date = CivilDate(daysSinceEpoch: days)
        let sign = date.year < 0 ? "-" : ""
        return sign + padded(Int64(date.year.magnitude), 4) + "-" + padded(date.month, 2) + "-"
            + padded(date.day, 2)
    }

    /// `22:31:08.123456`.
    static func timeText(_ value: Int64, _ unit: TimeUnit) -> String {
        let seconds = value / unit.perSecond
        let clock =
            padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":"
            + padded(seconds % 60, 2)
        let fraction = value % unit.perSecond
        let digits = String(unit.perSecond).utf8.count - 1
        return fraction == 0 ? clock : clock + "." + padded(fraction, digits)
    }

    /// `2017-11-16T22:31:08.123456`.
    static func timestampText(_ value: Int64, _ unit: TimeUnit) -> String {
        let perDay = 86_400 * unit.perSecond
        let days = floorDivide(value, perDay)
        return dateText(days) + "T" + timeText(value &- days &* perDay, unit)
    }

    private static func padded(_ number: Int64, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
