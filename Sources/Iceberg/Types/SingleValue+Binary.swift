// Values as manifests write bounds: a few bytes without a type.
//
//     boolean    1 byte, 0 is false            decimal    unscaled, two's complement, big-endian,
//     int, date  4 bytes                                  as few bytes as it takes
//     long, time, timestamp…  8 bytes          string     UTF-8
//     float      4 bytes, double 8 bytes       uuid       16 bytes, big-endian
//     (all little-endian)                      fixed, binary  the bytes
//
// A bound keeps the type of the time when it was written: a long column has bounds of 4 bytes from
// when it was an int, a double column of 4 from when it was a float, and a timestamp column of 4
// from when it was a date. The length tells.
// Source: Iceberg specification, appendix D, "Binary single-value serialization", and "Schema
// Evolution".

import Columnar

extension SingleValue {
    /// Reads a bound in the column's type of today.
    ///
    /// - Returns: nil for what is no value of the type, or cannot bound one: NaN, the corner of a
    ///   geometry's box, a variant. The caller then knows nothing about the column.
    package init?(bound bytes: [UInt8], type: PrimitiveType) {
        switch (type, bytes.count) {
        case (.boolean, 1): self = .boolean(bytes[0] != 0)
        case (.int, 4), (.long, 4): self = .integer(SingleValue.int32(bytes))
        case (.long, 8): self = .integer(SingleValue.int64(bytes))
        case (.float, 4), (.double, 4):
            let value = Float(bitPattern: UInt32(truncatingIfNeeded: SingleValue.int32(bytes)))
            guard !value.isNaN else { return nil }
            self = .real(Double(value))
        case (.double, 8):
            let value = Double(bitPattern: UInt64(bitPattern: SingleValue.int64(bytes)))
            guard !value.isNaN else { return nil }
            self = .real(value)
        case (.decimal(_, let scale), _):
            guard let unscaled = SingleValue.unscaled(bigEndian: bytes) else { return nil }
            self = .decimal(unscaled: unscaled, scale: scale)
        case (.date, 4): self = .date(SingleValue.int32(bytes))
        case (.time, 8): self = .time(SingleValue.int64(bytes))
        case (.timestamp(let unit, let isUTC), 4):
            let (value, overflow) = SingleValue.int32(bytes).multipliedReportingOverflow(
                by: 86_400 * unit.perSecond)
            guard !overflow else { return nil }
            self = .timestamp(value, unit, isUTC: isUTC)
        case (.timestamp(let unit, let isUTC), 8):
            self = .timestamp(SingleValue.int64(bytes), unit, isUTC: isUTC)
        case (.string, _): self = .string(bytes)
        case (.uuid, 16): self = .uuid(bytes)
        // The bound of a fixed may be truncated.
        case (.fixed, _), (.binary, _): self = .binary(bytes)
        default: return nil
        }
    }

    private static func int32(_ bytes: [UInt8]) -> Int64 {
        Int64(Int32(truncatingIfNeeded: littleEndian(bytes)))
    }

    private static func int64(_ bytes: [UInt8]) -> Int64 { Int64(bitPattern: littleEndian(bytes)) }

    private static func littleEndian(_ bytes: [UInt8]) -> UInt64 {
        var value: UInt64 = 0
        for byte in bytes.reversed() { value = value << 8 | UInt64(byte) }
        return value
    }

    /// A two's complement integer of any length; nil without bytes and beyond 128 bits.
    package static func unscaled(bigEndian bytes: [UInt8]) -> Int128? {
        DecimalText.unscaled(bigEndian: bytes)
    }
}
