// What must hold for any bytes as SQL of a project: shared by the fuzzer and by the tests that
// replay its finds.
//
//     tokens         lie in the text, one behind the other
//     queries        one that is computed on batches gives what SQLite gives
//     constants      a column said to hold one literal holds it in every row
//     tests          one that a scan decides passes where its SQL finds no row
//     transactions   SQL that is said to begin and end none leaves the transaction open

import Columnar
import CSQLite
@testable import Modeling
import SQLiteBridge

/// A property that does not hold.
struct SQLDefect: Error, CustomStringConvertible {
    let description: String
}

/// Reads one text in all ways and asks SQLite.
struct SQLCheck {
    /// Instructions of SQLite's machine after which a statement is given up.
    private static let stepsMax: Int32 = 20_000

    private let text: String

    init(_ text: String) { self.text = text }

    init(_ input: UnsafeBufferPointer<UInt8>) {
        text = unsafe String(decoding: input, as: UTF8.self)
    }

    /// - Throws: `SQLDefect`; errors of opening a database in memory.
    func run() throws {
        let tokens = SQLTokens(text)
        try checkTokens(tokens)
        _ = injecting([("m", "select 1")], into: tokens.renamingExpressions(["a", "final"]))
        // SQLite reads no further than a NUL, and these reach for files.
        let reachesOut = tokens.tokens.indices.contains {
            tokens.isKeyword($0, oneOf: ["attach", "vacuum", "pragma"])
        }
        guard !text.utf8.contains(0), !reachesOut else { return }
        let database = try database()
        if let rows = try? typedRows(text, database) {
            try checkQuery(rows, database)
            try checkConstants(tokens, rows)
            try checkShape(finds: rows.count > 1, database)
        }
        try checkTransaction(tokens)
    }

    private func database() throws -> Database {
        try adoptLinkedSQLite()
        let database = try Database(path: ":memory:")
        try database.execute(projectionTables)
        try database.execute(projectionRows)
        // A table has no columns that `*` leaves out.
        try database.execute("ALTER TABLE source DROP COLUMN hidden")
        // Safe: the callback looks at nothing.
        unsafe sqlite3_progress_handler(database.handle, Self.stepsMax, { _ in 1 }, nil)
        return database
    }

    private func checkTokens(_ tokens: SQLTokens) throws {
        var end = 0
        for token in tokens.tokens {
            guard token.range.lowerBound >= end, !token.range.isEmpty, token.depth >= 0,
                token.range.upperBound <= tokens.bytes.count
            else { throw SQLDefect(description: "a token lies at \(token.range)") }
            end = token.range.upperBound
        }
    }

    private func checkQuery(_ expected: [[String]], _ database: Database) throws {
        guard let query = try? projectionReader.read(text) else { return }
        let plain = PlainSQL(query: query, sourceColumns: projectionSourceColumns).text
        let rows: [[String]]
        do { rows = try typedRows(plain, database) } catch let error as SQLiteError {
            if error.isInterrupt { return }
            throw SQLDefect(description: "\(plain): \(error.message)")
        }
        guard rows == expected else { throw SQLDefect(description: "\(plain): \(rows)") }
    }

    private func checkConstants(_ tokens: SQLTokens, _ rows: [[String]]) throws {
        guard let names = rows.first, rows.count > 1 else { return }
        for (name, literal) in tokens.constantColumns {
            guard let index = names.firstIndex(where: { $0.lowercased() == name }) else { continue }
            let values = Set(rows.dropFirst().map { $0[index] })
            guard values.count == 1 else {
                throw SQLDefect(description: "\(name) is not always \(literal): \(values)")
            }
        }
    }

    private func checkShape(finds: Bool, _ database: Database) throws {
        guard let shape = TestShape(text), TestScan.isValid(shape, on: database) else { return }
        if case .known = shape.kind { return }
        var scan = TestScan(relation: shape.relation)
        scan.add(0, shape)
        guard let passing = try? scan.passing(on: database, { _ in nil }) else { return }
        // A scan may leave a test to SQLite, but not pass one that finds rows.
        guard passing.isEmpty || !finds else {
            throw SQLDefect(description: "a scan passes what finds rows: \(shape)")
        }
    }

    private func checkTransaction(_ tokens: SQLTokens) throws {
        let database = try database()
        try database.execute("BEGIN")
        // A statement that fails may take the transaction with it.
        guard (try? database.execute(text)) != nil else { return }
        guard database.isAutocommit, tokens.transactionStatement == nil else { return }
        throw SQLDefect(description: "the transaction is over")
    }
}
