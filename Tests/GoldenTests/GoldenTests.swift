// Every file of Tests/Golden through the built binary.

import SQLiteBridge
import Testing

@Suite("Golden files")
struct GoldenTests {
    init() throws { try adoptLinkedSQLite() }

    @Test("Golden", arguments: GoldenFile.allNames)
    func golden(name: String) throws {
        let file = try GoldenFile(name: name)
        let missing = file.needs.filter { Places.program($0) == nil }
        // Named in the log: a file that never runs anywhere is no test.
        guard missing.isEmpty else {
            return print("\(name): skipped, it needs \(missing.joined(separator: ", "))")
        }
        let runner = try GoldenRunner(file)
        let result = try runner.run()
        for difference in result.differences { Issue.record("\(difference)") }
        if Places.environment("HEALTHLAKE_RECORD") == "1" && !result.differences.isEmpty {
            try runner.record(result)
        }
    }

    @Test("There are golden files")
    func thereAreGoldenFiles() {
        #expect(!GoldenFile.allNames.isEmpty)
    }

    @Test(
        "Volatile cells",
        arguments: [
            ("a|b", "a|b", true), ("a|<any>", "a|1", true), ("<any>|b", "x|c", false),
            ("a|<any>|c", "a||c", true), ("<any>", "", true), ("a<any>a", "a", false),
        ])
    func volatileCells(expected: String, row: String, matches: Bool) {
        #expect(rowMatches(expected, row) == matches)
    }
}
