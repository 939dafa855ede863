// The values of one column as its type lays them out: what generators make and writers take.
//
//     type            values                      a slot holds
//     boolean         booleans
//     integer ≤ 32    int32s
//     integer 64      int64s
//     float, double   floats, doubles
//     decimal ≤ 18    int64s                      the unscaled number
//     decimal > 18    bytes                       16 bytes, two's complement, big-endian
//     date            int32s                      days since 1970-01-01
//     time, timestamp int64s                      in the type's unit, since midnight or 1970
//     string, json    bytes or dictionary         UTF-8
//     uuid, fixed     bytes                       16 or as many bytes as the type says
//     binary          bytes
//
// There is one slot for each row, also where the row is NULL; such a slot holds anything.

/// A column of single values.
package struct TypedColumn: Sendable {
    package enum Values: Sendable {
        case booleans([Bool])
        case int32s([Int32])
        case int64s([Int64])
        case floats([Float])
        case doubles([Double])
        case bytes(ByteColumn)
        /// Each row's entry by its index; entries need not be distinct or used.
        case dictionary(indexes: [Int32], entries: ByteColumn)
    }

    package var type: ScalarType
    package var count: Int
    /// Whether each row has a value; nil when all have.
    package var validity: [Bool]?
    package var values: Values

    package init(type: ScalarType, count: Int, validity: [Bool]? = nil, values: Values) {
        self.type = type
        self.count = count
        self.validity = validity
        self.values = values
    }
}

/// Sequences of bytes, one behind the other.
package struct ByteColumn: Sendable {
    /// Where each begins; one more than there are, the last is where the last one ends.
    package var offsets: [Int32]
    package var bytes: [UInt8]

    package init() {
        offsets = [0]
        bytes = []
    }

    package init(offsets: [Int32], bytes: [UInt8]) {
        self.offsets = offsets
        self.bytes = bytes
    }

    package var count: Int { offsets.count - 1 }

    @inlinable
    package mutating func append(_ value: some Collection<UInt8>) {
        bytes.append(contentsOf: value)
        offsets.append(Int32(truncatingIfNeeded: bytes.count))
    }

    /// The bytes of one value.
    package subscript(index: Int) -> ArraySlice<UInt8> {
        bytes[Int(offsets[index])..<Int(offsets[index + 1])]
    }
}

/// Some rows of a table, in the order of its columns.
package struct TypedBatch: Sendable {
    package var rowCount: Int
    package var columns: [TypedColumn]

    package init(rowCount: Int, columns: [TypedColumn]) {
        self.rowCount = rowCount
        self.columns = columns
    }
}
