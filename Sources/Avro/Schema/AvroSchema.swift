// The schema of an Avro file: a tree of types, and a table of those that have names.
//
//     {"type": "record", "name": "entry", "fields": [
//         {"name": "status", "type": "int", "field-id": 0},
//         {"name": "next", "type": ["null", "entry"], "default": null}]}
//
//     root   .record(entry: status .int, next .union([.null, .reference(0)]))
//     named  [.record(entry …)]
//
// A type with a name stands in the tree where it is defined, and as a reference wherever the text
// only names it, so that a type may contain itself and a short text stays a small tree.
// Source: Avro 1.12.0 specification, "Schema Declaration"; Iceberg specification, appendix A.

package import Columnar
package import JSON

/// A type of Avro.
package indirect enum AvroType: Sendable {
    case null
    case boolean
    case int(AvroLogicalType?)
    case long(AvroLogicalType?)
    case float
    case double
    case bytes(AvroLogicalType?)
    case string(AvroLogicalType?)
    case record(AvroRecord)
    case enumeration(AvroEnumeration)
    case array(AvroArray)
    case map(AvroMap)
    case union([AvroType])
    case fixed(AvroFixed)
    /// A type by its name: a place in `AvroSchema.named`.
    case reference(Int)
}

/// A record type.
package struct AvroRecord: Sendable {
    /// With its namespace.
    package let fullName: String
    package let aliases: [String]
    package let fields: [AvroField]
}

/// A field of a record.
package struct AvroField: Sendable {
    package let name: String
    package let aliases: [String]
    package let type: AvroType
    /// Iceberg's `field-id`.
    package let id: Int?
    /// Iceberg's `iceberg-field-name`: the name before it was made fit for Avro.
    package let icebergName: String?
    /// The default as the schema has it, of a type as the specification's table of defaults says.
    package let defaultValue: JSONValue?
}

/// An enum type: a value is the place of a symbol.
package struct AvroEnumeration: Sendable {
    /// With its namespace.
    package let fullName: String
    package let aliases: [String]
    package let symbols: [String]
    package let defaultSymbol: String?
}

/// An array type.
package struct AvroArray: Sendable {
    package let element: AvroType
    /// Iceberg's `element-id`.
    package let elementID: Int?
    /// Whether it is Iceberg's form of a map whose keys are not strings (`"logicalType": "map"`):
    /// an array of records of a key and a value.
    package let isMap: Bool
}

/// A map type: its keys are strings.
package struct AvroMap: Sendable {
    package let value: AvroType
    /// Iceberg's `key-id` and `value-id`.
    package let keyID: Int?
    package let valueID: Int?
}

/// A type of a fixed number of bytes.
package struct AvroFixed: Sendable {
    /// With its namespace.
    package let fullName: String
    package let aliases: [String]
    package let sizeBytes: Int
    package let logical: AvroLogicalType?
}

/// The schema of a file.
package struct AvroSchema: Sendable {
    package let root: AvroType
    /// Every record, enum and fixed type, in the order of their definitions; none is a reference.
    package let named: [AvroType]

    /// The type itself, where `type` may be a name.
    package func resolved(_ type: AvroType) -> AvroType {
        // Safe: the parser makes references to places of the table only.
        if case .reference(let index) = type { named[index] } else { type }
    }
}

extension AvroType {
    /// What the type is called in errors.
    var noun: String {
        switch self {
        case .null: "null"
        case .boolean: "boolean"
        case .int: "int"
        case .long: "long"
        case .float: "float"
        case .double: "double"
        case .bytes: "bytes"
        case .string: "string"
        case .record: "record"
        case .enumeration: "enum"
        case .array: "array"
        case .map: "map"
        case .union: "union"
        case .fixed: "fixed"
        case .reference: "reference"
        }
    }

    /// What a value of a type that is no record, array, map or union means; nil for those, for null
    /// and for durations.
    package var scalarType: ScalarType? {
        switch self {
        case .boolean: .boolean
        case .int(.some(let logical)), .long(.some(let logical)): logical.scalarType
        case .int: .int
        case .long: .long
        case .float: .float
        case .double: .double
        case .bytes(let logical): logical.flatMap(\.scalarType) ?? .binary
        case .string(let logical): logical.flatMap(\.scalarType) ?? .string
        case .enumeration: .string
        case .fixed(let fixed):
            fixed.logical == .duration ? nil : fixed.logical?.scalarType ?? .fixed(fixed.sizeBytes)
        case .null, .record, .array, .map, .union, .reference: nil
        }
    }
}

extension AvroLogicalType {
    fileprivate var scalarType: ScalarType? {
        switch self {
        case .decimal(let precision, let scale): .decimal(precision: precision, scale: scale)
        case .uuid: .uuid
        case .date: .date
        case .time(let unit): .time(unit)
        case .timestamp(let unit, let isUTC): .timestamp(unit, isUTC: isUTC)
        case .duration: nil
        }
    }
}
