// The scan of one snapshot: its files, each with its deletes, slice by slice.

import Columnar
import Parquet
import Storage

/// What all files of a scan have in common.
struct IcebergScan: Sendable {
    let table: IcebergTable
    let mapping: NameMapping?
    /// What is read of each file: the columns of the request, then those of conditions, then the
    /// keys of equality deletes.
    let columns: [ScanColumn]
    let evaluation: SliceEvaluation
    let scratches: ScratchPool
    let report: ScanReport
}

/// A column that is read of every file.
enum ScanColumn: Hashable, Sendable {
    /// A field of the table, of today or of a time before.
    case field(NestedField)
    case hidden(IcebergTable.HiddenColumn)
    case rowNumber
}

/// The batches of a scan.
final class IcebergStream: BatchStream {
    private let lanes: OrderedLanes<FileLane>
    private let report: ScanReport
    private let checkpoint: () throws(LakeError) -> Void

    /// Plans the scan; files are opened when they are read.
    init(
        _ table: IcebergTable, _ request: ScanRequest, in environment: ScanEnvironment
    ) throws(LakeError) {
        report = environment.report
        checkpoint = environment.checkpoint
        var columns = request.columns.map { table.scanColumn($0) }
        var conditions: [ColumnCondition] = []
        var fieldConditions: [FieldCondition] = []
        for predicate in request.predicates {
            let column = table.scanColumn(predicate.column)
            let position = columns.firstIndex(of: column) ?? columns.count
            if position == columns.count { columns.append(column) }
            conditions.append(ColumnCondition(column: position, test: predicate.test))
            if case .field(let field) = column, let type = field.type.primitive {
                fieldConditions.append(
                    FieldCondition(field: field, type: type, test: predicate.test))
            }
        }
        var tasks: [FileTask] = []
        if let snapshot = table.selected.snapshot {
            tasks = try ScanPlanning(
                metadata: table.metadata, snapshot: snapshot, resolver: table.resolver,
                pruning: FilePruning(fieldConditions, metadata: table.metadata),
                report: environment.report, checkpoint: environment.checkpoint
            ).tasks()
        }
        for deletes in tasks.flatMap(\.equalityDeletes) {
            for field in deletes.fields where !columns.contains(.field(field)) {
                columns.append(.field(field))
            }
        }
        let mapping: NameMapping?
        do throws(LakeError) {
            mapping = try table.metadata.nameMapping()
        } catch {
            throw error.at(.file(table.metadataPath))
        }
        let rows = tasks.reduce(0) { $0 &+ $1.file.recordCount }
        let workerCount =
            rows < IcebergLimits.parallelRowsMin ? 1 : max(1, environment.threadCount)
        let scan = IcebergScan(
            table: table, mapping: mapping, columns: columns,
            evaluation: SliceEvaluation(
                conditions: conditions, outputs: Array(request.columns.indices)),
            scratches: try ScratchPool(workerCount: workerCount), report: environment.report)
        lanes = OrderedLanes(tasks.map { FileLane($0, scan) }, workerCount: workerCount)
    }

    func next() throws(LakeError) -> ColumnBatch? {
        while let batch = try lanes.next() {
            try checkpoint()
            report.add(rows: batch.rowCount)
            if batch.rowCount > 0 { return batch }
        }
        return nil
    }
}

extension IcebergTable {
    /// What is read for a column of a request.
    fileprivate func scanColumn(_ column: Int) -> ScanColumn {
        if column == ScanRequest.rowNumber { return .rowNumber }
        guard column >= fields.count else { return .field(fields[column]) }
        return .hidden(HiddenColumn(rawValue: column - fields.count) ?? .file)
    }
}
