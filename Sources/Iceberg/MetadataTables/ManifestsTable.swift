// iceberg_manifests: the manifests of a snapshot, with what its list says of each.

package import Columnar
import JSON

package enum ManifestsTable: MetadataTable {
    private enum Column: Int {
        case content, path, length, specID, addedSnapshotID
        case addedData, existingData, deletedData, addedDeletes, existingDeletes, deletedDeletes
        case summaries
    }

    package static let name = "manifests"
    package static let help = "The manifests of a snapshot"
    package static let exampleColumns = "content, added_data_files_count, existing_data_files_count"
    package static let isOfSnapshot = true
    package static let schema = TableSchema([
        Field("content", .integer, comment: "0 data, 1 deletes"),
        Field("path", .text, comment: "as it was written"), Field("length", .bigint),
        Field("partition_spec_id", .integer), Field("added_snapshot_id", .bigint),
        Field("added_data_files_count", .integer), Field("existing_data_files_count", .integer),
        Field("deleted_data_files_count", .integer),
        Field("added_delete_files_count", .integer),
        Field("existing_delete_files_count", .integer),
        Field("deleted_delete_files_count", .integer),
        Field("partition_summaries", .json, comment: "one for each field of the spec"),
    ])

    package static func cursor(
        _ table: IcebergTable, columns: [Int]
    ) throws(LakeError) -> any RowCursor {
        ListCursor(try table.manifests()) { (manifest, column) throws(LakeError) in
            func count(_ content: ManifestFile.Content, _ count: Int64?) -> Value {
                manifest.content == content ? .integer(optional: count) : .integer(0)
            }
            return switch Column(rawValue: column) {
            case .content: .integer(manifest.content == .data ? 0 : 1)
            case .path: .text(manifest.path)
            case .length: .integer(optional: manifest.sizeBytes)
            case .specID: .integer(optional: manifest.partitionSpecID)
            case .addedSnapshotID: .integer(optional: manifest.addedSnapshotID)
            case .addedData: count(.data, manifest.addedFiles)
            case .existingData: count(.data, manifest.existingFiles)
            case .deletedData: count(.data, manifest.deletedFiles)
            case .addedDeletes: count(.deletes, manifest.addedFiles)
            case .existingDeletes: count(.deletes, manifest.existingFiles)
            case .deletedDeletes: count(.deletes, manifest.deletedFiles)
            case .summaries: .text(try summaries(manifest, table.metadata))
            case nil: .null
            }
        }
    }

    private static func summaries(
        _ manifest: ManifestFile, _ metadata: TableMetadata
    ) throws(LakeError) -> [UInt8] {
        let fields = manifest.partitionSpecID.flatMap(metadata.partitionSpec(id:))?.fields ?? []
        return try jsonText { (output) throws(LakeError) in
            try output.array(zip(fields, manifest.partitions)) { (pair) throws(LakeError) in
                let (field, summary) = pair
                let source = metadata.field(id: field.sourceIDs.first ?? -1)?.type.primitive
                let type = source.flatMap(field.transform.resultType(of:))
                try output.byte(UInt8(ascii: "{"))
                try output.name("contains_null")
                try output.boolean(summary.containsNull)
                try output.text(",\"contains_nan\":")
                try output.value(
                    .integer(optional: summary.containsNaN.map { $0 ? 1 : 0 }), .boolean)
                try output.text(",\"lower_bound\":")
                try write(summary.lowerBound, type, field.transform, to: output)
                try output.text(",\"upper_bound\":")
                try write(summary.upperBound, type, field.transform, to: output)
                try output.byte(UInt8(ascii: "}"))
            }
        }
    }

    /// A bound as text, whatever its type, as Iceberg has it here: periods of time as such.
    private static func write(
        _ bound: [UInt8]?, _ type: PrimitiveType?, _ transform: Transform, to output: JSONWriter
    ) throws(LakeError) {
        guard let bound, let type, let value = SingleValue(bound: bound, type: type) else {
            return try output.null()
        }
        if case .integer(let number) = value, let period = transform.periodText(number) {
            return try output.string(Array(period.utf8))
        }
        let text = try jsonText { (text) throws(LakeError) in
            try value.repaired.write(.primitive(type), to: text)
        }
        if text.first == UInt8(ascii: "\"") {
            try output.raw(text)
        } else {
            try output.string(text)
        }
    }
}

extension Transform {
    /// `2024`, `2024-05`, `2024-05-31-23`: the period that a number of the transform counts; nil
    /// for other transforms.
    func periodText(_ number: Int64) -> String? {
        // Beyond these numbers no date is, and sums could overflow.
        guard Int64(Int32.min)...Int64(Int32.max) ~= number else { return nil }
        func padded(_ number: Int64, _ count: Int) -> String {
            let digits = "\(number)"
            return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
        }
        switch self {
        case .year: return padded(1970 + number, 4)
        case .month:
            let year = floorDivide(number, 12)
            return padded(1970 + year, 4) + "-" + padded(number - 12 * year + 1, 2)
        case .hour:
            let day = floorDivide(number, 24)
            let date = CivilDate(daysSinceEpoch: day)
            return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2)
                + "-" + padded(number - 24 * day, 2)
        default: return nil
        }
    }
}
