// Values as the decoder hands them out.
//
// Texts and binaries point into the block that they were decoded from and keep it alive: no bytes
// are copied, and a value costs no allocation unless it is a record, an array or a map.

/// A value of an Avro file.
package enum AvroValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    /// Of int and long. Also dates, times and timestamps, in the units of their logical type.
    case integer(Int64)
    /// Of float, which a double holds exactly, and double.
    case real(Double)
    /// Of bytes and fixed.
    case bytes(AvroBytes)
    /// Of string, and the symbol of an enum. UTF-8, unless the writer was wrong.
    case string(AvroBytes)
    case array([AvroValue])
    /// In the order of the file. Of a map, whose keys are strings, and of Iceberg's maps in the
    /// form of arrays, whose keys are anything. Nobody has checked that keys differ.
    case map([AvroMapEntry])
    /// One value for each wanted field, in the order in which they were wanted.
    case record([AvroValue])
    /// A value of a union in which more than one branch is not null, when nothing was asked for but
    /// `AvroProjection.everything`: the place of the branch and its value.
    indirect case branch(Int, AvroValue)
}

/// A key and its value.
package struct AvroMapEntry: Hashable, Sendable {
    package let key: AvroValue
    package let value: AvroValue

    package init(key: AvroValue, value: AvroValue) {
        self.key = key
        self.value = value
    }
}

extension AvroValue {
    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// True or false.
    package var boolean: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    package var integer: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    package var real: Double? {
        if case .real(let value) = self { value } else { nil }
    }

    /// The bytes of a text or of a binary.
    package var bytes: AvroBytes? {
        switch self {
        case .bytes(let value), .string(let value): value
        default: nil
        }
    }

    /// The text of a string; nil when it is not UTF-8.
    package var string: String? {
        if case .string(let value) = self { value.string } else { nil }
    }

    package var array: [AvroValue]? {
        if case .array(let values) = self { values } else { nil }
    }

    package var map: [AvroMapEntry]? {
        if case .map(let entries) = self { entries } else { nil }
    }

    /// The fields of a record.
    package var record: [AvroValue]? {
        if case .record(let values) = self { values } else { nil }
    }
}
