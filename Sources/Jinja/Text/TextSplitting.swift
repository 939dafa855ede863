// `split` and `strip`, which do with white space what they do with a text that is given.

import Columnar

/// `text.split(sep, maxsplit)`
struct TextSplitting {
    private let separator: String?
    private let countMax: Int
    private let budget: WorkBudget

    /// - Throws: `LakeError.invalidInput` for an empty separator.
    init(_ arguments: CallArguments) throws(LakeError) {
        let bound = try arguments.bind(["sep", "maxsplit"])
        switch bound[0] {
        case nil, .some(.none): separator = nil
        default: separator = try arguments.string(bound[0], "sep")
        }
        if separator?.isEmpty == true {
            throw LakeError(.invalidInput, "the separator is empty")
        }
        let count = bound[1] == nil ? -1 : try arguments.int(bound[1], "maxsplit")
        countMax = count < 0 ? .max : count
        budget = arguments.rendering.budget
    }

    func split(_ text: String, fromEnd: Bool) throws(LakeError) -> JinjaValue {
        try budget.spend(textBytes: text.utf8.count)
        let parts =
            separator.map { bySeparator(text, Array($0.utf8), fromEnd) } ?? bySpace(text, fromEnd)
        try budget.spend(items: parts.count)
        return .list(parts.map { .string($0) })
    }

    private func bySeparator(_ text: String, _ wanted: [UInt8], _ fromEnd: Bool) -> [String] {
        var parts: [String] = []
        var rest = Array(text.utf8)[...]
        while parts.count < countMax {
            let place =
                fromEnd
                ? PythonText.findLast(wanted, in: rest) : PythonText.find(wanted, in: rest)
            guard let place else { break }
            let after = rest[(place + wanted.count)...]
            parts.append(String(decoding: fromEnd ? after : rest[..<place], as: UTF8.self))
            rest = fromEnd ? rest[..<place] : after
        }
        parts.append(String(decoding: rest, as: UTF8.self))
        return fromEnd ? parts.reversed() : parts
    }

    private func bySpace(_ text: String, _ fromEnd: Bool) -> [String] {
        var parts: [String] = []
        var rest = Array(text.unicodeScalars)[...]
        func string(_ slice: ArraySlice<Unicode.Scalar>) -> String {
            String(String.UnicodeScalarView(slice))
        }
        while true {
            rest =
                fromEnd
                ? rest[..<((rest.lastIndex { !PythonText.isSpace($0) } ?? rest.startIndex - 1) + 1)]
                : rest.drop(while: PythonText.isSpace)
            if rest.isEmpty { break }
            guard parts.count < countMax else {
                parts.append(string(rest))
                break
            }
            if fromEnd {
                let space = rest.lastIndex(where: PythonText.isSpace) ?? rest.startIndex - 1
                parts.append(string(rest[(space + 1)...]))
                rest = rest[..<(space + 1)]
            } else {
                let word = rest.prefix { !PythonText.isSpace($0) }
                parts.append(string(word))
                rest = rest.dropFirst(word.count)
            }
        }
        return fromEnd ? parts.reversed() : parts
    }
}

/// `text.strip(chars)`
struct TextTrimming {
    private let isTrimmed: (Unicode.Scalar) -> Bool
    private let budget: WorkBudget

    init(_ arguments: CallArguments) throws(LakeError) {
        let bound = try arguments.bind(["chars"])
        switch bound[0] {
        case nil, .some(.none): isTrimmed = PythonText.isSpace
        default:
            let characters = Set(try arguments.string(bound[0], "chars").unicodeScalars)
            isTrimmed = characters.contains
        }
        budget = arguments.rendering.budget
    }

    func trimmed(_ text: String, start: Bool, end: Bool) throws(LakeError) -> String {
        try budget.spend(textBytes: text.utf8.count)
        var rest = text.unicodeScalars[...]
        if start { rest = rest.drop(while: isTrimmed) }
        if end { while let last = rest.last, isTrimmed(last) { rest.removeLast() } }
        return String(rest)
    }
}
