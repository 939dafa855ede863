// What selections find by the configuration of nodes, what failed tests keep from being built, and
// what is told of files that have no effect.

import Columnar
@testable import Modeling
import SQLiteBridge
import Testing

@Suite("Selections and skips")
struct SelectionTests {
    private static let files = [
        "models/plain.sql": "select 1 as k",
        "models/said.sql": "{{ config(materialized='view', meta={'owner': {'team': 'x'}}) }} "
            + "select 1 as k",
        "models/stored.sql": "{{ config(materialized='table', tags=['nightly', 'late']) }} "
            + "select 1 as k",
        "models/properties.yml": """
        models:
          - name: stored
            columns: [{name: k, tests: [unique, not_null: {config: {severity: warn}}]}]
        """,
        "seeds/s.csv": "k\n1\n",
        "tests/t.sql": "{{ config(severity='WARN') }} select 1 as k where false",
    ]

    /// What `dbt ls --select …` of dbt-core 1.10 prints for these files, without the project.
    @Test(
        "Configuration counts as it is in effect",
        arguments: [
            ("config.materialized:view", ["plain", "said"]),
            ("config.materialized:table", ["not_null_stored_k", "stored", "unique_stored_k"]),
            ("config.materialized:seed", ["s"]),
            ("config.materialized:test", ["not_null_stored_k", "t", "unique_stored_k"]),
            ("config.severity:warn", ["not_null_stored_k", "t"]),
            ("config.severity:error", ["unique_stored_k"]),
            ("config.tags:late", ["not_null_stored_k", "stored", "unique_stored_k"]),
            ("config.meta.owner.team:x", ["said"]),
            (
                "config.enabled:True",
                ["not_null_stored_k", "plain", "s", "said", "stored", "t", "unique_stored_k"]
            ),
            ("config.enabled:false", []),
            ("config.nothing:x", []),
        ])
    func configurations(criterion: String, names: [String]) throws {
        let project = try project(Self.files, in: TemporaryDirectory())
        let found = try project.select([criterion], exclude: []).nodes
        #expect(found.map { project.graph.nodes[$0].name }.sorted() == names)
    }

    @Test("A failed test that reads no node keeps nothing from being built")
    func testOfNothing() throws {
        let project = try project(
            [
                "models/m.sql": "select 1 as k",
                "models/n.sql": "select k from {{ ref('m') }}",
                "tests/t.sql": "select 1 as broken",
                "tests/u.sql": "select broken",
            ], in: TemporaryDirectory())
        let nodes = try run(project, try memoryDatabase()).nodes
        let statuses = nodes.map { "\($0.name) \($0.status.rawValue)" }.sorted()
        #expect(statuses == ["m success", "n success", "t fail", "u error"])
    }

    @Test("Files of snapshots are named in a warning, once each")
    func snapshots() throws {
        let directory = TemporaryDirectory()
        let project = try project(
            [
                "models/m.sql": "select 1 as k",
                "snapshots/deep/s.sql": "{% snapshot s %} select 1 as k {% endsnapshot %}",
                "snapshots/t.yml": "snapshots:\n  - name: t\n    relation: ref('m')\n",
            ], in: directory)
        let result = try run(project, try memoryDatabase())
        #expect(
            result.warnings == [
                "\(directory.path)/snapshots/t.yml: line 1: 'snapshots' has no effect here",
                "\(directory.path)/snapshots/deep/s.sql: snapshots are not run: the file has no "
                    + "effect here",
            ])
        #expect(result.nodes.map(\.name) == ["m"])
    }
}
