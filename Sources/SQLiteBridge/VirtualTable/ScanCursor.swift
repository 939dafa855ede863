// A cursor: drains the stream of one scan, row by row, into SQLite.
//
// The place in the current batch lives in the C struct `lake_cursor`, so that xNext, xEof and
// xColumn work on plain memory (ScanCallbacks.swift). This object is called once a batch.
//
// A cursor that is filtered again with the same plan stands in a nested loop. From the second time
// on (later, where the source finds single values by itself) it keeps the rows of the whole scan in
// memory, as far as the host's budget goes, and answers from there: by a hash index where an
// equality's value changes each time, else by all rows once more. The conditions whose values
// change are not evaluated then; SQLite checks them (they are never omitted).

import CSQLite
import Columnar
import Glibc

@safe
final class ScanCursor {
    private let table: ScanTable
    /// The C side; SQLite frees it after `close()`.
    private let state: UnsafeMutablePointer<lake_cursor>

    private var plan = ScanPlan()
    /// The text that `plan` was read from.
    private var planText = ""
    private var arguments: [Value] = []
    private var operands: [ScanPlan.Operand] = []
    private var stream: (any BatchStream)?
    private var report: ScanReport?
    /// Keeps the memory that `state` points into.
    private var batch: ColumnBatch?
    private var groupedRows: GroupedRows?
    private var selection: [UInt32] = []

    /// Whether batches carry the numbers of their rows, behind the columns of the plan.
    private var hasRowNumbers = false

    private var filterCount = 0
    /// The source of `arguments`.
    private var lastSource: (any TableSource)?
    /// When its files were looked at, in nanoseconds of the monotonic clock.
    private var checkedAt: UInt64 = 0
    private var kept: KeptRows?
    private var isTooLargeToKeep = false

    init(_ table: ScanTable, state: UnsafeMutablePointer<lake_cursor>) {
        self.table = table
        unsafe self.state = unsafe state
        let count = table.schema.fields.count
        let columns = UnsafeMutablePointer<lake_column>.allocate(capacity: max(count, 1))
        unsafe columns.initialize(repeating: lake_column(), count: max(count, 1))
        unsafe state.pointee.columns = columns
        unsafe state.pointee.visible_count = Int32(table.visibleCount)
        unsafe state.pointee.parameter_count = Int32(table.parameters.count)
    }

    deinit { unsafe state.pointee.columns?.deallocate() }

    // MARK: xFilter

    /// Begins a scan.
    ///
    /// - Throws: `LakeError` of the source, or when interrupted.
    func filter(
        planText text: String, argv: UnsafeMutablePointer<OpaquePointer?>?, argc: Int
    ) throws(LakeError) {
        finishStream()
        show(nil)
        unsafe state.pointee.rows_before = 0
        if text != planText {
            plan = try ScanPlan(text, table.schema, table.parameters.map(\.name))
            planText = text
            filterCount = 0
            kept = nil
            isTooLargeToKeep = false
        }
        let isFresh = filterCount == 0
        let before = arguments
        unsafe try readArguments(argv, argc)
        if before != arguments {
            filterCount = 0
            kept = nil
            isTooLargeToKeep = false
            lastSource = nil
        }
        if isFresh { try goOnFromClosed() }
        filterCount += 1
        if filterCount > scansBeforeKeeping, !isTooLargeToKeep, try filterKept() { return }
        guard let predicates = predicates(literalsOnly: false) else { return }
        try open(predicates)
        try advance()
    }

    /// The values of the parameters and tests.
    private func readArguments(
        _ argv: UnsafeMutablePointer<OpaquePointer?>?, _ argc: Int
    ) throws(LakeError) {
        arguments = Array(repeating: .null, count: table.parameters.count)
        operands.removeAll(keepingCapacity: true)
        guard argc == plan.parameters.count + plan.tests.count else {
            throw LakeError(.internal, "\(argc) values for the plan '\(planText)'")
        }
        guard let argv = unsafe argv else { return }
        for (index, parameter) in plan.parameters.enumerated() {
            if let value = unsafe argv[index] { arguments[parameter] = unsafe readValue(value) }
        }
        for (index, test) in plan.tests.enumerated() {
            guard let value = unsafe argv[plan.parameters.count + index] else { continue }
            unsafe operands.append(
                test.operator == .isIn ? .list(readList(value)) : .value(readValue(value)))
        }
    }

    /// The values of an IN, NULLs left out.
    private func readList(_ list: OpaquePointer) -> Set<Value> {
        var values: Set<Value> = []
        var item: OpaquePointer?
        var code = unsafe sqlite.pointee.vtab_in_first(list, &item)
        while code == SQLITE_OK, let value = unsafe item {
            let copied = unsafe readValue(value)
            if copied != .null { values.insert(copied) }
            code = unsafe sqlite.pointee.vtab_in_next(list, &item)
        }
        return values
    }

    /// The tests as predicates; nil when one of them can hold for no row.
    private func predicates(literalsOnly: Bool) -> [Predicate]? {
        var predicates: [Predicate] = []
        for (test, operand) in zip(plan.tests, operands) {
            if literalsOnly && test.operator.takesOperand && !test.isLiteral { continue }
            switch test.predicate(operand, type: table.schema.fields[test.column].type) {
            case .none: continue
            case .never: return nil
            case .predicate(let predicate): predicates.append(predicate)
            }
        }
        return predicates
    }

    private func open(_ predicates: [Predicate]) throws(LakeError) {
        let source: any TableSource
        if let lastSource {
            source = lastSource
        } else {
            source = try table.source(arguments)
            checkedAt = monotonicNanoseconds()
        }
        lastSource = source
        let report = ScanReport(table: table.module.name)
        let settings = table.host.settings.values
        self.report = report
        let environment = ScanEnvironment(
            threadCount: settings.threadCount, memoryBytesMax: settings.memoryBytesMax,
            report: report
        ) { [table] () throws(LakeError) in try table.throwIfInterrupted() }
        hasRowNumbers = source.hasRowNumbers && (plan.group == nil || plan.group?.hand == .rows)
        var request = ScanRequest(
            columns: plan.columns + (hasRowNumbers ? [ScanRequest.rowNumber] : []),
            predicates: predicates)
        switch plan.group {
        case nil:
            stream = try source.open(request, in: environment)
        case .some(let group) where group.hand != .rows:
            let aggregates = group.hand == .counted ? [Aggregate(.countRows)] : []
            request.grouping = Grouping(
                keys: group.keys, aggregates: aggregates, descending: group.descending)
            stream = try source.open(request, in: environment)
        case .some(let group):
            let positions = group.keys.compactMap { plan.columns.firstIndex(of: $0) }
            groupedRows = GroupedRows(
                keyPositions: positions, descending: group.descending,
                types: columnTypes,
                memoryBytesMax: settings.memoryBytesMax
            ) { () throws(LakeError) in try source.open(request, in: environment) }
        }
    }

    /// The types of the columns that batches carry.
    private var columnTypes: [DataType] {
        plan.columns.map { table.schema.fields[$0].type } + (hasRowNumbers ? [.integer] : [])
    }

    // MARK: Batches

    /// Goes to the next batch with rows; the cursor is at its end when there is none.
    func advance() throws(LakeError) {
        unsafe state.pointee.rows_before += state.pointee.step_count
        if let groupedRows {
            let next = try groupedRows.next { () throws(LakeError) in
                try table.throwIfInterrupted()
            }
            guard let next else { return finishStream() }
            selection = next.selection
            show(next.batch, selection: true)
            return
        }
        guard let stream else { return show(nil) }
        try table.throwIfInterrupted()
        guard let next = try stream.next() else { return finishStream() }
        show(next)
    }

    /// Points the C side at a batch.
    private func show(_ next: ColumnBatch?, selection isSelected: Bool = false) {
        batch = next
        unsafe state.pointee.step = 0
        unsafe state.pointee.selection = nil
        unsafe state.pointee.repeats = nil
        unsafe state.pointee.repeats_left = 0
        guard let next, let columns = unsafe state.pointee.columns else {
            unsafe state.pointee.step_count = 0
            return
        }
        unsafe state.pointee.step_count = Int64(isSelected ? selection.count : next.rowCount)
        if isSelected {
            // Safe: `selection` is not changed while it is shown, so its storage stays.
            unsafe state.pointee.selection = unsafe selection.withUnsafeBufferPointer {
                $0.baseAddress
            }
        }
        let shown = plan.group.map { $0.hand == .rows ? plan.columns : $0.keys } ?? plan.columns
        for (position, column) in shown.enumerated() {
            unsafe columns[column] = unsafe next.columns[position].pointers
        }
        unsafe state.pointee.row_numbers = nil
        if hasRowNumbers {
            unsafe state.pointee.row_numbers = UnsafePointer(next.columns[shown.count].words)
        }
        if plan.group?.hand == .counted {
            let counts = next.columns[shown.count]
            unsafe state.pointee.repeats = unsafe UnsafePointer(counts.words)
            unsafe state.pointee.repeats_left = unsafe Int64(bitPattern: counts.words[0]) - 1
        }
    }

    private func finishStream() {
        show(nil)
        stream = nil
        groupedRows = nil
        if let report {
            self.report = nil
            table.host.didFinish(report)
        }
    }

    /// Ends the scan before SQLite frees the C side.
    func close() {
        finishStream()
        if hasLookup, let lastSource {
            table.closedLookup = ClosedLookup(
                planText: planText, arguments: arguments, literals: literals, source: lastSource,
                checkedAt: checkedAt, filterCount: filterCount, kept: kept,
                isTooLargeToKeep: isTooLargeToKeep)
        }
        kept = nil
    }

    /// Files are taken to be unchanged for so long after a look at them: a subquery may run a
    /// million times a second.
    private static let recheckNanoseconds: UInt64 = 200_000_000

    /// Takes over what a cursor of the same subquery left behind, when its files have not changed.
    private func goOnFromClosed() throws(LakeError) {
        guard hasLookup, let closed = table.closedLookup, closed.planText == planText,
            closed.arguments == arguments, closed.literals == literals
        else { return }
        if monotonicNanoseconds() - closed.checkedAt < Self.recheckNanoseconds {
            lastSource = closed.source
            checkedAt = closed.checkedAt
        } else {
            let source = try table.source(arguments)
            lastSource = source
            checkedAt = monotonicNanoseconds()
            guard source.isUnchanged(since: closed.source) else { return }
        }
        hasRowNumbers = closed.source.hasRowNumbers
        filterCount = closed.filterCount
        kept = closed.kept
        isTooLargeToKeep = closed.isTooLargeToKeep
    }

    /// Whether an equality's value may change from one xFilter to the next.
    private var hasLookup: Bool {
        plan.tests.contains { $0.operator == .equal && !$0.isLiteral }
    }

    /// How many scans may look values up before rows are kept.
    private var scansBeforeKeeping: Int {
        guard let lastSource else { return 1 }
        return plan.tests.reduce(1) { most, test in
            guard test.operator == .equal, !test.isLiteral else { return most }
            return max(most, lastSource.scansBeforeKeeping(test.column))
        }
    }

    private var literals: [Value?] {
        zip(plan.tests, operands).map { test, operand in
            if test.isLiteral, case .value(let value) = operand { value } else { nil }
        }
    }

    /// The value of a hidden parameter column.
    func parameter(_ index: Int) -> Value {
        index < arguments.count ? arguments[index] : .null
    }

    // MARK: Nested loops

    /// Answers from rows in memory.
    ///
    /// - Returns: false when the rows do not fit; the scan has then to be made again.
    private func filterKept() throws(LakeError) -> Bool {
        if kept == nil {
            guard let predicates = predicates(literalsOnly: true) else { return true }
            try open(predicates)
            guard let stream else { return false }
            kept = try KeptRows(
                stream, types: columnTypes,
                bytesMax: table.host.settings.values.memoryBytesMax
            ) { () throws(LakeError) in try table.throwIfInterrupted() }
            finishStream()
            isTooLargeToKeep = kept == nil
        }
        guard let kept else { return false }
        for (test, operand) in zip(plan.tests, operands)
        where test.operator == .equal && !test.isLiteral {
            guard case .value(let value) = operand else { continue }
            if value == .null { return true }
            // Of other pairs of types SQLite has rules of its own.
            guard
                case .predicate = test.predicate(
                    .value(value), type: table.schema.fields[test.column].type),
                let position = plan.columns.firstIndex(of: test.column)
            else { continue }
            selection.removeAll(keepingCapacity: true)
            kept.rows(where: position, equals: value, into: &selection)
            show(selection.isEmpty ? nil : kept.batch, selection: true)
            return true
        }
        show(kept.batch.rowCount == 0 ? nil : kept.batch)
        return true
    }
}

@available(*, unavailable)
extension ScanCursor: Sendable {}

extension ColumnVector {
    /// The vector as flat pointers, valid as long as the vector lives.
    fileprivate var pointers: lake_column {
        unsafe lake_column(
            kinds: kinds, words: words, bytes: bytesBase, side_bytes: sideBase,
            uniform_kind: UInt32(uniformKind), stride: isConstant ? 0 : 1)
    }
}

private func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
