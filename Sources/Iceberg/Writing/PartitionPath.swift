// The directory of a partition, as Iceberg's libraries name it.
//
//     birth_month=2020-01/person_id_bucket=3/country=a%2Fb/note=null
//
// Names and values are form-encoded; values are written as people read them. Readers never take
// values from here: the manifest has them, so a long value may be cut.
// Source: Iceberg's Java library, `PartitionSpec.partitionToPath`.

import Columnar

enum PartitionPath {
    /// Bytes of one directory's name, at most; file systems take 255.
    private static let componentBytesMax = 200

    /// The directories from the data directory; empty for tables of one partition.
    ///
    /// - Parameter sources: the type of each field's source.
    static func path(
        _ partition: [SingleValue?], spec: PartitionSpec, sources: [PrimitiveType]
    ) -> String {
        var components: [String] = []
        for (index, field) in spec.fields.enumerated() {
            let text =
                partition[index].map { humanText($0, field.transform, sources[index]) } ?? "null"
            components.append(cut(formEncoded(field.name) + "=" + formEncoded(text)))
        }
        return components.joined(separator: "/")
    }

    private static func humanText(
        _ value: SingleValue, _ transform: Transform, _ source: PrimitiveType
    ) -> String {
        switch (transform, value) {
        case (.year, .integer(let years)): return year(years + 1970)
        case (.month, .integer(let months)):
            let years = floorDivide(months, 12)
            return year(years + 1970) + "-" + twoDigits(months - years * 12 + 1)
        case (.day, .date(let days)): return ISOTemporal.dateText(days)
        case (.hour, .integer(let hours)):
            let days = floorDivide(hours, 24)
            return ISOTemporal.dateText(days) + "-" + twoDigits(hours - days * 24)
        case (_, .boolean(let flag)): return flag ? "true" : "false"
        case (_, .real(let real)):
            return source == .float ? Float(real.value).description : real.value.description
        case (_, .decimal), (_, .date), (_, .time), (_, .timestamp), (_, .uuid):
            return plainText(value, source)
        case (_, .integer(let integer)): return String(integer)
        case (_, .string(let text)): return String(decoding: text, as: UTF8.self)
        case (_, .binary(let bytes)): return SingleValue.hexadecimal(bytes)
        case (_, .structure), (_, .list), (_, .map): return ""
        }
    }

    /// The text that SQL sees, with a T between date and time.
    private static func plainText(_ value: SingleValue, _ source: PrimitiveType) -> String {
        if case .decimal(let unscaled, let scale) = value {
            return decimalText(unscaled, scale: scale)
        }
        guard let text = value.sqlValue(source).string else { return "" }
        guard case .timestamp = value else { return text }
        return String(text.map { $0 == " " ? "T" : $0 })
    }

    private static func decimalText(_ unscaled: Int128, scale: Int) -> String {
        let text = unsafe [UInt8](
            unsafeUninitializedCapacity: DecimalText.bytesMax(scale: scale)
        ) { target, count in
            // Safe: as much room as `write` asks for.
            count =
                unsafe target.baseAddress.map {
                    unsafe DecimalText.write(unscaled, scale: scale, $0)
                } ?? 0
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func year(_ year: Int64) -> String {
        let digits = String(year.magnitude)
        let zeros = String(repeating: "0", count: max(0, 4 - digits.utf8.count))
        return (year < 0 ? "-" : "") + zeros + digits
    }

    private static func twoDigits(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    /// application/x-www-form-urlencoded.
    private static func formEncoded(_ text: String) -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "*"):
                encoded.append(byte)
            case 0x20: encoded.append(UInt8(ascii: "+"))
            default:
                let digits = Array("0123456789ABCDEF".utf8)
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// The text, or its beginning without a part of an escape.
    private static func cut(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.count > componentBytesMax else { return text }
        var end = componentBytesMax
        for _ in 0..<2
        where bytes[end - 1] == UInt8(ascii: "%")
            || bytes[end - 2] == UInt8(ascii: "%")
        { end -= 1 }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}
