// The arguments of USING module(…), as they stand in the SQL text.

import Columnar
import SQLiteBridge

/// Positional arguments, then named ones: `'bulk/*', resource='Patient'`.
struct ModuleArguments {
    let positional: [String]
    let named: [String: String]

    /// - Parameters:
    ///   - texts: one for each argument, quotes included.
    ///   - module: for messages.
    ///   - names: the named arguments there are.
    /// - Throws: `LakeError.invalidInput` for an unknown name, or one given twice.
    init(_ texts: [String], module: String, names: [String]) throws(LakeError) {
        var positional: [String] = []
        var named: [String: String] = [:]
        for text in texts.map(trim) where !text.isEmpty {
            guard let (name, value) = ModuleArguments.split(text) else {
                positional.append(unquote(text))
                continue
            }
            guard names.contains(name) else {
                throw LakeError(
                    .invalidInput, "\(module) has no option '\(name)'",
                    advice: suggestion(name, among: names)
                        ?? "its options are \(names.joined(separator: ", "))")
            }
            guard named.updateValue(unquote(value), forKey: name) == nil else {
                throw LakeError(.invalidInput, "the option '\(name)' is given twice")
            }
        }
        self.positional = positional
        self.named = named
    }

    /// An argument with its value in quotes, so that commas in it part nothing.
    static func quoted(_ text: String) -> String {
        guard let (name, value) = split(trim(text)) else {
            return Database.literal(unquote(trim(text)))
        }
        return name + "=" + Database.literal(unquote(value))
    }

    /// `name=value`, when the text is that.
    private static func split(_ text: String) -> (name: String, value: String)? {
        guard let first = text.unicodeScalars.first, first.properties.isAlphabetic || first == "_",
            let equals = text.firstIndex(of: "=")
        else { return nil }
        let name = trim(String(text[..<equals]))
        guard name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { return nil }
        return (name.lowercased(), trim(String(text[text.index(after: equals)...])))
    }
}

/// Without white space at both ends.
func trim(_ text: String) -> String {
    var rest = text[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
}

/// The text of a SQL literal or quoted identifier; other texts as they are.
func unquote(_ text: String) -> String {
    guard text.count >= 2, let quote = text.first, quote == "'" || quote == "\"",
        text.last == quote
    else { return text }
    var result = ""
    var skipsNext = false
    for character in text.dropFirst().dropLast() {
        if skipsNext {
            skipsNext = false
            continue
        }
        result.append(character)
        skipsNext = character == quote
    }
    return result
}

/// "did you mean x?" for the nearest of some names, when one is near.
func suggestion(_ name: String, among names: [String]) -> String? {
    let limit = max(1, name.count / 3)
    let near = names.map { candidate in
        let distance = editDistance(
            Array(name.lowercased().utf8), Array(candidate.lowercased().utf8), max: limit)
        return (candidate, distance)
    }
    .filter { $0.1 <= limit }
    .min { $0.1 < $1.1 }
    return near.map { "did you mean '\($0.0)'?" }
}
