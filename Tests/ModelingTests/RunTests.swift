// What runs do to a database: failures, swaps, incremental models, tests, the ledger.

import Columnar
import Glibc
@testable import Modeling
import SQLiteBridge
import Testing

@Suite("Runs")
struct RunTests {
    private func status(_ result: RunResult, _ name: String) -> NodeStatus? {
        result.nodes.first { $0.name == name }?.status
    }

    private func message(_ result: RunResult, _ name: String) -> String {
        result.nodes.first { $0.name == name }?.message ?? ""
    }

    @Test("Other branches go on after a failure, descendants do not")
    func branches() throws {
        let directory = TemporaryDirectory()
        let small = try project(
            [
                "models/bad.sql": "select 1 as i,\n    missing as j\nfrom (select 2 as k)",
                "models/below.sql": "select * from {{ ref('bad') }}",
                "models/other.sql": "select 1 as i",
            ], in: directory)
        let database = try memoryDatabase()
        let result = try run(small, database)
        #expect(status(result, "bad") == .error)
        #expect(
            message(result, "bad")
                == "\(directory.path)/models/bad.sql, line 2, column 5: no such column: missing")
        #expect(status(result, "below") == .skipped)
        #expect(status(result, "other") == .success)
        #expect(result.exitStatus == 1)
        #expect(try rows("SELECT * FROM other", database) == [["1.0"]])
        #expect(
            try rows("SELECT status, failed_count FROM lineage_run", database)
                == [["failed", "1.0"]])
    }

    @Test("A failed test keeps what is made from the model from being built")
    func failedTest() throws {
        let directory = TemporaryDirectory()
        let small = try project(
            [
                "models/a.sql": "select 1 as i union all select 1",
                "models/b.sql": "select * from {{ ref('a') }}",
                "models/c.sql": "select 2 as i",
                "models/m.yml": """
                models:
                  - {name: a, columns: [{name: i, data_tests: [unique]}]}
                  - name: c
                    columns:
                      - name: i
                        data_tests: [{accepted_values: {values: [1], quote: false,
                            config: {severity: warn, store_failures: true}}}]
                """,
            ], in: directory)
        let database = try memoryDatabase()
        let result = try run(small, database)
        #expect(status(result, "unique_a_i") == .fail)
        #expect(status(result, "b") == .skipped)
        #expect(status(result, "accepted_values_c_i__False__1") == .warn)
        #expect(
            try rows("SELECT * FROM test_failures__accepted_values_c_i__False__1", database)
                == [["2.0", "1.0"]])
        #expect(
            try rows(
                "SELECT test, model, column_name, severity, status, failure_count "
                    + "FROM model_test_result ORDER BY test", database)[1]
                == ["unique_a_i", "a", "i", "error", "fail", "1.0"])
    }

    @Test("Views over a table that is rebuilt keep answering, also when the build fails")
    func swaps() throws {
        let directory = TemporaryDirectory()
        let table = "{{ config(materialized='table') }} select 1 as i, 2 as j"
        let good = try project(
            ["models/t.sql": table, "models/v.sql": "select i, j from {{ ref('t') }}"],
            in: directory)
        let database = try memoryDatabase()
        #expect(try run(good, database).exitStatus == 0)
        // The table loses a column, and the view that would no longer need it is wrong.
        let changed = try project(
            [
                "models/t.sql": "{{ config(materialized='table') }} select 3 as i",
                "models/v.sql": "select i, missing from {{ ref('t') }}",
            ], in: directory)
        let result = try run(changed, database)
        #expect(result.rolledBack == "the view 'v' would no longer answer")
        #expect(result.exitStatus == 1)
        #expect(try rows("SELECT * FROM v", database) == [["1.0", "2.0"]])
        #expect(
            try rows("SELECT status FROM lineage_run ORDER BY started DESC, rowid DESC", database)
                .first == ["rolled back"])
    }

    @Test("Incremental models add rows, replace by key and start anew on request")
    func incremental() throws {
        let directory = TemporaryDirectory()
        let files = [
            "models/log.sql": """
            {{ config(materialized='incremental', unique_key='id') }}
            select id, value, '{{ run_started_at.strftime('%Y') }}' as lineage_first_seen_ts
            from {{ source('s', 'input') }}
            {% if is_incremental() %} where id >= (select max(id) from {{ this }}) {% endif %}
            """,
            "models/s.yml": "sources: [{name: s, tables: [{name: input}]}]",
        ]
        let database = try memoryDatabase()
        try database.execute("CREATE TABLE input (id INTEGER, value TEXT)")
        try database.execute("INSERT INTO input VALUES (1, 'a'), (2, 'b')")
        var settings = ModelSettings()
        settings.started = RunTime(microseconds: 1_700_000_000_000_000)
        try run(try project(files, in: directory, settings: settings), database)
        try database.execute("UPDATE input SET value = value || '2'")
        try database.execute("INSERT INTO input VALUES (3, 'c')")
        settings.started = RunTime(microseconds: 1_800_000_000_000_000)
        try run(try project(files, in: directory, settings: settings), database)
        #expect(
            try rows("SELECT * FROM log ORDER BY id", database)
                == [["1.0", "a", "2023"], ["2.0", "b2", "2023"], ["3.0", "c", "2027"]])
        settings.fullRefresh = true
        try run(try project(files, in: directory, settings: settings), database)
        #expect(
            try rows("SELECT * FROM log ORDER BY id", database)
                == [["1.0", "a2", "2023"], ["2.0", "b2", "2023"], ["3.0", "c", "2027"]])
    }

    @Test("A model's columns may not change under an incremental table unless it says how")
    func schemaChange() throws {
        let directory = TemporaryDirectory()
        let database = try memoryDatabase()
        func build(_ columns: String, _ change: String) throws -> RunResult {
            let text =
                "{{ config(materialized='incremental', on_schema_change='\(change)') }} "
                + "select \(columns)"
            return try run(try project(["models/m.sql": text], in: directory), database)
        }
        #expect(try build("1 as a", "ignore").exitStatus == 0)
        #expect(try build("1 as a, 2 as b", "ignore").exitStatus == 0)
        #expect(try rows("SELECT * FROM m", database) == [["1.0"], ["1.0"]])
        #expect(try build("1 as a, 2 as b", "fail").exitStatus == 1)
        #expect(try build("1 as a, 2 as b", "append_new_columns").exitStatus == 0)
        #expect(try rows("SELECT b FROM m", database) == [[nil], [nil], ["2.0"]])
        let result = try build("5 as b", "ignore")
        #expect(message(result, "m").contains("a column 'a' that the model no longer gives"))
        #expect(message(result, "m").contains("--full-refresh"))
    }

    @Test("Ephemeral models stand in front of what reads them")
    func ephemeral() throws {
        let directory = TemporaryDirectory()
        let small = try project(
            [
                "models/a.sql": "{{ config(materialized='ephemeral') }} select 1 as i;",
                "models/b.sql":
                    "{{ config(materialized='ephemeral') }} with x as (select * from "
                    + "{{ ref('a') }}) select i + 1 as i from x",
                "models/c.sql": "with y as (select * from {{ ref('b') }}) select * from y",
                "models/d.sql":
                    "select * from {{ ref('a') }} union all select * from {{ ref('b') }}",
            ], in: directory)
        let database = try memoryDatabase()
        #expect(try run(small, database).exitStatus == 0)
        #expect(try rows("SELECT * FROM c", database) == [["2.0"]])
        #expect(try rows("SELECT * FROM d", database) == [["1.0"], ["2.0"]])
        #expect(try database.relationKind("a") == nil)
    }

    @Test("Queries and statement blocks while rendering")
    func queries() throws {
        let directory = TemporaryDirectory()
        let small = try project(
            [
                "seeds/kinds.csv": "kind\nx\ny\n",
                "models/pivot.sql": """
                {%- set kinds = [] -%}
                {%- if execute -%}
                {%- set kinds = run_query('select kind from ' ~ ref('kinds') ~ ' order by 1')
                    .columns[0].values() -%}
                {%- endif -%}
                select {% for k in kinds %}'{{ k }}' as {{ k }}{{ ', ' if not loop.last }}{% endfor %}
                {%- if not execute %} 1 -- depends_on: {{ ref('kinds') }}{% endif %}
                """,
                "models/block.sql": """
                {%- call statement('n', fetch_result=True) -%}
                select count(*) from {{ ref('kinds') }}
                {%- endcall -%}
                select {{ load_result('n')['data'][0][0] if execute else 0 }} as n
                """,
            ], in: directory)
        let database = try memoryDatabase()
        let result = try run(small, database)
        #expect(result.exitStatus == 0, "\(result.summary)")
        #expect(try rows("SELECT x, y FROM pivot", database) == [["x", "y"]])
        #expect(try rows("SELECT n FROM block", database) == [["2.0"]])
    }

    @Test("Hooks run with their model; the project's own around the run")
    func hooks() throws {
        let directory = TemporaryDirectory()
        let small = try project(
            [
                "dbt_project.yml":
                    "name: small\non-run-start: ['create table log (t text)']\n"
                    + "on-run-end: [\"insert into log values ('end')\"]\n",
                "models/a.sql":
                    "{{ config(pre_hook=\"insert into log values ('{{ this }}')\") }} select 1 as i",
            ], in: directory)
        let database = try memoryDatabase()
        #expect(try run(small, database).exitStatus == 0)
        #expect(try rows("SELECT t FROM log", database) == [["a"], ["end"]])
    }

    @Test("The run's id comes from the environment, as text that is quoted")
    func runID() throws {
        let directory = TemporaryDirectory()
        let settings = ModelSettings { $0 == "PIPELINE_RUN_ID" ? "it's" : nil }
        let small = try project(
            [
                "models/a.sql":
                    "select '{{ env_var('PIPELINE_RUN_ID') | replace(\"'\", \"''\") }}' as r"
            ],
            in: directory, settings: settings)
        let database = try memoryDatabase()
        try run(small, database)
        #expect(try rows("SELECT r FROM a", database) == [["it's"]])
        #expect(try rows("SELECT run_id FROM lineage_run", database) == [["it's"]])
        #expect(ModelSettings().pipelineRunID.hasPrefix("run-"))
    }

    @Test("A run that is stopped changes nothing")
    func stopped() throws {
        let directory = TemporaryDirectory()
        let small = try project(
            ["models/a.sql": "select 1 as i", "models/b.sql": "select 2 as i"], in: directory)
        let database = try memoryDatabase()
        try database.execute("CREATE TABLE kept (i)")
        let stopped = ModelRun(small, database, RunOptions(), SourcePlaces())
        stopped.check = { () throws(LakeError) in throw LakeError(.interrupted, "interrupted") }
        #expect(
            failure { () throws(LakeError) in _ = try stopped.execute(.build) }?.code
                == .interrupted)
        #expect(try rows("SELECT name FROM sqlite_schema", database) == [["kept"]])
        #expect(database.isAutocommit)
        // Within a transaction of the caller's, which goes on.
        try database.execute("BEGIN")
        #expect(try run(small, database).exitStatus == 0)
        #expect(!database.isAutocommit)
        try database.execute("ROLLBACK")
        #expect(try database.relationKind("a") == nil)
    }

    @Test("At the first failure nothing is kept, on request")
    func failFast() throws {
        let directory = TemporaryDirectory()
        let small = try project(
            ["models/a.sql": "select 1 as i", "models/b.sql": "select nowhere as i"],
            in: directory)
        let database = try memoryDatabase()
        let result = try run(small, database) { $0.failFast = true }
        #expect(result.exitStatus == 1)
        #expect(try database.relationKind("a") == nil)
        #expect(result.summary.contains("nothing was changed"))
        #expect(try result.json().contains("\"unique_id\":\"model.small.b\",\"status\":\"error\""))
    }

    @Test("A process that is killed in the middle leaves the old marts")
    func killed() async throws {
        let directory = "/tmp/modeling-kill-\(getpid())"
        _ = unsafe system("rm -rf '\(directory)'; mkdir -p '\(directory)'")
        defer { _ = unsafe system("rm -rf '\(directory)'") }
        try adoptLinkedSQLite()
        let clinic = try ModelProject.load(directory: "\(fixtures)/clinic")
        do {
            let database = try Database(path: directory + "/lake.sqlite")
            try database.execute("CREATE TABLE hospital_ward (ward_id INTEGER, ward_name TEXT)")
            try run(clinic, database)
            // What the next build would overwrite.
            try database.execute("UPDATE stg_patients SET name = 'old'")
        }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            try adoptLinkedSQLite()
            let clinic = try ModelProject.load(directory: "\(fixtures)/clinic")
            let database = try Database(path: "/tmp/modeling-kill-\(getppid())/lake.sqlite")
            let run = ModelRun(clinic, database, RunOptions(), SourcePlaces())
            run.progress = { node, _, _ in
                if node.name == "gender_counts" { kill(getpid(), SIGKILL) }
            }
            _ = try run.execute(.build)
        }
        let database = try Database(path: directory + "/lake.sqlite")
        #expect(
            try rows("SELECT DISTINCT patient_name FROM dim_patient", database) == [["old"]])
        #expect(try rows("SELECT count(*) FROM lineage_run", database) == [["1.0"]])
        #expect(try database.text(of: "PRAGMA integrity_check") == "ok")
        #expect(try run(clinic, database).exitStatus == 0)
    }
}
