// That a query on batches means what its SQL text means: the query is written as SQL without any
// affinity, and SQLite must give the same rows for both.

import Columnar
@testable import Modeling
import Projection
import SQLiteBridge
import Testing

@Suite struct ProjectionMeaningTests {
    @Test(arguments: [
        "id = json_extract(t, '$.a')", "json_extract(t, '$.a') = id", "id = 1", "id <> 1.0",
        "id < json_extract(t, '$.a')", "id >= n + 0", "id in (1, '2', json_extract(t, '$.a'))",
        "id not in (1, n)", "id between 1 and 2", "id between json_extract(t, '$.a') and 'z'",
        "json_extract(t, '$.a') = '1'", "json_extract(t, '$.a') in (1, 'x')",
        "json_extract(t, '$.a') in ('1')", "json_extract(t, '$.a') in (cast(1 as text))",
        "json_extract(t, '$.a') = json_extract(t, '$.b')", "+id = 1", "+id = '1'",
        "n = 1", "n in (1, 2.5, null)", "n not in (1, 2)", "n between 0.5 and r", "n = r",
        "n < 2 = r < 2", "d = '2020-01-01'", "d in ('2020-01-01', 'x')",
        "raw = id", "raw = '1'", "raw in ('1', 1)", "raw = hidden", "raw < 2", "raw = '1' || ''",
        "case id when 1 then 'a' when 'x' then 'b' else n end",
        "case n when 1 then 'a' when 2.5 then r end",
        "case json_extract(t, '$.a') when '1' then 1 when 1 then 2 when id then 3 end",
        "case when id = '1' and n = 1 then 1 when n is null then 'none' end",
        "cast(json_extract(t, '$.a') as text) = id", "cast(json_extract(t, '$.a') as text) = 1",
        "cast(id as integer) = n", "cast(id as integer) = 1.0", "cast(t as text) < 5",
        "nullif(id, 1)", "nullif(n, r)", "nullif(json_extract(t, '$.a'), '1')",
        "coalesce(n, id) = 1", "coalesce(id, 'x') = 1", "-n", "- -n", "-r", "-id", "+n || +id",
        "-n || id", "n - 1 - 2 * r", "n + id", "1 || 2 + 3", "not n = 1", "not n = 1 or r = 1",
        "n = 1 is null", "n is null = 0", "not (n is null and r is null)", "true", "false = n",
        "length(id)", "length(n)", "lower(t) || upper(id)", "substr(id, n, 2)", "substr(n, 1, 1)",
        "substr(raw, 1)", "instr(t, id)", "date(id)", "datetime(id)", "date(d)",
        "(select sum(value) from json_each(list))",
        "(select sum(value + n) from json_each(list) as a)",
        "(select sum(case when key = 1 or value = '2' then value end) from json_each(source.list))",
        "(select sum(cast(json_extract(i.value, '$.v') as real)) from json_each('[]') as i)",
        "(select sum(case when a.value = source.id then 1 end) from json_each(list) as a)",
    ]) func expressions(sql: String) throws {
        try compare("select \(sql) as x from source")
    }

    @Test(arguments: [
        "select T, source.id, hidden from source where id = 1 or n > 2",
        "select Id, \"N\" as \"The N\" from source where not n in (1, 2) and true",
        "select source.id, key, value from source, json_each(list)",
        """
        select source.id || '-' || (cast(i.key as integer) + 1) as k, i.value = source.id as same,
            i.value = '2' as two, i.value in (1, '2') as some
        from source, json_each(source.list) as i where source.id is not null
        """,
        "select source.id, c.* from source left join codes as c on source.id = c.code",
        "select source.id, c.name from source left join codes as c on n = c.number",
        "select source.id, c.name from source left join codes as c on c.weight = r",
        "select source.id, c.name from source left join codes as c on c.number = r",
        """
        select source.id, c.name from source
        left join codes as c on json_extract(t, '$.a') = c.code and c.kind = 'a'
        """,
        "select source.id, c.name from source left join codes as c on source.raw = c.raw",
        "select source.id, c.name from source left join codes as c on id = c.raw",
        """
        with a as (with a as (select id, n + 1 as m from source), b as (select id, m from a)
            select b.id || '!' as id, m from b where m > 1),
        source2 as (select a.id as id, a.m + 1 as m from a)
        select id, m from source2 where m < 9
        """,
        "select source.id, c.name from source left join codes as c on n + 0 = c.code",
        """
        select source.id, c.name, o.name as other from source
        left join codes as c on c.code = json_extract(t, '$.b')
        left join codes as o on o.kind = c.kind and o.code = 'x'
        """,
        """
        with items as (
            select s.id, s.t, i.key as position, i.value as content
            from source as s, json_each(s.list) as i where s.n >= 0
        ),
        k as (select name as label, code, kind from codes),
        coded as (
            select items.*, content || '' as text, cast(position as text) = '1' as second
            from items
        )
        select coded.*, k.label, content = k.code as same, text = k.code as alike
        from coded left join k on coded.content = k.code where id <> 1
        """,
        """
        with a as (select id as x, cast(n as text) as y, json_extract(t, '$.a') as z from source),
        b as (select x, y, +y as w, z, case when x = z then y else z end as v from a)
        select x = z as xz, y = z as yz, w = z as wz, v = x as vx, y in (1, z) as y_in from b
        """,
    ]) func queries(sql: String) throws {
        try compare(sql)
    }

    private func compare(_ sql: String) throws {
        let database = try memoryDatabase()
        try database.execute(projectionTables)
        try database.execute(projectionRows)
        let query = try projectionReader.read(sql)
        let plain = PlainSQL(query: query, sourceColumns: projectionSourceColumns).text
        #expect(try typedRows(plain, database) == typedRows(sql, database), "\(plain)")
    }
}
