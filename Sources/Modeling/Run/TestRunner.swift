// Runs one test: its SQL gives the rows that are wrong.
//
//     select count(*), count(*) != 0, count(*) != 0 from (SQL of the test [limit n])
//
// Configuration: severity (error, warn), fail_calc, warn_if, error_if, limit, where,
// store_failures.
// Source: dbt documentation, "Data test configurations", "severity, error_if, and warn_if".

import Columnar
import SQLiteBridge

struct TestRunner {
    let database: Database
    let node: Node
    let sql: String
    let storesFailures: Bool

    struct Outcome {
        let status: NodeStatus
        let failures: Int
        let storedIn: String?
    }

    static func severity(of node: Node) -> String {
        (node.config.text("severity") ?? "error").lowercased()
    }

    /// - Throws: `LakeError` when the test's SQL fails.
    func run() throws(LakeError) -> Outcome {
        let stored = try store()
        let rows = stored.map { "main." + Database.quoted($0) } ?? "(\n\(sql)\n)"
        let limit = node.config.text("limit").map { " limit \($0)" } ?? ""
        let calculation = node.config.text("fail_calc") ?? "count(*)"
        let warns = node.config.text("warn_if") ?? "!= 0"
        let fails = node.config.text("error_if") ?? "!= 0"
        let query = """
            SELECT \(calculation), coalesce(\(calculation) \(warns), 0), \
            coalesce(\(calculation) \(fails), 0)
            FROM (SELECT * FROM \(rows)\(limit)) AS test_rows
            """
        var failures = 0
        var isWarning = false
        var isError = false
        try database.sql { () throws(SQLiteError) in
            guard let statement = try database.prepare(query).statement,
                try statement.step()
            else { return }
            failures = Int(statement.integer(at: 0))
            isWarning = statement.integer(at: 1) != 0
            isError = statement.integer(at: 2) != 0
        }
        let status: NodeStatus =
            Self.severity(of: node) == "error" && isError ? .fail : isWarning ? .warn : .pass
        return Outcome(status: status, failures: failures, storedIn: stored)
    }

    /// Keeps the rows as a table of the test's name.
    private func store() throws(LakeError) -> String? {
        guard node.config.flag("store_failures") ?? storesFailures else { return nil }
        let name = node.config.text("alias") ?? "test_failures__" + node.name
        if let kind = try database.relationKind(name) {
            guard kind == "table" else {
                throw LakeError(
                    .conflict, "there is a view of the name '\(name)'", at: [.file(node.path)],
                    advice: "give the test another alias")
            }
            try database.perform("DROP TABLE main.\(Database.quoted(name))")
        }
        try database.perform("CREATE TABLE main.\(Database.quoted(name)) AS\n\(sql)")
        return name
    }
}
