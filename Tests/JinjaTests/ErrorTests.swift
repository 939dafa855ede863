// Errors name the user's file, line and column, the near name, and the calls that led there.

import Columnar
import Testing
@testable import Jinja

@Suite("Errors")
struct ErrorTests {
    static let cases: [(template: String, expected: String)] = [
        (
            "a\n  {{ colums }}{{ colums.x }}",
            "m.sql, line 2, column 18: 'colums' is undefined; "
                + "did you mean 'columns'?"
        ),
        (
            "{{ columns | uper }}",
            "m.sql, line 1, column 14: there is no filter 'uper'; "
                + "did you mean 'upper'?"
        ),
        (
            "{{ columns is defned }}",
            "m.sql, line 1, column 15: there is no test 'defned'; "
                + "did you mean 'defined'?"
        ),
        (
            "{% forr x in y %}",
            "m.sql, line 1, column 4: there is no tag 'forr'; did you mean 'for'?"
        ),
        (
            "\n{% if x %}\n",
            "m.sql, line 2, column 4: 'if' is never closed; "
                + "close it with {% endif %}"
        ),
        (
            "{% for x in y %}{% endif %}",
            "m.sql, line 1, column 20: 'endif' does not close 'for'; "
                + "close it with {% endfor %} first"
        ),
        ("{{ 1 +", "m.sql, line 1, column 1: the tag is never closed; close it with '}}'"),
        ("{{ (1] }}", "m.sql, line 1, column 6: ']' does not close '('; write ')'"),
        ("ä {{ 'a' + 1 }}", "m.sql, line 1, column 6: '+' does not go between str and int"),
        (
            "{% include 'x' %}",
            "m.sql, line 1, column 4: the tag 'include' is not for models; "
                + "macros of other files are known by their names"
        ),
        ("{{ centz(1) }}", "m.sql, line 1, column 4: 'centz' is undefined; did you mean 'cents'?"),
        (
            "{{ cents(1, scal=2) }}",
            "m.sql, line 1, column 4: the macro 'cents' has no argument "
                + "'scal'; did you mean 'scale'?"
        ),
        (
            "{{ cents() }}",
            "macros/cents.sql, line 2, column 4: parameter 'column' of 'cents' was "
                + "not provided, in the macro 'cents' called from m.sql:1"
        ),
        (
            "\n{{ outer() }}",
            "macros/cents.sql, line 2, column 4: '/' does not go between str and "
                + "int, in the macro 'cents' called from macros/cents.sql:3, in the macro 'outer' "
                + "called from m.sql:2"
        ),
        (
            "{{ utils.twice('x') }}",
            "u.sql, line 1, column 24: '*' does not go between str and "
                + "str, in the macro 'twice' called from m.sql:1"
        ),
        (
            "{{ utils.twoce('x') }}",
            "m.sql, line 1, column 10: the package 'utils' has no macro "
                + "'twoce', did you mean 'twice'?"
        ),
        (
            "\n{{ inside() }}",
            "m.sql, line 2, column 4: division by zero, in the macro 'inside' "
                + "(program.sql:1)"
        ),
        ("{{ fails(1) }}", "m.sql, line 1, column 4: no table"),
        ("{% set a, b = [1] %}", "m.sql, line 1, column 4: 2 names are set from 1 values"),
        (
            "{% set x.y = 1 %}",
            "m.sql, line 1, column 4: 'x' is no namespace; make one with "
                + "{% set x = namespace() %}"
        ),
        (
            "{{ 9223372036854775807 + 1 }}",
            "m.sql, line 1, column 4: a whole number does not fit "
                + "in 64 bits"
        ),
        (
            "{{ 9223372036854775808 }}",
            "m.sql, line 1, column 4: the number 9223372036854775808 "
                + "does not fit in 64 bits"
        ),
    ]

    @Test("Place, what, advice", arguments: cases.indices)
    func text(index: Int) throws {
        let (text, expected) = Self.cases[index]
        let environment = Environment()
        environment.globals["columns"] = .list([])
        environment.globals["fails"] = .function("fails") { (_) throws(LakeError) in
            throw LakeError(.notFound, "no table")
        }
        let files = [
            (
                "project", "macros/cents.sql",
                "{% macro cents(column, scale=2) %}\n{{ column / 100 }}{% endmacro %}\n"
                    + "{% macro outer() %}{{ cents('a') }}{% endmacro %}"
            ),
            ("utils", "u.sql", "{% macro twice(x) %}{{ x * x }}{% endmacro %}"),
            ("dbt", "program.sql", "{% macro inside() %}{{ 1 / 0 }}{% endmacro %}"),
        ]
        for (package, path, text) in files {
            try environment.addMacros(
                of: try environment.parse(text, path: path), package: package)
        }
        let error = #expect(throws: LakeError.self) {
            _ = try environment.render(try environment.parse(text, path: "m.sql"))
        }
        #expect(error?.description == expected)
    }

    @Test("A part of a file is named by the file's lines")
    func partOfFile() throws {
        let environment = Environment()
        let error = #expect(throws: LakeError.self) {
            try environment.parse(
                "{{ 1", path: "schema.yml", from: TextPosition(line: 7, column: 11))
        }
        #expect(error?.places == [.file("schema.yml"), .line(7), .column("11")])
    }

    static let hostile = [
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{{ m() }}",
        "{% for i in range(99999) %}{% for j in range(99999) %}{% for k in range(99999) %}"
            + "{% endfor %}{% endfor %}{% endfor %}",
        "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}"
            + "{% endfor %}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = ns.l + ns.l %}"
            + "{% endfor %}",
        "{% set l = [1] %}{% for i in range(99) %}{% do l.extend(l) %}{% endfor %}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(50) %}{% set ns.l = [ns.l, ns.l] %}"
            + "{% endfor %}{{ ns.l }}",
        "{% set ns = namespace(l=[], m=[]) %}{% for i in range(5000) %}"
            + "{% set ns.l = [ns.l] %}{% set ns.m = [ns.m] %}{% endfor %}{{ ns.l == ns.m }}",
        "{{ 'x' * 9223372036854775807 }}", "{{ [1] * 9223372036854775807 }}",
        "{{ '%999999999d' % 1 }}", "{{ '%.99999999f' % 1 }}", "{{ '{:999999999}'.format(1) }}",
        "{{ 'x'.center(9223372036854775807) }}", "{{ 'x' | indent(9223372036854775807) }}",
        "{{ 2 ** 9223372036854775807 }}", "{{ range(9223372036854775807) }}",
        "{{ 10 | round(-9223372036854775807) ~ (-9223372036854775807 - 1) // -1 }}",
        "{{ [1] | batch(9223372036854775807, 0) | list }}",
        "{{ [1] | slice(9223372036854775807) | list }}",
        "{% set d = {} %}{% do d.update({'d': d}) %}{{ d | tojson }}",
        String(repeating: "{{ (", count: 1000), "{{ " + String(repeating: "(", count: 100_000),
        "{{ " + String(repeating: "[", count: 100_000),
        "{{ " + String(repeating: "not ", count: 9999) + "1 }}",
        "{{ " + String(repeating: "-", count: 99_999) + "1 }}",
        "{{ x" + String(repeating: ".x", count: 99_999) + " }}",
        "{{ x" + String(repeating: "|list", count: 99_999) + " }}",
        String(repeating: "{% if x %}", count: 99_999),
        "{% for x in y recursive %}{% endfor %}"
            + String(repeating: "{% for x in y %}", count: 999),
        "{% for x in [[1]] recursive %}{{ loop([[1]]) }}{% endfor %}",
        "{{ [[1]] | map('map', 'map', 'nope') }}",
    ]

    @Test("Hostile templates end in an error", arguments: hostile.indices)
    func limits(index: Int) throws {
        let environment = Environment()
        environment.limits.workMax = 2_000_000
        let error = #expect(throws: LakeError.self) {
            _ = try environment.render(try environment.parse(Self.hostile[index], path: "m.sql"))
        }
        #expect((error?.description.utf8.count ?? 0) < 2000)
    }

    @Test("Long chains of values are released without depth")
    func deepValues() throws {
        let environment = Environment()
        let texts = [
            "{% set ns.v = [ns.v] %}", "{% set ns.v = (ns.v,) %}", "{% set ns.v = {'a': ns.v} %}",
            "{% set ns.v = [ns.v.append] %}", "{% set ns.v = namespace(v=ns.v) %}",
            "{% set n = [] %}{% do ns.v.append(n) %}{% set ns.v = n %}",
            "{% set v = ns.v %}{% macro m() %}{{ v }}{% endmacro %}{% set ns.v = [m] %}",
            "{% set ns.v = cycler(ns.v) %}",
        ]
        for text in texts {
            let loop =
                "{% set first = [] %}{% set ns = namespace(v=first) %}{% for i in range(12000) %}"
                + text + "{% endfor %}done"
            #expect(try environment.render(try environment.parse(loop, path: "m.sql")) == "done")
        }
    }

    @Test("Long flat expressions are no deep ones")
    func longChains() throws {
        let environment = Environment()
        let sum = "{{ 0" + String(repeating: " + 1", count: 20_000) + " }}"
        #expect(try environment.render(try environment.parse(sum, path: "m.sql")) == "20000")
        let text = "{{ ''" + String(repeating: " ~ 'a'", count: 20_000) + " }}"
        #expect(
            try environment.render(try environment.parse(text, path: "m.sql")).utf8.count == 20_000)
    }
}
