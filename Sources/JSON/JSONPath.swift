// SQLite's JSON paths, evaluated on the text without building a tree.
//
//     path  = "$" { step }            label = letters, digits, _ (or in double quotes)
//     step  = "." label | "[" n "]" | "[#-" n "]"
//
// As the right side of -> and ->> a text without "$" is one label, an integer one index. Anything
// else (and keys written with escapes) is left to SQLite's own functions.
// Source: sqlite.org/json1.html, "PATH arguments" and "The -> and ->> operators".

import Glibc

/// A compiled path.
package struct JSONPath: Sendable {
    /// Holds no memory of its own, so that following a path counts no references.
    enum Step: Sendable {
        case label(JSONLabel)
        case index(Int)
        /// Counted from behind: 1 is the last.
        case fromEnd(Int)
    }

    let steps: [Step]
    /// The bytes of the labels, one behind the other.
    private let labelBytes: [UInt8]

    /// - Parameters:
    ///   - text: the path as SQL gives it.
    ///   - isOperand: right side of -> or ->>, where a bare label is a path too.
    /// - Returns: nil for what is left to SQLite.
    package init?(_ text: [UInt8], isOperand: Bool) {
        guard text.first == UInt8(ascii: "$") else {
            guard isOperand, !text.isEmpty, text.allSatisfy(JSONPath.isLabelByte),
                let first = text.first, !(first &- 0x30 < 10)
            else { return nil }
            steps = [.label(JSONLabel(text, start: 0))]
            labelBytes = text
            return
        }
        var steps: [Step] = []
        var labelBytes: [UInt8] = []
        var rest = text[1...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "."):
                guard let label = JSONPath.label(&rest) else { return nil }
                steps.append(.label(JSONLabel(label, start: labelBytes.count)))
                labelBytes += label
            case UInt8(ascii: "["):
                guard let step = JSONPath.subscript(&rest) else { return nil }
                steps.append(step)
            default: return nil
            }
        }
        self.steps = steps
        self.labelBytes = labelBytes
    }

    /// An integer as the right side of -> or ->>.
    package init(index: Int) {
        steps = [index < 0 ? .fromEnd(-index) : .index(index)]
        labelBytes = []
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x5F
    }

    private static func label(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        let label: ArraySlice<UInt8>
        if rest.first == UInt8(ascii: "\"") {
            guard let end = rest.dropFirst().firstIndex(of: UInt8(ascii: "\"")) else { return nil }
            label = rest[rest.startIndex + 1..<end]
            rest = rest[(end + 1)...]
            if label.contains(UInt8(ascii: "\\")) { return nil }
        } else {
            label = rest.prefix(while: isLabelByte)
            rest = rest.dropFirst(label.count)
        }
        return label.isEmpty ? nil : Array(label)
    }

    private static func `subscript`(_ rest: inout ArraySlice<UInt8>) -> Step? {
        guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return nil }
        let inside = String(decoding: rest[..<end], as: UTF8.self)
        rest = rest[(end + 1)...]
        let isFromEnd = inside.hasPrefix("#-")
        let digits = isFromEnd ? inside.dropFirst(2) : inside[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 &- 0x30 < 10 }),
            let number = Int(digits), number < 1 << 30
        else { return nil }
        return isFromEnd ? .fromEnd(number) : .index(number)
    }

    /// The bytes of one of its labels.
    func name(of label: JSONLabel) -> [UInt8] {
        Array(labelBytes[label.start..<label.start + label.length])
    }

    /// What a path finds.
    @safe
    package enum Match {
        case none
        case value(UnsafeBufferPointer<UInt8>)
        /// A key with escapes stands in the way: SQLite has to look.
        case undecided
    }

    /// Evaluates the path on one JSON value.
    ///
    /// - Parameter text: sound JSON; on other bytes the answer is some part of them or none.
    package func find(in text: UnsafeBufferPointer<UInt8>) -> Match {
        unsafe steps.withUnsafeBufferPointer { steps in
            unsafe labelBytes.withUnsafeBufferPointer { labels in
                unsafe JSONPath.find(steps, labels, text)
            }
        }
    }

    private static func find(
        _ steps: UnsafeBufferPointer<Step>, _ labels: UnsafeBufferPointer<UInt8>,
        _ text: UnsafeBufferPointer<UInt8>
    ) -> Match {
        var walk = unsafe JSONTextWalk(text)
        walk.skipBlank()
        for index in steps.indices {
            switch unsafe steps[index] {
            case .label(let label):
                switch unsafe walk.enter(member: label, labels) {
                case .found: continue
                case .missing: return .none
                case .undecided: return .undecided
                }
            case .index(let index):
                guard walk.enter(element: index) else { return .none }
            case .fromEnd(let back):
                let count = walk.elementCount()
                guard back <= count, back > 0, walk.enter(element: count - back) else {
                    return .none
                }
            }
        }
        return unsafe walk.value().map { unsafe .value($0) } ?? .none
    }
}

/// The name of a member in a path.
struct JSONLabel: Sendable {
    /// Where it stands among the labels of its path.
    let start: Int
    let length: Int
    /// Its first and its last eight bytes, of names that have as many.
    let word: UInt64
    let tail: UInt64

    init(_ name: [UInt8], start: Int) {
        self.start = start
        length = name.count
        word = JSONLabel.word(of: name.prefix(8))
        tail = JSONLabel.word(of: name.suffix(8))
    }

    private static func word(of bytes: ArraySlice<UInt8>) -> UInt64 {
        var word: UInt64 = 0
        for (index, byte) in bytes.enumerated() { word |= UInt64(byte) << (index * 8) }
        return word
    }
}
