// All results of DataQualityDashboard 2.8.4 on a CDM and on its copy with planted defects, as its
// own programs computed them on PostgreSQL.

import Columnar
import JSON
import OMOP
import OMOPQuality
import SQLiteBridge
import Storage
import Testing

@Suite("Results of DataQualityDashboard", .enabled(if: sharedFolder != nil))
struct PackTests {
    /// A copy of the data in one of its formats.
    struct Copy: CustomTestStringConvertible {
        let place: String
        let expected: String

        var testDescription: String { place }
    }

    static let copies = [
        Copy(place: "clean", expected: "dqd-expected.tsv"),
        Copy(place: "planted", expected: "dqd-expected-planted.tsv"),
        Copy(place: "wh/catalog.db#omop", expected: "dqd-expected.tsv"),
        Copy(place: "wh/catalog.db#omop_planted", expected: "dqd-expected-planted.tsv"),
    ]

    init() throws { try adoptLinkedSQLite() }

    private static var pack: String { (sharedFolder ?? "") + "/packs/omop-dev/" }

    private func lines(_ name: String) throws -> [Substring] {
        let bytes = try readWholeFile(path: Self.pack + name, bytesMax: 1 << 26)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }

    private func run(_ place: String) throws -> OMOPCheckRun {
        OMOPCheckRun(
            source: try cdmSource(at: Self.pack + place),
            options: OMOPCheckOptions(asOf: try #require(CalendarDay.days("2026-01-01"))))
    }

    @Test("Counts, status and reason of every check", arguments: copies)
    func results(copy: Copy) throws {
        var byID: [String: OMOPCheckResult] = [:]
        for result in try run(copy.place).results() { byID[result.check.id] = result }
        var compared = 0
        for line in try lines(copy.expected).dropFirst() {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map {
                String($0)
            }
            let result = try #require(byID[cells[0]], "\(cells[0])")
            func text(_ count: Int?) -> String { count.map { String($0) } ?? "" }
            // Checks that only ask whether something is there have no counts when it is not.
            let counts = result.error == nil ? [cells[7], cells[8]] : ["", ""]
            #expect(
                [text(result.violatedRows), text(result.totalRows), result.status.rawValue]
                    == counts + [cells[11]], "\(cells[0])")
            #expect((result.notApplicableReason?.rawValue ?? "") == cells[12], "\(cells[0])")
            #expect(result.check.threshold == Double(cells[10]), "\(cells[0])")
            #expect(result.check.isDefaultRun == (cells[14] == "yes"), "\(cells[0])")
            #expect(
                [
                    result.check.severity, result.check.category, result.check.subcategory,
                    result.check.context,
                ] == Array(cells[15...18]), "\(cells[0])")
            compared += 1
        }
        #expect(compared == 2551)
        #expect(byID.count == compared)
    }

    @Test("The violating rows of the planted copy")
    func rows() throws {
        let run = try run("planted")
        var compared = 0
        for line in try lines("dqd-rows-planted.jsonl") {
            let json = try JSONValue(parsing: String(line))
            let id = try #require(json["check_id"]?.string)
            guard case .array(let wanted)? = json["rows"] else { continue }
            let found = try run.offenders(id, limit: 10_000)
            var expected: Set<[String]> = []
            for case .array(let row) in wanted {
                expected.insert(row.map { $0.string ?? "" })
            }
            let keys = Set(found.rows.map { $0.map { text($0) } })
            #expect(keys == expected, "\(id)")
            compared += 1
        }
        #expect(compared == 148)
    }

    @Test("Each query lists as many rows as its check counts")
    func queries() throws {
        let run = try run("planted")
        for (index, result) in try run.results().enumerated() {
            // Most find nothing; a part of those is enough.
            guard let violated = result.violatedRows, violated > 0 || index % 20 == 0 else {
                continue
            }
            let rows = try run.offenders(result.check.id, limit: 100_000).rows
            #expect(rows.count == violated, "\(result.check.id): \(result.query)")
        }
    }

    private func text(_ value: Value) -> String {
        switch value {
        case .null, .blob: ""
        case .integer(let integer): String(integer)
        case .real(let real): real.description
        case .text(let bytes): String(decoding: bytes, as: UTF8.self)
        }
    }

    @Test("The dashboard's form counts as DataQualityDashboard does")
    func dashboard() throws {
        let source = try cdmSource(at: Self.pack + "planted")
        let results = try run("planted").results().filter { $0.check.isDefaultRun }
        let report = DashboardReport(
            results, metadata: try DashboardReport.cdmMetadata(of: source), start: 0, end: 5)
        let text = String(decoding: try report.json(), as: UTF8.self)
        let json = try JSONValue(parsing: text)
        let overview = try #require(json["Overview"])
        func count(_ name: String) -> Int? {
            guard case .array(let values)? = overview[name] else { return nil }
            return values.first.flatMap { Int($0.text) }
        }
        #expect(count("countTotal") == 2374)
        let failed = try #require(count("countOverallFailed"))
        #expect(failed == results.count { $0.status == .fail })
        #expect(count("countPassed") == 2374 - failed)
        guard case .array(let entries)? = json["CheckResults"] else {
            Issue.record("no results")
            return
        }
        #expect(entries.count == 2374)
        guard case .array(let metadata)? = json["Metadata"] else { return }
        #expect(metadata.first?["cdmSourceName"]?.string?.isEmpty == false)
        #expect(text.hasPrefix("{\"startTimestamp\":[\"1970-01-01 00:00:00\"]"))
    }
}
