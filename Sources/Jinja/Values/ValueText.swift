// The text of values: what `{{ value }}` prints (Python's str) and what a text looks like inside a
// list (Python's repr).
//
//     True  None  1.0  text  ['a', 1]  ('a',)  {'a': 1}

import Columnar

/// Writes values as Python does.
struct ValueText {
    private var text = ""
    private let rendering: Rendering
    /// The containers that are being written, so that one inside itself shows as `[...]`.
    private var open: [ObjectIdentifier] = []

    private init(_ rendering: Rendering) { self.rendering = rendering }

    /// What `{{ value }}` prints.
    static func string(
        _ value: JinjaValue, _ rendering: Rendering
    ) throws(LakeError) -> String {
        switch value {
        case .string(let text): return text
        case .undefined: return ""
        case .int(let number): return String(number)
        case .object(let object): return try object.text(rendering)
        default: return try representation(value, rendering)
        }
    }

    /// What the value looks like inside a list.
    static func representation(
        _ value: JinjaValue, _ rendering: Rendering
    ) throws(LakeError) -> String {
        var writer = ValueText(rendering)
        try writer.write(value)
        return writer.text
    }

    private mutating func write(_ value: JinjaValue) throws(LakeError) {
        try rendering.budget.spend(textBytes: 8)
        switch value {
        case .none: text += "None"
        case .bool(let flag): text += flag ? "True" : "False"
        case .int(let number): text += String(number)
        case .float(let number): text += RealText.shortest(number)
        case .string(let string): try write(quoted: string)
        case .undefined: text += "Undefined"
        case .object(let object):
            guard open.count < JinjaLimits.valueDepthMax else { throw JinjaFailure.depth }
            text += try rendering.nested { () throws(LakeError) in try object.text(rendering) }
        case .callable(let callable):
            text += "<\(callable.isMacro ? "Macro" : "function") '\(callable.name)'>"
        case .list(let list):
            try write("[", "]", list) { (writer) throws(LakeError) in
                try writer.write(items: list.items)
            }
        case .tuple(let tuple):
            try write("(", ")", tuple) { (writer) throws(LakeError) in
                try writer.write(items: tuple.items)
                if tuple.items.count == 1 { writer.text += "," }
            }
        case .dict(let dictionary):
            try write("{", "}", dictionary) { (writer) throws(LakeError) in
                for (index, key) in dictionary.keys.enumerated() {
                    if index > 0 { writer.text += ", " }
                    try writer.write(key)
                    writer.text += ": "
                    try writer.write(dictionary.values[index])
                }
            }
        }
    }

    private mutating func write(
        _ start: String, _ end: String, _ container: JinjaContainer,
        inside: (inout ValueText) throws(LakeError) -> Void
    ) throws(LakeError) {
        let identity = ObjectIdentifier(container)
        guard !open.contains(identity) else {
            text += start + "..." + end
            return
        }
        guard open.count < JinjaLimits.valueDepthMax else { throw JinjaFailure.depth }
        open.append(identity)
        text += start
        try inside(&self)
        text += end
        open.removeLast()
        // Checked as it grows: lists of lists double.
        try rendering.budget.check(textBytes: text.utf8.count)
    }

    private mutating func write(items: [JinjaValue]) throws(LakeError) {
        for (index, item) in items.enumerated() {
            if index > 0 { text += ", " }
            try write(item)
        }
    }

    /// Python's choice of quotes: single ones, unless there are only single ones inside.
    private mutating func write(quoted string: String) throws(LakeError) {
        try rendering.budget.spend(textBytes: string.utf8.count)
        let bytes = string.utf8
        let quote: Unicode.Scalar =
            bytes.contains(UInt8(ascii: "'")) && !bytes.contains(UInt8(ascii: "\"")) ? "\"" : "'"
        text.unicodeScalars.append(quote)
        for scalar in string.unicodeScalars {
            switch scalar {
            case quote, "\\":
                text += "\\"
                text.unicodeScalars.append(scalar)
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default:
                if Self.isPrintable(scalar) {
                    text.unicodeScalars.append(scalar)
                } else {
                    text += Self.escape(scalar)
                }
            }
        }
        text.unicodeScalars.append(quote)
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7f { return scalar.value >= 0x20 }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator, .spaceSeparator:
            return false
        default: return true
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let hex = String(scalar.value, radix: 16)
        let (letter, width) =
            scalar.value < 0x100 ? ("\\x", 2) : scalar.value < 0x10000 ? ("\\u", 4) : ("\\U", 8)
        return letter + String(repeating: "0", count: max(0, width - hex.count)) + hex
    }
}
