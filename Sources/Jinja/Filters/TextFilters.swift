// Filters of texts. What is no text is made one first, as in Jinja.

import Columnar

enum TextFilters {
    static let all: [String: Filters.Filter] = [
        "upper": { (value, arguments) throws(LakeError) in
            .string(try text(value, arguments).uppercased())
        },
        "lower": { (value, arguments) throws(LakeError) in
            .string(try text(value, arguments).lowercased())
        },
        "capitalize": { (value, arguments) throws(LakeError) in
            .string(PythonText.capitalized(try text(value, arguments)[...].unicodeScalars))
        },
        "title": { (value, arguments) throws(LakeError) in
            .string(title(try text(value, arguments)))
        },
        "trim": { (value, arguments) throws(LakeError) in
            .string(
                try TextTrimming(arguments).trimmed(
                    try text(value, arguments), start: true, end: true))
        },
        "replace": { (value, arguments) throws(LakeError) in
            let bound = try arguments.bind(["old", "new", "count"], required: 2)
            let rendering = arguments.rendering
            return .string(
                try StringMethods.replaced(
                    try text(value, arguments), try rendering.text(bound[0] ?? .none),
                    try rendering.text(bound[1] ?? .none),
                    count: bound[2].map { $0.isNone } ?? true
                        ? -1 : try arguments.int(bound[2], "count"), rendering))
        },
        "indent": indent,
        "truncate": truncate,
        "wordcount": { (value, arguments) throws(LakeError) in
            let parts = try text(value, arguments).unicodeScalars.split { !isWordPart($0) }
            return .int(Int64(parts.count))
        },
        "center": { (value, arguments) throws(LakeError) in
            let bound = try arguments.bind(["width"])
            let width = bound[0] == nil ? 80 : try arguments.int(bound[0], "width")
            try arguments.rendering.budget.spend(textBytes: max(0, width))
            return .string(StringMethods.centered(try text(value, arguments), width, " "))
        },
        "format": { (value, arguments) throws(LakeError) in
            let format = try text(value, arguments)
            guard arguments.positional.isEmpty || arguments.keywords.isEmpty else {
                throw LakeError(
                    .invalidInput, "the filter 'format' takes values or named values, not both")
            }
            let values: JinjaValue =
                arguments.keywords.isEmpty
                ? .tuple(arguments.positional)
                : .dict(arguments.keywords.map { ($0.name, $0.value) })
            return .string(try PercentFormat(format, values).text(arguments.rendering))
        },
        "escape": escape, "e": escape, "forceescape": escape,
        "urlencode": { (value, arguments) throws(LakeError) in
            var encoded = ""
            for byte in try text(value, arguments).utf8 {
                if ASCII.isLetter(byte) || ASCII.isDigit(byte) || "-._~/".utf8.contains(byte) {
                    encoded.unicodeScalars.append(Unicode.Scalar(byte))
                } else {
                    encoded += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
                }
            }
            return .string(encoded)
        },
    ]

    private static func text(
        _ value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> String {
        let text = try arguments.rendering.text(value)
        try arguments.rendering.budget.spend(textBytes: text.utf8.count)
        return text
    }

    /// What `\w` holds for.
    private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    /// Upper after white space, `-` and opening brackets, lower else.
    private static func title(_ text: String) -> String {
        var result = ""
        var isStart = true
        for scalar in text.unicodeScalars {
            if PythonText.isSpace(scalar) || "-({[<".unicodeScalars.contains(scalar) {
                isStart = true
                result.unicodeScalars.append(scalar)
            } else {
                result +=
                    isStart
                    ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping
                isStart = false
            }
        }
        return result
    }

    @Sendable private static func escape(
        _ value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> JinjaValue {
        var escaped = ""
        for scalar in try text(value, arguments).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "'": escaped += "&#39;"
            case "\"": escaped += "&#34;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return .string(escaped)
    }

    @Sendable private static func indent(
        _ value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> JinjaValue {
        let bound = try arguments.bind(["width", "first", "blank"])
        let indentation: String
        if case .string(let text) = bound[0] {
            indentation = text
        } else {
            let width = bound[0] == nil ? 4 : try arguments.int(bound[0], "width")
            try arguments.rendering.budget.spend(textBytes: max(0, width))
            indentation = String(repeating: " ", count: max(0, width))
        }
        let indentsBlank = bound[2]?.isTrue ?? false
        var lines = PythonText.lines(try text(value, arguments) + "\n")
        for index in lines.indices.dropFirst() where indentsBlank || !lines[index].isEmpty {
            lines[index] = indentation + lines[index]
            try arguments.rendering.budget.spend(textBytes: lines[index].utf8.count)
        }
        if bound[1]?.isTrue ?? false, !lines.isEmpty { lines[0] = indentation + lines[0] }
        return .string(try StringMethods.joined(lines, by: "\n", arguments.rendering))
    }

    @Sendable private static func truncate(
        _ value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> JinjaValue {
        let bound = try arguments.bind(["length", "killwords", "end", "leeway"])
        let length = bound[0] == nil ? 255 : try arguments.int(bound[0], "length")
        let end = bound[2] == nil ? "..." : try arguments.string(bound[2], "end")
        let leeway =
            bound[3].map { $0.isNone } ?? true ? 5 : try arguments.int(bound[3], "leeway")
        let scalars = try text(value, arguments).unicodeScalars
        let endCount = end.unicodeScalars.count
        guard length >= endCount, leeway >= 0 else {
            throw LakeError(
                .invalidInput,
                "truncate() needs a length of at least \(endCount) and no "
                    + "negative leeway")
        }
        let (limit, isOverflow) = length.addingReportingOverflow(leeway)
        if isOverflow || scalars.count <= limit { return .string(String(scalars)) }
        var kept = scalars.prefix(length - endCount)
        if !(bound[1]?.isTrue ?? false), let space = kept.lastIndex(of: " ") {
            kept = kept[..<space]
        }
        return .string(String(kept) + end)
    }
}
