// Expressions of SQL text and what they become on batches. Columns of `source`: id 0, n 1, r 2,
// t 3, d 4, list 5, raw 6, hidden 7.

import Columnar
@testable import Modeling
import Projection
import Testing

private let id = Expression.column(0)
private let n = Expression.column(1)
private let r = Expression.column(2)
private let t = Expression.column(3)

private func integer(_ value: Int64) -> Expression { .literal(.integer(value)) }
private func text(_ value: String) -> Expression { .literal(.text(value)) }
private func json(_ value: Expression, _ path: String) -> Expression {
    .call(.jsonExtract(path: path), [value])
}

@Suite struct ExpressionFormTests {
    @Test(arguments: [
        ("null", Expression.literal(.null)), ("1", integer(1)), ("-1", integer(-1)),
        ("- 1", integer(-1)), ("1.25", .literal(.real(1.25))), ("-.5", .literal(.real(-0.5))),
        ("2.", .literal(.real(2))), ("'it''s'''", text("it's'")), ("''", text("")),
        ("true", integer(1)), ("FALSE", integer(0)),
        ("9223372036854775807", integer(.max)),
        ("cast(null as text)", .literal(.null)),
    ]) func literals(sql: String, expected: Expression) throws {
        #expect(try expression(sql) == expected)
    }

    @Test(arguments: [
        ("id", id), ("source.id", id), ("SOURCE.ID", id), ("\"id\"", id), ("[id]", id),
        ("`source`.\"Id\"", id), ("(id)", id), ("+id", id), ("hidden", .column(7)),
    ]) func names(sql: String, expected: Expression) throws {
        #expect(try expression(sql) == expected)
    }

    @Test(arguments: [
        ("json_extract(t, '$.a[0].\"b c\"')", json(t, "$.a[0].\"b c\"")),
        ("JSON_EXTRACT(t, '$.a')", json(t, "$.a")),
        ("coalesce(id, t, 1)", .call(.coalesce, [id, t, integer(1)])),
        ("ifnull(id, t)", .call(.coalesce, [id, t])),
        ("nullif(id, '')", .call(.nullIf, [id, text("")])),
        ("instr(id, '/')", .call(.inString, [id, text("/")])),
        ("substr(id, 2)", .call(.substring, [id, integer(2)])),
        ("substring(id, 1, 2)", .call(.substring, [id, integer(1), integer(2)])),
        ("length(id)", .call(.length, [id])), ("lower(id)", .call(.lower, [id])),
        ("upper(id)", .call(.upper, [id])), ("date(id)", .call(.date, [id])),
        ("datetime(id)", .call(.dateTime, [id])),
        ("cast(t as varchar(10))", .cast(t, .text)), ("cast(t as bigint)", .cast(t, .integer)),
        ("cast(t as double precision)", .cast(t, .real)),
        ("cast(t as character(20))", .cast(t, .text)),
    ]) func calls(sql: String, expected: Expression) throws {
        #expect(try expression(sql) == expected)
    }

    /// Each text and the same one with all parentheses that its precedence means.
    @Test(arguments: [
        ("n + 1 * 2 - r", "((n + (1 * 2)) - r)"),
        ("n - 1 - 2", "((n - 1) - 2)"),
        ("id || n + 1", "((id || n) + 1)"),
        ("-n || id", "((-n) || id)"),
        ("- -n", "(-(-n))"),
        ("n * -r", "(n * (-r))"),
        ("n = 1 or n = 2 and r > 1.5", "((n = 1) or ((n = 2) and (r > 1.5)))"),
        ("not n = 1 and r = 2", "((not (n = 1)) and (r = 2))"),
        ("not not n = 1", "(not (not (n = 1)))"),
        ("n < 1 = r > 2", "((n < 1) = (r > 2))"),
        ("n = 1 = 0", "((n = 1) = 0)"),
        ("n + 1 is null", "((n + 1) is null)"),
        ("n = 1 is null", "((n = 1) is null)"),
        ("n is null = 0", "((n is null) = 0)"),
        ("n between 1 + 1 and 2 * 3 and r = 1", "((n between (1 + 1) and (2 * 3)) and (r = 1))"),
        ("n between 1 and 2 = 1", "((n between 1 and 2) = 1)"),
        ("n not between 1 and 2 or r = 1", "((not (n between 1 and 2)) or (r = 1))"),
        ("n + 1 in (1, 2) and r = 1", "(((n + 1) in (1, 2)) and (r = 1))"),
        ("n not in (1) = 1", "((not (n in (1))) = 1)"),
        ("n <> 1 and n != 1 and n == 1", "(((n <> 1) and (n <> 1)) and (n = 1))"),
        ("n isnull", "n is null"), ("n notnull", "n is not null"), ("n not null", "n is not null"),
        (
            "case when n > 1 then id || 'x' else t end",
            "(case when (n > 1) then (id || 'x') else t end)"
        ),
        ("case n + 1 when 1 then 2 end", "case when (n + 1) = 1 then 2 else null end"),
        ("id /* in || between */ || -- all\n t", "(id || t)"),
    ]) func precedence(sql: String, meant: String) throws {
        #expect(try expression(sql) == (try expression(meant)))
    }

    @Test(arguments: [
        ("n is null", Expression.call(.isNull, [n])),
        ("n is not null", .call(.isNotNull, [n])),
        ("-n", .call(.subtract, [integer(0), n])),
        (
            "n between 1 and 2",
            .call(
                .and,
                [
                    .call(.greaterOrEqual, [n, integer(1)]),
                    .call(.lessOrEqual, [n, integer(2)]),
                ])
        ),
        ("n not in (1, 2)", .call(.not, [.call(.isIn, [n, integer(1), integer(2)])])),
        (
            "case id when 'a' then 1 when t then 2 end",
            .choice(
                [
                    .init(when: .call(.equal, [id, text("a")]), then: integer(1)),
                    .init(when: .call(.equal, [id, t]), then: integer(2)),
                ], otherwise: .literal(.null))
        ),
        (
            "(select sum(cast(a.value as real)) from json_each(source.list) as a)",
            .sum(items: .column(5), value: .cast(.item(level: 2, .value), .real))
        ),
        (
            "(select sum(value + n) from json_each(json_extract(t, '$.a')))",
            .sum(items: json(t, "$.a"), value: .call(.add, [.item(level: 2, .value), n]))
        ),
    ]) func operations(sql: String, expected: Expression) throws {
        #expect(try expression(sql) == expected)
    }

    /// A text column makes text of what it is compared with.
    @Test(arguments: [
        (
            "id = json_extract(t, '$.a')",
            Expression.call(.equal, [id, .cast(json(t, "$.a"), .text)])
        ),
        ("json_extract(t, '$.a') < id", .call(.less, [.cast(json(t, "$.a"), .text), id])),
        ("id = 5", .call(.equal, [id, .cast(integer(5), .text)])),
        ("id in ('a', n)", .call(.isIn, [id, text("a"), .cast(n, .text)])),
        (
            "cast(n as text) = n + 1",
            .call(.equal, [.cast(n, .text), .cast(.call(.add, [n, integer(1)]), .text)])
        ),
        // Nothing is converted here.
        (
            "id = substr(t, 1, 2)",
            .call(.equal, [id, .call(.substring, [t, integer(1), integer(2)])])
        ),
        ("id = t", .call(.equal, [id, t])),
        ("+id = json_extract(t, '$.a')", .call(.equal, [id, json(t, "$.a")])),
        (
            "json_extract(t, '$.a') in ('1', 2)",
            .call(.isIn, [json(t, "$.a"), text("1"), integer(2)])
        ),
        ("nullif(id, 5)", .call(.nullIf, [id, integer(5)])),
        ("d >= '2020-01-01'", .call(.greaterOrEqual, [.column(4), text("2020-01-01")])),
        ("raw = id", .call(.equal, [.column(6), id])),
    ]) func affinities(sql: String, expected: Expression) throws {
        #expect(try expression(sql) == expected)
    }
}
