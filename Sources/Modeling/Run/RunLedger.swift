// What runs leave in the database as ordinary tables: the runs, their models and tests, the
// columns' origins, the sources with their snapshots.

import Columnar
import SQLiteBridge

struct RunLedger {
    private let database: Database

    init(_ database: Database) { self.database = database }

    /// Names that a model may not have.
    static func isReserved(_ name: String) -> Bool {
        let lower = name.lowercased()
        return [
            "lineage_run", "lineage_model", "lineage_column", "lineage_source",
            "model_test_result", "lake_mount", "iceberg_tables",
            "iceberg_namespace_properties", "quality_run", "quality_check", "quality_issue",
            "quality_latest_run", "quality_latest_check", "quality_latest_issue",
            "quality_failure", "quality_summary",
        ].contains(lower) || lower.hasPrefix("sqlite_")
    }

    private static let tables = """
        CREATE TABLE IF NOT EXISTS main.lineage_run ( -- One row for each run of models.
            invocation_id TEXT PRIMARY KEY, -- Tells the run from all others.
            run_id TEXT NOT NULL, -- PIPELINE_RUN_ID, or made.
            command TEXT NOT NULL, -- build, run, test or seed.
            selection TEXT, -- What was selected; NULL for everything.
            project TEXT NOT NULL,
            target TEXT NOT NULL,
            started TIMESTAMP NOT NULL, -- UTC.
            finished TIMESTAMP, -- UTC; NULL until all tests were run.
            status TEXT NOT NULL, -- success, failed, rolled back; testing until all were run.
            message TEXT, -- Why it was rolled back.
            ok_count INTEGER NOT NULL,
            failed_count INTEGER NOT NULL,
            skipped_count INTEGER NOT NULL,
            healthlake_version TEXT NOT NULL,
            sqlite_version TEXT NOT NULL
        );
        CREATE TABLE IF NOT EXISTS main.lineage_model ( -- One row for each model of each run.
            invocation_id TEXT NOT NULL, -- See lineage_run.
            run_id TEXT NOT NULL,
            model TEXT NOT NULL,
            materialisation TEXT, -- view, table, incremental, ephemeral or seed.
            status TEXT NOT NULL, -- success, error or skipped.
            row_count INTEGER, -- Rows written; NULL for views.
            seconds REAL NOT NULL,
            sql_hash TEXT, -- FNV-1a of the SQL that ran.
            sources TEXT, -- JSON: the source tables read, with places and snapshots.
            message TEXT, -- Why it failed.
            PRIMARY KEY (invocation_id, model)
        );
        CREATE TABLE IF NOT EXISTS main.model_test_result ( -- One row for each test of each run.
            invocation_id TEXT NOT NULL, -- See lineage_run.
            run_id TEXT NOT NULL,
            test TEXT NOT NULL,
            model TEXT, -- The model that is tested.
            column_name TEXT,
            severity TEXT NOT NULL, -- error or warn.
            status TEXT NOT NULL, -- pass, fail, warn, error or skipped.
            failure_count INTEGER, -- Rows that are wrong.
            seconds REAL NOT NULL,
            stored_in TEXT, -- The table that keeps those rows.
            message TEXT
        );
        CREATE TABLE IF NOT EXISTS main.lineage_column ( -- What each column is made from.
            model TEXT NOT NULL,
            column_name TEXT NOT NULL,
            source_model TEXT NOT NULL, -- A model or seed, or source.table.
            source_column TEXT NOT NULL,
            PRIMARY KEY (model, column_name, source_model, source_column)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS main.lineage_source ( -- Where source tables were read from last.
            source_table TEXT PRIMARY KEY, -- source.table
            location TEXT, -- A file, directory or table.
            snapshot_id TEXT, -- Of an Iceberg table.
            run_id TEXT NOT NULL
        );
        """

    func makeTables() throws(LakeError) { try database.perform(Self.tables) }

    /// - Parameters:
    ///   - nodes: those of the run's that were not written yet.
    ///   - selection: empty for everything.
    ///   - isTesting: whether more tests of the run follow.
    func write(
        _ result: RunResult, nodes: ArraySlice<NodeResult>, project: ModelProject,
        selection: String, isTesting: Bool = false
    ) throws(LakeError) {
        let failed = result.nodes.filter(\.status.isFailure).count
        let status =
            result.rolledBack != nil
            ? "rolled back"
            : failed > 0 ? "failed" : isTesting ? "testing" : "success"
        try insert(
            "lineage_run",
            [
                result.invocationID, result.pipelineRunID, result.command,
                selection.isEmpty ? nil : selection, project.name, project.settings.targetName,
                result.started.text, isTesting ? nil : result.finished.text, status,
                result.rolledBack,
                "\(result.count(.success) + result.count(.pass) + result.count(.warn))",
                "\(failed)", "\(result.count(.skipped))", project.settings.version,
                sqliteVersion(),
            ])
        for node in nodes {
            if node.kind == .test {
                try write(test: node, result)
            } else {
                try write(model: node, result)
            }
        }
    }

    private func write(model node: NodeResult, _ result: RunResult) throws(LakeError) {
        var uses: [String] = []
        for use in node.sources {
            uses.append(
                "{\"source\":\(try quotedJSON(use.name)),"
                    + "\"location\":\(try json(use.location)),"
                    + "\"snapshot_id\":\(try json(use.snapshotID))}")
        }
        try insert(
            "lineage_model",
            [
                result.invocationID, result.pipelineRunID, node.name,
                node.materialisation?.rawValue, node.status.rawValue, node.rows.map { "\($0)" },
                "\(node.seconds)", node.sqlHash,
                uses.isEmpty ? nil : "[\(uses.joined(separator: ","))]", node.message,
            ])
    }

    private func write(test node: NodeResult, _ result: RunResult) throws(LakeError) {
        try insert(
            "model_test_result",
            [
                result.invocationID, result.pipelineRunID, node.name, node.test?.testedModel,
                node.test?.column, node.test?.severity ?? "error", node.status.rawValue,
                node.failures.map { "\($0)" }, "\(node.seconds)",
                node.test?.storedIn, node.message,
            ])
    }

    private func json(_ text: String?) throws(LakeError) -> String {
        guard let text else { return "null" }
        return try quotedJSON(text)
    }

    /// The affinities of the columns make numbers of the texts.
    private func insert(_ table: String, _ values: [String?]) throws(LakeError) {
        let marks = (1...values.count).map { "?\($0)" }.joined(separator: ", ")
        try database.sql { () throws(SQLiteError) in
            try database.run("INSERT OR REPLACE INTO main.\(table) VALUES (\(marks))", values)
        }
    }

    /// Replaces what is known of the columns of models that were built.
    func write(
        _ models: [(model: String, columns: [ColumnOrigins])],
        sources: [(relation: String, use: SourceUse)]
    ) throws(LakeError) {
        try database.sql { () throws(SQLiteError) in
            let insert = "INSERT OR IGNORE INTO main.lineage_column VALUES (?1, ?2, ?3, ?4)"
            guard let statement = try database.prepare(insert).statement else { return }
            for (model, columns) in models {
                try database.run("DELETE FROM main.lineage_column WHERE model = ?1", [model])
                for column in columns {
                    for origin in column.origins {
                        try statement.bind(model, at: 1)
                        try statement.bind(column.name, at: 2)
                        try statement.bind(origin.relation, at: 3)
                        try statement.bind(origin.column, at: 4)
                        while try statement.step() {}
                        statement.reset()
                    }
                }
            }
        }
        for (relation, use) in sources {
            let runID = try database.sql { () throws(SQLiteError) in
                try database.text(
                    of: "SELECT run_id FROM main.lineage_run ORDER BY started DESC LIMIT 1")
            }
            try insert("lineage_source", [relation, use.location, use.snapshotID, runID])
        }
    }
}
