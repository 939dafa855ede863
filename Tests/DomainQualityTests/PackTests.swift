// The disagreements and the constraints of the pack omop-dev, which its own programs worked out.

import Columnar
import DomainQuality
import SQLiteBridge
import Storage
import Testing

@Suite("The pack omop-dev", .enabled(if: sharedFolder != nil))
struct PackTests {
    private static var pack: String { (sharedFolder ?? "") + "/packs/omop-dev/" }

    init() throws { try adoptLinkedSQLite() }

    private func lines(_ name: String) throws -> [[String]] {
        Array(
            records(try readWholeFile(path: Self.pack + name, bytesMax: 1 << 26)).dropFirst())
    }

    /// The ways of pairing that the pack allows.
    struct Way: CustomTestStringConvertible {
        let keys: Bool
        let map: Bool

        var testDescription: String {
            (keys ? "by keys" : "by content") + (map ? ", with its map" : "")
        }
    }
    static let ways = [
        Way(keys: true, map: true), Way(keys: true, map: false), Way(keys: false, map: true),
        Way(keys: false, map: false),
    ]

    private func run(
        _ copy: String, _ way: Way
    ) throws -> (checks: [CrossModelCheck], issues: [CrossModelIssue], issuesLeftOut: Int) {
        var options = CrossModelOptions()
        options.fhirPaths = [Self.pack + "cross/\(copy)/fhir"]
        options.omopPlace = Self.pack + "cross/\(copy)/omop"
        options.keys = way.keys ? Self.pack + "cross/keys.tsv" : nil
        options.map = way.map ? Self.pack + "cross/map.tsv" : nil
        return try crossModelChecks(options)
    }

    @Test("Every disagreement is found, and no other", arguments: ways)
    func planted(way: Way) throws {
        let found = try run("planted", way)
        func line(_ cells: [String]) -> String { cells.joined(separator: " | ") }
        let expected = try lines("cross/cross-expected.tsv").map {
            // The pack writes numbers as Python does, and dates as they are.
            line([$0[1], $0[2], $0[4], $0[5], $0[6], $0[7], $0[8], $0[9], $0[10]])
        }
        let got = found.issues.map {
            line([
                $0.rule, $0.kind, $0.fhirType, $0.fhirID, $0.omopTable, $0.omopKey, $0.field,
                $0.fhirValue, $0.omopValue,
            ])
        }
        #expect(expected.count == 37)
        #expect(Set(got).subtracting(expected) == [])
        #expect(Set(expected).subtracting(got) == [])
        #expect(got.count == expected.count)
        #expect(found.issuesLeftOut == 0)
    }

    @Test("The clean copy has none", arguments: ways)
    func clean(way: Way) throws {
        let found = try run("clean", way)
        #expect(found.issues == [])
        var counts: [String: Int] = [:]
        for cells in try lines("cross/cross-counts.tsv")
        where cells[0] == "clean" && cells[2] == "FHIR resources" {
            counts[cells[1]] = Int(cells[3])
        }
        #expect(counts.count == 7)
        for check in found.checks {
            #expect(check.matched == check.compared)
            if let count = counts[check.rule] { #expect(check.matched == count, "\(check.rule)") }
        }
    }

    @Test("Every constraint", arguments: ["clean", "planted"])
    func domain(copy: String) throws {
        let checks = try domainChecks(
            rules: Self.pack + "domain/constraints.yaml", omop: Self.pack + copy,
            fhir: [Self.pack + "cross/\(copy)/fhir"])
        let expected = try lines("domain/expected-\(copy).tsv")
        #expect(expected.count == 45)
        #expect(checks.map(\.id) == expected.map { $0[0] })
        for (check, cells) in zip(checks, expected) {
            let got = [
                check.id, check.domain, check.type, check.severity, check.model, check.field,
                String(check.checked), String(check.violated), check.status,
                check.keys.joined(separator: ","),
            ]
            #expect(got == cells)
        }
    }
}
