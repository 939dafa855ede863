// What conditions leave out, counted, and that no row is lost by it.
//
// data_index_bloom_encoding_stats has one row group of one page with a bloom filter;
// int32_with_null_pages has a page index, and pages of nulls only.

import Columnar
import Parquet
import Storage
import Testing

@Suite("Conditions on files")
struct PruningTests {
    private func scan(
        _ name: String, _ test: Predicate.Test
    ) throws -> (rows: [String], counts: ScanReport.Counts) {
        let table = try ParquetTable(
            path: ParquetFixture("parquet-testing/\(name).parquet").path)
        let report = ScanReport(table: "")
        let found = try rows(of: table, [0], [Predicate(column: 0, test: test)], report: report)
        return (found.map { text($0[0]) }, report.snapshot())
    }

    private static func value(_ string: String) -> Value { .text(Array(string.utf8)) }

    /// A condition on the texts of data_index_bloom_encoding_stats, and whether its row group is
    /// read.
    struct TextCase: Sendable {
        let test: Predicate.Test
        let rowCount: Int

        init(_ test: Predicate.Test, rows: Int) {
            self.test = test
            rowCount = rows
        }
    }

    /// The texts lie between "Hello" and "today"; within, the bloom filter tells.
    static let textCases: [TextCase] = [
        TextCase(.compare(.equal, value("Hello")), rows: 1),
        TextCase(.compare(.equal, value("Hello!")), rows: 0),
        TextCase(.compare(.equal, value("AAA")), rows: 0),
        TextCase(.isIn([value("Hello!"), value("nothing")]), rows: 0),
        TextCase(.isIn([value("Hello!"), value("Hello")]), rows: 1),
        TextCase(.isNull, rows: 0),
        TextCase(.compare(.greater, value("zzz")), rows: 0),
    ]

    @Test("By statistics and bloom filter", arguments: textCases)
    func rowGroups(one: TextCase) throws {
        let (rows, counts) = try scan("data_index_bloom_encoding_stats", one.test)
        #expect(rows.count == one.rowCount)
        #expect(counts.parts[.rowGroup]?.read == (one.rowCount > 0 ? 1 : 0))
        #expect(counts.parts[.rowGroup]?.skipped == (one.rowCount > 0 ? 0 : 1))
    }

    /// A condition on the integers of int32_with_null_pages.
    struct NumberCase: Sendable {
        let test: Predicate.Test
        let passes: @Sendable (Int?) -> Bool
        /// Whether a page can be left out that has nulls or none, and numbers in a range or none.
        let isSkipped: @Sendable (_ hasNulls: Bool, ClosedRange<Int>?) -> Bool
    }

    static let numberCases: [NumberCase] = [
        NumberCase(
            test: .isNull, passes: { $0 == nil }, isSkipped: { hasNulls, _ in !hasNulls }),
        NumberCase(test: .isNotNull, passes: { $0 != nil }, isSkipped: { $1 == nil }),
        NumberCase(
            test: .compare(.less, .integer(-2_000_000_000)),
            passes: { $0.map { $0 < -2_000_000_000 } ?? false },
            isSkipped: { $1.map { $0.lowerBound >= -2_000_000_000 } ?? true }),
        NumberCase(
            test: .compare(.greaterOrEqual, .real(2.1e9)),
            passes: { $0.map { $0 >= 2_100_000_000 } ?? false },
            isSkipped: { $1.map { $0.upperBound < 2_100_000_000 } ?? true }),
        NumberCase(
            test: .compare(.equal, .integer(-2_100_000_000)),
            passes: { $0 == -2_100_000_000 },
            isSkipped: { !($1?.contains(-2_100_000_000) ?? false) }),
    ]

    /// The rows and what pages hold of them are pyarrow's; where pages begin is the file's.
    @Test("By page index", arguments: numberCases)
    func pages(one: NumberCase) throws {
        let expected = try ExpectedRows("int32_with_null_pages").rows.map { Int($0[0]) }
        let fixture = ParquetFixture("parquet-testing/int32_with_null_pages.parquet")
        let chunk = try fixture.metadata().rowGroups[0].columns[0]
        let offsets = try #require(
            try OffsetIndex.read(file: fixture.open(), chunk: chunk, rowCount: expected.count))
        var skipped = 0
        for page in offsets.pages.indices {
            let values = expected[offsets.rowRange(ofPage: page)]
            let numbers = values.compactMap { $0 }
            var range: ClosedRange<Int>?
            if let least = numbers.min(), let most = numbers.max() { range = least...most }
            skipped += one.isSkipped(numbers.count < values.count, range) ? 1 : 0
        }
        let (rows, counts) = try scan("int32_with_null_pages", one.test)
        #expect(rows == expected.filter(one.passes).map { $0.map(String.init) ?? "null" })
        if rows.isEmpty && skipped == offsets.pages.count {
            #expect(counts.parts[.rowGroup]?.skipped == 1)
        }
        #expect(counts.parts[.page]?.skipped == skipped)
        #expect(counts.parts[.page]?.read == offsets.pages.count - skipped)
    }

    static let conditions: [(String, UInt8)] = ExpectedRows.files.flatMap { name in
        (1...7).map { (name, UInt8($0)) }
    }

    @Test("No condition loses a row", arguments: conditions)
    func nothingLost(name: String, kind: UInt8) throws {
        let bytes = try ParquetFixture("parquet-testing/\(name).parquet").bytes()
        let columnCount = try ExpectedRows(name).names.count
        for column in 0..<columnCount {
            for row in [0, 3, 7, 11] as [UInt8] {
                let condition = 0x80 | kind << 4 | UInt8(column)
                try ParquetCheck(bytes, condition: condition, row: row).run()
            }
        }
    }
}
