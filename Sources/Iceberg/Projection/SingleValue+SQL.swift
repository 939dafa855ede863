// Single values as SQL sees them: defaults and partition values of columns, bounds for conditions.

import Columnar
import JSON

extension SingleValue {
    /// The value as it comes in a column of the type.
    ///
    /// - Returns: NULL for values that are not of the type, which no caller has.
    func sqlValue(_ type: PrimitiveType) -> Value {
        let target = type.scalarType
        do throws(LakeError) {
            switch self {
            case .boolean(let value): return .integer(value ? 1 : 0)
            case .integer(let value):
                if target == .double || target == .float { return .real(Double(value)) }
                return .integer(value)
            case .real(let value): return .real(value.value)
            case .decimal(let unscaled, let scale): return try decimal(unscaled, scale, target)
            case .date(let days):
                return try ScalarConversion(from: .date, in: .integer, to: target)
                    .value(word: UInt64(bitPattern: days))
            case .time(let value):
                return try ScalarConversion(from: .time(.microseconds), in: .integer, to: target)
                    .value(word: UInt64(bitPattern: value))
            case .timestamp(let value, let unit, let isUTC):
                return try ScalarConversion(
                    from: .timestamp(unit, isUTC: isUTC), in: .integer, to: target
                ).value(word: UInt64(bitPattern: value))
            case .string(let bytes): return .text(bytes)
            case .uuid(let bytes):
                return try ScalarConversion(from: .uuid, in: .bytes, to: .uuid).value(bytes: bytes)
            case .binary(let bytes): return .blob(bytes)
            case .structure, .list, .map: return .null
            }
        } catch {
            return .null
        }
    }

    private func decimal(
        _ unscaled: Int128, _ scale: Int, _ target: ScalarType
    ) throws(LakeError) -> Value {
        // As a file would hold it: big-endian, 16 bytes.
        let bytes = (0..<16).map { UInt8(truncatingIfNeeded: unscaled >> Int128(120 - 8 * $0)) }
        return try ScalarConversion(
            from: .decimal(precision: 38, scale: scale), in: .bytes, to: target
        ).value(bytes: bytes)
    }

    /// The value for conditions, when values of the type sort in SQL as they do in Iceberg.
    ///
    /// - Returns: nil when they do not.
    func sortableValue(_ type: PrimitiveType) -> Value? {
        switch (self, type) {
        case (.date(let days), _):
            return CalendarText.sortableDays.contains(days) ? sqlValue(type) : nil
        case (.timestamp(let value, let unit, _), _):
            let day = floorDivide(value, unit.perSecond * CalendarText.secondsPerDay)
            return CalendarText.sortableDays.contains(day) ? sqlValue(type) : nil
        case (.decimal, .decimal(let precision, _)):
            return precision <= ScalarType.realDecimalDigitsMax ? sqlValue(type) : nil
        // Writers disagree on the order of UUIDs.
        case (.uuid, _), (.structure, _), (.list, _), (.map, _): return nil
        default: return sqlValue(type)
        }
    }

    /// Appends the value as JSON, as `iceberg_…` functions and nested columns show it.
    func write(_ type: IcebergType, to output: JSONWriter) throws(LakeError) {
        switch (self, type) {
        case (.structure(let values), .structure(let fields)):
            try output.byte(UInt8(ascii: "{"))
            for (index, field) in fields.enumerated() {
                if index > 0 { try output.byte(UInt8(ascii: ",")) }
                try output.string(Array(field.name.utf8))
                try output.byte(UInt8(ascii: ":"))
                let value = index < values.count ? values[index] : nil
                try SingleValue.write(value, field.type, to: output)
            }
            try output.byte(UInt8(ascii: "}"))
        case (.list(let values), .list(let element)):
            try output.byte(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { try output.byte(UInt8(ascii: ",")) }
                try SingleValue.write(value, element.type, to: output)
            }
            try output.byte(UInt8(ascii: "]"))
        case (.map(let entries), .map(let key, let value)):
            try output.byte(UInt8(ascii: "{"))
            for (index, entry) in entries.enumerated() {
                if index > 0 { try output.byte(UInt8(ascii: ",")) }
                try output.key { (output) throws(LakeError) in
                    try entry.key.write(key.type, to: output)
                }
                try SingleValue.write(entry.value, value.type, to: output)
            }
            try output.byte(UInt8(ascii: "}"))
        case (_, .primitive(let type)): try writePrimitive(type, to: output)
        default: try output.null()
        }
    }

    static func write(
        _ value: SingleValue?, _ type: IcebergType, to output: JSONWriter
    ) throws(LakeError) {
        if let value { try value.write(type, to: output) } else { try output.null() }
    }

    private func writePrimitive(
        _ type: PrimitiveType, to output: JSONWriter
    ) throws(LakeError) {
        switch self {
        case .boolean(let value): try output.boolean(value)
        case .integer(let value): try output.integer(value)
        case .real(let value):
            if type == .float {
                try output.float(Float(value.value))
            } else {
                try output.real(value.value)
            }
        case .decimal(let unscaled, let scale):
            var text = [UInt8](repeating: 0, count: DecimalText.bytesMax(scale: scale))
            let count = unsafe text.withUnsafeMutableBufferPointer { target in
                unsafe target.baseAddress.map {
                    unsafe DecimalText.write(unscaled, scale: scale, $0)
                } ?? 0
            }
            try output.raw(Array(text.prefix(count)))
        case .binary(let bytes):
            unsafe try bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
                unsafe try output.hexadecimal(source)
            }
        default:
            if case .text(let text) = sqlValue(type) {
                try output.string(text)
            } else {
                try output.null()
            }
        }
    }
}

extension JSONWriter {
    /// A member's name and its colon: whatever `write` appends, as a string.
    func key(_ write: (JSONWriter) throws(LakeError) -> Void) throws(LakeError) {
        let start = buffer.countBytes
        try write(self)
        if unsafe buffer.base[start] != UInt8(ascii: "\"") {
            let text = unsafe Array(
                UnsafeBufferPointer(
                    start: buffer.base + start, count: buffer.countBytes - start))
            buffer.countBytes = start
            try string(text)
        }
        try byte(UInt8(ascii: ":"))
    }
}

/// What `write` appends, as text.
func jsonText(
    _ write: (JSONWriter) throws(LakeError) -> Void
) throws(LakeError) -> [UInt8] {
    let buffer = try ByteBuffer(capacityBytes: 128)
    try write(JSONWriter(buffer))
    return unsafe Array(UnsafeBufferPointer(start: buffer.base, count: buffer.countBytes))
}
