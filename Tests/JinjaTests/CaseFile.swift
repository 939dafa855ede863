// Fixtures/jinja/cases.json, as the tests read it.

import Columnar
import Glibc
@testable import Jinja

/// A template with what Jinja 3.1.6 made of it.
struct Case: CustomStringConvertible, Sendable {
    /// In the file.
    let number: Int
    let template: String
    /// Nil where Jinja refused the template.
    let output: String?
    /// The line of a template that is no template.
    let line: Int?

    var description: String { "case \(number): \(template)" }
}

/// Reads the file line by line. A line is JSON, which is an expression of templates, too, but for
/// `null`; a fault in reading it would be a difference in what the cases give.
enum CaseFile {
    private static let root: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }()

    /// The bytes of a file of the project.
    static func bytes(_ path: String) -> [UInt8] {
        guard let file = unsafe fopen("\(root)/\(path)", "r") else { return [] }
        defer { _ = unsafe fclose(file) }
        var bytes: [UInt8] = []
        while true {
            let block = unsafe [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
                count = unsafe fread(buffer.baseAddress, 1, buffer.count, file)
            }
            if block.isEmpty { return bytes }
            bytes += block
        }
    }

    /// What the fuzzer once found.
    static let failures: [String] = {
        let folder = "Tests/Fuzz/Failures"
        guard let directory = unsafe opendir("\(root)/\(folder)") else { return [] }
        defer { _ = unsafe closedir(directory) }
        var paths: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name.hasPrefix("Jinja-") { paths.append("\(folder)/\(name)") }
        }
        return paths.sorted()
    }()

    private static let lines = String(
        decoding: bytes("Fixtures/jinja/cases.json"), as: UTF8.self
    ).split(separator: "\n").dropFirst().dropLast().map { line in
        String(line.hasSuffix(",") ? line.dropLast() : line)
    }

    static let all: [Case] = lines.enumerated().dropFirst().compactMap { index, line in
        guard case .dict(let members)? = try? value(line) else { return nil }
        func text(_ name: String) -> String? {
            if case .string(let text)? = members[name] { text } else { nil }
        }
        var number: Int?
        if case .int(let line)? = members["line"] { number = Int(line) }
        return Case(
            number: index, template: text("template") ?? "", output: text("output"), line: number)
    }

    static var count: Int { lines.count - 1 }

    /// The variables of all cases, anew: templates change lists.
    static func variables() throws -> [String: JinjaValue] {
        guard case .dict(let members) = try value(lines[0]) else { return [:] }
        var variables: [String: JinjaValue] = [:]
        for case (.string(let name), let value) in zip(members.keys, members.values) {
            variables[name] = value
        }
        return variables
    }

    private static func value(_ json: String) throws(LakeError) -> JinjaValue {
        let environment = Environment()
        environment.globals["null"] = JinjaValue.none
        return try environment.evaluate(json, path: "cases.json")
    }
}
