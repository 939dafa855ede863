// Values as schemas write them: `initial-default` and `write-default`.
//
//     boolean true      decimal "14.20"                 uuid "f79c3e09-677c-4bbd-a479-3f349cb785e7"
//     int 34            date "2017-11-16"                  fixed, binary "000102ff"
//     float 1.0         time "22:31:08.123456"             list [1, null]
//     string "foo"      timestamp "2017-11-16T22:31:08…"   map {"keys": […], "values": […]}
//                       timestamptz "…+00:00"              struct {"1": …, "2": …}, by field id
//
// Source: Iceberg specification, appendix D, "JSON single-value serialization".

import Columnar
package import JSON

extension SingleValue {
    /// Reads a value that is not null; nil for what is no value of the type.
    package init?(json: JSONValue, type: IcebergType) {
        switch type {
        case .primitive(let primitive): self.init(json: json, type: primitive)
        case .variant: return nil
        case .structure(let fields):
            guard json.members != nil else { return nil }
            var values: [SingleValue?] = []
            for field in fields {
                // A field that is left out takes its own default.
                guard let member = json[String(field.id)] else {
                    values.append(field.initialDefault)
                    continue
                }
                guard let value = SingleValue.nullable(member, field.type) else { return nil }
                values.append(value)
            }
            self = .structure(values)
        case .list(let element):
            guard let elements = json.array,
                let values = SingleValue.nullable(elements, element.type)
            else { return nil }
            self = .list(values)
        case .map(let key, let value):
            guard let keys = json["keys"]?.array, let values = json["values"]?.array,
                keys.count == values.count,
                let keys = SingleValue.nullable(keys, key.type),
                let values = SingleValue.nullable(values, value.type)
            else { return nil }
            var entries: [MapEntry] = []
            for (key, value) in zip(keys, values) {
                guard let key else { return nil }
                entries.append(MapEntry(key: key, value: value))
            }
            self = .map(entries)
        }
    }

    /// Nil for what is no value, `.some(nil)` for null.
    private static func nullable(_ json: JSONValue, _ type: IcebergType) -> SingleValue?? {
        if json.isNull { return .some(nil) }
        return SingleValue(json: json, type: type).map { .some($0) }
    }

    private static func nullable(
        _ elements: [JSONValue], _ type: IcebergType
    ) -> [SingleValue?]? {
        var values: [SingleValue?] = []
        for element in elements {
            guard let value = nullable(element, type) else { return nil }
            values.append(value)
        }
        return values
    }

    private init?(json: JSONValue, type: PrimitiveType) {
        switch type {
        case .boolean:
            guard let value = json.boolean else { return nil }
            self = .boolean(value)
        case .int:
            guard let value = json.numberText.flatMap({ Int32($0) }) else { return nil }
            self = .integer(Int64(value))
        case .long:
            guard let value = json.int64 else { return nil }
            self = .integer(value)
        case .float:
            // Rounded once, from the text, as a writer of the column would.
            guard let value = (json.numberText ?? json.string).flatMap({ Float($0) })
            else { return nil }
            self = .real(Double(value))
        case .double:
            guard let value = (json.numberText ?? json.string).flatMap({ Double($0) })
            else { return nil }
            self = .real(value)
        case .decimal(_, let scale):
            guard let text = json.string ?? json.numberText,
                let unscaled = SingleValue.unscaled(text, scale: scale)
            else { return nil }
            self = .decimal(unscaled: unscaled, scale: scale)
        case .date:
            guard let days = json.string.flatMap({ ISOTemporal.date($0.utf8) }) else { return nil }
            self = .date(days)
        case .time:
            guard let time = json.string.flatMap({ ISOTemporal.time($0.utf8, .microseconds) })
            else { return nil }
            self = .time(time)
        case .timestamp(let unit, let isUTC):
            guard let value = json.string.flatMap({ ISOTemporal.timestamp($0.utf8, unit) })
            else { return nil }
            self = .timestamp(value, unit, isUTC: isUTC)
        case .string:
            guard let text = json.string else { return nil }
            self = .string(text)
        case .uuid:
            guard let text = json.string,
                let bytes = SingleValue.hexBytes(text.utf8.filter { $0 != UInt8(ascii: "-") }),
                bytes.count == 16
            else { return nil }
            self = .uuid(bytes)
        case .fixed(let length):
            guard let bytes = json.string.flatMap({ SingleValue.hexBytes(Array($0.utf8)) }),
                bytes.count == length
            else { return nil }
            self = .binary(bytes)
        case .binary:
            guard let bytes = json.string.flatMap({ SingleValue.hexBytes(Array($0.utf8)) })
            else { return nil }
            self = .binary(bytes)
        // These have no default but NULL.
        case .unknown, .geometry, .geography: return nil
        }
    }

    /// The digits of a decimal text at a scale: `"14.2"` at 2 is 1420, `"1E+2"` at 0 is 100.
    ///
    /// - Returns: nil for no number, for digits behind the scale that are not 0, and beyond 38
    ///   digits.
    static func unscaled(_ text: String, scale: Int) -> Int128? {
        var digits: Int128 = 0
        var fractionCount = 0
        var exponent = 0
        var isInFraction = false
        var digitCount = 0
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        while let byte = rest.popFirst() {
            if byte &- 0x30 < 10 {
                guard digits < maximum38 / 10 else { return nil }
                digits = digits * 10 + Int128(byte &- 0x30)
                digitCount += 1
                if isInFraction { fractionCount += 1 }
            } else if byte == UInt8(ascii: "."), !isInFraction {
                isInFraction = true
            } else if byte | 0x20 == UInt8(ascii: "e"),
                let power = Int(String(decoding: rest, as: UTF8.self)), abs(power) < 100
            {
                exponent = power
                rest = []
            } else {
                return nil
            }
        }
        guard digitCount > 0 else { return nil }
        var shift = scale - fractionCount + exponent
        while shift > 0 {
            guard digits < maximum38 / 10 else { return nil }
            digits *= 10
            shift -= 1
        }
        while shift < 0 {
            guard digits % 10 == 0 else { return nil }
            digits /= 10
            shift += 1
        }
        return isNegative ? -digits : digits
    }

    /// 10^38: no decimal has more digits.
    private static let maximum38: Int128 = {
        var power: Int128 = 1
        for _ in 0..<PrimitiveType.precisionMax { power *= 10 }
        return power
    }()

    private static func hexBytes(_ text: [UInt8]) -> [UInt8]? {
        guard text.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: text.count, by: 2) {
            guard let high = Character(Unicode.Scalar(text[index])).hexDigitValue,
                let low = Character(Unicode.Scalar(text[index + 1])).hexDigitValue
            else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}
