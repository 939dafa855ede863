// Writes a validation into a database: all of it or nothing.

package import Columnar
package import SQLiteBridge

/// The validations that a database holds.
package struct QualityLedger {
    private let database: Database

    package init(_ database: Database) { self.database = database }

    /// Adds a run with its checks and issues.
    ///
    /// - Returns: the number of the run.
    /// - Throws: `LakeError.io` when the database cannot be written; nothing of the run is there
    ///   then.
    package func write(_ result: QualityResult) throws(LakeError) -> Int64 {
        do throws(SQLiteError) {
            try database.execute("SAVEPOINT quality_run_writing")
        } catch {
            throw refusal(error)
        }
        do {
            let number = try writeAll(result)
            try perform("RELEASE quality_run_writing")
            return number
        } catch {
            // The first error is the one that tells what happened.
            try? database.execute(
                "ROLLBACK TO quality_run_writing; RELEASE quality_run_writing")
            throw error
        }
    }

    private func writeAll(_ result: QualityResult) throws(LakeError) -> Int64 {
        try perform(QualityTables.definitions)
        let number: Int64
        do throws(SQLiteError) {
            let text = try database.text(
                of: "SELECT coalesce(max(run_number), 0) + 1 FROM main.quality_run")
            number = text.flatMap { Int64($0) } ?? 1
        } catch {
            throw refusal(error)
        }
        try writeRun(result, number)
        let checks = try Insertion(database, "quality_check", columnCount: 14)
        for check in result.checks {
            try checks.add([
                .integer(number), .text(check.layer.rawValue), .text(check.id), .text(check.name),
                .text(check.table), .text(check.column), .text(check.severity.rawValue),
                .integer(check.violatedRows.map(Int64.init)),
                .integer(check.totalRows.map(Int64.init)), .real(check.threshold),
                .text(check.status.rawValue), .text(check.reason), .text(check.query),
                .integer(Int64(check.listedIssues)),
            ])
        }
        let issues = try Insertion(database, "quality_issue", columnCount: 16)
        try result.issues.forEach { (issue) throws(LakeError) in
            try issues.add([
                .integer(number), .text(issue.layer.rawValue), .text(issue.checkID),
                .text(issue.severity), .text(issue.code), .text(issue.resourceType),
                .text(issue.resourceID), .text(issue.expression), .text(issue.table),
                .text(issue.column), .text(issue.rowKey), .text(issue.fhirValue),
                .text(issue.omopValue), .text(issue.file), .integer(issue.line.map(Int64.init)),
                .text(issue.message),
            ])
        }
        return number
    }

    private func writeRun(_ result: QualityResult, _ number: Int64) throws(LakeError) {
        let request = result.request
        let failed = result.checks.filter { $0.status == .fail || $0.status == .error }.count
        let notEvaluated = result.checks.filter { $0.status == .notEvaluated }.count
        let run = try Insertion(database, "quality_run", columnCount: 16)
        try run.add([
            .integer(number), .text(request.pipelineRunID), .text(result.started),
            .text(result.finished),
            .text(
                request.fhirPaths.isEmpty ? nil : request.fhirPaths.joined(separator: "\n")),
            .text(request.omopPlace), .text(request.rulesFile),
            .text(result.layers.map(\.rawValue).joined(separator: ", ")),
            .text(request.failOn.rawValue), .text(result.isPassed ? "PASS" : "FAIL"),
            .integer(Int64(result.checks.count)), .integer(Int64(failed)),
            .integer(Int64(notEvaluated)), .integer(result.fhir.map { Int64($0.resources) }),
            .integer(result.fhir.map { Int64($0.invalid) }), .text(request.version),
        ])
    }

    private func perform(_ sql: String) throws(LakeError) {
        do throws(SQLiteError) {
            try database.execute(sql)
        } catch {
            throw refusal(error)
        }
    }

    private func refusal(_ error: SQLiteError) -> LakeError {
        LakeError(.io, "the results cannot be written to the database: \(error.message)")
    }
}

/// A prepared INSERT into one table.
private struct Insertion {
    enum Field {
        case text(String?)
        case integer(Int64?)
        case real(Double?)
    }

    private let statement: Statement

    init(_ database: Database, _ table: String, columnCount: Int) throws(LakeError) {
        let marks = (0..<columnCount).map { _ in "?" }.joined(separator: ", ")
        do throws(SQLiteError) {
            guard
                let statement = try database.prepare("INSERT INTO main.\(table) VALUES (\(marks))")
                    .statement
            else { throw SQLiteError(code: 1, message: "no statement") }
            self.statement = statement
        } catch {
            throw LakeError(.io, error.message, at: [.table(table)])
        }
    }

    func add(_ fields: [Field]) throws(LakeError) {
        do throws(SQLiteError) {
            for (index, field) in fields.enumerated() {
                switch field {
                case .text(let text): try statement.bind(text, at: index + 1)
                case .integer(let integer?): try statement.bind(integer, at: index + 1)
                case .real(let real?): try statement.bind(real, at: index + 1)
                case .integer(nil), .real(nil): try statement.bind(nil, at: index + 1)
                }
            }
            while try statement.step() {}
            statement.reset()
        } catch {
            throw LakeError(.io, error.message)
        }
    }
}
