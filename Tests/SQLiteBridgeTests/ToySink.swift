// A written table in memory: rows of one transaction beside those that were published, and a note
// of every call.

import Columnar
@testable import SQLiteBridge

/// What the toy tables of a test hold. One thread.
final class ToyStore: @unchecked Sendable {  // because: tests use it from one thread
    /// Rows that readers see, by table.
    var rows: [String: [String]] = [:]
    /// Calls, as `table: call`.
    var calls: [String] = []
    /// How often each module opened a table, and whether it was made.
    var openings: [Bool] = []
    /// Tables whose publish() fails.
    var failing: Set<String> = []

    static let schema = TableSchema([
        Field("id", .integer), Field("name", .text), Field("_file", .text, isHidden: true),
    ])

    /// The module `toy(name)`.
    var module: ScanModule {
        ScanModule(
            "toy",
            .writableTable { [self] (opening) throws(LakeError) in
                let name = opening.arguments.first ?? opening.tableName
                openings.append(opening.isCreation)
                let sink = name == "frozen" ? nil : ToySink(self, name)
                return OpenedTable(
                    source: source(name),
                    refresh: { [self] () throws(LakeError) in source(name) }, sink: sink)
            })
    }

    func source(_ name: String) -> any TableSource {
        RowsTable(
            Self.schema,
            rows: (rows[name] ?? []).map { row in
                let parts = row.split(separator: "|", omittingEmptySubsequences: false)
                return [
                    .integer(Int64(parts[0]) ?? -1), .text(String(parts.dropFirst().joined())),
                    .null,
                ]
            })
    }
}

/// Refuses a NULL id; ids above 1000 break it.
final class ToySink: RowSink {
    private let store: ToyStore
    private let name: String
    private var pending: [String] = []
    private var marks: [Int] = []
    private var publishedCount: Int?

    init(_ store: ToyStore, _ name: String) {
        self.store = store
        self.name = name
    }

    private func note(_ call: String) { store.calls.append("\(name): \(call)") }

    func begin() throws(LakeError) { note("begin") }

    func append(_ row: RowValues) throws(LakeError) {
        guard row.type(at: 0) != .null else {
            throw LakeError(.invalidInput, "is required", at: [.column("id")])
        }
        if row.integer(at: 0) > 1000 { throw LakeError(.io, "the disk is full") }
        var text = "\(row.integer(at: 0))|"
        unsafe try row.withBytes(at: 1) { (bytes) throws(LakeError) in
            unsafe text += String(decoding: bytes, as: UTF8.self)
        }
        pending.append(text)
    }

    func mark() -> Int {
        if marks.last != pending.count { marks.append(pending.count) }
        return pending.count
    }

    func forgetMarks(after mark: Int?) { marks.removeAll { $0 > mark ?? -1 } }

    func rollBack(to mark: Int) throws(LakeError) {
        note("rollBack(to: \(mark))")
        guard marks.contains(mark) else { throw LakeError(.internal, "the mark was forgotten") }
        marks.removeAll { $0 > mark }
        pending.removeLast(pending.count - mark)
    }

    func publish() throws(LakeError) {
        note("publish \(pending.count)")
        if store.failing.contains(name) { throw LakeError(.conflict, "somebody was faster") }
        publishedCount = store.rows[name]?.count ?? 0
        store.rows[name, default: []] += pending
    }

    func didCommit() {
        note("didCommit")
        (pending, marks) = ([], [])
        publishedCount = nil
    }

    func rollBack() {
        note("rollBack")
        if let publishedCount { store.rows[name]?.removeSubrange(publishedCount...) }
        (pending, marks) = ([], [])
        publishedCount = nil
    }

    func refusal(of change: RowChange) -> LakeError {
        LakeError(.unsupported, "rows stay as they are: \(change)")
    }
}
