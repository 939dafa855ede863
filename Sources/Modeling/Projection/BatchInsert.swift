// A table filled with a query over one source, computed on batches in several threads.
//
//     source ─ batches ─ ProjectionScan ─ records in order ─ INSERT INTO t SELECT * FROM rows
//     (threads decode)   (threads compute and encode)        (this thread)
//
// Where records cannot be handed over whole, their values are bound one by one.
//
// SQLite runs a statement in one thread, row by row; over a large source it is the functions in the
// select list that take the time. Queries that are not computed here, and values that are not
// decided here, are left to SQLite: the rows are the same either way.

import Columnar
import Projection
import SQLiteBridge

/// What became of a model's query.
package enum BatchOutcome: Hashable, Sendable {
    /// Computed on batches: the number of rows.
    case inserted(Int)
    /// Left to SQLite; the reason goes behind "it": "uses ORDER BY".
    case left(String)
    /// The table must have its types before rows come: SQLite's affinities have to see a value.
    case needsTypes
}

/// Fills a table.
struct BatchInsert {
    let database: Database
    let sources: BatchSources
    /// What the query takes for granted; has its answer when the rows are there, if they show it.
    let guess: RepeatGuess?
    /// Where the table has no types yet.
    var records: Records?

    /// What a table takes whole records from.
    struct Records {
        let database: RowDatabase
        /// For the affinities that the table's columns will have.
        let encoder: RecordEncoder
        /// Learns the keys of the rows that are inserted.
        let keys: KeyWatch?
    }

    /// Rows of a table that is kept in memory for joins.
    static let lookupRowsMax = 200_000

    /// Times that are carried over from the table that is there.
    struct CarriedTimes {
        let table: String
        let keys: [String]
        /// The column of the time.
        let column: String
    }

    /// From here on sum() carries rounding errors along, which batches do not.
    private static let carefulSumsVersion: Int32 = 3_043_000

    /// - Parameters:
    ///   - sql: the query of a model.
    ///   - columns: those of its columns that the table stores, in the table's order.
    ///   - table: quoted, empty.
    ///   - carried: nil where rows have the query's own times.
    /// - Returns: where the query is left to SQLite, the table is empty.
    /// - Throws: `LakeError.interrupted`.
    func rows(
        of sql: String, _ columns: [String], into table: String, carrying carried: CarriedTimes?
    ) throws(LakeError) -> BatchOutcome {
        let prepared: Prepared
        switch try prepare(sql, columns) {
        case .success(let found): prepared = found
        case .failure(let refusal): return .left(refusal.reason)
        }
        return try outcome(in: table) { () throws(LakeError) in
            guard let times = try times(carried, columns) else { return Self.keyIsUnknown }
            if records != nil {
                guard let scan = try recordScan(prepared, columns.count, times) else {
                    return .needsTypes
                }
                return try finish(scan, into: table)
            }
            let report = ScanReport(table: prepared.query.source)
            let count = try insertValues(
                prepared, columns.count, into: table, times, report)
            didFinish(report, prepared.watched)
            return .inserted(count)
        }
    }

    /// Begins to compute records in other threads, ahead of whoever takes them with `rest`.
    ///
    /// - Parameter carried: as for `rows`.
    /// - Returns: nil where that cannot be done; `rows` says why.
    func recordsAhead(
        of sql: String, _ columns: [String], carrying carried: CarriedTimes?
    ) throws(LakeError) -> RecordScan? {
        guard records != nil, case .success(let prepared) = try prepare(sql, columns),
            let times = try times(carried, columns)
        else { return nil }
        // Two are under way at once.
        return try recordScan(
            prepared, columns.count, times, aheadBytesMax: sources.memoryBytesMax / 2)
    }

    /// Inserts all that is left of records that were computed ahead.
    ///
    /// - Returns: as `rows`.
    func rest(of scan: RecordScan, into table: String) throws(LakeError) -> BatchOutcome {
        try outcome(in: table) { () throws(LakeError) in try finish(scan, into: table) }
    }

    /// Inserts what is there of records that are computed ahead.
    ///
    /// - Returns: nil where there will be more; else as `rows`.
    func part(of scan: RecordScan, into table: String) throws(LakeError) -> BatchOutcome? {
        var isAtEnd = true
        let outcome = try outcome(in: table) { () throws(LakeError) in
            switch try scan.insert(into: table, waits: false) {
            case .later:
                isAtEnd = false
                return .inserted(scan.rowCount)
            case .end: return .inserted(scan.rowCount)
            case .needsTypes: return .needsTypes
            }
        }
        return isAtEnd ? outcome : nil
    }

    /// Notes how a scan that is at its end went.
    func didFinish(_ report: ScanReport, _ watched: WatchedValues?) {
        if let guess, let watched { guess.answer = watched.answer() }
        // A model that is built again reads the source again, and tells of it then.
        if guess?.answer != true { sources.didFinish(report) }
    }

    private func finish(_ scan: RecordScan, into table: String) throws(LakeError) -> BatchOutcome {
        guard try scan.insert(into: table, waits: true) == .end else { return .needsTypes }
        didFinish(scan.report, scan.watched)
        return .inserted(scan.rowCount)
    }

    private func outcome(
        in table: String, _ body: () throws(LakeError) -> BatchOutcome
    ) throws(LakeError) -> BatchOutcome {
        do throws(LakeError) {
            return try database.keepingInterrupts(body)
        } catch {
            if error.code == .interrupted || database.isAutocommit { throw error }
            // SQLite says the same of a source that cannot be read, and where in the model's text.
            try database.perform("DELETE FROM \(table)")
            return .left("meets a value that is left to SQLite: \(error.what)")
        }
    }

    private static let keyIsUnknown = BatchOutcome.left(
        "has a key whose old rows cannot be kept")

    /// - Returns: nil where the times cannot be carried over; `.some(nil)` where none are.
    private func times(
        _ carried: CarriedTimes?, _ columns: [String]
    ) throws(LakeError) -> RowTimes?? {
        guard let carried else { return .some(nil) }
        return try RowTimes(carried, columns, on: database).map { .some($0) }
    }

    private struct Prepared {
        let query: ProjectionQuery
        let plan: ProjectionPlan
        let source: any TableSource
        /// The values that the guess is about.
        let watched: WatchedValues?
        let lookups: [LookupTable]
    }

    private func prepare(
        _ sql: String, _ columns: [String]
    ) throws(LakeError) -> Result<Prepared, NotComputed> {
        let relations = BatchRelations(database, sources)
        let reader = ProjectionReader(relation: relations.relation)
        let whole: ProjectionQuery
        do throws(NotComputed) { whole = try reader.read(sql) } catch { return .failure(error) }
        var stored: [ProjectionQuery.Column] = []
        for name in columns {
            guard
                let column = whole.columns.first(where: {
                    $0.name.lowercased() == name.lowercased()
                })
            else { return .failure(NotComputed("has no column \(name)")) }
            stored.append(column)
        }
        let query = ProjectionQuery(
            source: whole.source, conditions: whole.conditions, items: whole.items,
            lookups: whole.lookups, columns: stored)
        do throws(LakeError) {
            guard let source = try relations.source(query.source) else {
                return .failure(NotComputed("reads \(query.source)"))
            }
            var lookups: [LookupTable] = []
            for lookup in query.lookups {
                guard let table = try self.table(of: lookup) else {
                    return .failure(NotComputed("joins \(lookup.relation), which is large"))
                }
                lookups.append(table)
            }
            let plan = try ProjectionPlan(query)
            if plan.hasSums, sqliteVersionNumber() >= Self.carefulSumsVersion {
                return .failure(NotComputed("has sums"))
            }
            let watched = self.watched(source, query.source)
            return .success(
                Prepared(
                    query: query, plan: plan, source: watched ?? source, watched: watched?.values,
                    lookups: lookups))
        } catch {
            if error.code == .interrupted { throw error }
            return .failure(NotComputed("cannot be computed: \(error.what)"))
        }
    }

    /// The source with an eye on the column that the guess is about.
    private func watched(_ source: any TableSource, _ name: String) -> WatchedSource? {
        guard let guess, guess.relation.name.lowercased() == name.lowercased(),
            let column = source.schema.fields.firstIndex(where: {
                $0.name.lowercased() == guess.column.lowercased()
            })
        else { return nil }
        return WatchedSource(source, column: column)
    }

    /// The rows of a lookup; nil where there are too many.
    private func table(of lookup: Lookup) throws(LakeError) -> LookupTable? {
        let list = lookup.columns.map { Database.quoted($0) }.joined(separator: ", ")
        let query =
            "SELECT \(list) FROM \(Database.quoted(lookup.relation)) "
            + "LIMIT \(Self.lookupRowsMax + 1)"
        let rows = try database.sql { () throws(SQLiteError) in
            var rows: [[Value]] = []
            guard let statement = try database.prepare(query).statement else { return rows }
            while try statement.step() {
                rows.append((0..<lookup.columns.count).map { statement.value(at: $0) })
            }
            return rows
        }
        guard rows.count <= Self.lookupRowsMax else { return nil }
        return try LookupTable(
            rows: rows, columnCount: lookup.columns.count, keys: lookup.keys.map(\.column))
    }

    /// Computes the rows; `finish` is called in the threads that compute.
    private func scan<Result>(
        _ prepared: Prepared, _ report: ScanReport, _ times: RowTimes?, aheadBytesMax: Int = 0,
        byteCount: @escaping @Sendable (Result) -> Int = { _ in 0 },
        finish: @escaping @Sendable (ProjectedBatch) -> Result
    ) throws(LakeError) -> ProjectionScan<Result> {
        let environment = ScanEnvironment(
            threadCount: sources.threadCount, memoryBytesMax: sources.memoryBytesMax,
            report: report)
        return try ProjectionScan(
            prepared.plan, of: prepared.source, lookups: prepared.lookups, in: environment,
            aheadBytesMax: aheadBytesMax, byteCount: byteCount,
            makeFallback: { () throws(LakeError) in try SQLiteFallback() },
            finish: { (batch) throws(LakeError) in
                finish(try times?.carrying(batch) ?? batch)
            })
    }

    /// - Returns: nil where no records are wanted.
    private func recordScan(
        _ prepared: Prepared, _ columnCount: Int, _ times: RowTimes?, aheadBytesMax: Int = 0
    ) throws(LakeError) -> RecordScan? {
        guard let records else { return nil }
        let encoder = records.encoder
        let report = ScanReport(table: prepared.query.source)
        let scan = try scan(
            prepared, report, times, aheadBytesMax: aheadBytesMax,
            byteCount: { $0?.pages.byteCount ?? 0 }, finish: { encoder.rows($0) })
        return RecordScan(
            scan, columnCount: columnCount, report: report, watched: prepared.watched,
            keys: records.keys, on: database, records.database)
    }

    private func insertValues(
        _ prepared: Prepared, _ columnCount: Int, into table: String, _ times: RowTimes?,
        _ report: ScanReport
    ) throws(LakeError) -> Int {
        let scan = try scan(prepared, report, times, finish: { $0 })
        let places = (1...columnCount).map { "?\($0)" }.joined(separator: ", ")
        let statement = try database.sql { () throws(SQLiteError) in
            try database.prepare("INSERT INTO \(table) VALUES (\(places))").statement
        }
        guard let statement else { return 0 }
        var count = 0
        while let batch = try scan.next() {
            try database.checkInterrupt()
            try database.sql { () throws(SQLiteError) in try insert(batch, statement) }
            count += batch.rowCount
        }
        return count
    }

    private func insert(
        _ batch: ProjectedBatch, _ statement: Statement
    ) throws(SQLiteError) {
        let columns = batch.columns.map { BoundColumn($0) }
        try unsafe columns.withUnsafeBufferPointer { (columns) throws(SQLiteError) in
            for row in 0..<batch.rowCount {
                var index = 0
                while index < columns.count {
                    try unsafe columns[index].bind(row, to: statement, at: index &+ 1)
                    index &+= 1
                }
                _ = try statement.step()
                statement.reset()
            }
        }
    }
}

/// The memory of a column while its batch is inserted.
@safe
private struct BoundColumn {
    private let words: UnsafeMutablePointer<UInt64>
    private let lengths: UnsafeMutablePointer<UInt32>
    private let kinds: UnsafeMutablePointer<UInt8>
    private let mask: Int

    init(_ vector: AddressedVector) {
        unsafe words = vector.words
        unsafe lengths = vector.lengths
        unsafe kinds = vector.kinds
        mask = vector.mask
    }

    /// Binds a value; its bytes outlive the step.
    @inline(always)
    func bind(_ row: Int, to statement: Statement, at index: Int) throws(SQLiteError) {
        // Safe: rows are those of the batch.
        let place = row & mask
        let word = unsafe words[place]
        let kind = unsafe kinds[place]
        switch kind {
        case ValueKind.null: try statement.bindNull(at: index)
        case ValueKind.integer: try statement.bind(Int64(bitPattern: word), at: index)
        case ValueKind.real: try statement.bind(Double(bitPattern: word), at: index)
        default:
            let bytes = unsafe UnsafeBufferPointer(
                start: UnsafePointer<UInt8>(bitPattern: UInt(word)), count: Int(lengths[place]))
            unsafe try statement.bind(lasting: bytes, isBlob: kind == ValueKind.blob, at: index)
        }
    }
}
