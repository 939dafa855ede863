// text_matches(text, pattern): whether a whole text matches a pattern.

import Columnar
package import SQLiteBridge

/// The SQL function of patterns.
package enum TextMatching {
    /// The pattern of the last call: a statement has one, as a rule.
    private final class Last: @unchecked Sendable {  // because: one thread at a time calls it
        private var known: (text: [UInt8], matcher: PatternMatcher)?

        func matches(_ text: [UInt8], _ pattern: [UInt8]) throws(LakeError) -> Bool {
            let matcher: PatternMatcher
            if let known, known.text == pattern {
                matcher = known.matcher
            } else {
                matcher = PatternMatcher(
                    try Pattern(String(decoding: pattern, as: UTF8.self)))
                known = (pattern, matcher)
            }
            return unsafe text.withUnsafeBufferPointer { unsafe matcher.matches($0) }
        }
    }

    /// A function of its own for each connection.
    package static func function() -> ScalarFunction {
        let last = Last()
        return ScalarFunction("text_matches", argumentCount: 2, effect: .pure) {
            (call) throws(LakeError) in
            guard let text = bytes(call.arguments[0]), let pattern = bytes(call.arguments[1])
            else { return .null }
            return .integer(try last.matches(text, pattern) ? 1 : 0)
        }
    }

    /// The text of a value; nil for NULL.
    private static func bytes(_ value: Value) -> [UInt8]? {
        switch value {
        case .null: nil
        case .integer(let integer): Array(String(integer).utf8)
        case .real(let real): Array(String(real).utf8)
        case .text(let bytes), .blob(let bytes): bytes
        }
    }
}
