// What must hold for any bytes as a template: shared by the fuzzer and by the tests that replay
// its finds.
//
//     input = options (1 byte) | template
//     bit 0   names that do not exist give what does not exist
//     bit 1   the template is a file of macros, which are called one after the other
//     bit 2   the template is one in YAML
//
// Whatever the bytes are, the rendering ends, in a text or in an error with file and line, and a
// second one ends in the same way.

import Columnar
@testable import Jinja

/// A property that does not hold.
struct JinjaDefect: Error, CustomStringConvertible {
    let description: String
}

/// Renders one template twice and compares.
struct JinjaCheck {
    private let options: UInt8
    private let text: String

    /// Input shorter than its options is an empty template.
    init(_ input: UnsafeBufferPointer<UInt8>) {
        options = unsafe input.first ?? 0
        text = unsafe String(decoding: input.dropFirst(), as: UTF8.self)
    }

    /// - Throws: `JinjaDefect`.
    func run() throws {
        let first = try outcome()
        let second = try outcome()
        guard first.utf8.elementsEqual(second.utf8) else {
            throw JinjaDefect(description: "once '\(first)', then '\(second)'")
        }
    }

    private func outcome() throws -> String {
        let environment = Environment()
        environment.propagatesUndefined = options & 1 == 1
        environment.limits.workMax = 300_000
        environment.limits.textBytesMax = 1 << 20
        environment.limits.itemsMax = 50_000
        do throws(LakeError) {
            return try text(environment)
        } catch {
            guard case .file("f.sql") = error.places.first, error.places.count > 1 else {
                // A text that is too long as a whole has no line.
                if error.code == .limit { return error.description }
                throw JinjaDefect(description: "no place: \(error)")
            }
            return error.description
        }
    }

    private func text(_ environment: Environment) throws(LakeError) -> String {
        let variables: [String: JinjaValue] = [
            "a": .list([.int(1), .string("x"), .float(2.5)]), "b": .dict([("k", .string("é"))]),
            "c": .string("text"), "d": .int(7), "n": JinjaValue.none,
            "f": .function("f") { (arguments) throws(LakeError) in
                try arguments.rendering.call(arguments.positional.first ?? .none)
            },
        ]
        let template = try environment.parse(text, path: "f.sql")
        if options & 4 != 0 {
            let value = try environment.renderNative(template, variables: variables)
            return "\(value.typeName) \(value.isTrue)"
        }
        guard options & 2 != 0 else {
            return try environment.render(template, variables: variables)
        }
        try environment.addMacros(of: template, package: "project")
        var output = ""
        for name in environment.macroNames(in: "project").prefix(4) {
            let value = try environment.callMacro(
                name, [.int(1), .list([.string("y")])], variables: variables, path: "f.sql")
            output += value.typeName
            if case .string(let text) = value { output += text }
        }
        return output
    }
}
