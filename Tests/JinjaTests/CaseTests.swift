// Several hundred templates give what Jinja 3.1.6 makes of them (Fixtures/jinja/make-cases.py).

import Columnar
import Testing
@testable import Jinja

@Suite("Cases")
struct CaseTests {
    /// Where this engine differs on purpose, by the template: see docs/formats/jinja.md.
    private static let differences: [String: String] = [:]

    @Test("The file is read")
    func fileIsRead() {
        #expect(CaseFile.all.count > 650)
        #expect(CaseFile.all.count == CaseFile.count)
    }

    @Test("As Jinja", arguments: CaseFile.all)
    func asJinja(expected: Case) throws {
        let environment = Environment()
        let variables = try CaseFile.variables()
        let wanted = Self.differences[expected.template] ?? expected.output
        do {
            let template = try environment.parse(expected.template, path: "m.sql")
            let output = try environment.render(template, variables: variables)
            #expect(output == wanted)
            #expect(Array(output.utf8) == wanted.map { Array($0.utf8) })
        } catch {
            #expect(wanted == nil, "\(error)")
            #expect(error.places.first == .file("m.sql"), "\(error)")
            guard error.places.count >= 3, case .line(let line) = error.places[1] else {
                Issue.record("no line: \(error)")
                return
            }
            // Jinja names the line where it gave up, we the one where the fault begins.
            if let last = expected.line { #expect(line <= last, "\(error)") }
        }
    }
}
