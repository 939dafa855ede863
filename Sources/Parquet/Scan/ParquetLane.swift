// One file of a scan: its row groups, slice by slice.

import Columnar
import Storage

/// What all files of a scan have in common.
struct ParquetScan: Sendable {
    let table: ParquetTable
    let evaluation: SliceEvaluation
    /// Indexes into the table's fields, or `ScanRequest.rowNumber`; by the scan's columns.
    let columns: [Int]
    let scratches: ScratchPool
    let report: ScanReport
}

/// The slices of one file in order.
/// Because: only one thread at a time calls `nextUnit`, and `process` changes nothing.
final class ParquetLane: Lane, @unchecked Sendable {
    private let scan: ParquetScan
    private let fileIndex: Int

    private var file: ParquetFile?
    private var plans: [ColumnPlan] = []
    private var reader: RowGroupReader?
    private var scratch: ScanScratch?
    private var nextRowGroup = 0
    private var firstRow = 0
    private var isOpen = false

    init(_ scan: ParquetScan, fileIndex: Int) {
        self.scan = scan
        self.fileIndex = fileIndex
    }

    func nextUnit() throws(LakeError) -> RowSlice? {
        if !isOpen { try open() }
        if let slice = try nextSlice() { return slice }
        // Scans of thousands of files keep only those open that are being read.
        file = nil
        scratch = nil
        return nil
    }

    private func nextSlice() throws(LakeError) -> RowSlice? {
        guard let file, let scratch else { return nil }
        while true {
            if let slice = try reader?.next() { return slice }
            reader = nil
            guard nextRowGroup < file.metadata.rowGroups.count else { return nil }
            let index = nextRowGroup
            let first = firstRow
            nextRowGroup += 1
            firstRow += file.metadata.rowGroups[index].rowCount
            reader = try RowGroupReader(
                file, rowGroup: index, firstRow: first, columns: plans,
                conditions: scan.evaluation.conditions, scratch, report: scan.report)
        }
    }

    func process(_ slice: RowSlice, worker: Int) throws(LakeError) -> ColumnBatch {
        try scan.evaluation.batch(of: slice, among: nil, scan.scratches[worker])
    }

    private func open() throws(LakeError) {
        isOpen = true
        let opened = try scan.table.file(fileIndex)
        scratch = try ScanScratch()
        plans = try scan.table.plans(for: scan.columns, in: opened, fileIndex: fileIndex)
        file = opened
        scan.report.add(files: 1)
    }
}

/// The batches of a scan.
final class ParquetStream: BatchStream {
    private let lanes: OrderedLanes<ParquetLane>
    private let report: ScanReport
    private let checkpoint: () throws(LakeError) -> Void

    init(_ lanes: [ParquetLane], workerCount: Int, _ environment: ScanEnvironment) {
        self.lanes = OrderedLanes(lanes, workerCount: workerCount)
        report = environment.report
        checkpoint = environment.checkpoint
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
