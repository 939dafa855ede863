// A schema as the columns of its Parquet files.
//
// Source: Iceberg specification, appendix A, "Parquet".

import Columnar
import Parquet

/// The columns of a table's files.
struct FileColumns {
    let columns: [ParquetWriterColumn]
    /// The place of each in a batch, and whether it is JSON there.
    let sources: [(index: Int, isNested: Bool)]

    /// - Throws: `LakeError.unsupported` at the column whose type cannot be written.
    init(_ schema: IcebergSchema) throws(LakeError) {
        var columns: [ParquetWriterColumn] = []
        var sources: [(index: Int, isNested: Bool)] = []
        for (index, field) in schema.fields.enumerated() {
            // The format keeps columns of the type `unknown` out of files.
            if field.type.primitive == .unknown { continue }
            do throws(LakeError) {
                columns.append(try FileColumns.column(field))
            } catch {
                throw error.at(.column(field.name))
            }
            sources.append((index, field.type.primitive == nil))
        }
        guard !columns.isEmpty else {
            throw LakeError(
                .unsupported, "a table without columns that can be written",
                advice: "add a column first")
        }
        self.columns = columns
        self.sources = sources
    }

    private static func column(_ field: NestedField) throws(LakeError) -> ParquetWriterColumn {
        ParquetWriterColumn(
            name: field.name, fieldID: field.id, isRequired: field.isRequired,
            type: try type(field.type))
    }

    private static func type(_ type: IcebergType) throws(LakeError) -> ParquetWriterType {
        switch type {
        case .primitive(.unknown), .primitive(.geometry), .primitive(.geography), .variant:
            throw LakeError(
                .unsupported, "columns of this type are read but not written",
                advice: "insert with another engine")
        case .primitive(let primitive): return .scalar(primitive.scalarType)
        case .structure(let fields):
            var members: [ParquetWriterColumn] = []
            for field in fields { members.append(try column(field)) }
            return .structure(members)
        case .list(let element): return .list(element: try column(element))
        case .map(let key, let value):
            return .map(key: try column(key), value: try column(value))
        }
    }
}
