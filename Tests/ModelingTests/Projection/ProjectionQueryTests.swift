// Queries that become one flat query over one source.

import Columnar
@testable import Modeling
import Projection
import Testing

private func read(_ sql: String) throws(NotComputed) -> ProjectionQuery {
    try projectionReader.read(sql)
}

private func columns(_ pairs: (String, Expression)...) -> [ProjectionQuery.Column] {
    pairs.map { ProjectionQuery.Column($0.0, $0.1) }
}

@Suite struct ProjectionQueryTests {
    @Test func plain() throws {
        let query = try read(
            "select ID, n as Number, source.\"t\" from Source where id is not null;")
        #expect(
            query
                == ProjectionQuery(
                    source: "Source", conditions: [.call(.isNotNull, [.column(0)])], items: nil,
                    lookups: [],
                    columns: columns(
                        ("id", .column(0)), ("Number", .column(1)), ("t", .column(3)))))
    }

    /// `*` leaves hidden columns out, whose names work all the same.
    @Test func stars() throws {
        let all = ["id", "n", "r", "t", "d", "list", "raw"]
        #expect(try read("select * from source").columns.map(\.name) == all)
        #expect(
            try read("select s.*, hidden from source s").columns.map(\.name) == all + ["hidden"])
        #expect(
            try read("with c as (select hidden as h from source) select * from c").columns
                == columns(("h", .column(7))))
    }

    @Test func commonTables() throws {
        let query = try read(
            """
            with unused as (select value from source, json_each(list)),
            a as materialized (select id || 'x' as y, n from source as s where n > 1 and r < 2),
            A2 as (select a.*, y || n as z from a where y = 'x')
            select z, n from a2 as final where true
            """)
        let y = Expression.call(.concatenate, [.column(0), .literal(.text("x"))])
        #expect(
            query
                == ProjectionQuery(
                    source: "source",
                    conditions: [
                        .call(.greater, [.column(1), .literal(.integer(1))]),
                        .call(.less, [.column(2), .literal(.integer(2))]),
                        .call(.equal, [y, .literal(.text("x"))]),
                        .literal(.integer(1)),
                    ], items: nil, lookups: [],
                    columns: columns(
                        ("z", .call(.concatenate, [y, .column(1)])), ("n", .column(1)))))
    }

    /// A common table expression hides the table of its name.
    @Test func hiding() throws {
        let query = try read("with codes as (select id from source) select * from codes")
        #expect(query.source == "source")
    }

    @Test(arguments: [
        "select source.id, i.key, i.value from source, json_each(source.list) as i where n = 1",
        "select source.id, key, value from source cross join json_each(list) where n = 1",
        """
        with c as (select s.id, s.n, j.key, j.value from source as s, json_each(s.list) as j)
        select c.id, c.key, c.value from c where c.n = 1
        """,
    ]) func items(sql: String) throws {
        #expect(
            try read(sql)
                == ProjectionQuery(
                    source: "source",
                    conditions: [.call(.equal, [.column(1), .literal(.integer(1))])],
                    items: .column(5), lookups: [],
                    columns: columns(
                        ("id", .column(0)), ("key", .item(level: 1, .key)),
                        ("value", .item(level: 1, .value)))))
    }

    /// A sum beside the query's own list: its items are of level 2.
    @Test func sumOverItems() throws {
        let query = try read(
            """
            select (
                select sum(case when a.key = i.key then a.value end)
                from json_each(json_extract(i.value, '$.b')) as a
            ) as total
            from source, json_each(source.list) as i
            """)
        let condition = Expression.call(
            .equal, [.item(level: 2, .key), .item(level: 1, .key)])
        #expect(
            query.columns
                == columns(
                    (
                        "total",
                        .sum(
                            items: .call(.jsonExtract(path: "$.b"), [.item(level: 1, .value)]),
                            value: .choice(
                                [.init(when: condition, then: .item(level: 2, .value))],
                                otherwise: .literal(.null)))
                    )))
    }

    @Test func lookups() throws {
        let query = try read(
            """
            with c as (select * from codes), k as (select k.name as label, k.code, number from c k)
            select source.id, a.label, b.weight
            from source
            left join k as a on source.id = a.code and n = a.number
            left outer join codes as b on b.kind = 'x' and (json_extract(t, '$.c') = b.code)
                and b.name = a.label
            """)
        #expect(
            query.lookups == [
                Lookup(
                    relation: "codes", columns: ["name", "code", "number"],
                    keys: [.init(.column(0), equals: 1), .init(.column(1), equals: 2)]),
                Lookup(
                    relation: "codes", columns: ["code", "kind", "weight", "name"],
                    keys: [
                        .init(.literal(.text("x")), equals: 1),
                        .init(
                            .cast(.call(.jsonExtract(path: "$.c"), [.column(3)]), .text),
                            equals: 0),
                        .init(.lookup(0, column: 0), equals: 3),
                    ]),
            ])
        #expect(
            query.columns
                == columns(
                    ("id", .column(0)), ("label", .lookup(0, column: 0)),
                    ("weight", .lookup(1, column: 2))))
    }

    /// Lookups that nothing is read of stay: they decide whether rows are doubled.
    @Test func unreadLookup() throws {
        let query = try read("select source.id from source left join codes on code = source.id")
        #expect(
            query.lookups == [
                Lookup(
                    relation: "codes", columns: ["code"], keys: [.init(.column(0), equals: 0)])
            ])
    }

    @Test(arguments: [
        ("INT", ColumnAffinity.integer), ("BIGINT", .integer), ("CHARINT", .integer),
        ("POINT", .integer), ("varchar(20)", .text), ("Clob", .text), ("TEXT", .text),
        ("BLOB", .blob), ("", .blob), ("REAL", .real), ("DOUBLE PRECISION", .real),
        ("FLOAT", .real), ("DECIMAL(10,2)", .numeric), ("DATE", .numeric), ("BOOLEAN", .numeric),
        ("STRING", .numeric),
    ]) func declaredTypes(type: String, affinity: ColumnAffinity) {
        #expect(ColumnAffinity(declaredType: type) == affinity)
    }
}
