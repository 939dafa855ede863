// What dbt adds to Jinja: macros of many files and packages, `return`, named blocks, values in
// YAML. What is expected was read off dbt-core 1.10.23, or is stated in its documentation.

import Columnar
import Testing
@testable import Jinja

/// An object of an embedder.
private final class Relation: JinjaObject {
    var typeName: String { "Relation" }
    func attribute(_ name: String) throws(LakeError) -> JinjaValue? {
        switch name {
        case "schema": .string("main")
        case "quote":
            .function("quote") { (arguments) throws(LakeError) in
                let bound = try arguments.bind(["identifier", "times"], required: 1)
                return .bool(bound[1] == nil)
            }
        default: nil
        }
    }
    func text(_ rendering: Rendering) throws(LakeError) -> String { "main.t" }
}

@Suite("Projects")
struct ProjectTests {
    private func environment(_ files: [(package: String, path: String, text: String)]) throws
        -> Environment
    {
        let environment = Environment(rootPackage: "shop", internalPackages: ["dbt"])
        for file in files {
            try environment.addMacros(
                of: try environment.parse(file.text, path: file.path), package: file.package)
        }
        return environment
    }

    private func render(
        _ text: String, in environment: Environment, variables: [String: JinjaValue] = [:],
        package: String? = nil
    ) throws -> String {
        try environment.render(
            try environment.parse(text, path: "models/m.sql"), variables: variables,
            package: package)
    }

    @Test("The project's macros come before packages' and those of the program")
    func resolution() throws {
        let environment = try environment([
            ("shop", "macros/a.sql", "{% macro a() %}shop{{ b() }}{% endmacro %}"),
            ("utils", "u.sql", "{% macro a() %}utils{% endmacro %}{% macro b() %}b{% endmacro %}"),
            ("dbt", "d.sql", "{% macro a() %}dbt{% endmacro %}{% macro b() %}-dbt b{% endmacro %}"),
        ])
        #expect(try render("{{ a() }}", in: environment) == "shop-dbt b")
        #expect(try render("{{ utils.a() }} {{ dbt.a() }}", in: environment) == "utils dbt")
        #expect(try render("{{ a() }}", in: environment, package: "utils") == "utils")
        #expect(try render("{{ utils.c is defined }}", in: environment) == "False")
        #expect(environment.hasMacro("a") && !environment.hasMacro("c"))
        #expect(environment.macroNames(in: "utils") == ["a", "b"])
    }

    @Test("A macro replaces a global of its name")
    func replacing() throws {
        let environment = try environment([
            ("shop", "m.sql", "{% macro ref(x) %}[{{ x }}]{% endmacro %}")
        ])
        environment.globals["ref"] = .function("ref") { (_) throws(LakeError) in .string("plain") }
        #expect(try render("{{ ref('a') }}", in: environment) == "[a]")
    }

    @Test("return gives a value and leaves the macro, also out of a call block")
    func returning() throws {
        let environment = try environment([
            (
                "shop", "m.sql",
                "{% macro f(x) %}junk{% for i in x %}{% if i > 1 %}{{ return([i, i]) }}{% endif %}"
                    + "{% endfor %}{% do return(none) %}{% endmacro %}"
                    + "{% macro g() %}{{ caller() }}lost{% endmacro %}"
                    + "{% macro h() %}{% call g() %}{{ return(7) }}{% endcall %}-kept{% endmacro %}"
            )
        ])
        #expect(try render("{{ f([1, 2, 3])[0] + 1 }}", in: environment) == "3")
        #expect(try render("{{ f([]) is none }}", in: environment) == "True")
        #expect(try render("{{ h() }}", in: environment) == "7-kept")
        #expect(throws: LakeError.self) { try render("{{ return(1) }}", in: environment) }
    }

    @Test("Named blocks are macros or texts")
    func blocks() throws {
        let template = try Environment().parse(
            """
            {% test positive(model, column_name, min=0) %}select {{ model }}{% endtest %}
            {% materialization fancy, adapter='sqlite', supported_languages=['sql'] -%}
            x{%- endmaterialization %}
            {% materialization fancy, default %}{% endmaterialization %}
            {% docs person %}A **person**. {% enddocs %}
            {% snapshot s %}select {{ 1 + 1 }}{% endsnapshot %}
            {% macro plain(a) %}{% endmacro plain %}
            """, path: "b.sql")
        let blocks = template.blocks
        #expect(
            blocks.map(\.kind) == [
                .test, .materialization, .materialization, .docs, .snapshot,
                .macro,
            ])
        #expect(
            blocks.map(\.macroName) == [
                "test_positive", "materialization_fancy_sqlite", "materialization_fancy_default",
                nil, nil, "plain",
            ])
        #expect(blocks.map(\.name) == ["positive", "fancy", "fancy", "person", "s", "plain"])
        #expect(blocks[0].parameters == ["model", "column_name", "min"])
        #expect(blocks[0].text == "select {{ model }}")
        #expect(blocks[3].text == "A **person**. ")
        #expect(blocks.map(\.position.line) == [1, 2, 4, 5, 6, 7])
        let environment = Environment()
        let body = try #require(blocks[4].body)
        #expect(try environment.render(body) == "select 2")
        try environment.addMacros(of: template, package: "project")
        let text = try environment.callMacro(
            "test_positive", keywords: [("model", .string("t")), ("column_name", .string("c"))],
            path: "schema.yml")
        #expect(try text.isEqual(to: .string("select t")))
    }

    @Test("A second macro of a name names the first")
    func doubles() throws {
        let environment = try environment([
            ("shop", "macros/one.sql", "\n{% macro a() %}{% endmacro %}")
        ])
        let second = try environment.parse("{% macro a() %}{% endmacro %}", path: "macros/two.sql")
        let error = #expect(throws: LakeError.self) {
            try environment.addMacros(of: second, package: "shop")
        }
        #expect(
            error?.description
                == "macros/two.sql, line 1, column 4: there is a macro 'a' in macros/one.sql:2 "
                + "already; rename one of them")
    }

    /// The text of the value in Python's form, or nil for an error.
    static var native: [(template: String, variable: JinjaValue, expected: String?)] {
        [
            ("{{ x | as_bool }}", .string("True"), "True"),
            ("{{ x | as_bool }}", .string("true"), nil),
            ("{{ x | as_bool }}", .bool(true), "True"), ("{{ x | as_bool }}", .int(1), nil),
            ("{{ x | as_native }}", .string("true"), "'true'"),
            ("{{ x | as_native }}", .string("[1, 2]"), "[1, 2]"),
            ("{{ x | as_native }}", .string("-3"), "-3"),
            ("{{ x | as_native }}", .string("None"), "None"),
            ("{{ x | as_native }}", .string("{'a': 1}"), "{'a': 1}"),
            ("{{ x | as_native }}", .string(""), "''"),
            ("{{ x | as_number }}", .string("1.5"), "1.5"),
            ("{{ x | as_number }}", .string("abc"), nil),
            ("{{ x | as_number }}", .string("None"), nil), ("{{ x | as_text }}", .int(1), "'1'"),
            ("{{ x }}", .int(1), "1"), ("{{ x }}", .string("1"), "'1'"),
            ("{{ x }}", .bool(true), "True"),
            ("a{{ x | as_bool }}", .bool(true), "'aTrue'"), ("{{ x | as_bool }} ", .int(1), "'1 '"),
        ]
    }

    @Test("Values in YAML", arguments: native.indices)
    func nativeValues(index: Int) throws {
        let (text, variable, expected) = Self.native[index]
        let environment = Environment()
        let template = try environment.parse(text, path: "dbt_project.yml")
        let value = try? environment.renderNative(template, variables: ["x": variable])
        guard let value else {
            #expect(expected == nil)
            return
        }
        let shown = try environment.evaluate("[x] | string", path: "", variables: ["x": value])
        guard case .string(let list) = shown else { return }
        #expect(list.dropFirst().dropLast() == expected ?? "")
    }

    @Test("What a model refers to can be read before anything is known")
    func lenient() throws {
        let environment = Environment()
        environment.propagatesUndefined = true
        #expect(
            try render("a{{ x.y(1)['z'] }}{% for i in x.y %}{% endfor %}", in: environment) == "a")
    }

    @Test("Objects and functions of the embedder")
    func embedding() throws {
        let environment = Environment()
        environment.globals["this"] = .object(Relation())
        environment.filters["twice"] = JinjaCallable("twice") { (arguments) throws(LakeError) in
            let text = try arguments.rendering.text(arguments.positional[0])
            return .string(text + text)
        }
        environment.globals["apply"] = .function("apply") { (arguments) throws(LakeError) in
            try arguments.rendering.call(
                arguments.positional[0], Array(arguments.positional.dropFirst()))
        }
        let text =
            "{{ this }} {{ this.schema }} {{ this.x is defined }} {{ this.quote('a') }} "
            + "{{ 'a' | twice }} {% macro m(x) %}<{{ x }}>{% endmacro %}{{ apply(m, this) }} "
            + "{{ [this] }} {{ this == this }} {{ this ~ 1 }}"
        #expect(
            try render(text, in: environment)
                == "main.t main False True aa <main.t> [main.t] True main.t1")
    }
}
