// The contract between xBestIndex and xFilter, as text that EXPLAIN QUERY PLAN prints.
//
//     plan       = arguments columns [ where ] [ group ]
//     arguments  = "(" [ name { "," name } ] ")"        parameters that are given, in argv order
//     columns    = " reads " ( "no columns" | name { "," name } )
//     where      = " where " test { ", " test }
//     test       = name ( " is null" | " is not null" | operator operand )
//     operator   = "=" | "<" | "<=" | ">" | ">=" | " in " | " like " | " glob "
//     operand    = "literal" | "?"
//     group      = " grouped by " key { "," key } [ " once" | " counted" ]
//     key        = [ "-" ] name       "-": descending
//
// "literal" is a value known when the statement was compiled, the same for each xFilter; "?" is
// known at xFilter only: a bound parameter, or a value of another table.
//
// argv holds the parameters, then one value for each test (NULL for is null and is not null). Names
// are percent-encoded where they hold anything but letters, digits and _. idxNum is not used.
//
// " once": each distinct key is handed over once (DISTINCT). " counted": keys are all that is read,
// each is handed over as often as it occurs. Neither: whole rows, grouped.

import Columnar

/// A planned scan of one table.
struct ScanPlan: Equatable {
    enum Operator: String, CaseIterable {
        case isNull = " is null"
        case isNotNull = " is not null"
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case equal = "="
        case less = "<"
        case greater = ">"
        case isIn = " in "
        case like = " like "
        case glob = " glob "

        var takesOperand: Bool { self != .isNull && self != .isNotNull }
    }

    struct Test: Equatable {
        var column: Int
        var `operator`: Operator
        /// The value is part of the statement.
        var isLiteral: Bool
    }

    enum Hand: String { case rows = "", once = " once", counted = " counted" }

    struct Group: Equatable {
        var keys: [Int]
        /// One flag for each key.
        var descending: [Bool]
        var hand: Hand
    }

    /// Indexes into the module's parameters.
    var parameters: [Int] = []
    /// Indexes into the schema's fields.
    var columns: [Int] = []
    var tests: [Test] = []
    var group: Group?

    /// The plan as text.
    func description(_ schema: TableSchema, _ parameterNames: [String]) -> String {
        func list(_ columns: [Int]) -> String {
            columns.map { encodeName(schema.fields[$0].name) }.joined(separator: ",")
        }
        var text = "("
        text += parameters.map { encodeName(parameterNames[$0]) }.joined(separator: ",") + ")"
        text += " reads " + (columns.isEmpty ? "no columns" : list(columns))
        if !tests.isEmpty {
            let parts = tests.map { test in
                encodeName(schema.fields[test.column].name) + test.operator.rawValue
                    + (test.operator.takesOperand ? test.isLiteral ? "literal" : "?" : "")
            }
            text += " where " + parts.joined(separator: ", ")
        }
        if let group {
            let keys = zip(group.keys, group.descending).map { key, isDescending in
                (isDescending ? "-" : "") + encodeName(schema.fields[key].name)
            }
            text += " grouped by " + keys.joined(separator: ",") + group.hand.rawValue
        }
        return text
    }
}

extension ScanPlan {
    /// Reads a plan back.
    ///
    /// - Throws: `LakeError.internal` when the text is not one of ours.
    init(_ text: String, _ schema: TableSchema, _ parameterNames: [String]) throws(LakeError) {
        var rest = text[...]
        func failure() -> LakeError { LakeError(.internal, "the plan '\(text)' makes no sense") }
        func column(_ name: some StringProtocol) throws(LakeError) -> Int {
            guard let index = schema.index(of: decodeName(name)) else { throw failure() }
            return index
        }
        func columns(_ names: some StringProtocol) throws(LakeError) -> [Int] {
            var indexes: [Int] = []
            for name in names.split(separator: ",") { indexes.append(try column(name)) }
            return indexes
        }
        guard rest.hasPrefix("("), let close = rest.firstIndex(of: ")") else { throw failure() }
        for name in rest[rest.index(after: rest.startIndex)..<close].split(separator: ",") {
            guard let index = parameterNames.firstIndex(of: decodeName(name)) else {
                throw failure()
            }
            parameters.append(index)
        }
        rest = rest[rest.index(after: close)...]
        if let (head, tail) = split(rest, at: " grouped by ") {
            rest = head
            var names = tail
            var hand = Hand.rows
            for candidate in [Hand.once, .counted] where names.hasSuffix(candidate.rawValue) {
                hand = candidate
                names = names.dropLast(candidate.rawValue.count)
            }
            let descending = names.split(separator: ",").map { $0.hasPrefix("-") }
            var keys: [Int] = []
            for name in names.split(separator: ",") {
                keys.append(try column(name.hasPrefix("-") ? name.dropFirst() : name))
            }
            group = Group(keys: keys, descending: descending, hand: hand)
        }
        if let (head, tail) = split(rest, at: " where ") {
            rest = head
            var tail = tail
            while let (part, next) = split(tail, at: ", ") {
                tests.append(try ScanPlan.test(part, column))
                tail = next
            }
            tests.append(try ScanPlan.test(tail, column))
        }
        guard rest.hasPrefix(" reads ") else { throw failure() }
        rest = rest.dropFirst(" reads ".count)
        if rest != "no columns" { self.columns = try columns(rest) }
    }

    private static func test(
        _ text: Substring, _ column: (String) throws(LakeError) -> Int
    ) throws(LakeError) -> Test {
        for candidate in Operator.allCases {
            guard let (name, operand) = split(text, at: candidate.rawValue) else { continue }
            return Test(
                column: try column(String(name)), operator: candidate,
                isLiteral: operand == "literal")
        }
        throw LakeError(.internal, "the test '\(text)' of a plan makes no sense")
    }
}

/// The text before and after the first occurrence of `separator`.
private func split(_ text: Substring, at separator: String) -> (Substring, Substring)? {
    let needle = Array(separator.utf8)
    let bytes = text.utf8
    var start = bytes.startIndex
    while start < bytes.endIndex {
        if bytes[start...].starts(with: needle) {
            let after = bytes.index(start, offsetBy: needle.count)
            return (text[..<start], text[after...])
        }
        start = bytes.index(after: start)
    }
    return nil
}

private func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
    default: false
    }
}

/// A name with everything but letters, digits and _ written as %XX.
func encodeName(_ name: String) -> String {
    var text = ""
    for byte in name.utf8 {
        if isPlain(byte) {
            text.unicodeScalars.append(Unicode.Scalar(byte))
        } else {
            let hex = String(byte, radix: 16, uppercase: true)
            text += hex.count == 1 ? "%0" + hex : "%" + hex
        }
    }
    return text
}

/// The inverse of `encodeName`.
func decodeName(_ text: some StringProtocol) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "%"), rest.count >= 2,
            let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
        {
            bytes.append(value)
            rest = rest.dropFirst(2)
        } else {
            bytes.append(byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
