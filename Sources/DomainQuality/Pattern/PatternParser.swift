// From the text of a pattern to its tree; the grammar stands in Pattern.swift.

import Columnar

/// A part of a pattern.
indirect enum PatternNode: Sendable {
    case empty
    case character(CharacterClass)
    case assertion(Pattern.Assertion)
    case sequence([PatternNode])
    case alternation([PatternNode])
    /// - Parameter most: nil for any number.
    case repetition(PatternNode, least: Int, most: Int?)
}

/// Reads a pattern.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var at = 0
    private var depth = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    mutating func parse() throws(LakeError) -> PatternNode {
        let node = try alternation()
        guard at == scalars.count else { throw error("there is no '(' for this ')'") }
        return node
    }

    private func error(_ what: String) -> LakeError {
        LakeError(
            .invalidInput, "\(what), at character \(at + 1) of the pattern",
            advice: "the syntax of patterns is in docs/guides/domain-rules.md")
    }

    private var next: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        at += 1
        return true
    }

    private mutating func alternation() throws(LakeError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Pattern.depthMax else { throw error("groups are nested too deeply") }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .alternation(branches)
    }

    private mutating func sequence() throws(LakeError) -> PatternNode {
        var items: [PatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            items.append(try quantified(try item()))
        }
        return items.isEmpty ? .empty : .sequence(items)
    }

    private mutating func quantified(_ item: PatternNode) throws(LakeError) -> PatternNode {
        guard let (least, most) = try quantifier() else { return item }
        if case .assertion = item { throw error("an anchor cannot be repeated") }
        // Lazy or greedy: a whole match is the same.
        _ = take("?")
        let start = at
        if try quantifier() != nil {
            at = start
            throw error("a quantifier stands behind another")
        }
        return .repetition(item, least: least, most: most)
    }

    private mutating func quantifier() throws(LakeError) -> (least: Int, most: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = at
        guard take("{") else { return nil }
        let least = number()
        var most = least
        if take(",") { most = number() }
        // Braces that hold no numbers are braces.
        guard take("}"), at > start + 2, least != nil || most != nil || isComma(start + 1) else {
            at = start
            return nil
        }
        if let most, most < (least ?? 0) {
            throw error("the least number of repetitions is above the most")
        }
        return (least ?? 0, most)
    }

    private func isComma(_ place: Int) -> Bool { scalars[place] == "," }

    private mutating func number() -> Int? {
        var number: Int?
        while let scalar = next, ("0"..."9").contains(scalar) {
            // What is too large meets the limit of the program.
            number = min((number ?? 0) * 10 + Int(scalar.value - 0x30), 1_000_000)
            at += 1
        }
        return number
    }

    private mutating func item() throws(LakeError) -> PatternNode {
        guard let scalar = next else { return .empty }
        at += 1
        switch scalar {
        case ".": return .character(.any)
        case "^": return .assertion(.start)
        case "$": return .assertion(.end)
        case "[": return .character(try characterClass())
        case "(": return try group()
        case "\\": return try escape()
        case "*", "+", "?":
            at -= 1
            throw error("there is nothing to repeat")
        default: return .character(Self.only(scalar))
        }
    }

    private static func only(_ scalar: Unicode.Scalar) -> CharacterClass {
        CharacterClass([scalar.value...scalar.value])
    }

    private mutating func group() throws(LakeError) -> PatternNode {
        if take("?") {
            guard take(":") else {
                throw error("of the groups with '?' only (?:…) exists")
            }
        }
        let node = try alternation()
        guard take(")") else { throw error("a ')' is missing") }
        return node
    }

    private mutating func escape() throws(LakeError) -> PatternNode {
        switch next {
        case "b":
            at += 1
            return .assertion(.wordBoundary)
        case "B":
            at += 1
            return .assertion(.noWordBoundary)
        case "A":
            at += 1
            return .assertion(.start)
        case "Z":
            at += 1
            return .assertion(.veryEnd)
        default: return .character(try escapedClass())
        }
    }

    /// What an escape stands for, behind its backslash.
    private mutating func escapedClass() throws(LakeError) -> CharacterClass {
        guard let scalar = next else { throw error("the pattern ends with a backslash") }
        at += 1
        switch scalar {
        case "d": return .digit
        case "D": return CharacterClass.digit.complement
        case "w": return .word
        case "W": return CharacterClass.word.complement
        case "s": return .space
        case "S": return CharacterClass.space.complement
        case "t": return Self.only("\t")
        case "n": return Self.only("\n")
        case "r": return Self.only("\r")
        case "f": return Self.only("\u{0C}")
        case "v": return Self.only("\u{0B}")
        case "x": return Self.only(try hexadecimal(2))
        case "u": return Self.only(try hexadecimal(4))
        case "0"..."9", "a"..."z", "A"..."Z":
            at -= 1
            throw error("the escape '\\\(scalar)' is not known")
        default: return Self.only(scalar)
        }
    }

    private mutating func hexadecimal(_ count: Int) throws(LakeError) -> Unicode.Scalar {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let scalar = next, scalar.isASCII, let digit = Character(scalar).hexDigitValue
            else {
                throw error("\(count) hexadecimal digits are expected")
            }
            value = value * 16 + UInt32(digit)
            at += 1
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw error("no character has this number")
        }
        return scalar
    }

    private mutating func characterClass() throws(LakeError) -> CharacterClass {
        let isNegated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        var isFirst = true
        while true {
            guard let scalar = next else { throw error("a ']' is missing") }
            at += 1
            if scalar == "]", !isFirst { break }
            isFirst = false
            let low = scalar == "\\" ? try classEscape() : Self.only(scalar)
            guard next == "-", at + 1 < scalars.count, scalars[at + 1] != "]" else {
                ranges += Self.ranges(of: low)
                continue
            }
            at += 1
            guard let end = next else { throw error("a ']' is missing") }
            at += 1
            let high = end == "\\" ? try classEscape() : Self.only(end)
            guard let first = Self.single(low), let last = Self.single(high), first <= last else {
                throw error("the range runs backwards or does not end in characters")
            }
            ranges.append(first...last)
        }
        return CharacterClass(ranges, isNegated: isNegated)
    }

    /// In a class \b is a backspace.
    private mutating func classEscape() throws(LakeError) -> CharacterClass {
        if take("b") { return Self.only("\u{08}") }
        return try escapedClass()
    }

    private static func single(_ set: CharacterClass) -> UInt32? {
        guard !set.isNegated, set.ranges.count == 1, set.ranges[0].count == 1 else { return nil }
        return set.ranges[0].lowerBound
    }

    /// The ranges of a set, also of one that says what is not in it.
    private static func ranges(of set: CharacterClass) -> [ClosedRange<UInt32>] {
        guard set.isNegated else { return set.ranges }
        var ranges: [ClosedRange<UInt32>] = []
        var start: UInt32 = 0
        for range in set.ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > start { ranges.append(start...range.lowerBound - 1) }
            start = max(start, range.upperBound + 1)
        }
        ranges.append(start...0x10FFFF)
        return ranges
    }
}
