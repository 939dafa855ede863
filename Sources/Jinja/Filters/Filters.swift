// The filters that all templates have, by name. What they do follows Jinja 3.1, "List of Builtin
// Filters", and dbt for `as_…`, which change a value only where YAML is rendered (NativeValue).

import Columnar

enum Filters {
    typealias Filter =
        @Sendable (JinjaValue, CallArguments) throws(LakeError) -> JinjaValue

    static let all: [String: Filter] =
        TextFilters.all.merging(SequenceFilters.all) { $1 }.merging(MappingFilters.all) { $1 }
        .merging(NumberFilters.all) { $1 }.merging(general) { $1 }

    private static let general: [String: Filter] = [
        "default": standard, "d": standard,
        "string": { (value, arguments) throws(LakeError) in
            .string(try arguments.rendering.text(value))
        },
        "tojson": { (value, arguments) throws(LakeError) in
            let bound = try arguments.bind(["indent"])
            let indent: Int? =
                if let given = bound[0], !given.isNone { try arguments.int(given, "indent") } else {
                    nil
                }
            let text = try JSONText.write(
                value, indent: indent, sortsKeys: true, arguments.rendering.budget)
            return .string(escapedForHTML(text))
        },
        "attr": { (value, arguments) throws(LakeError) in
            let name = try arguments.string(
                try arguments.bind(["name"], required: 1)[0], "name")
            // Only attributes, and not the members of a dictionary.
            if case .dict = value, !Methods.has(name, value) {
                return .undefined(JinjaUndefined(name: name, ownerType: value.typeName))
            }
            return try arguments.rendering.attribute(name, of: value)
        },
        "pprint": { (value, arguments) throws(LakeError) in
            .string(try arguments.rendering.representation(value))
        },
        "safe": same, "as_text": same, "as_bool": same, "as_number": same, "as_native": same,
    ]

    private static func same(
        _ value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> JinjaValue { value }

    private static func standard(
        _ value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> JinjaValue {
        let bound = try arguments.bind(["default_value", "boolean"])
        let isReplaced = value.isUndefined || (bound[1]?.isTrue ?? false && !value.isTrue)
        return isReplaced ? bound[0] ?? .string("") : value
    }

    /// Jinja makes JSON safe to stand inside of HTML.
    private static func escapedForHTML(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": escaped += "\\u003c"
            case ">": escaped += "\\u003e"
            case "&": escaped += "\\u0026"
            case "'": escaped += "\\u0027"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension JinjaValue {
    var isNone: Bool { if case .none = self { true } else { false } }
}
