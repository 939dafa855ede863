// Values as JSON, in the words of Python's json.dumps: `{"a": 1, "b": [true, null]}`.

package import Columnar

/// Writes values as JSON.
package struct JSONText {
    private var text = ""
    private let budget: WorkBudget
    /// Blanks for each level; nil for one line.
    private let indent: Int?
    private let sortsKeys: Bool

    /// The value as JSON text, in ASCII.
    ///
    /// - Throws: `LakeError.invalidInput` for values that JSON does not have, such as functions.
    package static func write(
        _ value: JinjaValue, indent: Int? = nil, sortsKeys: Bool = false,
        _ budget: WorkBudget = WorkBudget()
    ) throws(LakeError) -> String {
        var writer = JSONText(budget: budget, indent: indent, sortsKeys: sortsKeys)
        try writer.write(value, 0)
        return writer.text
    }

    private init(budget: WorkBudget, indent: Int?, sortsKeys: Bool) {
        self.budget = budget
        self.indent = indent.map { min(max(0, $0), 64) }
        self.sortsKeys = sortsKeys
    }

    private mutating func write(_ value: JinjaValue, _ depth: Int) throws(LakeError) {
        guard depth < JinjaLimits.valueDepthMax else { throw JinjaFailure.depth }
        try budget.spend(textBytes: 8 + (indent ?? 0) * depth)
        switch value {
        case .none: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .int(let number): text += String(number)
        case .float(let number):
            text +=
                number.isNaN
                ? "NaN"
                : number.isInfinite
                    ? (number < 0 ? "-Infinity" : "Infinity") : RealText.shortest(number)
        case .string(let string): try write(string)
        case .list(let list): try write(items: list.items, depth)
        case .tuple(let tuple): try write(items: tuple.items, depth)
        case .dict(let dictionary): try write(dictionary, depth)
        case .undefined(let undefined): throw JinjaFailure.undefined(undefined)
        case .callable, .object:
            throw LakeError(.invalidInput, "'\(value.typeName)' has no form in JSON")
        }
        try budget.check(textBytes: text.utf8.count)
    }

    private mutating func line(_ depth: Int) {
        if let indent { text += "\n" + String(repeating: " ", count: indent * depth) }
    }

    private mutating func write(items: [JinjaValue], _ depth: Int) throws(LakeError) {
        text += "["
        for (index, item) in items.enumerated() {
            if index > 0 { text += indent == nil ? ", " : "," }
            line(depth + 1)
            try write(item, depth + 1)
        }
        if !items.isEmpty { line(depth) }
        text += "]"
    }

    private mutating func write(_ dictionary: JinjaDictionary, _ depth: Int) throws(LakeError) {
        var pairs: [(key: String, value: JinjaValue)] = []
        for (key, value) in zip(dictionary.keys, dictionary.values) {
            pairs.append((try Self.name(of: key), value))
        }
        if sortsKeys {
            pairs = try sortStably(pairs) { (first, second) throws(LakeError) in
                first.key.utf8.lexicographicallyPrecedes(second.key.utf8)
            }
        }
        text += "{"
        for (index, pair) in pairs.enumerated() {
            if index > 0 { text += indent == nil ? ", " : "," }
            line(depth + 1)
            try write(pair.key)
            text += ": "
            try write(pair.value, depth + 1)
        }
        if !pairs.isEmpty { line(depth) }
        text += "}"
    }

    private static func name(of key: JinjaValue) throws(LakeError) -> String {
        switch key {
        case .string(let text): return text
        case .none: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .int(let number): return String(number)
        case .float(let number): return RealText.shortest(number)
        default:
            throw LakeError(.invalidInput, "'\(key.typeName)' is no name of a member in JSON")
        }
    }

    private mutating func write(_ string: String) throws(LakeError) {
        try budget.spend(textBytes: string.utf8.count)
        text += "\""
        for unit in string.utf16 {
            switch unit {
            case 0x22: text += "\\\""
            case 0x5c: text += "\\\\"
            case 0x0a: text += "\\n"
            case 0x0d: text += "\\r"
            case 0x09: text += "\\t"
            case 0x08: text += "\\b"
            case 0x0c: text += "\\f"
            case 0x20...0x7e: text.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            default:
                let hex = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
            }
        }
        text += "\""
    }
}
