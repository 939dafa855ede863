// A query over a source in several threads: the rows come in the source's order.
//
//     source ── batches ──┬─ worker: evaluate ─┬── ProjectedBatch in order ── reader
//     (threads decode)    └─ worker: evaluate ─┘

package import Columnar

/// The rows of a query, batch by batch. One thread at a time.
package final class ProjectionScan {
    private let lanes: OrderedLanes<ProjectionLane>

    /// - Parameters:
    ///   - lookups: tables in the order of the plan's.
    ///   - environment: threads that decode, and as many that compute.
    ///   - makeFallback: a connection for each worker, made when first needed.
    /// - Throws: `LakeError` when the source cannot be opened.
    package init(
        _ plan: ProjectionPlan, of source: any TableSource, lookups: [LookupTable],
        in environment: ScanEnvironment,
        makeFallback: @escaping @Sendable () throws(LakeError) -> any ScalarFallback
    ) throws(LakeError) {
        let stream = try source.open(
            ScanRequest(columns: plan.sourceColumns), in: environment)
        let lane = ProjectionLane(
            plan, stream, lookups: lookups, workerCount: max(1, environment.threadCount),
            makeFallback: makeFallback)
        lanes = OrderedLanes([lane], workerCount: environment.threadCount)
    }

    /// The next rows (never none), or nil at the end.
    ///
    /// - Throws: `LakeError` of the source or of a value; the scan is then at its end.
    package func next() throws(LakeError) -> ProjectedBatch? {
        while let batch = try lanes.next() {
            if batch.rowCount > 0 { return batch }
        }
        return nil
    }
}

/// Batches of the source in groups that are worth looking for distinct values in.
private final class ProjectionLane: Lane, @unchecked Sendable {
    // because: `nextUnit` runs in one thread at a time, and each worker has an evaluator of its own
    typealias Unit = [ColumnBatch]
    typealias Output = ProjectedBatch

    private static let rowsWanted = 4096
    /// Blocks of a text file have 256 KiB, however long their lines are.
    private static let batchesMax = 16

    private let plan: ProjectionPlan
    private var stream: (any BatchStream)?
    private let evaluators: [Evaluator]

    init(
        _ plan: ProjectionPlan, _ stream: any BatchStream, lookups: [LookupTable],
        workerCount: Int,
        makeFallback: @escaping @Sendable () throws(LakeError) -> any ScalarFallback
    ) {
        self.plan = plan
        self.stream = stream
        evaluators = (0..<workerCount).map { _ in
            Evaluator(plan, lookups: lookups, makeFallback: makeFallback)
        }
    }

    func nextUnit() throws(LakeError) -> [ColumnBatch]? {
        var batches: [ColumnBatch] = []
        var rowCount = 0
        while rowCount < Self.rowsWanted, batches.count < Self.batchesMax,
            let batch = try stream?.next()
        {
            batches.append(batch)
            rowCount += batch.rowCount
        }
        return batches.isEmpty ? nil : batches
    }

    func process(_ unit: [ColumnBatch], worker: Int) throws(LakeError) -> ProjectedBatch {
        try evaluators[worker].rows(of: unit)
    }
}

extension Evaluator {
    /// The rows that the query gives for some batches.
    func rows(of batches: [ColumnBatch]) throws(LakeError) -> ProjectedBatch {
        let arena = TextArena()
        var frame = Frame(
            level: 0, rowCount: batches.reduce(0) { $0 + $1.rowCount },
            nodeCount: plan.nodes.count, arena: arena)
        for (index, node) in plan.nodes.enumerated() {
            guard case .column(let place) = node.operation else { continue }
            frame.vectors[index] = AddressedVector(
                batches.map { $0.columns[place] }, count: frame.rowCount)
        }
        if let selection = try selection(frame) { frame = selecting(selection, frame) }
        return try ProjectedBatch(
            columns(of: frame), memory: batches.flatMap(\.columns) + [arena])
    }

    /// The query's columns over rows of the source, or over the items of their lists.
    private func columns(
        of source: Frame
    ) throws(LakeError) -> (rowCount: Int, columns: [AddressedVector]) {
        let frame: Frame
        if let items = plan.items {
            frame = try itemFrame(items, level: 1, source)
        } else {
            frame = source
        }
        var columns: [AddressedVector] = []
        for output in plan.outputs { columns.append(try vector(output, frame)) }
        return (frame.rowCount, columns)
    }

    /// The rows that all conditions hold for; nil for all rows.
    private func selection(_ frame: Frame) throws(LakeError) -> [UInt32]? {
        guard !plan.conditions.isEmpty else { return nil }
        var conditions: [AddressedVector] = []
        for condition in plan.conditions { conditions.append(try vector(condition, frame)) }
        var rows: [UInt32] = []
        rows.reserveCapacity(frame.rowCount)
        for row in 0..<frame.rowCount {
            let holds = conditions.allSatisfy { condition in
                condition.kind(row) == ValueKind.integer && condition.word(row) != 0
            }
            if holds { rows.append(UInt32(truncatingIfNeeded: row)) }
        }
        return rows.count == frame.rowCount ? nil : rows
    }

    private func selecting(_ rows: [UInt32], _ frame: Frame) -> Frame {
        let result = Frame(
            level: 0, rowCount: rows.count, nodeCount: plan.nodes.count, arena: frame.arena)
        for (index, node) in plan.nodes.enumerated() {
            guard case .column = node.operation else { continue }
            result.vectors[index] = frame.vectors[index]?.gathering(rows)
        }
        return result
    }
}

extension AddressedVector {
    /// The values of vectors of a source, one behind the other.
    convenience init(_ vectors: [ColumnVector], count: Int) {
        self.init(count: count)
        var row = 0
        for vector in vectors {
            var index = 0
            while index < vector.count {
                let kind = vector.kind(at: index)
                if kind >= ValueKind.text {
                    unsafe set(row, vector.bytes(at: index), kind: kind)
                } else {
                    unsafe kinds[row] = kind
                    unsafe words[row] = vector.word(at: index)
                    unsafe lengths[row] = 0
                }
                row &+= 1
                index &+= 1
            }
        }
    }
}
