// One data file of a scan: slices in order, without the rows that are deleted.

import Columnar
import JSON
import Parquet
import Storage

/// The slices of one data file.
/// Because: only one thread at a time calls `nextUnit`, and `process` changes nothing.
final class FileLane: Lane, @unchecked Sendable {
    private let task: FileTask
    private let scan: IcebergScan

    private var parquet: ParquetFile?
    private var plans: [ColumnPlan] = []
    private var reader: RowGroupReader?
    private var scratch: ScanScratch?
    private var nextRowGroup = 0
    private var avro: AvroDataReader?
    /// The columns of the scan that the Avro reader reads.
    private var avroColumns: [Int] = []
    private var nextRow = 0
    private var isOpen = false

    init(_ task: FileTask, _ scan: IcebergScan) {
        self.task = task
        self.scan = scan
    }

    func nextUnit() throws(LakeError) -> RowSlice? {
        if !isOpen { try open() }
        if let slice = try nextSlice() { return slice }
        // Scans of thousands of files keep only those open that are being read.
        parquet = nil
        avro = nil
        scratch = nil
        return nil
    }

    private func nextSlice() throws(LakeError) -> RowSlice? {
        if let avro { return try avroSlice(avro) }
        guard let parquet, let scratch else { return nil }
        while true {
            if let slice = try reader?.next() { return slice }
            reader = nil
            guard nextRowGroup < parquet.metadata.rowGroups.count else { return nil }
            let index = nextRowGroup
            let first = nextRow
            nextRowGroup += 1
            nextRow += parquet.metadata.rowGroups[index].rowCount
            reader = try RowGroupReader(
                parquet, rowGroup: index, firstRow: first, columns: plans,
                conditions: scan.evaluation.conditions, scratch, report: scan.report)
        }
    }

    func process(_ slice: RowSlice, worker: Int) throws(LakeError) -> ColumnBatch {
        let scratch = scan.scratches[worker]
        var selection = task.positionDeletes.remaining(of: slice.rows)
        for deletes in task.equalityDeletes {
            if selection?.isEmpty == true { break }
            var keys: [ColumnVector] = []
            for field in deletes.fields {
                guard let column = scan.columns.firstIndex(of: .field(field)) else { continue }
                keys.append(try slice.vector(column, selection: nil, scratch))
            }
            selection = deletes.remaining(
                keys, rowCount: slice.rowCount, among: selection,
                sequenceNumber: task.sequenceNumber)
        }
        return try scan.evaluation.batch(of: slice, among: selection, scratch)
    }

    // MARK: Opening

    private func open() throws(LakeError) {
        isOpen = true
        guard task.file.keyMetadata == nil else {
            throw LakeError(
                .unsupported, "the data file is encrypted, which is not read",
                at: [.file(task.file.path)])
        }
        let path = try scan.table.resolver.path(task.file.path)
        scan.report.add(files: 1)
        switch task.file.format {
        case .parquet:
            let file = try ParquetFile(path)
            scratch = try ScanScratch()
            do throws(LakeError) {
                let projection = ParquetProjection(
                    file.metadata.schema, mapping: scan.mapping, partitionValues: identityValues)
                for column in scan.columns {
                    plans.append(try plan(column, projection))
                }
            } catch {
                throw error.at(.file(path))
            }
            parquet = file
        case .avro:
            // There is nothing in such a file to decide by.
            if scan.report.isDryRun { return }
            var fields: [NestedField] = []
            for (index, column) in scan.columns.enumerated() {
                guard let field = avroField(column) else { continue }
                fields.append(field)
                avroColumns.append(index)
            }
            avro = try AvroDataReader(
                OpenFile(path), fields: fields, partitionValues: identityValues)
        case .orc, .puffin, .unknown: throw task.file.unsupportedFormat
        }
    }

    /// The values of the file's identity partitions, by field id.
    private var identityValues: [Int: SingleValue?] {
        var values: [Int: SingleValue?] = [:]
        guard let spec = scan.table.metadata.partitionSpec(id: task.file.partitionSpecID) else {
            return values
        }
        for (field, value) in zip(spec.fields, task.file.partition)
        where field.transform == .identity {
            if let id = field.sourceIDs.first { values[id] = .some(value) }
        }
        return values
    }

    private func plan(
        _ column: ScanColumn, _ projection: ParquetProjection
    ) throws(LakeError) -> ColumnPlan {
        switch column {
        case .field(let field): return try projection.plan(for: field)
        case .rowNumber:
            return .position(base: Int64(task.ordinal) << ScanPlanning.rowBits)
        case .hidden(.position): return .position(base: 0)
        case .hidden(.rowID):
            let inherited: ColumnPlan =
                task.file.firstRowID.map { .position(base: $0) } ?? .constant(.null, .bigint)
            guard let own = try projection.reserved(id: ReservedField.rowID, type: .long) else {
                return inherited
            }
            return .filled(own, inherited)
        case .hidden(.lastUpdatedSequenceNumber):
            let inherited = ColumnPlan.constant(lastUpdatedSequenceNumber, .bigint)
            guard
                let own = try projection.reserved(
                    id: ReservedField.lastUpdatedSequenceNumber, type: .long)
            else { return inherited }
            return .filled(own, inherited)
        case .hidden(let hidden):
            return .constant(try constant(hidden), hidden.field.type)
        }
    }

    /// Rows have one where they have row ids.
    private var lastUpdatedSequenceNumber: Value {
        task.file.firstRowID == nil ? .null : .integer(task.sequenceNumber)
    }

    /// A hidden column that is the same in all rows of the file.
    private func constant(
        _ hidden: IcebergTable.HiddenColumn
    ) throws(LakeError) -> Value {
        switch hidden {
        case .file: return .text(task.file.path)
        case .specID: return .integer(Int64(task.file.partitionSpecID))
        case .partition:
            return .text(
                try task.file.partitionJSON(scan.table.metadata))
        case .position, .rowID, .lastUpdatedSequenceNumber: return .null
        }
    }

    // MARK: Avro

    private func avroField(_ column: ScanColumn) -> NestedField? {
        switch column {
        case .field(let field): return field
        case .hidden(.rowID):
            return NestedField(
                id: ReservedField.rowID, name: "_row_id", isRequired: false,
                type: .primitive(.long))
        case .hidden(.lastUpdatedSequenceNumber):
            return NestedField(
                id: ReservedField.lastUpdatedSequenceNumber,
                name: "_last_updated_sequence_number", isRequired: false,
                type: .primitive(.long))
        case .hidden, .rowNumber: return nil
        }
    }

    private func avroSlice(_ reader: AvroDataReader) throws(LakeError) -> RowSlice? {
        guard let rows = try reader.next() else { return nil }
        let range = nextRow..<nextRow + rows.rowCount
        nextRow = range.upperBound
        var vectors: [ColumnVector] = []
        for (index, column) in scan.columns.enumerated() {
            let own = avroColumns.firstIndex(of: index).map { rows.vectors[$0] }
            switch column {
            case .field:
                if let own { vectors.append(own) }
            case .rowNumber:
                vectors.append(
                    numbers(range, base: Int64(task.ordinal) << ScanPlanning.rowBits, nil))
            case .hidden(.position): vectors.append(numbers(range, base: 0, nil))
            case .hidden(.rowID):
                guard let first = task.file.firstRowID else {
                    vectors.append(
                        try ColumnVector(constant: .null, type: .bigint, count: range.count))
                    continue
                }
                vectors.append(numbers(range, base: first, own))
            case .hidden(.lastUpdatedSequenceNumber):
                let inherited = try ColumnVector(
                    constant: lastUpdatedSequenceNumber, type: .bigint, count: range.count)
                vectors.append(own?.filled(from: inherited) ?? inherited)
            case .hidden(let hidden):
                vectors.append(
                    try ColumnVector(
                        constant: try constant(hidden), type: hidden.field.type,
                        count: range.count))
            }
        }
        return RowSlice(rows: range, vectors: vectors)
    }

    private func numbers(
        _ rows: Range<Int>, base: Int64, _ own: ColumnVector?
    ) -> ColumnVector {
        var builder = ColumnBuilder(type: .bigint, capacity: rows.count)
        for row in rows { builder.append(base + Int64(row)) }
        let counted = ColumnVector(builder, bytes: nil)
        return own?.filled(from: counted) ?? counted
    }
}

extension ContentFile {
    /// The partition as a JSON object with the names of its spec's fields.
    func partitionJSON(_ metadata: TableMetadata) throws(LakeError) -> [UInt8] {
        let spec = metadata.partitionSpec(id: partitionSpecID)
        return try jsonText { (output) throws(LakeError) in
            try output.byte(UInt8(ascii: "{"))
            for (index, field) in (spec?.fields ?? []).enumerated() {
                if index > 0 { try output.byte(UInt8(ascii: ",")) }
                try output.string(Array(field.name.utf8))
                try output.byte(UInt8(ascii: ":"))
                let source = metadata.field(id: field.sourceIDs.first ?? -1)?.type.primitive
                let value = index < partition.count ? partition[index] : nil
                guard let value, let type = source.flatMap(field.transform.resultType(of:)) else {
                    try output.null()
                    continue
                }
                try value.write(.primitive(type), to: output)
            }
            try output.byte(UInt8(ascii: "}"))
        }
    }
}
