// `"{} {0} {name.attribute[key]!r:>10}".format(…)`
//
// Source: Python library reference, "Format String Syntax". A field inside of a specification is
// replaced, too, one level deep.

import Columnar

struct BraceFormat {
    private let arguments: CallArguments
    private var rendering: Rendering { arguments.rendering }
    /// Fields without a number, so far.
    private var automatic = 0

    init(_ arguments: CallArguments) { self.arguments = arguments }

    /// - Throws: `LakeError.invalidInput` for unbalanced braces and for fields that are not there.
    mutating func text(_ format: String, isInner: Bool = false) throws(LakeError) -> String {
        var output = String.UnicodeScalarView()
        var rest = Array(format.unicodeScalars)[...]
        try rendering.budget.spend(textBytes: rest.count)
        while let scalar = rest.popFirst() {
            if scalar == "{" || scalar == "}", rest.first == scalar {
                output.append(rest.removeFirst())
            } else if scalar == "}" {
                throw LakeError(.invalidInput, "a '}' in the format closes nothing")
            } else if scalar == "{" {
                let field = try Self.field(&rest)
                output.append(contentsOf: try text(field: field, isInner).unicodeScalars)
                try rendering.budget.check(textBytes: output.count)
            } else {
                output.append(scalar)
            }
        }
        return String(output)
    }

    /// What stands before the brace that closes this field.
    private static func field(
        _ rest: inout ArraySlice<Unicode.Scalar>
    ) throws(LakeError) -> [Unicode.Scalar] {
        var depth = 1
        var field: [Unicode.Scalar] = []
        while let scalar = rest.popFirst() {
            if scalar == "{" { depth += 1 }
            if scalar == "}" { depth -= 1 }
            if depth == 0 { return field }
            field.append(scalar)
        }
        throw LakeError(.invalidInput, "a '{' in the format is never closed")
    }

    private mutating func text(
        field: [Unicode.Scalar], _ isInner: Bool
    ) throws(LakeError) -> String {
        let name = field.prefix { $0 != "!" && $0 != ":" }
        var rest = field.dropFirst(name.count)
        var conversion: Unicode.Scalar?
        if rest.first == "!" {
            rest.removeFirst()
            conversion = rest.popFirst()
        }
        if rest.first == ":" { rest.removeFirst() }
        let value = try value(of: name)
        var specification = String(String.UnicodeScalarView(rest))
        if specification.contains("{") {
            guard !isInner else { throw LakeError(.invalidInput, "the format nests too deep") }
            specification = try text(specification, isInner: true)
        }
        switch conversion {
        case nil where specification.isEmpty: return try rendering.text(value)
        case nil: return try FormatSpecification(specification).format(value, rendering)
        case "s", "r", "a":
            let text =
                conversion == "s"
                ? try rendering.text(value) : try rendering.representation(value)
            return try FormatSpecification(specification).format(.string(text), rendering)
        default: throw LakeError(.invalidInput, "'!' in a format stands before s, r or a")
        }
    }

    /// The argument that a field such as `0.name[key]` names.
    private mutating func value(
        of field: ArraySlice<Unicode.Scalar>
    ) throws(LakeError) -> JinjaValue {
        let head = field.prefix { $0 != "." && $0 != "[" }
        var rest = field.dropFirst(head.count)
        var value = try argument(String(String.UnicodeScalarView(head)))
        while let scalar = rest.popFirst() {
            if scalar == "." {
                let name = rest.prefix { $0 != "." && $0 != "[" }
                rest = rest.dropFirst(name.count)
                value = try rendering.attribute(
                    String(String.UnicodeScalarView(name)), of: value)
            } else {
                let key = rest.prefix { $0 != "]" }
                rest = rest.dropFirst(key.count + 1)
                let text = String(String.UnicodeScalarView(key))
                value = try rendering.item(Int64(text).map { .int($0) } ?? .string(text), of: value)
            }
            if case .undefined(let undefined) = value { throw JinjaFailure.undefined(undefined) }
        }
        return value
    }

    private mutating func argument(_ name: String) throws(LakeError) -> JinjaValue {
        if !name.isEmpty, Int(name) == nil {
            guard let value = arguments.keyword(name) else {
                throw LakeError(.invalidInput, "the format names '\(name)', which is not there")
            }
            return value
        }
        let index = Int(name) ?? automatic
        if name.isEmpty { automatic += 1 }
        guard arguments.positional.indices.contains(index) else {
            throw LakeError(.invalidInput, "the format has more fields than there are values")
        }
        return arguments.positional[index]
    }
}
