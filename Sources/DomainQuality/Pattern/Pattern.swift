// Regular expressions that match a whole text, without backtracking.
//
//     alternation = sequence *( "|" sequence )
//     sequence    = *( item [ quantifier ] )
//     quantifier  = ( "*" | "+" | "?" | "{n}" | "{n,}" | "{,m}" | "{n,m}" ) [ "?" ]
//     item        = character | "." | class | escape | "(" [ "?:" ] alternation ")"
//                 | "^" | "$" | "\b" | "\B" | "\A" | "\Z"
//     class       = "[" [ "^" ] *( character | character "-" character | escape ) "]"
//     escape      = "\d" "\D" "\w" "\W" "\s" "\S" "\t" "\n" "\r" "\f" "\v" "\xHH" "\uHHHH"
//                 | "\" any other character that is no letter or digit
//
// The meaning is that of Python's re.fullmatch with re.ASCII: a character is a Unicode scalar, `.`
// is any but a line feed, \d \w \s are those of ASCII, `$` holds at the end and before a last line
// feed. Back references, look-around, named groups and flags do not exist.
//
// A pattern becomes a program of at most `instructionsMax` instructions; a text of n characters
// takes at most n times as many steps, in memory for two sets of instructions.
// Source: R. Cox, "Regular Expression Matching: the Virtual Machine Approach" (2009).

package import Columnar

/// A compiled pattern.
package struct Pattern: Sendable {
    package static let instructionsMax = 20_000
    /// Groups within groups.
    package static let depthMax = 100

    package let text: String
    let program: [Instruction]

    /// - Throws: `LakeError.invalidInput` with the place in the pattern; `.limit` when its program
    ///   would be too long.
    package init(_ text: String) throws(LakeError) {
        self.text = text
        var parser = PatternParser(text)
        program = try PatternCompiler.program(of: try parser.parse())
    }

    /// What a program does at a character.
    enum Instruction: Sendable {
        /// One character of a class, then the next instruction.
        case character(CharacterClass)
        /// Two ways to go on.
        case split(Int, Int)
        case jump(Int)
        case assertion(Assertion)
        case match
    }

    /// What must hold between two characters.
    enum Assertion: Sendable {
        case start
        /// Also before a last line feed.
        case end
        case veryEnd
        case wordBoundary
        case noWordBoundary
    }
}

/// A set of characters.
struct CharacterClass: Sendable, Equatable {
    /// Ranges of Unicode scalars.
    var ranges: [ClosedRange<UInt32>]
    var isNegated = false

    /// The characters below 128, as two words of bits.
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ ranges: [ClosedRange<UInt32>], isNegated: Bool = false) {
        self.ranges = ranges
        self.isNegated = isNegated
        for scalar in UInt32(0)..<128 {
            let isIn = ranges.contains { $0.contains(scalar) } != isNegated
            if isIn, scalar < 64 { low |= 1 << UInt64(scalar) }
            if isIn, scalar >= 64 { high |= 1 << UInt64(scalar - 64) }
        }
    }

    @inline(__always)
    func contains(_ scalar: UInt32) -> Bool {
        if scalar < 64 { return low >> UInt64(scalar) & 1 == 1 }
        if scalar < 128 { return high >> UInt64(scalar - 64) & 1 == 1 }
        return ranges.contains { $0.contains(scalar) } != isNegated
    }

    static let any = CharacterClass([0x0A...0x0A], isNegated: true)
    static let digit = CharacterClass([0x30...0x39])
    static let word = CharacterClass([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let space = CharacterClass([0x09...0x0D, 0x20...0x20])

    /// All that are not in it.
    var complement: CharacterClass { CharacterClass(ranges, isNegated: !isNegated) }
}
