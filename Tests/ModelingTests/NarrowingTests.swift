// What models wait for when the sources are known.

import Columnar
@testable import Modeling
import SQLiteBridge
import Testing

@Suite("Models wait for what they read", .timeLimit(.minutes(2)))
struct NarrowingTests {
    private static let files = [
        "models/sources.yml": """
        sources:
          - {name: left, tables: [{name: t}]}
          - {name: right, tables: [{name: t}]}
        """,
        "models/of_left.sql": """
        {{ config(materialized='table') }}
        {% if source_exists('left', 't') %} select a from {{ source('left', 't') }}
        {% else %} select null as a where 1 = 0 {% endif %}
        """,
        "models/of_right.sql": """
        {{ config(materialized='table') }}
        {% if source_exists('right', 't') %} select a from {{ source('right', 't') }}
        {% else %} select null as a where 1 = 0 {% endif %}
        """,
        "models/chosen.sql": """
        {{ config(materialized='table') }}
        select a from
        {% if source_exists('left', 't') %} {{ ref('of_left') }}
        {% else %} {{ ref('of_right') }} {% endif %}
        {% if not sources_are_known() %} -- {{ ref('of_left') }} {{ ref('of_right') }} {% endif %}
        """,
    ]

    private func run(
        _ files: [String: String], sources: [String], command: RunCommand = .build
    ) throws -> (names: [String], run: ModelRun, database: Database) {
        let directory = TemporaryDirectory()
        let database = try memoryDatabase()
        let places = SourcePlaces()
        for source in sources {
            let file = directory.path + "/\(source).sqlite"
            let other = try Database(path: file)
            try other.execute("CREATE TABLE t AS SELECT '\(source)' AS a")
            try places.add("\(source)=\(file)")
        }
        let run = ModelRun(try project(files, in: directory), database, RunOptions(), places)
        let result = try run.execute(command)
        let names = result.nodes.map { "\($0.name) \($0.status.rawValue)" }
        return (names, run, database)
    }

    private func parents(_ run: ModelRun, _ name: String) -> [String] {
        let node = run.graph.nodes.first { $0.name == name }
        return (node?.parents ?? []).map { run.graph.nodes[$0].name }
            .filter { !$0.contains(".") }.sorted()
    }

    @Test("While the project is read, all that may be read counts; with the sources, what is named")
    func narrows() throws {
        let whole = try project(Self.files, in: TemporaryDirectory())
        let chosen = try #require(whole.graph.nodes.first { $0.name == "chosen" })
        #expect(
            chosen.parents.map { whole.graph.nodes[$0].name }.filter { !$0.contains(".") }.sorted()
                == ["of_left", "of_right"])
        #expect(try whole.select(["+chosen"], exclude: []).nodes.count == 5)

        let both = try run(Self.files, sources: ["left", "right"])
        #expect(parents(both.run, "chosen") == ["of_left"])
        #expect(try rows("SELECT a FROM chosen", both.database) == [["left"]])
        let right = try run(Self.files, sources: ["right"])
        #expect(parents(right.run, "chosen") == ["of_right"])
        #expect(try rows("SELECT a FROM chosen", right.database) == [["right"]])
    }

    @Test(
        "A model is built although one that it does not read fails, and skipped with one it reads")
    func failures() throws {
        var files = Self.files
        files["models/of_right.sql"] = "{{ config(materialized='table') }} select nowhere as a"
        #expect(
            try run(files, sources: ["left"]).names.sorted()
                == ["chosen success", "of_left success", "of_right error"])
        #expect(
            try run(files, sources: ["right"]).names.sorted()
                == ["chosen skipped", "of_left success", "of_right error"])
    }

    @Test("Texts that do not ask for the sources keep what they name in comments")
    func comments() throws {
        var files = Self.files
        files["models/chosen.sql"] = """
            {{ config(materialized='table') }}
            select 1 as a -- depends_on: {{ ref('of_left') }}
            -- depends_on: {{ ref('of_right') }}
            """
        let all = try run(files, sources: ["left", "right"])
        #expect(parents(all.run, "chosen") == ["of_left", "of_right"])
        #expect(all.names.last == "chosen success")
    }

    @Test("A text that fails when it is read again keeps its edges")
    func failingText() throws {
        var files = Self.files
        files["models/chosen.sql"] = """
            {{ config(materialized='table') }}
            {% if sources_are_known() and not execute %}
            {{ exceptions.raise_compiler_error('not now') }} {% endif %}
            select a from {{ ref('of_left') }} -- {{ ref('of_right') }}
            """
        let all = try run(files, sources: ["left"])
        #expect(parents(all.run, "chosen") == ["of_left", "of_right"])
        #expect(all.names.last == "chosen success")
    }
}
