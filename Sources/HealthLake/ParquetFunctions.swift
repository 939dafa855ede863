// The functions about Parquet files: parquet_layout(), parquet_schema(), parquet_explain(). They
// read footers, and no pages.

import Columnar
import Parquet
import SQLiteBridge
import Storage

/// The functions' part of the registry.
enum ParquetFunctions {
    static var entries: [RegistryEntry] { [layout, schema, explain] }

    private static let example = "'Fixtures/parquet/parquet-testing/alltypes_plain.parquet'"

    private static func module(
        _ name: String, _ schema: TableSchema, parameters: [ScanParameter] = [],
        connect: @escaping @Sendable (String, [Value]) throws(LakeError) -> any TableSource
    ) -> RegistryEntry.Item {
        .module(
            ScanModule(
                name,
                .tableFunction(
                    schema: { () throws(LakeError) in schema },
                    parameters: [ScanParameter("_path", isRequired: true)] + parameters,
                    connect: { (arguments) throws(LakeError) in
                        guard let path = arguments.first?.string else {
                            throw LakeError(
                                .invalidInput, "the path is no text", at: [.argument("path")],
                                advice: "write \(name)('file-or-glob')")
                        }
                        return try connect(path, arguments)
                    })))
    }

    private static var layout: RegistryEntry {
        let item = module("parquet_layout", ParquetLayout.schema) { (path, _) throws(LakeError) in
            let files = try paths(path)
            return RowCursorTable(
                ParquetLayout.schema, rowCount: Double(files.count) * 100
            ) { (_, _) throws(LakeError) in
                FileRows(files) { (file) throws(LakeError) in try ParquetLayout.rows(of: file) }
            }
        }
        return RegistryEntry(
            item: item, signature: "parquet_layout(path)",
            help:
                "The column chunks of Parquet files: types, codec, encodings, counts, bounds, "
                + "sizes, and which indexes there are.",
            example: "SELECT column, physical_type, codec, value_count FROM "
                + "parquet_layout(\(example)) LIMIT 3")
    }

    private static var schema: RegistryEntry {
        let item = module("parquet_schema", ParquetSchemaRows.schema) {
            (path, _) throws(LakeError) in
            let files = try paths(path)
            return RowCursorTable(
                ParquetSchemaRows.schema, rowCount: Double(files.count) * 20
            ) { (_, _) throws(LakeError) in
                FileRows(files) { (file) throws(LakeError) in ParquetSchemaRows.rows(of: file) }
            }
        }
        return RegistryEntry(
            item: item, signature: "parquet_schema(path)",
            help: "The nodes of the schemas of Parquet files, groups before what is in them.",
            example: "SELECT name, repetition, physical_type, logical_type FROM "
                + "parquet_schema(\(example)) LIMIT 3")
    }

    private static var explain: RegistryEntry {
        let item = module(
            "parquet_explain", ScanExplanation.schema,
            parameters: [ScanParameter("_filter", isRequired: false)]
        ) { (path, arguments) throws(LakeError) in
            ScanExplanation.table(
                of: try ParquetTable(path: path),
                filter: arguments.count > 1 ? arguments[1].string : nil)
        }
        return RegistryEntry(
            item: item, signature: "parquet_explain(path [, filter])",
            help: "What a scan of Parquet files with WHERE filter would read and skip, and why: as "
                + "iceberg_explain().",
            example:
                "SELECT kind, rows, action, reason FROM parquet_explain(\(example), 'id > 100')")
    }

    private static func paths(_ pattern: String) throws(LakeError) -> [String] {
        let files = try expandPath(pattern, .parquet)
        guard !files.isEmpty else {
            throw LakeError(.notFound, "no file matches", at: [.file(pattern)])
        }
        return files.map(\.path)
    }
}

/// Rows that are made file by file.
private final class FileRows: RowCursor {
    private var files: ArraySlice<String>
    private let make: (ParquetFile) throws(LakeError) -> [[Value]]
    private var rows: ArraySlice<[Value]> = []
    private var row: [Value] = []

    init(_ files: [String], _ make: @escaping (ParquetFile) throws(LakeError) -> [[Value]]) {
        self.files = files[...]
        self.make = make
    }

    func next() throws(LakeError) -> Bool {
        while rows.isEmpty {
            guard let path = files.popFirst() else { return false }
            rows = try make(ParquetFile(path))[...]
        }
        row = rows.popFirst() ?? []
        return true
    }

    func value(_ column: Int) -> Value { column < row.count ? row[column] : .null }
}
