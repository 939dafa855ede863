// SQL conditions over the fields of a row, with their names resolved.
//
//     code.coding.code = '4548-4' AND status IN ('final', 'amended')
//     →  t."code.coding.code" = '4548-4' AND t.status IN ('final', 'amended')
//
// What is no name stays as it is written; SQLite compiles the result and so judges the rest.
// Statements, comments and parameters are errors: a condition is one expression over its own row.

import Columnar

/// A condition, taken apart.
struct RowCondition {
    /// With names as columns of `t`.
    let sql: String
    /// The fields that it names, each once.
    let fields: [String]

    private static let words: Set<String> = [
        "AND", "OR", "NOT", "IN", "BETWEEN", "IS", "NULL", "ISNULL", "NOTNULL", "LIKE", "GLOB",
        "ESCAPE", "CASE", "WHEN", "THEN", "ELSE", "END", "CAST", "AS", "INTEGER", "REAL", "TEXT",
        "NUMERIC", "TRUE", "FALSE", "COLLATE", "NOCASE", "BINARY", "RTRIM", "DISTINCT", "FROM",
    ]
    private static let forbidden: Set<String> = ["SELECT", "EXISTS", "RAISE", "MATCH", "REGEXP"]

    /// - Parameter resolve: the field that a name stands for, as the table spells it.
    /// - Throws: what `resolve` throws; `LakeError.invalidInput` for what cannot stand in a
    ///   condition.
    init(
        _ text: String, resolve: (String) throws(LakeError) -> String
    ) throws(LakeError) {
        var scanner = Scanner(text)
        var sql = ""
        var fields: [String] = []
        while let token = try scanner.next() {
            switch token {
            case .other(let text): sql += text
            case .name(let name, let isQuoted, let isCall):
                let upper = name.uppercased()
                if !isQuoted, Self.forbidden.contains(upper) {
                    throw LakeError(
                        .invalidInput, "\(upper) cannot stand in a condition",
                        advice: "a condition is about the fields of one row")
                }
                if !isQuoted, isCall || Self.words.contains(upper) {
                    sql += name
                    continue
                }
                let field = try resolve(name)
                if !fields.contains(field) { fields.append(field) }
                sql += SQLText.column(field)
            }
        }
        self.sql = sql
        self.fields = fields
    }

    private enum Token {
        /// - Parameter isCall: whether a parenthesis follows.
        case name(String, isQuoted: Bool, isCall: Bool)
        case other(String)
    }

    /// Cuts a text into names and the rest.
    private struct Scanner {
        private let bytes: [UInt8]
        private var at = 0

        init(_ text: String) { bytes = Array(text.utf8) }

        private func byte(_ place: Int) -> UInt8 { place < bytes.count ? bytes[place] : 0 }

        private static func isLetter(_ byte: UInt8) -> Bool {
            (byte | 0x20) &- 0x61 < 26 || byte == 0x5F || byte >= 0x80
        }
        private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

        private func text(_ range: Range<Int>) -> String {
            String(decoding: bytes[range], as: UTF8.self)
        }

        mutating func next() throws(LakeError) -> Token? {
            guard at < bytes.count else { return nil }
            let start = at
            let first = bytes[at]
            if Self.isLetter(first) { return path() }
            if Self.isDigit(first) || (first == UInt8(ascii: ".") && Self.isDigit(byte(at + 1))) {
                // Digits, a point, an exponent, hexadecimal digits: one run of them.
                while Self.isDigit(byte(at)) || Self.isLetter(byte(at))
                    || byte(at) == UInt8(ascii: ".")
                { at += 1 }
                return .other(text(start..<at))
            }
            switch first {
            case UInt8(ascii: "'"):
                _ = try quoted(first)
                return .other(text(start..<at))
            case UInt8(ascii: "\""), UInt8(ascii: "`"):
                return .name(try quoted(first), isQuoted: true, isCall: false)
            case UInt8(ascii: "["):
                return .name(try quoted(UInt8(ascii: "]")), isQuoted: true, isCall: false)
            case UInt8(ascii: ";"), UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "@"),
                UInt8(ascii: "$"), UInt8(ascii: "#"):
                throw LakeError(
                    .invalidInput,
                    "'\(text(start..<start + 1))' cannot stand in a condition")
            default:
                let isComment =
                    (first == UInt8(ascii: "-") && byte(at + 1) == first)
                    || (first == UInt8(ascii: "/") && byte(at + 1) == UInt8(ascii: "*"))
                guard !isComment else {
                    throw LakeError(
                        .invalidInput, "a comment cannot stand in a condition",
                        advice: "between two minus signs put a blank")
                }
                at += 1
                return .other(text(start..<at))
            }
        }

        /// Names with points between them.
        private mutating func path() -> Token {
            let start = at
            while true {
                while Self.isLetter(byte(at)) || Self.isDigit(byte(at)) { at += 1 }
                guard byte(at) == UInt8(ascii: "."), Self.isLetter(byte(at + 1)) else { break }
                at += 1
            }
            let end = at
            var ahead = at
            while byte(ahead) == UInt8(ascii: " ") { ahead += 1 }
            let name = text(start..<end)
            let isCall = byte(ahead) == UInt8(ascii: "(") && !name.contains(".")
            return .name(name, isQuoted: false, isCall: isCall)
        }

        /// What stands between quotes.
        private mutating func quoted(_ close: UInt8) throws(LakeError) -> String {
            at += 1
            var inside: [UInt8] = []
            while at < bytes.count {
                let byte = bytes[at]
                at += 1
                guard byte == close else {
                    inside.append(byte)
                    continue
                }
                guard self.byte(at) == close else { return String(decoding: inside, as: UTF8.self) }
                inside.append(byte)
                at += 1
            }
            throw LakeError(.invalidInput, "a quote is not closed")
        }
    }
}
