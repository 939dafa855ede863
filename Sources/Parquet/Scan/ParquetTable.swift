// Parquet files as a table: the source behind USING parquet(…).

package import Columnar
import Storage

/// A table over one or more Parquet files with the columns of the first.
package final class ParquetTable: TableSource {
    /// Hidden columns behind those of the files.
    private static let hiddenFields = [
        Field("_file", .text, isHidden: true, comment: "the file that holds the row"),
        Field("_pos", .bigint, isHidden: true, comment: "the row's place in the file, from 0"),
    ]

    package let schema: TableSchema
    private let files: [DataFile]
    private let first: ParquetFile
    /// By column: the field's name in the files.
    private let names: [String]

    /// - Parameter path: a file, directory or pattern.
    /// - Throws: `LakeError` when the path matches nothing or the first file cannot be read.
    package init(path: String) throws(LakeError) {
        files = try expandPath(path, .parquet)
        guard let file = files.first else {
            throw LakeError(.notFound, "no file matches", at: [.file(path)])
        }
        first = try ParquetFile(file.path)
        let fields = first.metadata.schema.fields
        names = fields.map(\.name)
        var columns: [Field] = []
        for (field, name) in zip(
            fields, sqlColumnNames(names, reserved: Self.hiddenFields.map(\.name)))
        {
            columns.append(Field(name, field.dataType))
        }
        schema = TableSchema(columns + Self.hiddenFields)
    }

    /// Whether a path names Parquet files: by its ending, or as a directory that holds some. Other
    /// patterns are not followed, since whoever reads them will do so.
    package static func mayBeFiles(_ path: String) -> Bool {
        let lower = path.lowercased()
        if lower.hasSuffix(".parquet") || lower.hasSuffix(".parq") { return true }
        guard !path.contains(where: { "*?[{".contains($0) }) else { return false }
        // A file of another format is listed too, by its own name.
        return (try? expandPath(path, .parquet))?.first.map {
            $0.path.lowercased().hasSuffix(".parquet") || $0.path.lowercased().hasSuffix(".parq")
        } ?? false
    }

    package func estimate() -> ScanEstimate {
        let total = files.reduce(0) { $0 + $1.sizeBytes }
        let firstBytes = max(first.file.sizeBytes, 1)
        let rows = Double(first.metadata.rowCount) * Double(total) / Double(firstBytes)
        return ScanEstimate(rowCount: max(rows, 1), sizeBytes: Double(total))
    }

    package func evaluates(_ shape: Predicate.Shape, on column: Int) -> Bool {
        guard column < names.count else { return false }
        return schema.fields[column].type.isComparedAsStored
    }

    package func isUnique(_ column: Int) -> Bool { false }

    package var hasRowNumbers: Bool { true }

    package func isUnchanged(since other: any TableSource) -> Bool {
        (other as? ParquetTable)?.files == files
    }

    package func open(
        _ request: ScanRequest, in environment: ScanEnvironment
    ) throws(LakeError) -> any BatchStream {
        if let grouping = request.grouping {
            return try open(request, grouping: grouping, in: environment)
        }
        var columns = request.columns
        var conditions: [ColumnCondition] = []
        for predicate in request.predicates {
            let position = columns.firstIndex(of: predicate.column) ?? columns.count
            if position == columns.count { columns.append(predicate.column) }
            conditions.append(ColumnCondition(column: position, test: predicate.test))
        }
        let size = files.reduce(0) { $0 + $1.sizeBytes }
        let workerCount =
            size < ParquetLimits.parallelBytesMin ? 1 : max(1, environment.threadCount)
        let scan = ParquetScan(
            table: self,
            evaluation: SliceEvaluation(
                conditions: conditions, outputs: Array(request.columns.indices)),
            columns: columns, scratches: try ScratchPool(workerCount: workerCount),
            report: environment.report)
        return ParquetStream(
            files.indices.map { ParquetLane(scan, fileIndex: $0) }, workerCount: workerCount,
            environment)
    }

    /// Opens a file of the table.
    func file(_ index: Int) throws(LakeError) -> ParquetFile {
        index == 0 ? first : try ParquetFile(files[index].path)
    }

    /// How the columns of a scan are made from a file.
    ///
    /// - Throws: `LakeError.unsupported` at `.file`, `.column` when the file's column is of another
    ///   type than the first file's.
    func plans(
        for columns: [Int], in file: ParquetFile, fileIndex: Int
    ) throws(LakeError) -> [ColumnPlan] {
        var plans: [ColumnPlan] = []
        for column in columns {
            switch column {
            case ScanRequest.rowNumber:
                plans.append(.position(base: Int64(fileIndex) << ParquetLimits.rowNumberBits))
            case names.count: plans.append(.constant(.text(files[fileIndex].path), .text))
            case names.count + 1: plans.append(.position(base: 0))
            default: plans.append(try plan(for: column, in: file))
            }
        }
        return plans
    }

    private func plan(for column: Int, in file: ParquetFile) throws(LakeError) -> ColumnPlan {
        let own = first.metadata.schema.fields[column]
        let type = schema.fields[column].type
        let field =
            file === first
            ? own : file.metadata.schema.fields.first { $0.name == names[column] }
        guard let field else { return .constant(.null, type) }
        do throws(LakeError) {
            if case .scalar(let leaf) = field.shape, case .scalar(let target) = own.shape {
                return .flat(try LeafPlan(leaf, to: target.valueType))
            }
            let plan = try ColumnPlan(field)
            guard plan.type == type else {
                throw LakeError(
                    .unsupported,
                    "the column \(names[column]) is \(plan.type.declaration) here, and "
                        + "\(type.declaration) in the first file",
                    advice: "read the files one by one")
            }
            return plan
        } catch {
            throw error.at(.file(file.file.path))
        }
    }
}

extension SchemaField {
    /// The type of the column in SQL.
    fileprivate var dataType: DataType {
        if case .scalar(let leaf) = shape { leaf.valueType.dataType } else { .json }
    }
}
