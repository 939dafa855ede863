// What a caller wants of the values of a file.
//
// The decoder passes over everything else. A field is found by its id where the record of the file
// has ids, else by its name. What is wanted of a value also says of what kind it must be, so that
// whoever asks for an integer gets an integer, or null where the file's type is a union with null:
//
//     .integer   int, long
//     .real      float, double, int, long      (a long beyond 2^53 is rounded, as the
//     .string    string, bytes, enum            specification's promotion does)
//     .bytes     bytes, string, fixed
//     .array     array
//     .map       map, and arrays of records of a key and a value
//     .record    record
//
// Source: Avro 1.12.0 specification, "Schema Resolution"; Iceberg specification, "Column
// Projection".

/// What is wanted of a value.
package indirect enum AvroProjection: Sendable {
    /// The value as the file has it.
    case everything
    case boolean
    case integer
    case real
    case string
    case bytes
    case array(AvroProjection)
    case map(key: AvroProjection, value: AvroProjection)
    /// The fields that are wanted, in the order in which they are wanted; none twice.
    case record([AvroWantedField])
}

/// A field that a caller wants.
package struct AvroWantedField: Sendable {
    /// The field's id; without one it is found by its name.
    package let id: Int?
    package let name: String
    package let projection: AvroProjection
    /// The value where the file has no such field; nil makes its absence an error.
    package let absent: AvroValue?

    package init(
        _ name: String, id: Int? = nil, _ projection: AvroProjection = .everything,
        absent: AvroValue? = .null
    ) {
        self.id = id
        self.name = name
        self.projection = projection
        self.absent = absent
    }
}

extension AvroProjection {
    /// What is wanted, for errors.
    var noun: String {
        switch self {
        case .everything: "anything"
        case .boolean: "a boolean"
        case .integer: "an integer"
        case .real: "a number"
        case .string: "a string"
        case .bytes: "bytes"
        case .array: "an array"
        case .map: "a map"
        case .record: "a record"
        }
    }
}
