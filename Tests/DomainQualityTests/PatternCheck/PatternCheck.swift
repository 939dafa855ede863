// What must hold for any bytes as a pattern and a text: shared by the fuzzer and by the tests that
// replay its finds.
//
//     input = length of the pattern (1 byte) | pattern | text
//
// A pattern compiles or is refused with a place; in a group of its own it means the same, and so
// does a choice between it and itself.

import Columnar
@testable import DomainQuality

/// A property that does not hold.
struct PatternDefect: Error, CustomStringConvertible {
    let description: String
}

/// Compiles one pattern three times and compares what they match.
struct PatternCheck {
    private let pattern: String
    private let text: [UInt8]

    /// Input shorter than its pattern is all pattern.
    init(_ input: UnsafeBufferPointer<UInt8>) {
        let length = Int(unsafe input.first ?? 0)
        let rest = unsafe Array(input.dropFirst())
        pattern = String(decoding: rest.prefix(length), as: UTF8.self)
        text = Array(rest.dropFirst(length))
    }

    /// - Throws: `PatternDefect`.
    func run() throws {
        guard let answer = try matches(pattern) else { return }
        for same in ["(?:\(pattern))", "(?:\(pattern)|\(pattern))"] {
            guard let other = try matches(same) else { continue }
            if other != answer {
                throw PatternDefect(description: "'\(pattern)' \(answer), '\(same)' \(other)")
            }
        }
    }

    /// Nil when the pattern is refused.
    private func matches(_ pattern: String) throws -> Bool? {
        do throws(LakeError) {
            let matcher = PatternMatcher(try Pattern(pattern))
            return unsafe text.withUnsafeBufferPointer { unsafe matcher.matches($0) }
        } catch {
            guard error.code == .invalidInput || error.code == .limit else {
                throw PatternDefect(description: "refused as \(error)")
            }
            return nil
        }
    }
}
