// Hooks: what they wait for, where they run, and what they may not do.

import Columnar
@testable import Modeling
import SQLiteBridge
import Testing

@Suite("Hooks")
struct HookTests {
    @Test("A node waits for what its hooks read, as in dbt; what it makes itself is no edge")
    func edges() throws {
        let directory = TemporaryDirectory()
        let small = try project(
            [
                "models/a.sql": """
                {{ config(materialized='table', pre_hook="create table seen as select * from
                    {{ ref('z') }}", post_hook="update {{ ref('a') }} set i = i + 1") }}
                select count(*) as i from seen
                """,
                "models/z.sql": "{{ config(materialized='table') }} select 1 as k",
                "models/properties.yml": """
                models:
                  - name: b
                    config:
                      post-hook: "insert into seen select k from {{ ref('y') }}"
                """,
                "models/b.sql": "{{ config(materialized='table') }} select * from {{ ref('a') }}",
                "models/y.sql": "{{ config(materialized='table') }} select 2 as k",
            ], in: directory)
        let database = try memoryDatabase()
        let result = try run(small, database)
        #expect(result.exitStatus == 0, "\(result.summary)")
        #expect(try rows("SELECT i FROM b", database) == [["2.0"]])
        #expect(try rows("SELECT k FROM seen ORDER BY k", database) == [["1.0"], ["2.0"]])
    }

    @Test("An unknown name in a hook is found while the project is read")
    func unknown() throws {
        let directory = TemporaryDirectory()
        let found = failure { () throws(LakeError) in
            _ = try project(
                ["models/a.sql": "{{ config(post_hook=\"select {{ ref('aa') }}\") }} select 1"],
                in: directory)
        }
        #expect(found?.code == .notFound)
        #expect(found?.what.contains("'aa'") == true)
    }

    @Test("A hook that fails at the end does not hide the failure that it stumbles over")
    func endOfRun() throws {
        let directory = TemporaryDirectory()
        let small = try project(
            [
                "dbt_project.yml": "name: small\non-run-end: ['select count(*) from a']\n",
                "models/a.sql": "select missing as i",
                "models/b.sql": "select gone as i",
            ], in: directory)
        let database = try memoryDatabase()
        let found = failure { () throws(LakeError) in _ = try run(small, database) }
        #expect(
            found?.what == "a hook fails: no such table: a; before that, a failed ("
                + "\(directory.path)/models/a.sql, line 1, column 8: no such column: missing)"
                + " and 1 more")
        #expect(found?.places.contains(.file("\(directory.path)/dbt_project.yml")) == true)
        #expect(database.isAutocommit)
    }

    @Test("Hooks of seeds run")
    func seeds() throws {
        let directory = TemporaryDirectory()
        let small = try project(
            [
                "seeds/s.csv": "k\n1\n",
                "seeds/properties.yml": """
                seeds:
                  - name: s
                    config:
                      pre-hook: create table log (t text)
                      post-hook: "insert into log select '{{ this }}' || k from {{ this }}"
                """,
            ], in: directory)
        let database = try memoryDatabase()
        #expect(try run(small, database).exitStatus == 0)
        #expect(try rows("SELECT t FROM log", database) == [["s1"]])
    }

    @Test(
        "Neither hooks nor queries of templates end the run's transaction",
        arguments: [
            "commit", "select 1; -- so far\nEND transaction", "/* x */ rollback", "begin immediate",
            "savepoint models", "release models",
            "create trigger t after insert on log begin select 1; end; commit",
        ])
    func transactions(_ sql: String) throws {
        for text in [
            "{{ config(pre_hook=\"\(sql)\") }} select 1 as i",
            "{% set found = run_query(\"\(sql)\") %} select 1 as i",
        ] {
            let directory = TemporaryDirectory()
            let small = try project(["models/a.sql": text], in: directory)
            let database = try memoryDatabase()
            try database.execute("CREATE TABLE log (t)")
            let result = try run(small, database)
            let message = result.nodes.first?.message ?? ""
            #expect(result.nodes.first?.status == .error)
            #expect(message.contains("begins or ends a transaction"), "\(message)")
            #expect(message.contains("a.sql"), "\(message)")
            #expect(database.isAutocommit)
            #expect(try rows("SELECT count(*) FROM lineage_run", database) == [["1.0"]])
        }
    }

    @Test("BEGIN and END of triggers and cases are no statements")
    func triggers() throws {
        let directory = TemporaryDirectory()
        let hook = """
            create temp trigger seen after insert on log begin \
            update log set t = case when t = 1 then 2 else t end; select 3; end; \
            insert into log values (1)
            """
        let small = try project(
            ["models/a.sql": "{{ config(pre_hook=\"\(hook)\") }} select 1 as i"], in: directory)
        let database = try memoryDatabase()
        try database.execute("CREATE TABLE log (t)")
        let result = try run(small, database)
        #expect(result.exitStatus == 0, "\(result.summary)")
        #expect(try rows("SELECT t FROM log", database) == [["2.0"]])
    }
}
