// Projects that make no sense: the error names file, line and column in the user's own file.

import Columnar
@testable import Modeling
import SQLiteBridge
import Testing

@Suite("Errors of projects")
struct ProjectErrorTests {
    /// The text of the error without the scratch folder.
    private func message(_ files: [String: String]) -> String {
        let directory = TemporaryDirectory()
        let error = failure { () throws(LakeError) in _ = try project(files, in: directory) }
        return (error?.description ?? "no error")
            .split(separator: "\(directory.path)/").joined()
    }

    @Test("An unknown model names the nearest one")
    func unknownReference() {
        let text = message([
            "models/stg_person.sql": "select 1 as id",
            "models/dim.sql": "select *\nfrom {{ ref('stg_persn') }}",
        ])
        #expect(
            text == "models/dim.sql, line 2, column 9: there is no model or seed 'stg_persn'; "
                + "did you mean 'stg_person'?")
    }

    @Test("An unknown source lists what there is")
    func unknownSource() {
        let text = message([
            "models/s.yml":
                "sources: [{name: omop, tables: [{name: person}, {name: death}]}]",
            "models/dim.sql": "select * from {{ source('omop', 'persons') }}",
        ])
        #expect(text.contains("models/dim.sql, line 1, column"))
        #expect(text.contains("no source table 'omop.persons'; did you mean 'omop.person'?"))
    }

    @Test("A circle is a path")
    func circle() {
        let text = message([
            "models/a.sql": "select * from {{ ref('c') }}",
            "models/b.sql": "select * from {{ ref('a') }}",
            "models/c.sql": "select * from {{ ref('b') }}",
        ])
        #expect(text.contains("in a circle: a → b → c → a"))
    }

    @Test("A model that reads itself")
    func selfReference() {
        let text = message(["models/a.sql": "select * from {{ ref('a') }}"])
        #expect(text.contains("reads itself through ref(); use {{ this }}"))
    }

    @Test("Two models of one name")
    func doubled() {
        let text = message(["models/x/a.sql": "select 1 as i", "models/y/a.sql": "select 2 as i"])
        #expect(text.contains("there is a 'a' in"))
    }

    @Test("A disabled model")
    func disabled() {
        let text = message([
            "models/a.sql": "{{ config(enabled=false) }} select 1 as i",
            "models/b.sql": "select * from {{ ref('a') }}",
        ])
        #expect(text.contains("the model 'a' is disabled"))
    }

    @Test("Tags that do not end, unknown macros and variables have their place")
    func templates() {
        #expect(
            message(["models/a.sql": "select 1\n{% if true %}"]).hasPrefix("models/a.sql, line "))
        #expect(
            message(["models/a.sql": "select 1,\n  {{ nothing_here() }}"])
                .hasPrefix("models/a.sql, line 2, column "))
        let variable = message([
            "dbt_project.yml": "name: small\nvars: {as_of: '2026-01-01'}\n",
            "models/a.sql": "select '{{ var('as_off') }}' as d",
        ])
        #expect(variable.hasPrefix("models/a.sql, line 1, column "))
        #expect(variable.contains("the variable 'as_off' is not set; did you mean 'as_of'?"))
    }

    @Test("A variable of the environment that is not set")
    func environment() {
        let text = message(["models/a.sql": "select '{{ env_var('NOT_SET') }}' as v"])
        #expect(text.contains("the environment has no variable 'NOT_SET'"))
    }

    @Test("YAML names what it cannot place")
    func properties() {
        let unknown = message([
            "models/a.sql": "select 1 as i",
            "models/a.yml": "models:\n  - name: b\n",
        ])
        #expect(
            unknown == "models/a.yml, line 2, column 5: there is no model 'b'; did you mean 'a'?")
        let test = message([
            "models/a.sql": "select 1 as i",
            "models/a.yml":
                "models:\n  - name: a\n    columns:\n      - name: i\n        data_tests:\n"
                + "          - uniqe\n",
        ])
        #expect(
            test == "models/a.yml, line 6, column 13: there is no test 'uniqe'; "
                + "did you mean 'unique'?")
        let argument = message([
            "models/a.sql": "select 1 as i",
            "models/a.yml":
                "models: [{name: a, columns: [{name: i, tests: [unique: {colum: 1}]}]}]",
        ])
        #expect(argument.hasPrefix("models/a.yml, line 1"))
        #expect(argument.contains("no argument 'colum'"))
        let key = message(["models/a.yml": "model:\n  - name: a\n"])
        #expect(
            key == "models/a.yml, line 1, column 1: the key 'model' is not known; "
                + "did you mean 'models'?")
    }

    @Test("A materialization that is none")
    func materialisation() {
        let text = message(["models/a.sql": "{{ config(materialized='tabl') }} select 1 as i"])
        #expect(text == "models/a.sql: there is no materialization 'tabl'; did you mean 'table'?")
    }

    @Test("No project")
    func noProject() {
        let directory = TemporaryDirectory()
        let error = failure { () throws(LakeError) in
            _ = try ModelProject.load(directory: directory.path)
        }
        #expect(error?.code == .notFound)
    }

    @Test(
        "Selections that make no sense",
        arguments: ["tagg:x", "@a+", "a,,b", "+", "state:modified"])
    func selections(text: String) throws {
        #expect(throws: LakeError.self) { _ = try Selector([text]) }
    }

    @Test("Ragged seeds")
    func seeds() throws {
        func message(_ text: String) -> String {
            failure { () throws(LakeError) in
                _ = try SeedFile(Array(text.utf8), path: "seeds/x.csv")
            }?.description ?? "no error"
        }
        #expect(message("a,b\n1,2\n3\n").hasPrefix("seeds/x.csv, line 3: the record has 1 fields"))
        #expect(message("a,a\n").contains("the column 'a' stands twice"))
        #expect(message("a\n\"x").contains("line 2: a quoted field that begins here"))
        #expect(message("a\n\"x\"y\n").contains("follow the closing quote"))
        #expect(message("").contains("no header"))
        let file = try SeedFile(
            Array("\u{feff}a,b,c\r\n1,\"x, \"\"y\"\"\n2\",007\r\n,,010\n".utf8), path: "x")
        #expect(file.columns == ["a", "b", "c"])
        #expect(file.rows == [["1", "x, \"y\"\n2", "007"], [nil, nil, "010"]])
        #expect((0..<3).map(file.inferredType) == ["INTEGER", "TEXT", "INTEGER"])
        #expect(!file.losesZeros(column: 0) && file.losesZeros(column: 2))
    }
}
