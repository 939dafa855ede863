// Variants that are partly stored in columns of their own
// (Fixtures/parquet/variant/make-fixtures.py).

import Columnar
import Testing

@testable import Parquet

@Suite("Shredded variants")
struct ShreddedVariantTests {
    private static let typesEnd =
        #","uuid":"f24f9b64-81fa-49d1-b74e-8c09a6e31c56","zoned":"2026-01-31 23:59:59+00:00"}"#

    private static func types(_ row: Int) -> String {
        let days = ["1999-12-31"] + (1...7).map { "2000-01-0\($0)" }
        return
            #"{"binary":"00ff","date":"\#(days[row])","double":-1e+300,"#
            + #""float":0.10000000149011612,"large":123456789012345678901234.5678,"#
            + #""small":\#(12 + row).50,"#
            + #""time":"12:33:54.123456","timestamp":"2026-01-31 23:59:59.500000","tiny":-5,"#
            + #""truth":\#(row % 2 == 0)"# + typesEnd
    }

    /// The JSON that DuckDB was given, members in the order of their names.
    static let columns: [(String, [String])] = [
        (
            "objects",
            [
                #"{"a":1,"b":"x"}"#, #"{"a":2,"b":"y","c":[1,{"d":null}]}"#,
                #"{"a":"text","b":"z"}"#, #"{"a":null,"b":7}"#, #"{"b":"only"}"#, "null", "[1,2]",
                "{}",
            ]
        ),
        (
            "nested",
            [
                #"{"p":{"q":1,"r":"one"},"s":[1,2,3]}"#, #"{"p":{"q":"no","t":true},"s":[]}"#,
                #"{"p":5,"s":[1,"two",null]}"#, #"{"s":{"u":1}}"#, #"{"p":{},"v":[[]]}"#,
                #""text""#, "null", #"{"p":null}"#,
            ]
        ),
        (
            "lists",
            [
                #"[{"k":"a","n":1},{"k":"b"}]"#, "[]", #"[{"n":2,"z":0.5},3,null]"#,
                #"{"k":"c"}"#, "1", "null", "[[{}]]", #"[{"k":1,"n":"2"}]"#,
            ]
        ),
        (
            "scalars",
            [#""one""#, "2", "null", #""""#, "3.25", "true", #"["four"]"#, #""ü\"\u000a""#]
        ),
        ("types", (0..<8).map { types($0) }),
    ]

    @Test("As DuckDB stores them", arguments: columns)
    func duckdb(name: String, expected: [String]) throws {
        let table = try ParquetTable(path: ParquetFixture("variant/duckdb-shredded.parquet").path)
        let column = try #require(table.schema.fields.firstIndex { $0.name == name })
        #expect(table.schema.fields[column].type == .json)
        #expect(try rows(of: table, [column]).map { text($0[0]) } == expected.map { "'" + $0 })
    }

    /// The values of a column that is a struct by the file, and a variant by the test.
    private func variants(_ name: String) throws(LakeError) -> [Value] {
        let file = try ParquetFile(ParquetFixture("variant/pyarrow-\(name).parquet").path)
        let field = file.metadata.schema.fields[0]
        guard case .structure(let members) = field.shape, let shape = SchemaVariant(members) else {
            throw LakeError(.internal, "no variant")
        }
        let column = try NestedColumn(field) { (builder) throws(LakeError) in
            try builder.variant(field, shape)
        }
        let scratch = try ScanScratch()
        guard
            let reader = try RowGroupReader(
                file, rowGroup: 0, firstRow: 0, columns: [.nested(column)], conditions: [], scratch,
                report: ScanReport(table: ""))
        else { return [] }
        var values: [Value] = []
        while let slice = try reader.next() {
            let vector = try slice.vector(0, selection: nil, scratch)
            for row in 0..<vector.count { values.append(vector.value(at: row)) }
        }
        return values
    }

    /// The tables of VariantShredding.md, with rows of other cases behind.
    @Test(
        "As the format shows them",
        arguments: [
            ("measurement", ["'34", "'null", "'\"n/a\"", "'100", "'null", "null"]),
            (
                "tags",
                [
                    #"'["comedy","drama"]"#, #"'["horror",null]"#,
                    #"'["comedy","drama","romance"]"#, "'null", "'[]", #"'[[1,{"z":[]}],null]"#,
                ]
            ),
            (
                "event",
                [
                    #"'{"event_ts":"2024-10-24 18:21:54.937000+00:00","event_type":"noop"}"#,
                    #"'{"email":"user@example.com","event_ts":"2024-10-24 18:22:26.402000+00:00","#
                        + #""event_type":"login"}"#,
                    #"'{"error_msg":"malformed: ..."}"#,
                    #"'"malformed: not an object""#,
                    #"'{"click":"_button","event_ts":"2024-10-24 18:24:00.241000+00:00"}"#,
                    #"'{"event_ts":"2024-10-24 18:35:54.163000+00:00","event_type":null}"#,
                    #"'{"event_ts":"2024-10-24","event_type":"noop"}"#,
                    "'{}",
                    "'null",
                    // Missing where a value must be: null.
                    "'null",
                    // Invalid: a member in both places, of which the column counts; a member in the
                    // binary value only, though it has a column; no object besides columns.
                    #"'{"event_ts":"2024-10-24 18:37:37.774000+00:00","event_type":"noop","z":1}"#,
                    #"'{"event_type":"login"}"#,
                    "'{}",
                    "'{}",
                ]
            ),
        ] as [(String, [String])])
    func format(name: String, expected: [String]) throws {
        #expect(try variants(name).map(text) == expected)
    }

    @Test(
        "Columns that are no part of a variant",
        arguments: [
            "optional group typed_value { required group a { optional binary other; } }",
            "optional group typed_value { required int32 a; }",
            "repeated int32 typed_value;",
            """
            optional group typed_value (MAP) { repeated group key_value {
              required binary key; optional int32 value; } }
            """,
        ])
    func unsupported(typedValue: String) throws {
        let message = """
            optional group v (VARIANT) {
              required binary metadata; optional binary value; \(typedValue) }
            """
        let schema = try Schema(messageSchema(message))
        let error = lakeError { () throws(LakeError) in _ = try NestedColumn(schema.fields[0]) }
        #expect(error?.code == .unsupported)
        #expect(error?.what.contains("value") == true)
    }
}
