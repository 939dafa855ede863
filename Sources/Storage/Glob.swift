// Patterns of file names.
//
//     pattern     = component { "/" component }
//     component   = "**"                    any depth of directories, also none
//                 | { "*"                   any bytes
//                   | "?"                   one character
//                   | "[" ["!"|"^"] { byte | byte "-" byte } "]"
//                   | byte }
//     alternatives "{a,b}" are spelled out first, and may nest and hold "/"
//
// An unclosed "[" or "{" and a "{" without a comma stand for themselves. A leading dot of a name is
// only matched by a dot. There is no escape character: "[*]" is a star, and a path that exists is
// taken as it is.

import Columnar

/// One pattern without alternatives, in components.
struct Glob {
    enum Component: Hashable {
        /// A name without pattern characters.
        case literal([UInt8])
        case pattern([UInt8])
        case anyDepth
    }

    /// The pattern starts at the root.
    let isAbsolute: Bool
    let components: [Component]
    /// A slash at the end asks for directories.
    let wantsDirectory: Bool

    init(_ pattern: [UInt8]) {
        isAbsolute = pattern.first == slash
        wantsDirectory = pattern.last == slash
        var components: [Component] = []
        for part in pattern.split(separator: slash) {
            let name = Array(part)
            if name == [star, star] {
                // Any depth below any depth is any depth.
                if components.last != .anyDepth { components.append(.anyDepth) }
            } else {
                components.append(Glob.isPattern(name) ? .pattern(name) : .literal(name))
            }
        }
        self.components = components
    }

    /// Whether the text has characters that make it a pattern.
    static func isPattern(_ text: some Sequence<UInt8>) -> Bool {
        text.contains { [star, UInt8(ascii: "?"), bracket, brace].contains($0) }
    }

    /// Whether a name is what one component asks for.
    ///
    /// - Complexity: O(pattern × name), without recursion: a star only ever falls back to the star
    ///   before it.
    static func matches(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
        if name.first == dot, pattern.first != dot { return false }
        var nameIndex = 0
        var patternIndex = 0
        var retry: (name: Int, pattern: Int)?
        while nameIndex < name.count {
            if patternIndex < pattern.count, pattern[patternIndex] == star {
                patternIndex += 1
                retry = (nameIndex, patternIndex)
            } else if patternIndex < pattern.count,
                let step = matchOne(name, nameIndex, pattern, patternIndex)
            {
                nameIndex += step.nameBytes
                patternIndex += step.patternBytes
            } else if let last = retry {
                nameIndex = last.name + 1
                patternIndex = last.pattern
                retry = (nameIndex, patternIndex)
            } else {
                return false
            }
        }
        return pattern[patternIndex...].allSatisfy { $0 == star }
    }

    /// Matches one character of a name: how far name and pattern go on, or nil.
    private static func matchOne(
        _ name: [UInt8], _ nameIndex: Int, _ pattern: [UInt8], _ patternIndex: Int
    ) -> (nameBytes: Int, patternBytes: Int)? {
        let byte = name[nameIndex]
        switch pattern[patternIndex] {
        case UInt8(ascii: "?"):
            return (characterBytes(name, nameIndex), 1)
        case bracket:
            guard let set = ByteSet(pattern, at: patternIndex) else { fallthrough }
            return set.contains(byte) ? (1, set.patternBytes) : nil
        default:
            return byte == pattern[patternIndex] ? (1, 1) : nil
        }
    }

    /// Bytes of the UTF-8 character at `index`; 1 where it is not one.
    private static func characterBytes(_ name: [UInt8], _ index: Int) -> Int {
        guard name[index] >= 0xc0 else { return 1 }
        var end = index + 1
        while end < name.count, end < index + 4, name[end] & 0xc0 == 0x80 { end += 1 }
        return end - index
    }
}

/// `[a-z]` or `[!a-z]`.
private struct ByteSet {
    private var ranges: [ClosedRange<UInt8>] = []
    private let isNegated: Bool
    /// Length in the pattern with both brackets.
    let patternBytes: Int

    /// The set that starts with the bracket at `start`; nil when it is not closed.
    init?(_ pattern: [UInt8], at start: Int) {
        var index = start + 1
        let sign = index < pattern.count ? pattern[index] : 0
        isNegated = sign == UInt8(ascii: "!") || sign == UInt8(ascii: "^")
        if isNegated { index += 1 }
        // A closing bracket in the first place stands for itself.
        let first = index
        while index < pattern.count, pattern[index] != UInt8(ascii: "]") || index == first {
            let low = pattern[index]
            if index + 2 < pattern.count, pattern[index + 1] == UInt8(ascii: "-"),
                pattern[index + 2] != UInt8(ascii: "]")
            {
                let high = pattern[index + 2]
                if low <= high { ranges.append(low...high) }
                index += 3
            } else {
                ranges.append(low...low)
                index += 1
            }
        }
        guard index < pattern.count else { return nil }
        patternBytes = index + 1 - start
    }

    func contains(_ byte: UInt8) -> Bool {
        ranges.contains { $0.contains(byte) } != isNegated
    }
}

let slash = UInt8(ascii: "/")
let dot = UInt8(ascii: ".")
let star = UInt8(ascii: "*")
private let bracket = UInt8(ascii: "[")
private let brace = UInt8(ascii: "{")
