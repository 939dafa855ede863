// A query over a source in several threads: the rows come in the source's order.
//
//     source ── batches ──┬─ worker: evaluate, finish ─┬── results in order ── reader
//     (threads decode)    └─ worker: evaluate, finish ─┘

package import Columnar

/// The rows of a query, batch by batch, as `finish` makes them. One thread at a time.
package final class ProjectionScan<Result: Sendable> {
    private let lanes: OrderedLanes<ProjectionLane<Result>>

    /// - Parameters:
    ///   - lookups: tables in the order of the plan's.
    ///   - environment: threads that decode, and as many that compute.
    ///   - makeFallback: a connection for each worker, made when first needed.
    ///   - aheadBytesMax: if more than 0, the threads begin at once, and compute results of so many
    ///     bytes ahead of the reader.
    ///   - byteCount: the memory that a result takes.
    ///   - finish: what each batch (of at least one row) becomes, in the threads that compute.
    /// - Throws: `LakeError` when the source cannot be opened.
    package init(
        _ plan: ProjectionPlan, of source: any TableSource, lookups: [LookupTable],
        in environment: ScanEnvironment, aheadBytesMax: Int = 0,
        byteCount: @escaping @Sendable (Result) -> Int = { _ in 0 },
        makeFallback: @escaping @Sendable () throws(LakeError) -> any ScalarFallback,
        finish: @escaping @Sendable (ProjectedBatch) throws(LakeError) -> Result
    ) throws(LakeError) {
        let stream = try source.open(
            ScanRequest(columns: plan.sourceColumns), in: environment)
        let lane = ProjectionLane(
            plan, stream, lookups: lookups, workerCount: max(1, environment.threadCount),
            makeFallback: makeFallback, byteCount: byteCount, finish: finish)
        lanes = OrderedLanes(
            [lane], workerCount: environment.threadCount, aheadBytesMax: aheadBytesMax)
    }

    /// The next batch, or nil at the end.
    ///
    /// - Throws: `LakeError` of the source, of a value or of `finish`; the scan is then at its end.
    package func next() throws(LakeError) -> Result? {
        while let result = try lanes.next() {
            if let result { return result }
        }
        return nil
    }

    /// The next batch if it is there; waits for none.
    ///
    /// - Throws: as `next`.
    package func nextIfReady() throws(LakeError) -> LaneArrival<Result> {
        while true {
            switch try lanes.nextIfReady() {
            case .output(let result?): return .output(result)
            case .output(nil): continue
            case .later: return .later
            case .end: return .end
            }
        }
    }
}

/// Batches of the source in groups that are worth looking for distinct values in.
private final class ProjectionLane<Result: Sendable>: Lane, @unchecked Sendable {
    // because: `nextUnit` runs in one thread at a time, and each worker has an evaluator of its own
    typealias Unit = [ColumnBatch]
    /// nil where no row is left.
    typealias Output = Result?

    private static var rowsWanted: Int { 4096 }
    /// Blocks of a text file have 256 KiB, however long their lines are.
    private static var batchesMax: Int { 16 }

    private let plan: ProjectionPlan
    private var stream: (any BatchStream)?
    private let evaluators: [Evaluator]
    private let byteCount: @Sendable (Result) -> Int
    private let finish: @Sendable (ProjectedBatch) throws(LakeError) -> Result

    init(
        _ plan: ProjectionPlan, _ stream: any BatchStream, lookups: [LookupTable],
        workerCount: Int,
        makeFallback: @escaping @Sendable () throws(LakeError) -> any ScalarFallback,
        byteCount: @escaping @Sendable (Result) -> Int,
        finish: @escaping @Sendable (ProjectedBatch) throws(LakeError) -> Result
    ) {
        self.plan = plan
        self.stream = stream
        self.byteCount = byteCount
        self.finish = finish
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

    func process(_ unit: [ColumnBatch], worker: Int) throws(LakeError) -> Result? {
        let batch = try evaluators[worker].rows(of: unit)
        return batch.rowCount > 0 ? try finish(batch) : nil
    }

    func byteCount(of output: Result?) -> Int { output.map(byteCount) ?? 0 }
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
