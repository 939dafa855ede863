// Rows to data files and back through the reader; files, partitions, orders, statistics.

import Columnar
import Storage
import Testing

@testable import Iceberg

@Suite("Data files that are written")
struct DataFileWriterTests {
    private func text(_ value: Value) -> String {
        switch value {
        case .null: "NULL"
        case .integer(let number): "\(number)"
        case .real(let real): "\(real)"
        case .text(let bytes): String(decoding: bytes, as: UTF8.self)
        case .blob(let bytes): "x\(bytes)"
        }
    }

    @Test("A table of one partition: one file, with what the manifest says of it")
    func unpartitioned() throws {
        let scratch = try ScratchFolder()
        let table = try WrittenTable(
            """
            id long not null, name string, birth date, score decimal(9,2), big decimal(38,1),
            ok boolean, at timestamptz, raw binary, half float, twice double
            """)
        let writer = try table.writer(scratch.path + "/data")
        var rows: [[Value]] = []
        for number in Int64(0)..<10 {
            rows.append([
                .integer(number), .text("name of somebody \(number)"),
                .text("1970-01-0\(number % 9 + 1)"), .real(Double(number) + 0.25),
                .text("-\(number + 1)12345678901234567890.5"), .integer(number % 2),
                .text("2020-01-01 00:00:0\(number)+00:00"),
                .blob([0xFF] + Array(repeating: 0xFF, count: 20)), .real(1.5), .real(-0.5),
            ])
        }
        rows.append([.integer(10)] + Array(repeating: .null, count: 9))
        try writer.append(table.batch(rows))
        let files = try writer.finish()
        try #require(files.count == 1)
        let file = files[0]
        #expect(file.path.hasPrefix(scratch.path + "/data/00000-0-"))
        #expect(file.path.hasSuffix(".parquet"))
        #expect(file.recordCount == 11)
        #expect(file.partition == [])
        #expect(file.splitOffsets == [4])
        #expect(file.sizeBytes == Int64(try contents(file.path).count))
        #expect(file.sortOrderID == nil)
        let back = try Self.rows(file, table)
        for (row, expected) in zip(back, rows) { #expect(row == expected) }
        #expect(back.count == rows.count)
        let statistics = try #require(file.statistics[2])
        #expect(statistics.valueCount == 11)
        #expect(statistics.nullCount == 1)
        #expect(statistics.nanCount == nil)
        // 16 code points, the last of the upper one made larger.
        #expect(statistics.lowerBound == Array("name of somebody".utf8))
        #expect(statistics.upperBound == Array("name of somebodz".utf8))
        #expect(file.statistics[1]?.lowerBound == hex("0000000000000000"))
        #expect(file.statistics[1]?.upperBound == hex("0A00000000000000"))
        #expect(file.statistics[1]?.nullCount == 0)
        #expect(file.statistics[3]?.upperBound == hex("08000000"))
        // 25 and 925, big-endian, as short as they go.
        #expect(file.statistics[4]?.lowerBound == hex("19"))
        #expect(file.statistics[4]?.upperBound == hex("039D"))
        #expect(
            file.statistics[5]?.upperBound.flatMap { SingleValue.unscaled(bigEndian: $0) }
                == -1_123_456_789_012_345_678_905)
        #expect(file.statistics[6]?.lowerBound == [0])
        #expect(file.statistics[6]?.upperBound == [1])
        // All bytes are 0xFF: nothing of 16 bytes is above them.
        #expect(file.statistics[8]?.lowerBound == Array(repeating: 0xFF, count: 16))
        #expect(file.statistics[8]?.upperBound == nil)
        #expect(file.statistics[9]?.lowerBound == hex("0000C03F"))
        #expect(file.statistics[9]?.nanCount == 0)
        #expect(file.statistics[10]?.upperBound == hex("000000000000E0BF"))
    }

    private static func rows(_ file: ContentFile, _ table: WrittenTable) throws -> [[Value]] {
        try IcebergTests.rows(ofParquet: file.path, columnCount: table.schema.fields.count)
    }

    @Test("Bounds of texts: surrogates and the last code point")
    func textBounds() {
        func incremented(_ text: String) -> String? {
            FileStatistics.incremented(text: Array(text.utf8)).map {
                String(decoding: $0, as: UTF8.self)
            }
        }
        #expect(incremented("ab") == "ac")
        #expect(incremented("a\u{D7FF}") == "a\u{E000}")
        #expect(incremented("a\u{10FFFF}") == "b")
        #expect(incremented("\u{10FFFF}") == nil)
        #expect(FileStatistics.incremented([1, 0xFF]) == [2])
    }

    @Test("Nested columns: no bounds in lists and maps, bounds in structs")
    func nested() throws {
        let scratch = try ScratchFolder()
        let table = try WrittenTable(
            """
            id long, s struct<x: int, y: string>, l list<struct<id: long>>, m map<string, int>
            """)
        let writer = try table.writer(scratch.path)
        let rows: [[Value]] = [
            [
                .integer(1), .text(#"{"x":5,"y":"a"}"#), .text(#"[{"id":7},{"id":8}]"#),
                .text(#"{"k":1}"#),
            ],
            [.integer(2), .text(#"{"x":9,"y":null}"#), .null, .text("{}")],
        ]
        try writer.append(table.batch(rows))
        let file = try writer.finish()[0]
        #expect(try Self.rows(file, table) == rows)
        func statistics(_ name: String) throws -> ContentFile.ColumnStatistics? {
            file.statistics[try #require(table.schema.id(fullName: name))]
        }
        #expect(try statistics("s.x")?.lowerBound == hex("05000000"))
        #expect(try statistics("s.x")?.upperBound == hex("09000000"))
        #expect(try statistics("l.element.id")?.lowerBound == nil)
        #expect(try statistics("l.element.id")?.sizeBytes ?? 0 > 0)
        #expect(try statistics("m.key")?.upperBound == nil)
    }

    @Test("Only the first columns of wide tables have counts and bounds")
    func wide() throws {
        let scratch = try ScratchFolder()
        let names = (0..<120).map { "c\($0) int" }
        let table = try WrittenTable(names.joined(separator: ","))
        let writer = try table.writer(scratch.path)
        try writer.append(table.batch([Array(repeating: .integer(1), count: 120)]))
        let file = try writer.finish()[0]
        #expect(file.statistics[100]?.lowerBound != nil)
        #expect(file.statistics[101]?.lowerBound == nil)
        #expect(file.statistics[101]?.nullCount == nil)
        #expect(file.statistics[101]?.sizeBytes ?? 0 > 0)
    }

    @Test("Partitions: each row lies where its values say", arguments: [1, 3])
    func partitioned(threadCount: Int) throws {
        let scratch = try ScratchFolder()
        let table = try WrittenTable(
            "id long, birth date, place string", by: "bucket(4, id), month(birth), place")
        var options = DataFileOptions()
        options.threadCount = threadCount
        let writer = try table.writer(scratch.path, options)
        var all: [[Value]] = []
        for start in stride(from: Int64(0), to: 600, by: 60) {
            let rows = (start..<start + 60).map { id -> [Value] in
                [
                    .integer(id), id % 7 == 0 ? .null : .text("20\(10 + id % 3)-0\(1 + id % 2)-15"),
                    .text(["a", "b/c", ""][Int(id % 3)]),
                ]
            }
            all += rows
            try writer.append(table.batch(rows))
        }
        let written = try writer.finish()
        var seen: [[Value]] = []
        for file in written {
            let rows = try Self.rows(file, table)
            #expect(file.recordCount == Int64(rows.count))
            for row in rows {
                let partition: [SingleValue?] = [
                    single(row[0]).flatMap { Transform.bucket(4).apply($0) },
                    try row[1] == .null
                        ? nil : Transform.month.apply(.date(days(row[1]))),
                    row[2].string.map { .string($0) },
                ]
                #expect(file.partition == partition)
            }
            seen += rows
        }
        func id(_ row: [Value]) -> Int64 { if case .integer(let id) = row[0] { id } else { -1 } }
        #expect(seen.sorted { id($0) < id($1) } == all)
        #expect(Set(written.map(\.partition)).count == written.count)
        let directories = files(below: scratch.path)
        #expect(directories.count == written.count)
        #expect(
            directories.contains {
                $0.hasPrefix("id_bucket=0/birth_month=2011-02/place=b%2Fc/00000-")
            })
        #expect(directories.contains { $0.contains("/birth_month=null/place=/") })
    }

    private func single(_ value: Value) -> SingleValue? {
        if case .integer(let number) = value { .integer(number) } else { nil }
    }

    private func days(_ value: Value) throws -> Int64 {
        try #require(ISOTemporal.date(Array((value.string ?? "").utf8)))
    }

    @Test("Every type through every transform it has", arguments: ["", "unpartitioned"])
    func everyTransform(mode: String) throws {
        let scratch = try ScratchFolder()
        let types: [(String, [String])] = [
            ("boolean", ["0", "1"]), ("int", ["-7", "34"]), ("long", ["-7", "9000000000"]),
            ("float", ["1.5", "-0.25"]), ("double", ["1.5", "-0.25"]),
            ("decimal(9,2)", ["14.2", "-0.5"]), ("decimal(38,2)", ["14.20", "-0.50"]),
            ("date", ["1969-12-31", "2017-11-16"]),
            ("time", ["00:00:01", "22:31:08"]),
            ("timestamp", ["1969-12-31 23:59:59", "2017-11-16 22:31:08"]),
            ("timestamptz", ["1969-12-31 23:59:59+00:00", "2017-11-16 22:31:08+00:00"]),
            ("string", ["iceberg", ""]),
            (
                "uuid",
                ["f79c3e09-677c-4bbd-a479-3f349cb785e7", "00000000-0000-0000-0000-000000000001"]
            ), ("fixed[3]", ["abc", "xyz"]), ("binary", ["abcdef", ""]),
        ]
        for (index, (type, values)) in types.enumerated() {
            for transform in [
                "identity", "bucket", "truncate", "year", "month", "day", "hour", "void",
            ] {
                let term =
                    ["bucket", "truncate"].contains(transform)
                    ? "\(transform)(3, c)" : "\(transform)(c)"
                guard
                    let table = try? WrittenTable("n int, c \(type)", by: mode.isEmpty ? term : nil)
                else { continue }
                let folder = "\(scratch.path)/\(index)-\(transform)"
                let writer = try table.writer(folder)
                let written: [[Value]] = (values + [""]).enumerated().map { row, text in
                    [.integer(Int64(row)), row == 2 ? .null : .text(text)]
                }
                try writer.append(table.batch(written))
                let files = try writer.finish()
                let back = try files.flatMap { try Self.rows($0, table) }
                    .sorted { text($0[0]) < text($1[0]) }
                try #require(back.count == 3, "\(type) \(transform)")
                for row in 0..<2 {
                    // What SQL sees is another kind for some types, never another value.
                    var typed = TypedColumnBuilder(
                        type: try table.schema.fields[1].typedColumnType())
                    try typed.append(back[row][1])
                    var expected = TypedColumnBuilder(type: typed.type)
                    try expected.append(.text(values[row]))
                    #expect(
                        try typed.take().vector().value(at: 0)
                            == expected.take().vector().value(at: 0), "\(type) \(transform)")
                }
                #expect(back[2][1] == .null)
            }
        }
    }

    @Test("Row groups are sorted, and a file says so when all of it is")
    func sorted() throws {
        let scratch = try ScratchFolder()
        let table = try WrittenTable(
            "a int, b string, c double", sortedBy: "a desc nulls last, b, c nulls first")
        var random = SeededRandom(state: 5)
        func row() -> [Value] {
            [
                random.next() % 5 == 0 ? .null : .integer(Int64(random.next() % 4)),
                .text(
                    ["", "x", "a long text of one", "a long text of two"][Int(random.next() % 4)]),
                random.next() % 3 == 0 ? .null : .real(Double(random.next() % 3) - 1),
            ]
        }
        let rows = (0..<3000).map { _ in row() }
        let writer = try table.writer(scratch.path)
        try writer.append(table.batch(rows))
        let file = try writer.finish()[0]
        #expect(file.sortOrderID == 1)
        func key(_ row: [Value]) -> (Int, String, Int) {
            let a = if case .integer(let number) = row[0] { Int(-number) } else { 100 }
            let c = if case .real(let real) = row[2] { Int(real) } else { -100 }
            return (a, row[1].string ?? "", c)
        }
        // Rows that are alike keep their order.
        let expected = rows.enumerated().sorted { first, second in
            let (one, other) = (key(first.element), key(second.element))
            return one == other ? first.offset < second.offset : one < other
        }.map(\.element)
        #expect(try Self.rows(file, table) == expected)

        var options = DataFileOptions()
        options.rowGroupRowsMax = 1000
        let pieces = try table.writer(scratch.path + "/pieces", options)
        try pieces.append(table.batch(rows))
        let unordered = try pieces.finish()
        #expect(unordered.map(\.sortOrderID) == [nil])
        #expect(unordered[0].splitOffsets.count == 3)
        let again = try table.writer(scratch.path + "/again", options)
        try again.append(table.batch(expected))
        #expect(try again.finish().map(\.sortOrderID) == [1])
    }

    /// Bytes that hold zeros, and texts that are alike for longer than a word.
    @Test("Orders of bytes", arguments: ["asc", "desc nulls first", "asc nulls last", "desc"])
    func byteOrder(direction: String) throws {
        let table = try WrittenTable("b binary, n long", sortedBy: "b \(direction), n")
        var random = SeededRandom(state: 21)
        let rows: [[Value]] = (0..<4000).map { _ in
            let bytes = (0..<random.next() % 20).map { _ in
                [UInt8(0), 0, 0, 1, 0xFF][Int(random.next() % 5)]
            }
            return [
                random.next() % 9 == 0 ? .null : .blob(bytes), .integer(Int64(random.next() % 3)),
            ]
        }
        let order = try #require(try RowOrder(table.order, schema: table.schema))
        let permutation = try #require(try order.permutation(of: table.batch(rows)))
        let isDescending = direction.hasPrefix("desc")
        let hasNullsFirst = direction == "asc" || direction == "desc nulls first"
        let expected = rows.indices.sorted { first, second in
            if rows[first][0] != rows[second][0] {
                guard case .blob(let one) = rows[first][0] else { return hasNullsFirst }
                guard case .blob(let other) = rows[second][0] else { return !hasNullsFirst }
                return isDescending
                    ? other.lexicographicallyPrecedes(one) : one.lexicographicallyPrecedes(other)
            }
            guard case .integer(let one) = rows[first][1],
                case .integer(let other) = rows[second][1]
            else { return false }
            return one == other ? first < second : one < other
        }
        #expect(permutation.map { Int($0) } == expected)
        let sorted = try table.batch(expected.map { rows[$0] })
        #expect(try order.permutation(of: sorted) == nil)
        #expect(try order.permutation(of: sorted.slice(0..<1)) == nil)
    }

    @Test("Files roll at their size; bytes are the same for any number of threads")
    func rolling() throws {
        let scratch = try ScratchFolder()
        let table = try WrittenTable("id long, t string", by: "bucket(2, id)", sortedBy: "t")
        var random = SeededRandom(state: 11)
        let batches = try (0..<40).map { _ in
            try table.batch(
                (0..<500).map { _ in
                    [.integer(Int64(random.next() % 1000)), .text("\(random.next())")]
                })
        }
        var versions: [[[UInt8]]] = []
        for threadCount in [1, 2, 5] {
            var options = DataFileOptions()
            options.threadCount = threadCount
            options.rowGroupRowsMax = 1500
            options.fileBytesTarget = 30_000
            options.bufferedBytesMax = 120_000
            let writer = try table.writer("\(scratch.path)/\(threadCount)", options)
            for batch in batches { try writer.append(batch) }
            let written = try writer.finish()
            #expect(written.count > 6)
            for file in written { #expect(file.sizeBytes ?? .max < 50_000) }
            #expect(written.reduce(0) { $0 + $1.recordCount } == 20_000)
            versions.append(try written.map { try contents($0.path) })
        }
        #expect(versions[0] == versions[1])
        #expect(versions[0] == versions[2])
    }

    @Test("Memory stays within the budget, whatever the number of partitions")
    func memory() throws {
        let scratch = try ScratchFolder()
        let table = try WrittenTable("id long, t string", by: "id")
        var options = DataFileOptions()
        options.bufferedBytesMax = 400_000
        options.openPartitionsMax = 8
        options.threadCount = 2
        let writer = try table.writer(scratch.path, options)
        var random = SeededRandom(state: 3)
        for _ in 0..<60 {
            try writer.append(
                table.batch(
                    (0..<200).map { _ in
                        [.integer(Int64(random.next() % 60)), .text("\(random.next())")]
                    }))
        }
        let written = try writer.finish()
        #expect(written.reduce(0) { $0 + $1.recordCount } == 12_000)
        #expect(Set(written.map(\.partition)).count == 60)
        #expect(written.count > 60)
        // A batch of 200 rows comes on top before something is handed over.
        #expect(writer.bufferedBytesPeak <= 400_000 + 100_000, "\(writer.bufferedBytesPeak)")
        #expect(writer.bufferedBytesPeak > 200_000)
    }

    @Test("A batch larger than a row group is cut")
    func largeBatch() throws {
        let scratch = try ScratchFolder()
        let table = try WrittenTable("id long")
        var options = DataFileOptions()
        options.rowGroupRowsMax = 1000
        let writer = try table.writer(scratch.path, options)
        let ids = (0..<4500).map { Int64($0) }
        try writer.append(
            TypedBatch(
                rowCount: 4500,
                columns: [TypedColumn(type: .long, count: 4500, values: .int64s(ids))]))
        let file = try writer.finish()[0]
        #expect(file.splitOffsets.count == 5)
        #expect(try Self.rows(file, table) == ids.map { [.integer($0)] })
    }

    @Test("No rows, no files")
    func empty() throws {
        let scratch = try ScratchFolder()
        let writer = try WrittenTable("id long").writer(scratch.path + "/data")
        #expect(try writer.finish() == [])
        #expect(files(below: scratch.path) == [])
    }

    @Test("What cannot be written is said at once")
    func refused() throws {
        let scratch = try ScratchFolder()
        let table = try WrittenTable("id long not null, s struct<x: int>")
        let nested = PartitionSpec(
            id: 0,
            fields: [PartitionField(id: 1000, sourceIDs: [3], name: "x", transform: .identity)])
        #expect(
            failure {
                try DataFileWriter(
                    schema: table.schema, spec: nested, directory: scratch.path,
                    fileSystem: LocalFileSystem())
            }?.code == .unsupported)
        let variant = try IcebergSchema(
            id: 0, fields: [NestedField(id: 1, name: "v", isRequired: false, type: .variant)])
        #expect(
            failure {
                try DataFileWriter(
                    schema: variant, spec: PartitionSpec(id: 0, fields: []),
                    directory: scratch.path, fileSystem: LocalFileSystem())
            }?.places == [.column("v")])
        let writer = try table.writer(scratch.path)
        let long = TypedColumn(type: .long, count: 1, validity: [false], values: .int64s([0]))
        let json = TypedColumn(
            type: .json, count: 1,
            values: .bytes(ByteColumn(offsets: [0, 2], bytes: Array("{}".utf8))))
        #expect(failure { try writer.append(TypedBatch(rowCount: 1, columns: [long])) } != nil)
        #expect(
            failure { try writer.append(TypedBatch(rowCount: 1, columns: [long, json])) }?
                .description == "column id: NULL in a column that is NOT NULL")
        #expect(
            failure { try writer.append(TypedBatch(rowCount: 1, columns: [json, json])) } != nil)
        #expect(try writer.finish() == [])
    }
}
