// Which files conditions leave out, and that no row is lost by it.
// Source: the rows and bounds of Fixtures/iceberg/make-scan-fixtures.py, table `bounds`.

import Columnar
import Testing

@testable import Iceberg

@Suite("Pruning of files")
struct PruningScanTests {
    /// A condition, and the files that may hold a row that passes.
    struct Case: Sendable, CustomTestStringConvertible {
        let column: String
        let test: Predicate.Test
        let files: String

        init(_ column: String, _ test: Predicate.Test, _ files: String) {
            self.column = column
            self.test = test
            self.files = files
        }

        var testDescription: String { "\(column) \(test)" }
    }

    private static func compare(
        _ comparison: Predicate.Comparison, _ text: String
    ) -> Predicate.Test { .compare(comparison, .text(text)) }

    static let cases: [Case] = [
        Case("id", .compare(.equal, .integer(5)), "acd"),
        Case("id", .compare(.equal, .integer(20)), "bcd"),
        Case("id", .compare(.less, .integer(1)), "cd"),
        Case("id", .compare(.lessOrEqual, .real(1.5)), "acd"),
        Case("id", .isIn([.integer(0), .integer(9)]), "acd"),
        // No count of NULLs: they may be there.
        Case("id", .isNull, "bcd"), Case("id", .isNotNull, "abcd"),
        // The upper bound was cut to four characters, and then made larger.
        Case("text", compare(.equal, "abzzzz"), "acd"),
        Case("text", compare(.greaterOrEqual, "abz{"), "abcd"),
        Case("text", compare(.greater, "abz{"), "bcd"),
        Case("text", compare(.equal, "abc"), "cd"), Case("text", compare(.equal, "z"), "bcd"),
        Case("text", .hasPrefix(Array("ABC".utf8), foldsCase: true), "acd"),
        Case("text", .hasPrefix(Array("ABC".utf8), foldsCase: false), "cd"),
        Case("text", .hasPrefix(Array("mm".utf8), foldsCase: false), "bcd"),
        Case("real", .compare(.less, .integer(0)), "cd"),
        Case("real", .compare(.equal, .integer(0)), "acd"),
        Case("real", .compare(.greater, .real(7)), "bcd"), Case("real", .isNull, "bcd"),
        Case("at", .isNotNull, "bcd"), Case("at", .isNull, "ab"),
        Case("at", compare(.less, "2026-02-01"), "bc"),
        Case("at", compare(.greater, "2026-02-01 00:00:00"), "bd"),
        Case("at", compare(.equal, "2026-01-31 12:00:00"), "bc"),
        Case("at", compare(.less, "2026-01-31"), "b"),
        Case("at", compare(.greaterOrEqual, "2026-02-03"), "b"),
    ]

    private func passes(_ value: Value, _ test: Predicate.Test) -> Bool {
        switch value {
        case .null: return test.acceptsNull
        case .integer, .real: return test.matches(number: value)
        case .text(let bytes), .blob(let bytes):
            return unsafe bytes.withUnsafeBufferPointer { unsafe test.matches(text: $0) }
        }
    }

    @Test("Files that are read", arguments: cases)
    func files(one: Case) throws {
        let table = try table("bounds")
        let report = ScanReport(table: "", keepsDecisions: true)
        let predicate = try table.predicate(one.column, one.test)
        let rows = try table.rows(where: [predicate], report: report)
        // A file of a manifest that is left out is not heard of.
        let read = report.decisions.filter { $0.kind == .file && $0.reason == nil }.compactMap {
            $0.name.split(separator: "/").last?.first
        }
        #expect(String(read) == one.files)
        let all = try table.rows()
        #expect(all.count == 6)
        #expect(rows == all.filter { passes($0[predicate.column], one.test) })
    }

    @Test("A decision says its reason")
    func reasons() throws {
        let table = try table("bounds")
        let report = ScanReport(table: "", keepsDecisions: true)
        _ = try table.rows(
            where: [try table.predicate("at", .compare(.less, .text("2026-01-01")))],
            report: report)
        let reasons = report.decisions.filter { $0.kind != .rowGroup }.compactMap(\.reason)
        #expect(
            reasons == [
                "at: bounds", "at: partitions of the manifest", "at: partitions of the manifest",
            ])
    }
}
