// What a scan with a WHERE clause would leave out, decided as a scan does it, without its rows.
//
//     clause ─ SQLite ─ conditions of each scan ─ dry run of the table ─ decisions
//
// SQLite itself understands the clause: a connection of our own, in memory and with nothing on it
// but an empty table of the same columns, runs SELECT 1 FROM table WHERE (clause), and the scans
// that it asks for are written down. The table has a name there that no clause can guess, so that
// subqueries see nothing, and whatever else the text says, there is nothing that it could read or
// change.

import Columnar
import SQLiteBridge
import Synchronization

/// The decisions of dry runs.
enum ScanExplanation {
    static let schema = TableSchema([
        Field("kind", .text, comment: "manifest, file, row group or page"),
        Field("name", .text, comment: "the file, and the part's place in it"),
        Field("rows", .bigint, comment: "NULL where they are not known"),
        Field("action", .text, comment: "read or skipped"),
        Field("reason", .text, comment: "why it is skipped: the column, and what is known of it"),
    ])

    /// The decisions as a table; they are made when it is scanned, and then its scan may throw
    /// `LakeError.invalidInput` at `.argument` when the filter is no condition on the source.
    ///
    /// - Parameter filter: the text behind WHERE; nil for none.
    static func table(of source: any TableSource, filter: String?) -> any TableSource {
        RowCursorTable(schema, rowCount: 1000) { (_, environment) throws(LakeError) in
            let parts = try decisions(
                source, try requests(source, filter: filter ?? "1"), environment)
            return ListCursor(parts) { (part, column) throws(LakeError) in
                switch column {
                case 0: .text(part.kind.rawValue)
                case 1: .text(part.name)
                case 2: part.rowCount.map { .integer(Int64($0)) } ?? .null
                case 3: .text(part.reason == nil ? "read" : "skipped")
                default: part.reason.map { .text($0) } ?? .null
                }
            }
        }
    }

    // MARK: Dry runs

    /// One decision for each part, in the order of the files. An OR reads a table several times:
    /// what one scan reads is read.
    private static func decisions(
        _ source: any TableSource, _ requests: [ScanRequest], _ environment: ScanEnvironment
    ) throws(LakeError) -> [ScanReport.Part] {
        var indexes: [String: Int] = [:]
        var merged: [ScanReport.Part] = []
        for request in requests {
            let report = ScanReport(table: environment.report.table, isDryRun: true)
            // One thread decides in the order of the files.
            let stream = try source.open(
                request,
                in: ScanEnvironment(
                    threadCount: 1, memoryBytesMax: environment.memoryBytesMax, report: report,
                    checkpoint: environment.checkpoint))
            while try stream.next() != nil {}
            for part in report.decisions {
                let key = "\(part.kind.rawValue) \(part.name)"
                guard let index = indexes[key] else {
                    indexes[key] = merged.count
                    merged.append(part)
                    continue
                }
                if part.reason == nil { merged[index] = part }
            }
        }
        return merged
    }

    // MARK: The filter

    /// The scans that SQLite asks for.
    private static func requests(
        _ source: any TableSource, filter: String
    ) throws(LakeError) -> [ScanRequest] {
        guard !filter.utf8.contains(0) else { throw refusal("it holds a NUL character") }
        let recorder = RecordingTable(source)
        // Names that the text cannot know.
        let name = "explained_\(UInt64.random(in: 0 ... .max))_\(UInt64.random(in: 0 ... .max))"
        do throws(SQLiteError) {
            let database = try Database(path: ":memory:")
            try database.register(
                ScanModule("explained", .virtualTable { (_) throws(LakeError) in recorder }),
                host: ScanHost(settings: ScanSettings()) { _ in })
            try database.execute("CREATE VIRTUAL TABLE temp.\(name) USING explained")
            // The line feed ends a comment that the filter may end with.
            let sql = "SELECT 1 FROM \(name) AS t WHERE ((\(filter)\n))"
            let (statement, consumed) = try database.prepare(sql)
            if let statement, consumed == sql.utf8.count {
                while try statement.step() {}
                return recorder.requests
            }
        } catch {
            throw refusal(error.message.replacing(name, with: "the table"))
        }
        throw refusal("it is more than one condition")
    }

    private static func refusal(_ what: String) -> LakeError {
        LakeError(
            .invalidInput, what, at: [.argument("filter")],
            advice: "write what would stand behind WHERE, such as 'id = 7'")
    }
}

/// A table of the same columns without rows, which notes the scans that it is asked for.
private final class RecordingTable: TableSource {
    private let source: any TableSource
    private let noted = Mutex<[ScanRequest]>([])

    init(_ source: any TableSource) { self.source = source }

    var requests: [ScanRequest] { noted.withLock { $0 } }

    var schema: TableSchema { source.schema }
    var hasRowNumbers: Bool { source.hasRowNumbers }

    func estimate() -> ScanEstimate { source.estimate() }
    func isUnique(_ column: Int) -> Bool { source.isUnique(column) }
    func isUnchanged(since other: any TableSource) -> Bool { other === self }

    func evaluates(_ shape: Predicate.Shape, on column: Int) -> Bool {
        source.evaluates(shape, on: column)
    }

    func open(
        _ request: ScanRequest, in environment: ScanEnvironment
    ) throws(LakeError) -> any BatchStream {
        noted.withLock { $0.append(request) }
        return NoRows()
    }
}

private final class NoRows: BatchStream {
    func next() -> ColumnBatch? { nil }
}
