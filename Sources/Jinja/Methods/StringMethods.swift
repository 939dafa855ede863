// The methods of texts, as Python's.

import Columnar

enum StringMethods {
    typealias Method = @Sendable (String, CallArguments) throws(LakeError) -> JinjaValue

    static let all: [String: Method] = plain.merging(searching) { $1 }.merging(building) { $1 }
        .merging(asking) { $1 }

    private static let plain: [String: Method] = [
        "upper": { (text, arguments) throws(LakeError) in
            .string(try alone(text, arguments).uppercased())
        },
        "lower": { (text, arguments) throws(LakeError) in
            .string(try alone(text, arguments).lowercased())
        },
        "casefold": { (text, arguments) throws(LakeError) in
            .string(try alone(text, arguments).lowercased())
        },
        "capitalize": { (text, arguments) throws(LakeError) in
            .string(PythonText.capitalized(try alone(text, arguments)[...].unicodeScalars))
        },
        "title": { (text, arguments) throws(LakeError) in .string(title(try alone(text, arguments)))
        },
        "swapcase": { (text, arguments) throws(LakeError) in
            var swapped = ""
            for scalar in try alone(text, arguments).unicodeScalars {
                let properties = scalar.properties
                swapped +=
                    properties.isUppercase
                    ? properties.lowercaseMapping : properties.uppercaseMapping
            }
            return .string(swapped)
        },
        "strip": { (text, arguments) throws(LakeError) in
            .string(try TextTrimming(arguments).trimmed(text, start: true, end: true))
        },
        "lstrip": { (text, arguments) throws(LakeError) in
            .string(try TextTrimming(arguments).trimmed(text, start: true, end: false))
        },
        "rstrip": { (text, arguments) throws(LakeError) in
            .string(try TextTrimming(arguments).trimmed(text, start: false, end: true))
        },
        "removeprefix": { (text, arguments) throws(LakeError) in
            let prefix = try string(arguments, "prefix")
            return .string(
                text.utf8.starts(with: prefix.utf8)
                    ? String(decoding: text.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
                    : text)
        },
        "removesuffix": { (text, arguments) throws(LakeError) in
            let suffix = try string(arguments, "suffix")
            return .string(
                text.utf8.reversed().starts(with: suffix.utf8.reversed())
                    ? String(decoding: text.utf8.dropLast(suffix.utf8.count), as: UTF8.self)
                    : text)
        },
    ]

    private static let building: [String: Method] = [
        "format": { (text, arguments) throws(LakeError) in
            var format = BraceFormat(arguments)
            return .string(try format.text(text))
        },
        "join": { (text, arguments) throws(LakeError) in
            let items = try arguments.rendering.iterate(
                try arguments.bind(["iterable"], required: 1)[0] ?? .none)
            var parts: [String] = []
            for (index, item) in items.enumerated() {
                guard case .string(let part) = item else {
                    throw LakeError(
                        .invalidInput, "join() takes texts, but item \(index) is \(item.typeName)",
                        advice: "use the filter 'join', which makes texts of them")
                }
                parts.append(part)
            }
            return .string(try joined(parts, by: text, arguments.rendering))
        },
        "split": { (text, arguments) throws(LakeError) in
            try TextSplitting(arguments).split(text, fromEnd: false)
        },
        "rsplit": { (text, arguments) throws(LakeError) in
            try TextSplitting(arguments).split(text, fromEnd: true)
        },
        "splitlines": { (text, arguments) throws(LakeError) in
            try arguments.rendering.budget.spend(textBytes: text.utf8.count)
            return .list(PythonText.lines(text).map { .string($0) })
        },
        "partition": { (text, arguments) throws(LakeError) in
            try partition(text, arguments, fromEnd: false)
        },
        "rpartition": { (text, arguments) throws(LakeError) in
            try partition(text, arguments, fromEnd: true)
        },
        "replace": { (text, arguments) throws(LakeError) in
            let bound = try arguments.bind(["old", "new", "count"], required: 2)
            return .string(
                try replaced(
                    text, try arguments.string(bound[0], "old"),
                    try arguments.string(bound[1], "new"),
                    count: bound[2] == nil ? -1 : try arguments.int(bound[2], "count"),
                    arguments.rendering))
        },
        "ljust": { (text, arguments) throws(LakeError) in try padded(text, arguments, "<") },
        "rjust": { (text, arguments) throws(LakeError) in try padded(text, arguments, ">") },
        "center": { (text, arguments) throws(LakeError) in try padded(text, arguments, "^") },
        "zfill": { (text, arguments) throws(LakeError) in
            let width = try arguments.int(try arguments.bind(["width"], required: 1)[0], "width")
            try arguments.rendering.budget.spend(textBytes: max(0, width))
            let isSigned = text.utf8.first == ASCII.minus || text.utf8.first == ASCII.plus
            let missing = max(0, width - text.unicodeScalars.count)
            let sign = isSigned ? String(text.unicodeScalars.prefix(1)) : ""
            let rest = isSigned ? String(text.unicodeScalars.dropFirst()) : text
            return .string(sign + String(repeating: "0", count: missing) + rest)
        },
    ]

    private static let asking: [String: Method] = [
        "startswith": { (text, arguments) throws(LakeError) in
            try matches(text, arguments) { $0.utf8.starts(with: $1.utf8) }
        },
        "endswith": { (text, arguments) throws(LakeError) in
            try matches(text, arguments) { $0.utf8.reversed().starts(with: $1.utf8.reversed()) }
        },
        "isdigit": { (text, _) throws(LakeError) in
            all(text) { $0.numericType == .digit || $0.numericType == .decimal }
        },
        "isdecimal": { (text, _) throws(LakeError) in all(text) { $0.numericType == .decimal } },
        "isnumeric": { (text, _) throws(LakeError) in all(text) { $0.numericType != nil } },
        "isalpha": { (text, _) throws(LakeError) in all(text, isLetter) },
        "isalnum": { (text, _) throws(LakeError) in
            all(text) { isLetter($0) || $0.numericType != nil }
        },
        "isspace": { (text, _) throws(LakeError) in
            .bool(!text.isEmpty && text.unicodeScalars.allSatisfy(PythonText.isSpace))
        },
        "isupper": { (text, _) throws(LakeError) in
            .bool(text == text.uppercased() && text != text.lowercased())
        },
        "islower": { (text, _) throws(LakeError) in
            .bool(text == text.lowercased() && text != text.uppercased())
        },
        "isidentifier": { (text, _) throws(LakeError) in
            let scalars = text.unicodeScalars
            guard let first = scalars.first else { return .bool(false) }
            return .bool(
                (first == "_" || first.properties.isXIDStart)
                    && scalars.allSatisfy { $0.properties.isXIDContinue })
        },
    ]

    private static let searching: [String: Method] = [
        "find": { (text, arguments) throws(LakeError) in
            .int(try place(text, arguments, isLast: false) ?? -1)
        },
        "rfind": { (text, arguments) throws(LakeError) in
            .int(try place(text, arguments, isLast: true) ?? -1)
        },
        "index": { (text, arguments) throws(LakeError) in
            .int(try found(try place(text, arguments, isLast: false)))
        },
        "rindex": { (text, arguments) throws(LakeError) in
            .int(try found(try place(text, arguments, isLast: true)))
        },
        "count": { (text, arguments) throws(LakeError) in
            let wanted = Array(try string(arguments, "sub").utf8)
            let bytes = Array(try spent(text, arguments).utf8)
            if wanted.isEmpty { return .int(Int64(text.unicodeScalars.count + 1)) }
            var count: Int64 = 0
            var rest = bytes[...]
            while let place = PythonText.find(wanted, in: rest) {
                count += 1
                rest = rest[(place + wanted.count)...]
            }
            return .int(count)
        },
    ]
}

extension StringMethods {
    /// The text of a method that takes no arguments.
    private static func alone(
        _ text: String, _ arguments: CallArguments
    ) throws(LakeError) -> String {
        _ = try arguments.bind([])
        return try spent(text, arguments)
    }

    private static func spent(
        _ text: String, _ arguments: CallArguments
    ) throws(LakeError) -> String {
        try arguments.rendering.budget.spend(textBytes: text.utf8.count)
        return text
    }

    private static func string(
        _ arguments: CallArguments, _ name: String
    ) throws(LakeError) -> String {
        try arguments.string(try arguments.bind([name], required: 1)[0], name)
    }

    /// First letter of each run of letters upper, the others lower.
    static func title(_ text: String) -> String {
        var result = ""
        var isInWord = false
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            result += isInWord ? properties.lowercaseMapping : properties.titlecaseMapping
            isInWord = properties.isCased
        }
        return result
    }

    private static func isLetter(_ properties: Unicode.Scalar.Properties) -> Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            true
        default: false
        }
    }

    private static func all(
        _ text: String, _ holds: (Unicode.Scalar.Properties) -> Bool
    ) -> JinjaValue {
        .bool(!text.isEmpty && text.unicodeScalars.allSatisfy { holds($0.properties) })
    }

    private static func matches(
        _ text: String, _ arguments: CallArguments, _ holds: (String, String) -> Bool
    ) throws(LakeError) -> JinjaValue {
        let wanted = try arguments.bind(["prefix"], required: 1)[0]
        if case .tuple(let tuple) = wanted {
            for item in tuple.items where holds(text, try arguments.string(item, "prefix")) {
                return .bool(true)
            }
            return .bool(false)
        }
        return .bool(holds(text, try arguments.string(wanted, "prefix")))
    }

    /// The place of a text in characters.
    private static func place(
        _ text: String, _ arguments: CallArguments, isLast: Bool
    ) throws(LakeError) -> Int64? {
        let bound = try arguments.bind(["sub", "start", "end"], required: 1)
        let wanted = Array(try arguments.string(bound[0], "sub").utf8)
        let scalars = Array(try spent(text, arguments).unicodeScalars)
        func clamp(_ value: JinjaValue?, _ standard: Int) throws(LakeError) -> Int {
            guard let value else { return standard }
            if case .none = value { return standard }
            let place = try arguments.int(value, "start")
            return min(max(0, place < 0 ? place + scalars.count : place), scalars.count)
        }
        let start = try clamp(bound[1], 0)
        let end = try clamp(bound[2], scalars.count)
        guard start <= end else { return nil }
        let bytes = Array(String(String.UnicodeScalarView(scalars[start..<end])).utf8)[...]
        let found =
            isLast ? PythonText.findLast(wanted, in: bytes) : PythonText.find(wanted, in: bytes)
        return found.map { Int64(start + bytes[..<$0].count { $0 & 0xc0 != 0x80 }) }
    }

    private static func found(_ place: Int64?) throws(LakeError) -> Int64 {
        guard let place else { throw LakeError(.invalidInput, "the text is not in the other") }
        return place
    }

    /// - Parameter count: how many places are replaced at most; all when negative.
    static func replaced(
        _ text: String, _ old: String, _ new: String, count: Int, _ rendering: Rendering
    ) throws(LakeError) -> String {
        try rendering.budget.spend(textBytes: text.utf8.count)
        let wanted = Array(old.utf8)
        var left = count < 0 ? Int.max : count
        var result: [UInt8] = []
        let replacement = Array(new.utf8)
        var rest = Array(text.utf8)[...]
        if wanted.isEmpty {
            // An empty text is before each character and at the end.
            for scalar in text.unicodeScalars {
                if left > 0 { result += replacement }
                left -= left > 0 ? 1 : 0
                result += Array(String(scalar).utf8)
                try rendering.budget.check(textBytes: result.count)
            }
            if left > 0 { result += replacement }
        } else {
            while left > 0, let place = PythonText.find(wanted, in: rest) {
                result += rest[..<place]
                result += replacement
                rest = rest[(place + wanted.count)...]
                left -= 1
                try rendering.budget.check(textBytes: result.count)
            }
            result += rest
        }
        try rendering.budget.spend(textBytes: result.count)
        return String(decoding: result, as: UTF8.self)
    }

    static func joined(
        _ parts: [String], by separator: String, _ rendering: Rendering
    ) throws(LakeError) -> String {
        var result = ""
        for (index, part) in parts.enumerated() {
            if index > 0 { result += separator }
            result += part
            try rendering.budget.check(textBytes: result.utf8.count)
        }
        try rendering.budget.spend(textBytes: result.utf8.count)
        return result
    }

    private static func partition(
        _ text: String, _ arguments: CallArguments, fromEnd: Bool
    ) throws(LakeError) -> JinjaValue {
        let separator = try string(arguments, "sep")
        let wanted = Array(separator.utf8)
        guard !wanted.isEmpty else { throw LakeError(.invalidInput, "the separator is empty") }
        let bytes = Array(try spent(text, arguments).utf8)[...]
        let place =
            fromEnd ? PythonText.findLast(wanted, in: bytes) : PythonText.find(wanted, in: bytes)
        guard let place else {
            let parts = fromEnd ? ["", "", text] : [text, "", ""]
            return .tuple(parts.map { .string($0) })
        }
        return .tuple([
            .string(String(decoding: bytes[..<place], as: UTF8.self)), .string(separator),
            .string(String(decoding: bytes[(place + wanted.count)...], as: UTF8.self)),
        ])
    }

    private static func padded(
        _ text: String, _ arguments: CallArguments, _ alignment: Unicode.Scalar
    ) throws(LakeError) -> JinjaValue {
        let bound = try arguments.bind(["width", "fillchar"], required: 1)
        let width = try arguments.int(bound[0], "width")
        let fill = bound[1] == nil ? " " : try arguments.string(bound[1], "fillchar")
        guard let scalar = fill.unicodeScalars.first, fill.unicodeScalars.count == 1 else {
            throw LakeError(.invalidInput, "a text is padded with one character")
        }
        try arguments.rendering.budget.spend(textBytes: max(0, width))
        if alignment == "^" { return .string(centered(text, width, scalar)) }
        var format = FormatSpecification()
        format.width = max(0, width)
        format.fill = scalar
        format.alignment = alignment
        return .string(try format.format(text: text))
    }

    /// Python puts the odd blank on the left when the width is odd, too.
    static func centered(_ text: String, _ width: Int, _ fill: Unicode.Scalar) -> String {
        let missing = width - text.unicodeScalars.count
        guard missing > 0 else { return text }
        let left = missing / 2 + (missing & width & 1)
        return String(repeating: String(fill), count: left) + text
            + String(repeating: String(fill), count: missing - left)
    }
}
