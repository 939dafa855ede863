// Documents and fixtures: links lead somewhere, and nothing lies about unused.

import Testing

@Suite("Documents and fixtures")
struct DocumentTests {
    @Test("Relative links lead to files", arguments: SourceTree.documents)
    func links(document: SourceFile) {
        let folder = document.path.split(separator: "/").dropLast().joined(separator: "/")
        var isInCode = false
        for (index, line) in document.lines.enumerated() {
            if line.hasPrefix("```") { isInCode.toggle() }
            if isInCode { continue }
            for match in line.matches(of: #/\]\(([^)\s]+)\)/#) {
                let link = match.1.split(separator: "#", omittingEmptySubsequences: false)[0]
                if link.isEmpty || link.contains("://") || link.hasPrefix("mailto:") { continue }
                let path = folder.isEmpty ? String(link) : "\(folder)/\(link)"
                #expect(SourceTree.exists(path), "\(document):\(index + 1): \(link)")
            }
        }
    }

    @Test("The repository stands on its own")
    func noPlacesOutside() {
        let texts = ["Sources", "sql", "docs", "scripts", "Fixtures/README.md"]
        let paths =
            texts.flatMap { SourceTree.exists($0) ? SourceTree.paths(below: $0) : [] }
            + ["README.md", "CHANGELOG.md"].filter(SourceTree.exists)
        // Spelled so that this file passes where it is searched, too.
        let outside = ["../sha" + "red", "/wo" + "rk/", "/ro" + "ot/"]
        for path in paths where !path.hasSuffix(".csv") {
            for (index, line) in SourceTree.file(path).lines.enumerated() {
                for place in outside where line.contains(place) {
                    Issue.record("\(path):\(index + 1): names \(place)")
                }
            }
        }
    }

    @Test("Every bad file is in a test")
    func fixturesAreUsed() {
        let texts = (SourceTree.paths(below: "Tests") + SourceTree.paths(below: "scripts"))
            .filter { path in
                [".swift", ".sql", ".py", ".sh"].contains { path.hasSuffix($0) }
                    && !path.hasSuffix("make-bad-fixtures.py")
            }
        let everything = texts.map {
            String(decoding: SourceTree.bytes(of: $0), as: UTF8.self)
        }.joined()
        let paths = SourceTree.paths(below: "Fixtures").filter { path in
            path.contains("/bad/") || path.contains("/edge/")
        }
        // A folder that moves must not empty the test.
        let formats = Set(paths.map { $0.split(separator: "/")[1] })
        #expect(formats.isSuperset(of: ["avro", "fhir", "parquet"]))
        for path in paths {
            let name = path.split(separator: "/").last ?? ""
            // Out of the expectation, which would print all the tests.
            let isNamed = everything.contains(name.replacing("[", with: "[[]"))
            #expect(isNamed, "\(path) is in no test")
        }
    }

    @Test("Scripts can be run")
    func scriptsAreExecutable() {
        for path in SourceTree.paths(below: "scripts") + [".ci/run"] {
            let first = SourceTree.file(path).lines.first ?? ""
            #expect(first.hasPrefix("#!"), "\(path) names no interpreter")
        }
    }
}
