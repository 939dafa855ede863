// What is left to SQLite, and the reason that is given.

import Columnar
@testable import Modeling
import Projection
import Testing

@Suite struct ProjectionRefusalTests {
    @Test(arguments: [
        ("min(n)", "calls min()"), ("count(*)", "calls count()"), ("random()", "calls random()"),
        ("sum(n)", "calls sum()"), ("sum(n) over ()", "calls sum() over a window"),
        ("count(distinct n)", "calls count()"),
        ("json_extract(t, id)", "calls json_extract() with a path that is no literal"),
        ("json_extract(t, '$.a', '$.b')", "calls json_extract() with 3 arguments"),
        ("json_extract(t, 'a')", "calls json_extract() with a path of its own kind"),
        ("coalesce(id)", "calls coalesce() with 1 argument"),
        ("date('now')", "makes a time of a literal"),
        ("date(id, '+1 day')", "calls date() with 2 arguments"),
        ("id like 'a%'", "uses LIKE"), ("id not like 'a%'", "uses NOT"),
        ("id glob 'a*'", "uses GLOB"), ("id collate nocase", "uses COLLATE"),
        ("t -> '$.a'", "has -> in it"), ("t ->> '$.a'", "has -> in it"), ("n / 2", "has / in it"),
        ("n % 2", "has % in it"), ("n & 1", "has & in it"), ("~n", "has ~ in it"),
        ("n << 1", "has << in it"), ("$n", "uses $N"), ("?1", "has ? in it"), (":a", "has : in it"),
        ("x'00'", "has '00' in it"), ("0x1F", "has the number 0x1F in it"),
        ("9223372036854775808", "has the number 9223372036854775808 in it"),
        ("1e3", "has the number 1e3 in it"), ("0.0001", "has the number 0.0001 in it"),
        ("n is 1", "uses IS with other than NULL"),
        ("n is not true", "uses IS with other than NULL"),
        ("n in ()", "has ) in it"), ("n in (select 1)", "uses IN with a query"),
        ("n in codes", "uses CODES"), ("exists (select 1)", "uses EXISTS"),
        ("(select n)", "has a query in an expression"),
        ("(select max(value) from json_each(list))", "has a query in an expression"),
        ("(select sum(distinct value) from json_each(list))", "has a query in an expression"),
        ("(select sum(value) from json_each(list) where key = 1)", "has a query in an expression"),
        ("(select sum(n) from json_each(list))", "has a sum of other things than items"),
        ("(select sum(1) from json_each(list))", "has a sum of other things than items"),
        ("(select sum(value) from json_each(value))", "has a list that is made of its own items"),
        ("(select sum(value + rowid) from json_each(list))", "reads rowid"),
        ("(select sum(atom) from json_each(list))", "reads atom of json_each"),
        ("cast(n as numeric)", "casts to NUMERIC"), ("cast(n as blob)", "casts to BLOB"),
        ("cast(n as text collate nocase)", "uses COLLATE"),
        ("n = not r = 1", "uses NOT"), ("(1, 2)", "has , in it"),
        ("current_date", "uses CURRENT_DATE"), ("nothere", "has a name that is no column: nothere"),
        ("\"text\"", "has a name that is no column: text"),
        ("\"true\"", "has a name that is no column: true"), ("rowid", "reads rowid"),
        ("main.source.id", "names a column with its schema"),
        ("'a", "has a text that does not end"),
        ("case end", "uses END"), ("case when n = 1 then 2", "uses AS"),
        ("n +", "uses AS"), ("(n", "uses AS"), ("n)", "has a SELECT without FROM"),
    ]) func forms(sql: String, reason: String) {
        #expect(refusal("select \(sql) as x from source") == reason)
    }

    /// Where SQLite converts an operand, or takes any value for a condition.
    @Test(arguments: [
        ("n = '1'", "compares numbers with what may be text"),
        ("n = id", "compares numbers with what may be text"),
        ("n in (1, '2')", "compares numbers with what may be text"),
        ("n = json_extract(t, '$.a')", "compares numbers with what may be text"),
        ("d = '2020'", "compares numbers with what may be text"),
        ("cast(n as integer) between 1 and t", "compares numbers with what may be text"),
        ("case n when '1' then 1 end", "compares numbers with what may be text"),
        ("id = coalesce(raw, t)", "compares text with what may be a blob"),
        ("case when n then 1 end", "has a condition that is no comparison"),
        ("n and r", "has a condition that is no comparison"),
        ("not n", "has a condition that is no comparison"),
        ("n = 1 or json_extract(t, '$.a')", "has a condition that is no comparison"),
        ("not 2", "has a condition that is no comparison"),
    ]) func conversions(sql: String, reason: String) {
        #expect(refusal("select \(sql) as x from source") == reason)
    }

    /// A source of JSON may hand over the text '1' in a column of numbers.
    @Test func columnsOfOtherValues() {
        #expect(
            refusal("select n = 1 as x from loose") == "compares numbers with what may be text")
        #expect(refusal("select cast(n as integer) = 1 as x from loose") == nil)
    }

    @Test(arguments: [
        ("select id from source order by id", "uses ORDER BY"),
        ("select id from source group by id", "uses GROUP BY"),
        ("select id from source limit 1", "uses LIMIT"),
        ("select id from source union all select id from source", "uses UNION ALL"),
        ("select id from source union select id from source", "uses UNION"),
        ("select distinct id from source", "uses DISTINCT"),
        ("select 1 as x", "has a SELECT without FROM"),
        ("values (1)", "uses VALUES"), ("", "ends early"), ("select", "ends early"),
        ("select id from", "ends early"), ("delete from source", "uses DELETE"),
        ("select id from source; select 1", "has ; in it"),
        ("select id from elsewhere", "reads elsewhere"),
        ("select id from main.source", "names the schema main"),
        ("select id from (select id from source)", "has a query behind FROM"),
        ("select value from json_each('[1]')", "reads json_each() first or by a left join"),
        ("select code from codes", "reads a table's rows"),
        ("select code || 'x' as x from codes", "reads the rows of the table codes"),
        ("select id from source, codes", "joins codes without LEFT JOIN"),
        ("select id from source join codes on id = code", "uses JOIN"),
        ("select id from source inner join codes on id = code", "uses INNER"),
        ("select id from source natural left join codes", "uses NATURAL"),
        ("select id from source left join codes", "ends early"),
        ("select id from source left join codes using (id)", "uses USING"),
        (
            "select s.id from source as s left join source as o on s.id = o.id",
            "joins source, which is no plain table"
        ),
        (
            "select id from source left join codes on code > id",
            "has a join that is not by equal columns"
        ),
        (
            "select id from source left join codes on code = id or kind = id",
            "has a join that is not by equal columns"
        ),
        (
            "select id from source left join codes on code = id and n = 1",
            "has a join that is not by equal columns"
        ),
        (
            "select id from source left join codes on code = kind",
            "has a join that is not by equal columns"
        ),
        (
            "select id from source left join codes on number = id",
            "compares numbers with what may be text"
        ),
        (
            """
            select s.id from source as s left join codes as a on a.code = b.code
            left join codes as b on b.code = s.id
            """,
            "has a join that is not by equal columns"
        ),
        (
            "select id from source left join codes on code = id where name is null",
            "has conditions on what is not a column of the source"
        ),
        (
            "select source.id from source, json_each(list) as i where i.value = 1",
            "has conditions on what is not a column of the source"
        ),
        (
            "select source.id from source, json_each(list) as i, json_each(t) as j",
            "has a list beside a list"
        ),
        (
            "select source.id from source left join codes on code = source.id, json_each(name)",
            "lists what is not a column of the source"
        ),
        ("select * from source, json_each(list)", "reads all columns of json_each"),
        ("select id from source, json_each(list)", "has the ambiguous name id"),
        ("select x.* from source", "has no one table x"),
        ("select source.id from source as s", "has a name that is no column: id"),
        ("select id, t as ID from source", "has two columns of one name"),
        ("select id || t from source", "has a column without a name"),
        ("select id as x from source where x = 'a'", "has a name that is no column: x"),
        ("select id from source where n", "has a condition that is no comparison"),
        ("with recursive c as (select id from source) select id from c", "uses RECURSIVE"),
        (
            "with c (a) as (select id from source) select a from c",
            "names the columns of c behind its name"
        ),
        ("with c as (select id from c) select id from c", "reads c before it is defined"),
        (
            "with c as (with d as (select id from c) select id from d) select id from c",
            "reads c before it is defined"
        ),
        (
            "with a as (select id from b), b as (select id from source) select id from a",
            "reads b before it is defined"
        ),
        (
            "with c as (select id from source), C as (select t from source) select id from c",
            "has two common table expressions of one name"
        ),
        ("with c as (select id from source limit 1) select id from c", "uses LIMIT"),
        (
            """
            with c as (select code from codes where kind = 'a')
            select s.id from source as s left join c on c.code = s.id
            """,
            "reads the rows of the table codes"
        ),
        (
            """
            with c as (select +code as code from codes)
            select s.id from source as s left join c on c.code = s.id
            """,
            "reads the rows of the table codes"
        ),
    ]) func queries(sql: String, reason: String) {
        #expect(refusal(sql) == reason)
    }

    /// Texts that would need deep stacks or grow without end.
    @Test func limits() {
        let nested = String(repeating: "(", count: 100_000) + "n"
        #expect(
            refusal("select \(nested) as x from source")
                == "has expressions that lie too deep in each other")
        let signs = String(repeating: "- ", count: 100_000) + "n"
        #expect(
            refusal("select \(signs) as x from source")
                == "has expressions that lie too deep in each other")
        let chain = String(repeating: "n + ", count: 100_000) + "n"
        #expect(
            refusal("select \(chain) as x from source")
                == "has expressions that lie too deep in each other")
        var doubling = "with c0 as (select id from source)"
        for step in 1...30 {
            doubling += ", c\(step) as (select coalesce(id, id) as id from c\(step - 1))"
        }
        #expect(refusal("\(doubling) select id from c30") == "has expressions of too many parts")
        var chained = "with c0 as (select id from source)"
        for step in 1...60 { chained += ", c\(step) as (select id from c\(step - 1))" }
        #expect(
            refusal("\(chained) select id from c60")
                == "has common table expressions that lie too deep in each other")
    }
}
