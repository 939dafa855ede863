// Scans of small files: rows, findings, conditions, cuts at every byte.

import Columnar
@testable import FHIR
import Glibc
import JSON
import Testing

@Suite("Scans")
struct ScanTests {
    private static let line =
        #"{"resourceType":"Patient","id":"a\u00e9","active":true,"name":[{"family":"x"}],"multipleBirthInteger":2}"#

    @Test("Values of one line")
    func values() throws {
        let directory = TemporaryDirectory()
        let path = directory.write("x.ndjson", " \(Self.line)\r\n")
        #expect(
            try rows(
                path, "Patient",
                [
                    "id", "active", "name", "multipleBirthInteger", "gender", "resource", "_line",
                    "_file",
                ]) == [
                    [
                        .text("aé"), .integer(1), .text(#"[{"family":"x"}]"#), .integer(2), .null,
                        .text(Self.line), .integer(1), .text(path),
                    ]
                ])
    }

    @Test("No cut of a line gives a row; each is a finding")
    func truncations() throws {
        let directory = TemporaryDirectory()
        let bytes = Array(Self.line.utf8)
        var text: [UInt8] = []
        for count in 1..<bytes.count { text += bytes[..<count] + [10] }
        text += bytes + [10]
        let path = directory.write("x.ndjson", String(decoding: text, as: UTF8.self))
        for columns in [["_line"], ["id", "_line"], ["name", "_line"], ["resource", "_line"]] {
            let found = try rows(path, "Patient", columns)
            #expect(found.map(\.last) == [.integer(Int64(bytes.count))], "\(columns)")
        }
        #expect(try findings(path).count == bytes.count - 1)
    }

    @Test(
        "Conditions",
        arguments: [
            ("id", Predicate.Test.compare(.equal, .text("b")), ["b"]),
            ("id", .compare(.greater, .text("b")), ["c", "d", "é"]),
            ("id", .isIn([.text("a"), .text("é")]), ["a", "é"]),
            ("active", .compare(.equal, .integer(1)), ["a"]), ("active", .isNull, ["c", "é"]),
            ("active", .isNotNull, ["a", "b", "d"]),
            ("gender", .hasPrefix(Array("FE".utf8), foldsCase: true), ["a"]),
            ("gender", .hasPrefix(Array("FE".utf8), foldsCase: false), []),
            ("multipleBirthInteger", .compare(.lessOrEqual, .real(2.5)), ["b", "c"]),
            ("managingOrganization_id", .compare(.equal, .text("o1")), ["a", "d"]),
            ("managingOrganization_id", .isNull, ["b", "c", "é"]),
        ] as [(String, Predicate.Test, [String])])
    func conditions(column: String, test: Predicate.Test, ids: [String]) throws {
        let directory = TemporaryDirectory()
        let path = directory.write(
            "x.ndjson",
            """
            {"resourceType":"Patient","id":"a","active":true,"gender":"female","managingOrganization":{"reference":"Organization/o1"}}
            {"resourceType":"Patient","id":"b","active":false,"multipleBirthInteger":1}
            {"resourceType":"Organization","id":"o1","active":true}
            {"resourceType":"Patient","id":"c","active":null,"multipleBirthInteger":2,"managingOrganization":null}
            {"resourceType":"Patient","id":"d","active":"yes","multipleBirthInteger":3,"managingOrganization":{"reference":"urn:uuid:\\u006f1"}}
            {"resourceType":"Patient","id":"\\u00e9"}

            """)
        var found = try rows(path, "Patient", ["id"], where: [(column, test)])
        // A value that is not of its column's type is left to SQLite: it may pass here.
        if column == "active", case .compare = test { found.removeAll { $0 == [.text("d")] } }
        #expect(found == ids.map { [.text($0)] })
    }

    @Test("Threads and blocks change nothing", arguments: [1, 2, 3, 8])
    func threads(threadCount: Int) throws {
        let directory = TemporaryDirectory()
        var text = ""
        for number in 0..<6000 {
            text +=
                #"{"resourceType":"Patient","id":"p\#(number)","gender":"\#(String(repeating: "g", count: number % 700))"}"#
            text += number % 11 == 0 ? "\n\n" : "\n"
            if number % 500 == 0 { text += "broken\n" }
        }
        let path = directory.write("x.ndjson", text)
        directory.write("y.ndjson", "\n" + Self.line)
        var expected: [[Value]] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        where line.hasPrefix("{") {
            let id = line.dropFirst(32).prefix { $0 != "\"" }
            expected.append([.text(String(id)), .integer(Int64(index + 1))])
        }
        #expect(try rows(path, "Patient", ["id", "_line"], threadCount: threadCount) == expected)
        #expect(
            try rows(directory.path, "Patient", ["id", "_line"], threadCount: threadCount)
                == expected + [[.text("aé"), .integer(2)]])
    }

    @Test("Members that say the same again and again", arguments: [1, 2])
    func repeatedMembers(threadCount: Int) throws {
        let directory = TemporaryDirectory()
        var text = ""
        var expected: [[Value]] = []
        var broken: [Value] = []
        for number in 0..<9000 {
            let code = #"{"coding":[{"code":"\#(number % 37)"}],"text":"\#(number % 5)\n"}"#
            let subject = #"{"reference":"Patient/\#(number / 40)"}"#
            // Of a kind of its own in each line, and of all kinds.
            let quantity =
                [#"{"value":\#(number)}"#, "null", "\(number)", #""\#(number)""#, "[ ]"][number % 5]
            let isBroken = number % 311 == 300
            let last = isBroken ? String(subject.dropLast()) + ",}" : subject
            text +=
                #"{"resourceType":"Observation","code":\#(code),"valueQuantity":\#(quantity)"#
                + #","subject":\#(last)}"# + "\n"
            if isBroken {
                broken.append(.integer(Int64(number + 1)))
            } else {
                let value: Value = quantity == "null" ? .null : .text(quantity)
                expected.append([.text(code), .text(subject), value])
            }
        }
        let path = directory.write("x.ndjson", text)
        let columns = ["code", "subject", "valueQuantity"]
        #expect(try rows(path, "Observation", columns, threadCount: threadCount) == expected)
        #expect(try findings(path).map { $0[0] } == broken)
        let error = try #require(throws: LakeError.self) {
            try rows(path, "Observation", columns, policy: .fail, threadCount: threadCount)
        }
        #expect(error.description.contains("\(path), line 301, byte "))
    }

    @Test("on_error='fail' names file, line and byte")
    func failing() throws {
        let path = "\(fixtures)/bad/truncated-line.ndjson"
        let error = try #require(throws: LakeError.self) {
            try rows(path, "Patient", ["id"], policy: .fail)
        }
        #expect(error.description.contains("\(path), line 2, byte "))
    }

    @Test("A line over the limit is left out and found, and costs no memory")
    func oversized() throws {
        let directory = TemporaryDirectory()
        let long =
            #"{"resourceType":"Patient","id":"b","gender":"\#(String(repeating: "x", count: 5000))"}"#
        let path = directory.write("x.ndjson", "\(Self.line)\n\(long)\n\(Self.line)\n")
        #expect(
            try rows(path, "Patient", ["_line"], lineBytesMax: 4096) == [
                [.integer(1)], [.integer(3)],
            ])
        #expect(try rows(path, "Patient", ["_line"]).count == 3)
    }

    @Test("Inputs that a fuzzer once found", arguments: ScanTests.failures)
    func replay(path: String) throws {
        let bytes = try readAll(path)
        try unsafe bytes.withUnsafeBufferPointer { try unsafe ScanCheck($0).run() }
    }

    /// The fixtures serve as inputs, too.
    @Test("What must hold for any bytes holds for the fixtures", arguments: 0..<8)
    func properties(options: UInt8) throws {
        for folder in ["bad", "edge", "bundle"] {
            for path in entries("\(fixtures)/\(folder)") {
                for (mask, block) in [(UInt8(0xFF), UInt8(0)), (0x55, 40), (0xAA, 255)] {
                    let input = [options, mask, block] + (try readAll(path))
                    try unsafe input.withUnsafeBufferPointer { try unsafe ScanCheck($0).run() }
                }
            }
        }
    }

    private static let failures: [String] = {
        let folder = fixtures.split(separator: "/").dropLast(2).joined(separator: "/")
        return entries("/\(folder)/Tests/Fuzz/Failures").filter { $0.contains("/FHIRScan-") }
    }()
}

/// The files of a folder by their paths, hidden ones left out.
private func entries(_ folder: String) -> [String] {
    guard let directory = unsafe opendir(folder) else { return [] }
    defer { _ = unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                unsafe String(cString: $0)
            }
        }
        if !name.hasPrefix(".") { names.append("\(folder)/\(name)") }
    }
    return names.sorted()
}

private func readAll(_ path: String) throws -> [UInt8] {
    guard let file = unsafe fopen(path, "r") else {
        throw ScanDefect(description: "cannot read \(path)")
    }
    defer { _ = unsafe fclose(file) }
    return unsafe [UInt8](unsafeUninitializedCapacity: 4 << 20) { buffer, count in
        count = unsafe fread(buffer.baseAddress, 1, buffer.count, file)
    }
}
