// The footer of a file: the struct FileMetaData of parquet.thrift.
//
//     PAR1  pages, indexes, bloom filters …  [ FileMetaData ]  length (4, little-endian)  PAR1
//
// An encrypted footer ends in PARE instead. Source: parquet-format README, "File format".

package import Columnar

/// What the values of a column are ordered by in its bounds.
package enum ColumnOrder: Hashable, Sendable {
    /// The order of the column's type: TYPE_ORDER.
    case type
    /// IEEE_754_TOTAL_ORDER of floating-point columns (format 2.13).
    case ieee754Total
    /// An order of a later version: the bounds mean nothing to us.
    case unknown
}

/// A pair of the footer's key-value metadata.
package struct KeyValue: Sendable {
    package private(set) var key = ""
    package private(set) var value: String?

    init(reading reader: inout CompactReader) throws(LakeError) {
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: key = try reader.string(field, "key")
            case 2: value = try reader.string(field, "value")
            default: try reader.skip(field)
            }
        }
    }
}

/// What a file says about itself.
package struct FileMetadata: Sendable {
    package let version: Int
    package let schema: Schema
    /// As the footer says it, which can be wrong; `rowCount` counts.
    package let statedRowCount: Int
    package internal(set) var rowGroups: [RowGroup]
    package let keyValues: [KeyValue]
    package let createdBy: String?
    /// By leaf index; nil when the footer has none.
    package let columnOrders: [ColumnOrder]?
    /// Whether columns of the file are encrypted.
    package let hasEncryption: Bool
    /// Rows of all row groups.
    package internal(set) var rowCount = 0

    /// Parses and checks a footer.
    ///
    /// - Parameters:
    ///   - footer: reads exactly the FileMetaData; its place in the file ends what pages may use.
    ///   - fileSizeBytes: the whole file.
    /// - Throws: `LakeError.corrupt` at `.byteOffset`, or at `.rowGroup` and `.column` where parts
    ///   contradict each other; `.limit` for a schema that is too deep.
    package init(footer: ByteReader, fileSizeBytes: Int) throws(LakeError) {
        let footerOffset = footer.fileOffset + footer.offset
        var reader = CompactReader(footer)
        var version: Int32?
        var elements: [SchemaElement]?
        var statedRowCount: Int?
        var rowGroups: [RowGroup]?
        var keyValues: [KeyValue] = []
        var createdBy: String?
        var columnOrders: [ColumnOrder]?
        var hasEncryption = false
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: version = try reader.int32(field, "version")
            case 2:
                elements = try reader.structures(field, "schema") { (reader) throws(LakeError) in
                    try SchemaElement(reading: &reader)
                }
            case 3: statedRowCount = try reader.count(field, "num_rows")
            case 4:
                rowGroups = try reader.structures(field, "row_groups") {
                    (reader) throws(LakeError) in try RowGroup(reading: &reader)
                }
            case 5:
                keyValues = try reader.structures(field, "key_value_metadata") {
                    (reader) throws(LakeError) in try KeyValue(reading: &reader)
                }
            case 6: createdBy = try reader.string(field, "created_by")
            case 7:
                columnOrders = try reader.structures(field, "column_orders") {
                    (reader) throws(LakeError) in
                    switch try reader.unionMember() {
                    case 1: ColumnOrder.type
                    case 2: ColumnOrder.ieee754Total
                    default: ColumnOrder.unknown
                    }
                }
            case 8:
                hasEncryption = true
                try reader.skip(field)
            default: try reader.skip(field)
            }
        }
        guard let version, let elements, let statedRowCount, let rowGroups else {
            throw reader.bytes.corrupt("the footer lacks version, schema, num_rows or row_groups")
        }
        self.version = Int(version)
        schema = try Schema(elements)
        self.statedRowCount = statedRowCount
        self.rowGroups = rowGroups
        self.keyValues = keyValues
        self.createdBy = createdBy
        self.columnOrders = columnOrders
        self.hasEncryption = hasEncryption
        try checkRowGroups(footerOffset: footerOffset, fileSizeBytes: fileSizeBytes)
    }

    /// The order of a leaf's bounds; absent orders are taken for the type's.
    package func columnOrder(ofLeaf index: Int) -> ColumnOrder {
        guard let columnOrders else { return .type }
        return columnOrders.indices.contains(index) ? columnOrders[index] : .unknown
    }

    /// The value of a key in the footer.
    package func value(ofKey key: String) -> String? {
        keyValues.first { $0.key == key }?.value
    }
}
