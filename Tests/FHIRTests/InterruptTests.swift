// A statement that the user stops: every way of reading asks at each block of its input, also where
// no
// row comes out for a long time.

import Columnar
@testable import FHIR
import Testing

@Suite("Interrupts")
struct InterruptTests {
    /// Ways to read that hand over nothing, or only at the end.
    enum Way: CaseIterable {
        case rows, noRowPasses, grouping, malformed
    }

    @Test("Every way of reading asks", arguments: Way.allCases)
    func asks(_ way: Way) throws {
        let directory = TemporaryDirectory()
        let line = #"{"resourceType":"Patient","id":"a","gender":"male"}"# + "\n"
        // Six blocks of lines.
        let path = directory.write(
            "p.ndjson", String(repeating: line, count: 6 * FHIRLimits.blockBytes / line.utf8.count))
        var asked = 0
        let environment = ScanEnvironment(
            threadCount: 2, memoryBytesMax: 1 << 24, report: ScanReport(table: "t")
        ) { () throws(LakeError) in
            asked += 1
            if asked == 3 { throw LakeError(.interrupted, "interrupted") }
        }
        #expect(throws: LakeError.self) {
            let stream = try open(way, path, environment)
            while try stream.next() != nil {}
        }
        #expect(asked == 3)
    }

    private func open(
        _ way: Way, _ path: String, _ environment: ScanEnvironment
    ) throws -> any BatchStream {
        let options = FHIROptions(lineBytesMax: 1 << 20)
        var request = ScanRequest(columns: [])
        switch way {
        case .rows: break
        case .noRowPasses:
            let test = Predicate.Test.compare(.equal, .text("b"))
            request.predicates = [Predicate(column: 0, test: test)]
        case .grouping:
            request.grouping = Grouping(keys: [0], aggregates: [Aggregate(.countRows)])
        case .malformed:
            return try MalformedTable(path: path, options: options)
                .open(ScanRequest(columns: [0]), in: environment)
        }
        return try FHIRTable(path: path, resourceType: "Patient", options: options)
            .open(request, in: environment)
    }
}
