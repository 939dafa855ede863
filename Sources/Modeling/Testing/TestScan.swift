// One pass over a relation for all of its tests that are ready.
//
//     SELECT k, l, CASE WHEN (C1) OR (C2) THEN 1 END FROM R
//
// A mart is a view, and a view is computed again by each statement that reads it: with a scan for
// each test the tests would take longer than the models. And SQLite computes an expression of the
// view once for each place that names it: so each column stands there once, and conditions that
// hardly any row fulfils are one.
//
// What the scan tells is which tests pass; a test that does not, or that the scan cannot decide, is
// run as its SQL stands. So is one that SQLite does not take, such as for a column that is not
// there: it has no part in the scan.

import Columnar
import SQLiteBridge

/// The tests of one relation that one scan decides.
struct TestScan {
    /// Tests by their index in the graph.
    private(set) var tests: [(index: Int, shape: TestShape)] = []
    let relation: String

    init(relation: String) { self.relation = relation }

    /// The tests, by their index in the graph.
    var indices: [Int] { tests.map(\.index) }

    mutating func add(_ index: Int, _ shape: TestShape) { tests.append((index, shape)) }

    /// - Parameter keys: those of the relations that tests look into.
    /// - Returns: the tests that pass.
    /// - Throws: `LakeError` when the relation cannot be read so.
    func passing(
        on database: Database, _ keys: (_ shape: TestShape) throws(LakeError) -> KnownKeys?
    ) throws(LakeError) -> [Int] {
        var rows = RowTests()
        let tests = tests.filter { Self.isValid($0.shape, on: database) }
        for (index, shape) in tests {
            switch shape.kind {
            case .distinct(let columns, let skipsNull):
                rows.addDistinct(index, columns, skipsNull: skipsNull)
            case .known(let column, _, _):
                if let known = try keys(shape) { rows.addKnown(index, column, known) }
            case .noRow: continue
            }
        }
        var conditions: [(index: Int, sql: String)] = []
        for (index, shape) in tests {
            guard case .noRow(let condition) = shape.kind else { continue }
            if let name = Self.columnThatIsNull(condition), rows.addNotNull(index, name) {
                continue
            }
            conditions.append((index, "(\(condition))"))
        }
        return try database.sql { () throws(SQLiteError) in
            let holds = try read(&rows, conditions.map(\.sql), database)
            let passing = conditions.isEmpty || holds ? conditions : try each(conditions, database)
            return rows.passing() + passing.map(\.index)
        }
    }

    /// Whether the test can be run as it stands. The scan has its condition and keys only, and
    /// takes some conditions that SQLite refuses behind WHERE, such as aggregates.
    static func isValid(_ shape: TestShape, on database: Database) -> Bool {
        // As a test is run: in parentheses.
        (try? database.prepare("SELECT 1 FROM (\n\(shape.sql)\n)"))?.statement != nil
    }

    /// Shows all rows to the tests of keys.
    ///
    /// - Returns: whether no row fulfils any of the conditions.
    private func read(
        _ rows: inout RowTests, _ conditions: [String], _ database: Database
    ) throws(SQLiteError) -> Bool {
        var columns = rows.names
        if !conditions.isEmpty {
            columns.append("CASE WHEN \(conditions.joined(separator: " OR ")) THEN 1 END")
        }
        guard !columns.isEmpty, columns.count <= ModelingLimits.columnsMax else { return false }
        let query = "SELECT \(columns.joined(separator: ", ")) FROM \(relation)"
        guard let statement = try database.prepare(query).statement else { return false }
        let hasKeys = !rows.names.isEmpty
        var holds = true
        while try statement.step() {
            if holds, !conditions.isEmpty, statement.type(at: columns.count - 1) != .null {
                holds = false
                if !hasKeys { break }
            }
            if hasKeys { rows.read(statement) }
        }
        return holds
    }

    /// The conditions that no row fulfils, when there is one that some row does.
    private func each(
        _ conditions: [(index: Int, sql: String)], _ database: Database
    ) throws(SQLiteError) -> [(index: Int, sql: String)] {
        guard conditions.count <= ModelingLimits.columnsMax else { return [] }
        let columns = conditions.map { "CASE WHEN \($0.sql) THEN 1 END" }
        let query = "SELECT \(columns.joined(separator: ", ")) FROM \(relation)"
        guard let statement = try database.prepare(query).statement else { return [] }
        var holding = Array(conditions.indices)
        while !holding.isEmpty, try statement.step() {
            holding.removeAll { statement.type(at: $0) != .null }
        }
        return holding.map { conditions[$0] }
    }

    /// The column of `column is null`.
    static func columnThatIsNull(_ condition: String) -> Substring? {
        let words = condition.split(whereSeparator: \.isWhitespace)
        guard words.count == 3, words[1].lowercased() == "is", words[2].lowercased() == "null"
        else { return nil }
        return words[0]
    }
}
