// The issues of a run while it lasts: a private database that SQLite spills to disk, so that
// memory does not grow with what is wrong.

package import Columnar
import SQLiteBridge

/// Keeps issues, a limited number for each check.
package final class IssueStore {
    static let columns = [
        "layer", "check_id", "severity", "code", "resource_type", "resource_id", "expression",
        "table_name", "column_name", "row_key", "fhir_value", "omop_value", "file", "line",
        "message",
    ]

    private let database: Database
    private let insertion: Statement
    private let perCheckMax: Int
    private var counts: [String: Int] = [:]

    /// - Throws: `LakeError.io` when there is no room for a temporary file.
    init(perCheckMax: Int) throws(LakeError) {
        self.perCheckMax = perCheckMax
        do throws(SQLiteError) {
            database = try Database(path: "")
            try database.execute(
                """
                PRAGMA journal_mode = OFF;
                CREATE TABLE issue (\(Self.columns.joined(separator: ", ")));
                BEGIN
                """)
            let marks = Self.columns.map { _ in "?" }.joined(separator: ", ")
            guard
                let statement = try database.prepare("INSERT INTO issue VALUES (\(marks))")
                    .statement
            else { throw SQLiteError(code: 1, message: "no statement") }
            insertion = statement
        } catch {
            throw LakeError(.io, "issues cannot be kept: \(error.message)")
        }
    }

    /// Keeps an issue unless its check has enough.
    func add(_ issue: QualityIssue) throws(LakeError) {
        let key = issue.layer.rawValue + "/" + issue.checkID
        let count = counts[key, default: 0]
        guard count < perCheckMax else { return }
        counts[key] = count + 1
        do throws(SQLiteError) {
            let texts: [String?] = [
                issue.layer.rawValue, issue.checkID, issue.severity, issue.code,
                issue.resourceType, issue.resourceID, issue.expression, issue.table, issue.column,
                issue.rowKey, issue.fhirValue, issue.omopValue, issue.file, nil, issue.message,
            ]
            for (index, text) in texts.enumerated() { try insertion.bind(text, at: index + 1) }
            if let line = issue.line { try insertion.bind(Int64(line), at: 14) }
            while try insertion.step() {}
            insertion.reset()
        } catch {
            throw LakeError(.io, "issues cannot be kept: \(error.message)")
        }
    }

    /// Whether another issue of a check would be kept.
    func wantsMore(_ layer: QualityLayer, _ checkID: String) -> Bool {
        counts[layer.rawValue + "/" + checkID, default: 0] < perCheckMax
    }

    func count(_ layer: QualityLayer, _ checkID: String) -> Int {
        counts[layer.rawValue + "/" + checkID, default: 0]
    }

    /// Hands over the issues in the order in which they came.
    ///
    /// - Parameters:
    ///   - limit: nil for all.
    ///   - leavesOutInformation: whether only what failed is wanted.
    package func forEach(
        limit: Int? = nil, leavesOutInformation: Bool = false,
        _ body: (QualityIssue) throws(LakeError) -> Void
    ) throws(LakeError) {
        let sql =
            "SELECT * FROM issue"
            + (leavesOutInformation ? " WHERE severity <> 'information'" : "")
            + " ORDER BY rowid" + (limit.map { " LIMIT \($0)" } ?? "")
        let statement: Statement?
        do throws(SQLiteError) {
            statement = try database.prepare(sql).statement
        } catch {
            throw LakeError(.io, error.message)
        }
        guard let statement else { return }
        while try Self.step(statement) {
            guard let layer = QualityLayer(rawValue: statement.text(at: 0) ?? "") else { continue }
            var issue = QualityIssue(
                layer, statement.text(at: 1) ?? "", severity: statement.text(at: 2) ?? "",
                code: statement.text(at: 3) ?? "", message: statement.text(at: 14) ?? "")
            issue.resourceType = statement.text(at: 4)
            issue.resourceID = statement.text(at: 5)
            issue.expression = statement.text(at: 6)
            issue.table = statement.text(at: 7)
            issue.column = statement.text(at: 8)
            issue.rowKey = statement.text(at: 9)
            issue.fhirValue = statement.text(at: 10)
            issue.omopValue = statement.text(at: 11)
            issue.file = statement.text(at: 12)
            issue.line = statement.type(at: 13) == .null ? nil : Int(statement.integer(at: 13))
            try body(issue)
        }
    }

    private static func step(_ statement: Statement) throws(LakeError) -> Bool {
        do throws(SQLiteError) {
            return try statement.step()
        } catch {
            throw LakeError(.io, error.message)
        }
    }
}
