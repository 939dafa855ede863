// The scripts that both shells run.

/// A database with one of everything that `.dump` and `.schema` treat in a way of its own.
let sampleSchema = #"""
    create table t1(a integer primary key, b text, c real, d blob);
    insert into t1 values(1,'it''s',1.5,x'00ff'),(2,null,null,null),(3,'line
    two',1e300*1e300,x''),(4,'cr'||char(13)||'lf'||char(10)||'x',-1e300*1e300, 0.1);
    insert into t1 values(5,'\n'||char(10)||'\012',9007199254740993.0,1e-7);
    create table "we ird"("select" int, "a""b" text, gen generated always as (1+1));
    insert into "we ird" values(1,'x');
    create table wr(k text primary key, v) without rowid; insert into wr values('a',1);
    create table ai(id integer primary key autoincrement, x); insert into ai(x) values(5);
    create index i1 on t1(b); create unique index "i 2" on t1(c);
    create view v1 as select a, b from t1;
    create trigger tr1 after insert on t1 begin select 1; end;
    create virtual table ft using fts5(x); insert into ft values('hello');
    create table empty(x);
    create temp table tt(x); insert into tt values(1);
    create temp view tv as select 1 as one;
    create table T_mixed( x, /* cmt */ y -- c
    );
    create view v2 as select 1 -- a comment
    ;
    analyze;
    """#

private let modeQueries = [
    #"""
    select 1 id, 'hello' name, null n, 1.5 x, x'4142' b union all select 1000,'a longer piece \#
    of text',3,-2.25,null;
    """#,
    #"""
    select 1 a, 1.0 b, 0.1 c, 1e300*1e300 d, -1e300*1e300 e, null f, \#
    'x"y\z'||char(10,13,9,8,12,1,127,233,8364) g, x'00616280ff' h, 100000000000000000000.0 i, \#
    1/3.0 j, '/' k, 3 as "q""w"; select 2; select 3 where 0; values(1),(2);
    """#,
    #"""
    select 'a'||char(10)||'bc' m, 'tab'||char(9)||'x' t, char(1) c; select 1 where 0; select '' \#
    e, 'x' f; select 1 as 'x', 'a|b' as "p|q", '<&>' as h;
    """#,
    #"""
    select 1e18, 1e19, 9007199254740993.0, 1.0, -0.0, 123456.0, 1e-7; select 1e16, 'a' || x'00' \#
    || 'b', cast('a' || x'00' || 'b' as text), x'610062';
    """#,
    #"select printf('%.70c','x'), 'it''s', 'a,b', 'x;y', ' sp', 1 "a b", 2 "select";"#,
    #"""
    with recursive c(i) as (select 1 union all select i+1 from c where i<300) select i, 'row \#
    '||i, i*1.5, case when i%7 then i end z from c;
    """#,
    #"select 'it''s'||char(10)||'x'||char(13)||'\n' q, '\r'||char(13) w;"#,
    #"""
    select 'lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor \#
    incididunt ut labore' t, 3;
    """#,
    #"""
    with recursive c(i) as (select 0 union all select i+1 from c where i<255) select i, \#
    'a'||cast(unhex as text)||'b' from (select i, char(i) as unhex from c) where i>0;
    """#,
]

let modeCalls: [ShellCall] = [
    "ascii", "box", "column", "csv", "html", "insert", "json", "line", "list", "markdown", "qbox",
    "quote", "table", "tabs",
].flatMap { mode in
    modeQueries.flatMap { query in
        var calls = [
            ShellCall(
                script: ".mode \(mode)\n.headers on\n\(query)\n.headers off\n\(query)\n"
                    + ".nullvalue NUL\n.separator ; ~\n\(query)\n"),
            ShellCall(
                script: ".mode \(mode) --wrap 10\n\(query)\n.mode \(mode) --wrap 12 --wordwrap on\n"
                    + ".width 5 -8 0 12\n\(query)\n.mode \(mode) --ww --quote\n\(query)\n"
                    + ".mode \(mode) tab\n\(query)"),
        ]
        if mode != "insert" && mode != "qbox" {
            calls.append(ShellCall(arguments: ["-\(mode)", "-header"], script: query))
            calls.append(ShellCall(arguments: ["-\(mode)", ":memory:", query]))
        }
        return calls
    }
}

let errorCalls: [ShellCall] =
    [
        "select 1;\nselect * from nope;\nselect 1 +;\ninsert into x values(1);\nselect 4;",
        "select\n  1,\n  bad_col_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,\n 2;",
        "select 2; select 3 frm x y; select 4;\nselect 'unfinished",
        "select 1;\n\nselect 2", "select 1;\n\nselect 2 frm x y", "select 1;\n\nselect 'x",
        "select 1;\n\nselect (1", "select abs(-9223372036854775808);",
        "create table t(a unique);\ninsert into t values(1);\n\ninsert into t values(1);",
        "select 1\n/\nselect 2\ngo\nselect 3; -- x\n-- c\n.print x\n/* c \n.print in\n*/ select 3;",
        "select 4; \n;;\n#comment\n  .print indented\n;",
        "select 'é', nope, 'éééééééééééééééééééééééééééééééééééééééééééééééééé', nope2;",
    ].flatMap { script in
        [
            ShellCall(script: script), ShellCall(arguments: ["-bail"], script: script),
            ShellCall(arguments: [":memory:", script, "select 9"]),
        ]
    } + [
        ShellCall(arguments: ["/nonexistent/x", "select 1"]),
        ShellCall(arguments: ["-readonly", "none.db"], script: "select 1;"),
        ShellCall(
            arguments: ["bad.db"], script: "select 1 from sqlite_schema;\nselect 2;",
            files: ["bad.db": String(repeating: "garbage", count: 200)]),
        ShellCall(arguments: ["-cmd", "select 9", "-cmd", ".mode csv", ":memory:", "select 4,null"]
        ),
        ShellCall(script: ".bail on\nselect 1;\n.read /nonexistent\nselect 4;\n"),
        ShellCall(
            script: ".read a.sql\nselect 4;",
            files: ["a.sql": "select 1;\nselect nope;\nselect 3;\n"]),
        ShellCall(script: ".exit 3"), ShellCall(script: "select 1;\n.quit\nselect 2;"),
        ShellCall(script: "select nope;\n.quit\nselect 2;"),
        ShellCall(arguments: [":memory:", ".exit 4", "select 1"]),
        ShellCall(
            arguments: ["-init", "a.sql", ":memory:", "select 5"], files: ["a.sql": "select 1;\n"]),
    ]

let commandCalls: [ShellCall] = [
    ShellCall(
        script: """
            create table a(x primary key,y); create table b(z);
            explain query plan
                select * from a join b on x=z where y in (select z from b) order by y;
            .eqp on
            select count(*) from a;
            .mode csv
            select count(*) from a;
            explain query plan select 1;
            .mode list
            .eqp off
            explain select x,y from a join b on x=z where y in (select z from b) order by y;
            create trigger tr after insert on b begin delete from a; end;
            explain query plan insert into b values(1);
            explain query plan select * from a union select z,z from b union all select 1,2;
            .mode json
            explain query plan select 1;
            explain select 1;
            """),
    ShellCall(
        script: #"""
            .show
            .mode csv
            .show
            .bail
            .bail maybe
            .headers
            .changes on
            create table t(a);
            insert into t values(1),(2);
            select 1;
            .timer
            .echo
            .echo on
            select 5; -- x
            .separator
            .nullvalue
            .print
            .print a 'b c' "d\te\101" a\tb
            .databases
            .show
            .separator '\t' "\t"
            .show
            select
             1
            ;

            -- c
            select 3;
            """#),
    ShellCall(
        script: """
            .once o.txt
            select 1;
            select 2;
            .output o2.txt
            select 3;
            .output
            select 4;
            .once |cat -n
            select 7;
            .output |cat -n
            select 8;
            .output
            select 9;
            """, results: ["o.txt", "o2.txt"]),
    ShellCall(
        script: """
            .changes
            .cd
            .cd /nonexistent
            .load
            .load nope
            .read
            .nullvalue a b
            .timer x
            .shell echo hi
            .system false
            .mode box
            .mode
            .width 1 -2
            """),
    ShellCall(arguments: [
        "-box", "-header", "-separator", ";", "-nullvalue", "N", "-newline", "~", "-list",
        ":memory:", "select 1,null,3;select 4",
    ]),
    ShellCall(arguments: ["-csv", "-newline", "~", ":memory:", "select 1,2"]),
    ShellCall(arguments: ["-csv", "-separator", ";", ":memory:", "select 1,'a;b'"]),
    ShellCall(arguments: ["-separator", ";", "-csv", ":memory:", "select 1,'a;b'"]),
    ShellCall(arguments: ["-echo"], script: "select 1; select 2;\n.print a b\n"),
]

let schemaCalls: [ShellCall] = [
    ".dump", ".dump t1", ".dump %r% v1", ".dump --nosys", ".dump --data-only", ".schema",
    ".schema t1", ".schema nope", ".schema sqlite_schema", ".schema T*", ".schema main.t%",
    ".schema --nosys", ".tables", ".tables t%", ".indexes", ".indexes t1", ".databases",
    "begin;insert into t1(b) values(1);\n.databases",
    "attach ':memory:' as aux; create table aux.zz(x); create view aux.vv as select x from zz;\n"
        + ".tables\n.databases\n.schema\n.dump",
].flatMap { command in
    [
        ShellCall(script: "\(sampleSchema)\n\(command)\n"),
        ShellCall(arguments: ["x.db"], script: "\(sampleSchema)\n\(command)\n"),
    ]
}

private let importFiles = [
    "i1.csv": "a,b,c\n1,\"x,y\",3\n4,\"q\"\"r\nz\"\n5,6,7,8\n\"un,1,2",
    "i2.csv": "1,2,3\n4,5,6\n",
    "i3.txt": "a|b|a\n1|2|3\n",
    "i4.csv": "a,b\r\n1,2\r\n\r\n3,\"x\"y,z\r\n",
    "i5.csv": "\u{feff}a,b\n1,2\n",
    "i6.csv": "id,Id,,x,x\n1,2,3,4,5\n",
    "i7.csv": "a,b,c,d,e,f,g,h,i,a\n1,2\n",
]

let importCalls: [ShellCall] =
    [
        """
        create table ex(x int unique,y text,z);
        .import --csv i1.csv n1
        .schema n1
        select * from n1;
        .import --csv i2.csv ex
        .import --csv i2.csv ex
        select * from ex;
        .import i3.txt n3
        .schema n3
        select * from n3;
        .import --csv --skip 1 i2.csv ex
        select count(*) from ex;
        .import nofile t
        .import -v --csv i2.csv n4
        .schema n4
        .import '|echo 7,8' n6
        .schema n6
        .import --schema temp --csv i2.csv n7
        .schema n7
        .import --csv /dev/null n8
        .schema n8
        """,
        "create table t(a,b,c);\n.separator a ,\n.import i2.csv t\nselect * from t;\n"
            + ".separator ab\n.import i2.csv t\n.separator ''\n.import i2.csv t",
        "create table t(a,b);\n.mode csv\n.import i2.csv t\n.mode quote\nselect * from t;\n",
        ".import --ascii i6.csv n\n.schema\n.mode quote\nselect * from n;",
    ].map { ShellCall(script: $0, files: importFiles) }
    + ["i4.csv", "i5.csv", "i6.csv", "i7.csv"].map { name in
        ShellCall(
            script: ".import --csv \(name) n\n.mode quote\nselect * from n;\n.schema\n",
            files: importFiles)
    }
