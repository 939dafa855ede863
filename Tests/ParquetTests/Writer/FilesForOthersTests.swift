// Files for other readers: Tests/Interop/test_parquet_writer.py names a folder, reads what is put
// there with pyarrow and DuckDB, and compares with the values that are put beside each file.
//
//     x.parquet    the file
//     x.json       {"rows": n, "columns": {name: {"type": …, "values": […]}}, "leaves": […]}
//
// Values are raw: integers as they are stored, reals by their shortest text, bytes in hexadecimal.

import Columnar
import Compression
import Glibc
import JSON
import Parquet
import Testing

@Suite("Files for other readers")
struct FilesForOthersTests {
    private static var folder: String? {
        unsafe getenv("HEALTHLAKE_PARQUET_FILES").map { unsafe String(cString: $0) }
    }

    @Test(
        "Every type, NULLs and codec", .enabled(if: folder != nil),
        arguments: [Codec.uncompressed, .snappy, .gzip, .lz4Raw, .zstd])
    func types(codec: Codec) throws {
        for usesDictionary in [true, false] {
            var columns: [ParquetWriterColumn] = []
            var data: [TypedColumn] = []
            for (place, type) in Sample.types.enumerated() {
                for shape in SampleShape.allCases {
                    for nulls in SampleNulls.allCases {
                        let isRequired = nulls == .none && type != .unknown
                        columns.append(
                            ParquetWriterColumn(
                                name: "c\(place)_\(shape)_\(nulls)", fieldID: columns.count + 1,
                                isRequired: isRequired, type: .scalar(type)))
                        data.append(
                            Sample.column(
                                type, shape, nulls, count: 2500, seed: place,
                                isIndexed: place % 2 == 0))
                    }
                }
            }
            var options = ParquetWriterOptions()
            options.codec = codec
            options.usesDictionary = usesDictionary
            options.pageRowsMax = 400
            options.bloomFilterColumns = Set(columns.filter { _ in usesDictionary }.map(\.name))
            options.keyValueMetadata = [("key", "wärt")]
            let groups = [0..<1000, 1000..<2500].map { rows in
                (rowCount: rows.count, data: data.map { ParquetColumnData.scalar([$0.part(rows)]) })
            }
            let raw = zip(columns, data).map { column, data in
                JSONValue.Member(
                    column.name,
                    .object([
                        .init("type", .string("\(data.type)")),
                        .init("values", .array((0..<data.count).map(data.raw))),
                    ]))
            }
            try put("types-\(codec.rawValue)-\(usesDictionary)", columns, groups, options, raw)
        }
    }

    @Test("Nested columns", .enabled(if: folder != nil), arguments: 0..<12)
    func nested(seed: Int) throws {
        var random = SplitMix(seed)
        let type = NestedRoundTripTests.type(&random, depth: 0)
        let rows = (0..<1500).map { _ in
            random.next(below: 5) == 0
                ? JSONValue.null : NestedRoundTripTests.json(type, &random)
        }
        let texts = rows.map { $0.isNull ? nil : $0.text }
        var options = ParquetWriterOptions()
        options.pageRowsMax = 1 + random.next(below: 500)
        let columns = [ParquetWriterColumn(name: "x", fieldID: 1, type: type)]
        let groups = [0..<700, 700..<1500].map { part in
            (
                rowCount: part.count,
                data: [ParquetColumnData.json([NestedRoundTripTests.data(Array(texts[part]))])]
            )
        }
        try put(
            "nested-\(seed)", columns, groups, options,
            [
                .init(
                    "x", .object([.init("type", .string("nested")), .init("values", .array(rows))]))
            ])
    }

    private func put(
        _ name: String, _ columns: [ParquetWriterColumn],
        _ groups: [(rowCount: Int, data: [ParquetColumnData])], _ options: ParquetWriterOptions,
        _ raw: [JSONValue.Member]
    ) throws {
        let folder = try #require(Self.folder)
        let output = MemoryFile()
        let encoder = try RowGroupEncoder(columns: columns, options: options)
        let writer = try ParquetFileWriter(columns: columns, options: options, into: output)
        for group in groups {
            try writer.append(try encoder.encode(group.data, rowCount: group.rowCount))
        }
        let summary = try writer.finish()
        let leaves = summary.leaves.map { leaf in
            JSONValue.object([
                .init("path", .string(leaf.path.joined(separator: "."))),
                .init("size", .number(String(leaf.sizeBytes))),
                .init("values", .number(String(leaf.valueCount))),
                .init("nulls", .number(String(leaf.nullCount))),
            ])
        }
        let told = JSONValue.object([
            .init("rows", .number(String(summary.rowCount))), .init("columns", .object(raw)),
            .init("leaves", .array(leaves)),
            .init("offsets", .array(summary.rowGroupOffsets.map { .number(String($0)) })),
        ])
        try save(output.bytes, "\(folder)/\(name).parquet")
        try save(Array(told.text.utf8), "\(folder)/\(name).json")
    }

    private func save(_ bytes: [UInt8], _ path: String) throws {
        let file = unsafe try #require(fopen(path, "w"))
        defer { unsafe fclose(file) }
        unsafe try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }
}

extension TypedColumn {
    /// A row as it is stored.
    fileprivate func raw(_ row: Int) -> JSONValue {
        if type == .unknown || validity?[row] == false { return .null }
        func hexadecimal(_ bytes: ArraySlice<UInt8>) -> JSONValue {
            .string(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        }
        switch values {
        case .booleans(let values): return .boolean(values[row])
        case .int32s(let values):
            if case .integer(_, isSigned: false) = type {
                return .number(String(UInt32(bitPattern: values[row])))
            }
            return .number(String(values[row]))
        case .int64s(let values):
            if case .integer(_, isSigned: false) = type {
                return .number(String(UInt64(bitPattern: values[row])))
            }
            return .number(String(values[row]))
        case .floats(let values): return .number(Double(values[row]).description)
        case .doubles(let values): return .number(values[row].description)
        case .bytes(let values): return hexadecimal(values[row])
        case .dictionary(let indexes, let entries): return hexadecimal(entries[Int(indexes[row])])
        }
    }
}
