// Runs a pattern's program over a text: all ways at once.

import Columnar

/// Matches texts against one pattern. One thread at a time; used again for each text.
final class PatternMatcher {
    private let program: [Pattern.Instruction]
    /// Instructions that wait for a character, now and behind it.
    private var current: [Int] = []
    private var following: [Int] = []
    /// The step in which an instruction was last taken in.
    private var steps: [Int]
    private var step = 0
    private var pending: [Int] = []
    private var isMatch = false

    init(_ pattern: Pattern) {
        program = pattern.program
        steps = Array(repeating: -1, count: program.count)
    }

    /// Whether the whole text matches.
    ///
    /// - Parameter text: UTF-8; what is no UTF-8 matches nothing.
    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var place = unsafe TextPlace(text)
        following.removeAll(keepingCapacity: true)
        isMatch = false
        step += 1
        enter(0, place)
        while let scalar = place.scalar {
            guard scalar != TextPlace.invalid else { return false }
            swap(&current, &following)
            following.removeAll(keepingCapacity: true)
            if current.isEmpty { return false }
            isMatch = false
            step += 1
            place.advance()
            for index in current {
                if case .character(let set) = program[index], set.contains(scalar) {
                    enter(index + 1, place)
                }
            }
        }
        return isMatch
    }

    /// Takes in an instruction and those that follow without a character.
    private func enter(_ start: Int, _ place: TextPlace) {
        pending.append(start)
        while let index = pending.popLast() {
            guard steps[index] != step else { continue }
            steps[index] = step
            switch program[index] {
            case .character: following.append(index)
            case .match: isMatch = true
            case .jump(let target): pending.append(target)
            case .split(let first, let second):
                pending.append(second)
                pending.append(first)
            case .assertion(let assertion):
                if place.holds(assertion) { pending.append(index + 1) }
            }
        }
    }
}

/// A place between two characters of a text.
@safe
private struct TextPlace {
    /// Stands for bytes that are no UTF-8.
    static let invalid = UInt32.max

    private let text: UnsafeBufferPointer<UInt8>
    private var offset = 0
    private var length = 0
    private var previous: UInt32?
    /// The character behind the place; nil at the end.
    private(set) var scalar: UInt32?

    init(_ text: UnsafeBufferPointer<UInt8>) {
        unsafe self.text = unsafe text
        decode()
    }

    mutating func advance() {
        previous = scalar
        offset += length
        decode()
    }

    private mutating func decode() {
        guard unsafe offset < text.count else {
            scalar = nil
            return
        }
        let first = unsafe text[offset]
        length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        if length == 1 {
            scalar = UInt32(first)
            return
        }
        scalar = Self.invalid
        guard first >= 0xC2, first < 0xF5, unsafe offset + length <= text.count else { return }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for index in 1..<length {
            let byte = unsafe text[offset + index]
            guard byte & 0xC0 == 0x80 else { return }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        if Unicode.Scalar(value) != nil { scalar = value }
    }

    func holds(_ assertion: Pattern.Assertion) -> Bool {
        switch assertion {
        case .start: return offset == 0
        case .veryEnd: return scalar == nil
        case .end: return unsafe scalar == nil || (scalar == 0x0A && offset + 1 == text.count)
        case .wordBoundary, .noWordBoundary:
            let before = previous.map { CharacterClass.word.contains($0) } ?? false
            let behind = scalar.map { CharacterClass.word.contains($0) } ?? false
            return (before != behind) == (assertion == .wordBoundary)
        }
    }
}
