// The rows that violate a check, by its query.
//
// The query runs in a database in memory over the tables of the source, so that what is listed is
// what the user would find.

package import Columnar
import OMOP
import SQLiteBridge

extension OMOPCheckRun {
    /// The keys of rows that violate a check.
    ///
    /// - Parameters:
    ///   - checkID: as in `OMOPCheck.id`.
    ///   - limit: rows at most.
    /// - Returns: the names of the key columns, and a row for each violation.
    /// - Throws: `LakeError.notFound` for an unknown check; `.io` when a table or column that the
    ///   check needs is missing or cannot be read.
    package func offenders(
        _ checkID: String, limit: Int
    ) throws(LakeError) -> (columns: [String], rows: [[Value]]) {
        guard let check = CheckList.all.first(where: { $0.id == checkID.lowercased() }) else {
            throw LakeError(
                .notFound, "no check has the id '\(checkID)'",
                advice: "SELECT check_id FROM omop_checks(…) lists them")
        }
        let text = CheckQuery(check, asOf: asOf).text
        let query = "SELECT * FROM (\(text)) LIMIT \(max(limit, 0))"
        do throws(SQLiteError) {
            let database = try Database(path: ":memory:")
            try mount(on: database, readBy: query)
            guard let statement = try database.prepare(query).statement else { return ([], []) }
            var rows: [[Value]] = []
            while try statement.step() {
                rows.append((0..<statement.columnCount).map { statement.value(at: $0) })
            }
            return ((0..<statement.columnCount).map { statement.columnName(at: $0) }, rows)
        } catch {
            throw LakeError(.io, error.message, at: [.table(check.table)])
        }
    }

    /// Makes virtual tables over the tables that a query names.
    private func mount(
        on database: Database, readBy query: String
    ) throws(SQLiteError) {
        var sources: [String: any TableSource] = [:]
        for table in CDMSchema.tables where query.contains(table.name) {
            do throws(LakeError) {
                sources[table.name] = try source.table(table.name)
            } catch {
                throw SQLiteError(code: 1, message: error.description)
            }
        }
        let tables = sources
        let module = ScanModule(
            "cdm_table",
            .virtualTable { (arguments) throws(LakeError) in
                guard let name = arguments.first, let source = tables[name] else {
                    throw LakeError(.notFound, "no such table")
                }
                return source
            })
        try database.register(
            module, host: ScanHost(settings: ScanSettings(), didFinish: { _ in }))
        for name in tables.keys.sorted() {
            try database.execute("CREATE VIRTUAL TABLE temp.\(name) USING cdm_table(\(name))")
        }
    }
}

extension Statement {
    /// A value of the current row.
    func value(at index: Int) -> Value {
        switch type(at: index) {
        case .null: .null
        case .integer: .integer(integer(at: index))
        case .real: .real(real(at: index))
        case .text: unsafe .text(withTextBytes(at: index) { unsafe Array($0) })
        case .blob: unsafe .blob(withBlobBytes(at: index) { unsafe Array($0) })
        }
    }
}
