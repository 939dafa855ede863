// Values of Avro files as JSON, by the table's types: nested columns.

import Avro
import Columnar
import JSON
import Parquet

/// Appends a value.
///
/// - Throws: `LakeError.corrupt` when the value is not of the type.
func writeJSON(
    _ value: AvroValue, _ type: IcebergType, to output: JSONWriter
) throws(LakeError) {
    if value.isNull { return try output.null() }
    switch (type, value) {
    case (.primitive(let type), _):
        guard let single = SingleValue(value, type: type) else {
            throw LakeError(.corrupt, "a value that is no \(type)")
        }
        try single.write(.primitive(type), to: output)
    case (.structure(let fields), .record(let values)):
        try output.byte(UInt8(ascii: "{"))
        for (index, field) in fields.enumerated() {
            if index > 0 { try output.byte(UInt8(ascii: ",")) }
            try output.string(Array(field.name.utf8))
            try output.byte(UInt8(ascii: ":"))
            if case .branch = values[index] {
                try SingleValue.write(field.initialDefault, field.type, to: output)
            } else {
                try writeJSON(values[index], field.type, to: output)
            }
        }
        try output.byte(UInt8(ascii: "}"))
    case (.list(let element), .array(let values)):
        try output.byte(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { try output.byte(UInt8(ascii: ",")) }
            try writeJSON(value, element.type, to: output)
        }
        try output.byte(UInt8(ascii: "]"))
    case (.map(let key, let inner), .map(let entries)):
        let hasScalarKeys = key.type.primitive != nil
        try output.byte(UInt8(ascii: hasScalarKeys ? "{" : "["))
        for (index, entry) in entries.enumerated() {
            if index > 0 { try output.byte(UInt8(ascii: ",")) }
            if hasScalarKeys {
                try output.key { (output) throws(LakeError) in
                    try writeJSON(entry.key, key.type, to: output)
                }
                try writeJSON(entry.value, inner.type, to: output)
            } else {
                try output.text("{\"key\":")
                try writeJSON(entry.key, key.type, to: output)
                try output.text(",\"value\":")
                try writeJSON(entry.value, inner.type, to: output)
                try output.byte(UInt8(ascii: "}"))
            }
        }
        try output.byte(UInt8(ascii: hasScalarKeys ? "}" : "]"))
    default: throw LakeError(.corrupt, "a value of another kind than the column's")
    }
}

extension SingleValue {
    /// A value of an Avro file.
    ///
    /// - Returns: nil when it is not of the type.
    init?(_ value: AvroValue, type: PrimitiveType) {
        switch (type, value) {
        case (.boolean, .boolean(let value)): self = .boolean(value)
        case (.int, .integer(let value)), (.long, .integer(let value)): self = .integer(value)
        case (.float, .real(let value)), (.double, .real(let value)): self = .real(value)
        case (.date, .integer(let value)): self = .date(value)
        case (.time, .integer(let value)): self = .time(value)
        case (.timestamp(let unit, let isUTC), .integer(let value)):
            self = .timestamp(value, unit, isUTC: isUTC)
        default:
            guard let bytes = value.bytes?.array else { return nil }
            switch type {
            case .string: self = .string(bytes)
            case .uuid: self = .uuid(bytes)
            case .decimal(_, let scale):
                guard let unscaled = SingleValue.unscaled(bigEndian: bytes) else { return nil }
                self = .decimal(unscaled: unscaled, scale: scale)
            default: self = .binary(bytes)
            }
        }
    }
}
