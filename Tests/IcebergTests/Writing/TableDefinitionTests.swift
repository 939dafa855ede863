// Table definitions in SQL text.

import Columnar
import Testing

@testable import Iceberg

@Suite("Table definitions")
struct TableDefinitionTests {
    private func types(_ columns: String) throws -> [IcebergType] {
        try TableDefinition(columns: columns).fields.map(\.type)
    }

    private func message(
        _ columns: String, _ partitions: String? = nil, _ order: String? = nil
    ) -> String? {
        failure {
            try TableDefinition(columns: columns, partitionBy: partitions, sortBy: order)
        }?.description
    }

    @Test("Ids as Iceberg's Java library gives them: a level at a time")
    func ids() throws {
        let definition = try TableDefinition(
            columns: """
                person_id long not null, name string comment 'it''s a name', birth date,
                visits list<struct<id: long not null, at: timestamptz>>, tags map<string,string>
                """)
        let fields = definition.fields
        #expect(fields.map(\.id) == [1, 2, 3, 4, 5])
        #expect(fields.map(\.isRequired) == [true, false, false, false, false])
        #expect(fields[1].doc == "it's a name")
        #expect(
            fields[3].type
                == .list(
                    NestedField(
                        id: 6, name: "element", isRequired: false,
                        type: .structure([
                            NestedField(
                                id: 7, name: "id", isRequired: true, type: .primitive(.long)),
                            NestedField(
                                id: 8, name: "at", isRequired: false,
                                type: .primitive(.timestamp(.microseconds, isUTC: true))),
                        ]))))
        #expect(
            fields[4].type
                == .map(
                    key: NestedField(
                        id: 9, name: "key", isRequired: true, type: .primitive(.string)),
                    value: NestedField(
                        id: 10, name: "value", isRequired: false, type: .primitive(.string))))
        #expect(try definition.schema().fields == fields)
    }

    @Test(
        "Names of types",
        arguments: [
            ("INTEGER", .int), ("BIGINT", .long), ("long", .long), ("SMALLINT", .int),
            ("TEXT", .string), ("VARCHAR(50)", .string), ("varchar(MAX)", .string),
            ("character varying(10)", .string), ("string", .string), ("REAL", .double),
            ("DOUBLE PRECISION", .double), ("float", .float), ("NUMERIC", .double),
            ("numeric(9,2)", .decimal(precision: 9, scale: 2)),
            ("DECIMAL(38)", .decimal(precision: 38, scale: 0)), ("BOOLEAN", .boolean),
            ("DATE", .date), ("DATETIME", .timestamp(.microseconds, isUTC: false)),
            ("TIMESTAMP", .timestamp(.microseconds, isUTC: false)),
            ("timestamp with time zone", .timestamp(.microseconds, isUTC: true)),
            ("timestamp without time zone", .timestamp(.microseconds, isUTC: false)),
            ("TIMESTAMPTZ", .timestamp(.microseconds, isUTC: true)),
            ("timestamp_ns", .timestamp(.nanoseconds, isUTC: false)), ("TIME", .time),
            ("BLOB", .binary), ("UUID", .uuid), ("fixed[16]", .fixed(16)), ("fixed(3)", .fixed(3)),
        ] as [(String, PrimitiveType)])
    func typeNames(text: String, type: PrimitiveType) throws {
        #expect(try types("a \(text) NOT NULL, b int") == [.primitive(type), .primitive(.int)])
    }

    @Test("Quoted names, and names that are keywords")
    func names() throws {
        let fields = try TableDefinition(
            columns: #""birth date" date, `a``b` int, [x y] int, "primary" int, date date, é int"#
        ).fields
        #expect(fields.map(\.name) == ["birth date", "a`b", "x y", "primary", "date", "é"])
    }

    @Test("Lists in DuckDB's way")
    func arrays() throws {
        guard case .list(let outer) = try types("a int[][]")[0], case .list(let inner) = outer.type
        else {
            Issue.record("no list of lists")
            return
        }
        #expect(inner.type == .primitive(.int))
        #expect(inner.id == 3)
    }

    @Test(
        "Errors",
        arguments: [
            ("a strin", "argument columns, byte 2: 'strin' is no type; did you mean 'string'?"),
            ("a int, A int", "argument columns, byte 7: two columns have the name 'A'"),
            ("a int b int", "argument columns, byte 6: 'b' where ',' or the end is expected"),
            ("", "argument columns, byte 0: the end where a column's name is expected"),
            ("a decimal", "decimal without its digits; write decimal(precision, scale)"),
            ("a decimal(39,2)", "a decimal has 1 to 38 digits"),
            ("a decimal(5,6)", "decimal(5, 6)"), ("a fixed[0]", "fixed of 0 bytes"),
            ("a list<int", "the end where '>' is expected"), ("a 'x'", "a text where a type"),
            ("primary key (a)", "no keys and constraints"), ("a int not", "the end where NULL"),
            ("\"a int", "a quote that is not closed"), ("a variant", "cannot be written yet"),
            ("a int,", "the end where a column's name"), ("a map<string>", "'>' where ','"),
            ("a int default 3", "'default' where"),
        ])
    func errors(columns: String, expected: String) {
        #expect(message(columns)?.contains(expected) == true, "\(message(columns) ?? "none")")
    }

    @Test("Nesting has a limit")
    func depth() {
        let deep = String(repeating: "list<", count: 100_000)
        #expect(message("a " + deep)?.contains("nested deeper") == true)
        #expect(
            message("a int" + String(repeating: "[]", count: 1000))?.contains("nested deeper")
                == true)
    }

    @Test("Partitions")
    func partitions() throws {
        let columns = "person_id long, birth date, at timestamp, name string, score decimal(9,2)"
        let fields = try TableDefinition(
            columns: columns,
            partitionBy: """
                bucket(16, person_id), bucket(person_id, 8), months(birth), DAY(at), hour(at),
                years(birth), truncate(4, name), name, void(score), identity("score")
                """
        ).partitionFields
        #expect(fields.map(\.id) == Array(1000...1009))
        #expect(
            fields.map(\.name) == [
                "person_id_bucket", "person_id_bucket_", "birth_month", "at_day", "at_hour",
                "birth_year", "name_trunc", "name", "score_null", "score",
            ])
        #expect(
            fields.map(\.transform) == [
                .bucket(16), .bucket(8), .month, .day, .hour, .year, .truncate(4), .identity, .void,
                .identity,
            ])
        #expect(fields.map(\.sourceIDs) == [[1], [1], [2], [3], [3], [2], [4], [4], [5], [5]])
    }

    @Test("Orders")
    func orders() throws {
        let fields = try TableDefinition(
            columns: "a int, b date, c string",
            sortBy: "a, b desc nulls first, c asc nulls last, month(b) desc"
        ).sortFields
        #expect(fields.map(\.isDescending) == [false, true, false, true])
        #expect(fields.map(\.hasNullsFirst) == [true, true, false, false])
        #expect(fields.map(\.transform) == [.identity, .identity, .identity, .month])
    }

    @Test(
        "Errors of partitions",
        arguments: [
            ("hour(b)", "hour of 'b', which is a date; hour takes timestamp, timestamptz"),
            ("bucket(4, r)", "bucket[4] of 'r', which is a double; bucket[4] takes int, long"),
            ("bukket(4, a)", "byte 0: 'bukket' is no transform; did you mean 'bucket'?"),
            ("month(bb)", "byte 6: the table has no column 'bb'; did you mean 'b'?"),
            ("frob(a)", "there are identity, bucket"), ("bucket(0, a)", "bucket by 0"),
            ("bucket(a)", "')' where ',' is expected"), ("s", "'s' is a struct, list or map"),
            ("a, a", "byte 3: identity of 'a' is there already"), ("a b", "'b' where ','"),
            ("bucket(99999999999, a)", "is no number"), ("", "the end where a column"),
        ])
    func partitionErrors(partitions: String, expected: String) {
        let text = message("a int, b date, r double, s struct<x: int>, long_name int", partitions)
        #expect(text?.contains(expected) == true, "\(text ?? "none")")
    }

    @Test("Which types a transform takes: the specification's table")
    func sourceTypes() {
        let types: [PrimitiveType] = [
            .boolean, .int, .long, .float, .double, .decimal(precision: 9, scale: 2), .date, .time,
            .timestamp(.microseconds, isUTC: false), .timestamp(.nanoseconds, isUTC: true), .string,
            .uuid, .fixed(3), .binary,
        ]
        func taken(_ transform: Transform) -> [Bool] { types.map { transform.isDefined(for: $0) } }
        func flags(_ text: String) -> [Bool] { text.map { $0 == "x" } }
        #expect(taken(.identity) == flags("xxxxxxxxxxxxxx"))
        #expect(taken(.bucket(2)) == flags(".xx..xxxxxxxxx"))
        #expect(taken(.truncate(2)) == flags(".xx..x....x..x"))
        #expect(taken(.month) == flags("......x.xx...."))
        #expect(taken(.hour) == flags("........xx...."))
    }
}
