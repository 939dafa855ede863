// Nested columns: rows of JSON are shredded, written, and read back as the same JSON.

import Columnar
import JSON
import Parquet
import Testing

@Suite("Writing nested columns")
struct NestedRoundTripTests {
    static func column(_ name: String, _ type: ParquetWriterType, isRequired: Bool = false)
        -> ParquetWriterColumn
    {
        ParquetWriterColumn(name: name, isRequired: isRequired, type: type)
    }

    /// Rows of a column; nil is NULL.
    static func data(_ rows: [String?]) -> TypedColumn {
        var texts = ByteColumn()
        for row in rows { texts.append((row ?? "").utf8) }
        return TypedColumn(
            type: .json, count: rows.count, validity: rows.map { $0 != nil }, values: .bytes(texts))
    }

    private func check(
        _ type: ParquetWriterType, _ rows: [String?], expected: [String?]? = nil,
        _ options: ParquetWriterOptions = ParquetWriterOptions()
    ) throws {
        let file = try WrittenFile(
            [Self.column("x", type)], [(rows.count, [.json([Self.data(rows)])])], options)
        let found = try file.rows().map { $0[0].string }
        let wanted = expected ?? rows
        let isEqual = found == wanted
        if let place = zip(found, wanted).enumerated().first(where: { $1.0 != $1.1 })?.offset {
            Issue.record("row \(place): \(found[place] ?? "NULL"), not \(wanted[place] ?? "NULL")")
        }
        #expect(isEqual)
    }

    private static let list = ParquetWriterType.list(element: column("element", .scalar(.long)))

    @Test func lists() throws {
        try check(Self.list, ["[1,2,3]", nil, "[]", "[null]", "[null,4]", "[5]", nil])
        let nested = ParquetWriterType.list(element: Self.column("element", Self.list))
        try check(nested, ["[[1],[],null,[2,null]]", "[]", nil, "[null]", "[[]]", "[[3,4],[5]]"])
    }

    @Test func structures() throws {
        let inner = ParquetWriterType.structure([
            Self.column("a", .scalar(.int)), Self.column("b", .scalar(.string)),
        ])
        let type = ParquetWriterType.structure([
            Self.column("s", inner), Self.column("l", Self.list),
            Self.column("r", .scalar(.boolean), isRequired: true),
        ])
        try check(
            type,
            [
                #"{"s":{"a":1,"b":"x\"y"},"l":[1],"r":true}"#,
                #"{"s":null,"l":null,"r":false}"#,
                nil,
                #"{"s":{"a":null,"b":null},"l":[],"r":true}"#,
            ])
        // Any order, blanks, members left out, escapes in names.
        try check(
            type,
            [" { \"r\" : true , \"l\" : [ 1 , 2 ] } ", #"{"\u0072":true,"s":{"b":"\u00e4"}}"#],
            expected: [
                #"{"s":null,"l":[1,2],"r":true}"#,
                #"{"s":{"a":null,"b":"ä"},"l":null,"r":true}"#,
            ])
    }

    @Test func maps() throws {
        let map = ParquetWriterType.map(
            key: Self.column("key", .scalar(.string)),
            value: Self.column("value", .list(element: Self.column("e", .scalar(.double)))))
        try check(map, [#"{"a":[1.5],"b":null}"#, "{}", nil, #"{"c":[]}"#])
        try check(
            map, [#"[["a",[2.5]],["b",null]]"#, #"[{"value":[0.5],"key":"k"}]"#, "[]"],
            expected: [#"{"a":[2.5],"b":null}"#, #"{"k":[0.5]}"#, "{}"])
        let numbers = ParquetWriterType.map(
            key: Self.column("key", .scalar(.int)), value: Self.column("value", .scalar(.date)))
        try check(numbers, [#"{"1":"2026-01-31","-2":null}"#])
    }

    @Test(
        "Scalars in JSON",
        arguments: [
            (
                ScalarType.decimal(precision: 9, scale: 2), "[1.50,-0.05,\"12.00\"]",
                "[1.50,-0.05,12.00]"
            ),
            (
                .decimal(precision: 38, scale: 3), "[12345678901234567890123.5]",
                "[12345678901234567890123.500]"
            ),
            (.date, #"["1969-12-31","2000-02-29","-0001-03-01"]"#, nil),
            (.time(.microseconds), #"["23:59:59.000001","00:00:00"]"#, nil),
            (
                .timestamp(.microseconds, isUTC: true),
                #"["2026-01-31T10:00:00Z","1960-01-01 00:00:00.5"]"#,
                #"["2026-01-31 10:00:00+00:00","1960-01-01 00:00:00.500000+00:00"]"#
            ),
            (.timestamp(.nanoseconds, isUTC: false), #"["2026-01-31 10:00:00.000000001"]"#, nil),
            (.uuid, #"["f81d4fae-7dec-11d0-a765-00a0c91e6bf6"]"#, nil),
            (.binary, #"["00ff",""]"#, nil),
            (.fixed(2), #"["0a0b"]"#, nil),
            (.double, #"[0.1,"NaN","-Infinity",1e300]"#, #"[0.1,"NaN","-Infinity",1e+300]"#),
            (.float, "[0.1]", nil),
            (.integer(bits: 64, isSigned: false), "[18446744073709551615]", nil),
            (.string, #"["ä\n\ud83d\ude00"]"#, #"["ä\u000a😀"]"#),
            (.boolean, "[true,false,null]", nil),
        ] as [(ScalarType, String, String?)])
    func scalars(type: ScalarType, row: String, expected: String?) throws {
        try check(
            .list(element: Self.column("element", .scalar(type))), [row],
            expected: [expected ?? row])
    }

    @Test("Random nested rows", arguments: 0..<30)
    func random(seed: Int) throws {
        var random = SplitMix(seed)
        let type = Self.type(&random, depth: 0)
        var options = ParquetWriterOptions()
        options.pageRowsMax = 1 + random.next(below: 50)
        options.pageBytesMax = 1 << (4 + random.next(below: 12))
        options.usesDictionary = random.next(below: 2) == 0
        let rows = (0..<200).map { _ in
            random.next(below: 5) == 0 ? nil : Self.json(type, &random).text
        }
        try check(type, rows, options)
    }

    static func type(_ random: inout SplitMix, depth: Int) -> ParquetWriterType {
        switch random.next(below: depth > 3 ? 1 : depth == 0 ? 3 : 4) {
        case 0 where depth > 0: return .scalar(random.next(below: 2) == 0 ? .long : .string)
        case 0, 1:
            let members = (0..<(1 + random.next(below: 3))).map {
                column("m\($0)", type(&random, depth: depth + 1))
            }
            return .structure(members)
        case 2: return .list(element: column("element", type(&random, depth: depth + 1)))
        default:
            return .map(
                key: column("key", .scalar(.string)),
                value: column("value", type(&random, depth: depth + 1)))
        }
    }

    static func json(_ type: ParquetWriterType, _ random: inout SplitMix) -> JSONValue {
        func member(_ column: ParquetWriterColumn) -> JSONValue {
            random.next(below: 4) == 0 ? .null : json(column.type, &random)
        }
        switch type {
        case .scalar(.string): return .string("t\(random.next(below: 9))")
        case .scalar: return .number(String(random.next(below: 1000)))
        case .structure(let members): return .object(members.map { .init($0.name, member($0)) })
        case .list(let element):
            return .array((0..<random.next(below: 4)).map { _ in member(element) })
        case .map(_, let value):
            return .object((0..<random.next(below: 3)).map { .init("k\($0)", member(value)) })
        }
    }

    @Test(
        "What does not fit is an error with its column and row",
        arguments: [
            ("[1,\"x\"]", "line 2, column x.list.element: this text is no value"),
            ("{\"a\":1}", "line 2: x is an object, not an array"),
            ("[1", "line 2: byte"),
            ("[1] []", "line 2: the text goes on"),
            ("[1.5]", "this number is no value"),
            ("[99999999999999999999]", "this number is no value"),
            ("[[1]]", "an array is no value"),
            ("true", "x is true, false or null, not an array"),
            ("", "line 2: byte 0"),
        ])
    func mismatches(row: String, message: String) throws {
        let encoder = try RowGroupEncoder(columns: [Self.column("x", Self.list)])
        let error = #expect(throws: LakeError.self) {
            try encoder.encode([.json([Self.data(["[1]", row])])], rowCount: 2)
        }
        let text = error?.description ?? ""
        #expect(text.hasPrefix("column x, line 2"), "\(text)")
        #expect(text.contains(message), "\(text)")
    }

    @Test func membersAreChecked() throws {
        let type = ParquetWriterType.structure([
            Self.column("a", .scalar(.int), isRequired: true), Self.column("b", .scalar(.date)),
        ])
        let encoder = try RowGroupEncoder(columns: [Self.column("x", type)])
        for row in [
            #"{"b":null}"#, #"{"a":1,"c":2}"#, #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#,
            #"{"a":null}"#, #"{"a":1,"b":"2026-02-30"}"#, "[]",
        ] {
            let error = #expect(throws: LakeError.self, "\(row)") {
                try encoder.encode([.json([Self.data([row])])], rowCount: 1)
            }
            #expect(error?.code == .invalidInput)
        }
    }
}
