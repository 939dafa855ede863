// The rows of a file as a scan gives them, in the form of Fixtures/parquet/expected.

import Columnar
import Parquet
import Storage
import Testing

/// The rows of a table's scan.
func rows(
    of table: ParquetTable, _ columns: [Int], _ predicates: [Predicate] = [],
    report: ScanReport = ScanReport(table: ""), threadCount: Int = 1
) throws(LakeError) -> [[Value]] {
    let stream = try table.open(
        ScanRequest(columns: columns, predicates: predicates),
        in: ScanEnvironment(threadCount: threadCount, memoryBytesMax: 1 << 20, report: report))
    var rows: [[Value]] = []
    while let batch = try stream.next() {
        for row in 0..<batch.rowCount { rows.append(batch.columns.map { $0.value(at: row) }) }
    }
    return rows
}

/// A value as make-expected.py writes it.
func text(_ value: Value) -> String {
    switch value {
    case .null: return "null"
    case .integer(let integer): return String(integer)
    case .real(let real): return "r" + hexadecimal(real.bitPattern, digits: 16)
    case .text(let bytes): return "'" + String(decoding: bytes, as: UTF8.self)
    case .blob(let bytes):
        return "x" + bytes.map { hexadecimal(UInt64($0), digits: 2) }.joined()
    }
}

private func hexadecimal(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
}

/// What pyarrow reads from a file of parquet-testing.
struct ExpectedRows {
    let names: [String]
    let rows: [[String]]

    init(_ name: String) throws {
        let bytes = try ParquetFixture("expected/\(name).txt").bytes()
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: true)
        names = try #require(lines.first).split(separator: "\t").map(String.init)
        rows = lines.dropFirst().map { $0.split(separator: "\t").map(String.init) }
    }

    static let files = [
        "alltypes_plain", "byte_array_decimal", "data_index_bloom_encoding_stats",
        "datapage_v2.snappy", "dict-page-offset-zero", "fixed_length_decimal",
        "float16_nonzeros_and_nans", "int32_decimal", "int32_with_null_pages", "int96_from_spark",
        "list_columns", "nan_in_stats", "nested_lists.snappy", "nonnullable.impala", "null_list",
        "nulls.snappy", "old_list_structure", "repeated_no_annotation", "sort_columns",
    ]
}
