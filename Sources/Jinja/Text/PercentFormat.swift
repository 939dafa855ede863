// `"%s and %05.2f" % (a, b)`, `"%(name)s" % mapping` and the filter `format`.
//
//     % [(name)] [#0- +] [width | *] [.precision | .*] (s r d i u f F e E g G x X o c %)
//
// Source: Python library reference, "printf-style String Formatting".

import Columnar

struct PercentFormat {
    private let format: String
    private let values: [JinjaValue]
    private let mapping: JinjaDictionary?

    /// - Parameter value: a tuple of the values, a dictionary of names, or one value.
    init(_ format: String, _ value: JinjaValue) {
        self.format = format
        switch value {
        case .tuple(let tuple): (values, mapping) = (tuple.items, nil)
        case .dict(let dictionary): (values, mapping) = ([value], dictionary)
        default: (values, mapping) = ([value], nil)
        }
    }

    /// - Throws: `LakeError.invalidInput` for values that are missing, left over or of the wrong
    ///   type.
    func text(_ rendering: Rendering) throws(LakeError) -> String {
        var output = String.UnicodeScalarView()
        var rest = Array(format.unicodeScalars)[...]
        try rendering.budget.spend(textBytes: rest.count)
        var used = 0
        var usesNames = false
        while let scalar = rest.popFirst() {
            guard scalar == "%" else {
                output.append(scalar)
                continue
            }
            if rest.first == "%" {
                output.append(rest.removeFirst())
                continue
            }
            var named: JinjaValue?
            if rest.first == "(" {
                rest.removeFirst()
                named = try value(named: &rest)
                usesNames = true
            }
            var specification = try specification(&rest, &used)
            guard let letter = rest.popFirst() else {
                throw LakeError(.invalidInput, "the format ends in the middle of a '%'")
            }
            let value: JinjaValue
            if let named { value = named } else { value = try next(&used) }
            specification.type = letter
            output.append(contentsOf: try text(value, specification, rendering).unicodeScalars)
            try rendering.budget.check(textBytes: output.count)
        }
        guard usesNames || used >= values.count || mapping != nil else {
            throw LakeError(.invalidInput, "the format has fewer '%' than there are values")
        }
        return String(output)
    }

    private func value(
        named rest: inout ArraySlice<Unicode.Scalar>
    ) throws(LakeError) -> JinjaValue {
        guard let mapping, let end = rest.firstIndex(of: ")") else {
            throw LakeError(.invalidInput, "a format with names needs a dictionary")
        }
        let name = String(String.UnicodeScalarView(rest[..<end]))
        rest = rest[(end + 1)...]
        guard let value = mapping[name] else {
            throw LakeError(.invalidInput, "the format names '\(name)', which is not there")
        }
        return value
    }

    private func next(_ used: inout Int) throws(LakeError) -> JinjaValue {
        guard used < values.count else {
            throw LakeError(.invalidInput, "the format has more '%' than there are values")
        }
        used += 1
        return values[used - 1]
    }

    private func specification(
        _ rest: inout ArraySlice<Unicode.Scalar>, _ used: inout Int
    ) throws(LakeError) -> FormatSpecification {
        var specification = FormatSpecification()
        flags: while let flag = rest.first {
            switch flag {
            case "-": specification.alignment = "<"
            case "+": specification.sign = "+"
            case " ": if specification.sign == "-" { specification.sign = " " }
            case "#": specification.isAlternate = true
            case "0":
                specification.fill = "0"
            default: break flags
            }
            rest.removeFirst()
        }
        specification.width = try count(&rest, &used) ?? 0
        if rest.first == "." {
            rest.removeFirst()
            specification.precision = max(0, try count(&rest, &used) ?? 0)
        }
        if specification.width < 0 {
            specification.width = -specification.width
            specification.alignment = "<"
        }
        return specification
    }

    private func count(
        _ rest: inout ArraySlice<Unicode.Scalar>, _ used: inout Int
    ) throws(LakeError) -> Int? {
        guard rest.first == "*" else { return try FormatSpecification.number(&rest) }
        rest.removeFirst()
        let limit = Int64(JinjaLimits.formatWidthMax)
        guard case .int(let count)? = try next(&used).number, count >= -limit, count <= limit else {
            throw LakeError(.invalidInput, "'*' in a format needs a whole number")
        }
        return Int(count)
    }

    private func text(
        _ value: JinjaValue, _ format: FormatSpecification, _ rendering: Rendering
    ) throws(LakeError) -> String {
        var format = format
        try rendering.budget.spend(textBytes: format.width + (format.precision ?? 0) * 8)
        let isPaddedWithZeros = format.fill == "0" && format.alignment == nil
        if !isPaddedWithZeros { format.fill = " " }
        switch format.type {
        case "s", "r", "a":
            let text =
                format.type == "s" ? try rendering.text(value) : try rendering.representation(value)
            format.type = "s"
            format.fill = " "
            return try format.format(text: text, aligned: ">")
        case "c":
            format.type = "s"
            format.fill = " "
            return try format.format(text: try character(value), aligned: ">")
        case "d", "i", "u", "x", "X", "o":
            if isPaddedWithZeros { format.alignment = "=" }
            if format.type == "i" || format.type == "u" { format.type = "d" }
            return try format.format(digits: try whole(value, format.type == "d"))
        case "f", "F", "e", "E", "g", "G":
            if isPaddedWithZeros { format.alignment = "=" }
            guard let number = value.number else { throw wrong(value) }
            return try format.format(number.real, standard: format.type)
        default:
            let letter = format.type.map { String($0) } ?? ""
            throw LakeError(.invalidInput, "'%\(letter)' is no format")
        }
    }

    private func wrong(_ value: JinjaValue) -> LakeError {
        if case .undefined(let undefined) = value { return JinjaFailure.undefined(undefined) }
        return LakeError(.invalidInput, "the format needs a number, not \(value.typeName)")
    }

    private func whole(_ value: JinjaValue, _ truncates: Bool) throws(LakeError) -> Int64 {
        switch value.number {
        case .int(let number): return number
        case .float(let number) where truncates:
            guard let whole = Int64(exactly: number.rounded(.towardZero)) else {
                throw JinjaFailure.overflow
            }
            return whole
        default: throw wrong(value)
        }
    }

    private func character(_ value: JinjaValue) throws(LakeError) -> String {
        switch value {
        case .string(let text) where text.unicodeScalars.count == 1: return text
        case .int(let number):
            if let code = UInt32(exactly: number), let scalar = Unicode.Scalar(code) {
                return String(scalar)
            }
        default: break
        }
        throw LakeError(.invalidInput, "'%c' needs one character")
    }
}

extension FormatSpecification {
    /// As in `%`, where texts stand on the right unless told otherwise.
    func format(text: String, aligned standard: Unicode.Scalar) throws(LakeError) -> String {
        var right = self
        right.alignment = alignment ?? standard
        return try right.format(text: text)
    }

    /// As in `%`, where a precision is the least number of digits.
    func format(digits number: Int64) throws(LakeError) -> String {
        guard let precision else { return try format(number) }
        var plain = self
        plain.precision = nil
        plain.width = 0
        plain.sign = "-"
        let digits = try plain.format(number)
        let bare = digits.hasPrefix("-") ? String(digits.dropFirst()) : digits
        let zeros = String(repeating: "0", count: max(0, precision - bare.utf8.count))
        let sign = number < 0 ? "-" : self.sign == "-" ? "" : String(self.sign)
        var outer = self
        outer.precision = nil
        outer.type = "s"
        outer.fill = " "
        outer.alignment = alignment == "<" ? "<" : ">"
        return try outer.format(text: sign + zeros + bare)
    }
}
