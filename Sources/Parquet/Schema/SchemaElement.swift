// One node of the schema as the footer lists them, depth first: the struct SchemaElement.

package import Columnar

/// How often a field occurs in its parent.
package enum Repetition: Int32, Hashable, Sendable {
    case required = 0
    case optional = 1
    case repeated = 2
}

/// A node of the schema as it stands in the footer.
package struct SchemaElement: Sendable {
    /// Nil for groups.
    package var type: PhysicalType?
    /// Bytes of a FIXED_LEN_BYTE_ARRAY.
    package var typeLength: Int?
    /// Absent at the root.
    package var repetition: Repetition?
    package var name: String
    /// Nil for leaves.
    package var childCount: Int?
    package var convertedType: ConvertedType?
    package var scale: Int?
    package var precision: Int?
    package var fieldID: Int?
    package var logicalType: LogicalType?
    /// Whether an annotation is there that this version does not know.
    package var hasUnknownAnnotation = false

    package init(name: String) { self.name = name }

    /// - Throws: `LakeError.corrupt` at `.byteOffset`, also for a physical type or repetition that
    ///   there is not; converted and logical types of later versions are ignored.
    package init(reading reader: inout CompactReader) throws(LakeError) {
        var name: String?
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1:
                let number = try reader.int32(field, "type")
                guard let known = PhysicalType(rawValue: number) else {
                    throw reader.bytes.corrupt("a schema element of physical type \(number)")
                }
                type = known
            case 2: typeLength = Int(try reader.int32(field, "type_length"))
            case 3:
                let number = try reader.int32(field, "repetition_type")
                guard let known = Repetition(rawValue: number) else {
                    throw reader.bytes.corrupt("a schema element with repetition \(number)")
                }
                repetition = known
            case 4: name = try reader.string(field, "name")
            case 5: childCount = try reader.count32(field, "num_children")
            case 6:
                convertedType = ConvertedType(rawValue: try reader.int32(field, "converted_type"))
                if convertedType == nil { hasUnknownAnnotation = true }
            case 7: scale = Int(try reader.int32(field, "scale"))
            case 8: precision = Int(try reader.int32(field, "precision"))
            case 9: fieldID = Int(try reader.int32(field, "field_id"))
            case 10:
                try reader.expect(.structure, field, "logicalType")
                logicalType = try LogicalType(reading: &reader)
                if logicalType == nil { hasUnknownAnnotation = true }
            default: try reader.skip(field)
            }
        }
        guard let name else { throw reader.bytes.corrupt("a schema element without a name") }
        self.name = name
    }
}
