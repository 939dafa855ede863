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
    enum Step: Sendable {
        case label([UInt8])
        case index(Int)
        /// Counted from behind: 1 is the last.
        case fromEnd(Int)
    }

    let steps: [Step]

    /// - Parameters:
    ///   - text: the path as SQL gives it.
    ///   - isOperand: right side of -> or ->>, where a bare label is a path too.
    /// - Returns: nil for what is left to SQLite.
    package init?(_ text: [UInt8], isOperand: Bool) {
        guard text.first == UInt8(ascii: "$") else {
            guard isOperand, !text.isEmpty, text.allSatisfy(JSONPath.isLabelByte),
                let first = text.first, !(first &- 0x30 < 10)
            else { return nil }
            steps = [.label(text)]
            return
        }
        var steps: [Step] = []
        var rest = text[1...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "."):
                guard let label = JSONPath.label(&rest) else { return nil }
                steps.append(.label(label))
            case UInt8(ascii: "["):
                guard let step = JSONPath.subscript(&rest) else { return nil }
                steps.append(step)
            default: return nil
            }
        }
        self.steps = steps
    }

    /// An integer as the right side of -> or ->>.
    package init(index: Int) {
        steps = [index < 0 ? .fromEnd(-index) : .index(index)]
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
        var walk = unsafe JSONTextWalk(text)
        walk.skipBlank()
        for step in steps {
            switch step {
            case .label(let label):
                switch walk.enter(member: label) {
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
