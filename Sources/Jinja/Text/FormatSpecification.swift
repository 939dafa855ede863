// How one value is formatted: what stands behind `:` in "{:>10,.2f}".format(x), and between `%` and
// the letter in "%-10.2f" % x.
//
//     [[fill]align][sign][#][0][width][,|_][.precision][type]
//
// Source: Python library reference, "Format Specification Mini-Language".

import Columnar

struct FormatSpecification {
    var fill: Unicode.Scalar = " "
    /// `<`, `>`, `^` or `=`; nil for the one of the type.
    var alignment: Unicode.Scalar?
    /// `+`, `-` or a blank.
    var sign: Unicode.Scalar = "-"
    var isAlternate = false
    var width = 0
    var grouping: String?
    var precision: Int?
    var type: Unicode.Scalar?

    init() {}

    /// - Throws: `LakeError.invalidInput` for what is no specification.
    init(_ text: String) throws(LakeError) {
        var rest = Array(text.unicodeScalars)[...]
        if rest.count > 1, Self.isAlignment(rest[rest.startIndex + 1]) {
            fill = rest.removeFirst()
            alignment = rest.removeFirst()
        } else if let first = rest.first, Self.isAlignment(first) {
            alignment = rest.removeFirst()
        }
        if let first = rest.first, "+- ".unicodeScalars.contains(first) {
            sign = rest.removeFirst()
        }
        if rest.first == "#" {
            isAlternate = true
            rest.removeFirst()
        }
        if rest.first == "0" {
            rest.removeFirst()
            if alignment == nil {
                alignment = "="
                fill = "0"
            }
        }
        width = try Self.number(&rest) ?? 0
        if let first = rest.first, first == "," || first == "_" {
            grouping = String(rest.removeFirst())
        }
        if rest.first == "." {
            rest.removeFirst()
            guard let digits = try Self.number(&rest) else {
                throw LakeError(.invalidInput, "a precision is missing in the format '\(text)'")
            }
            precision = digits
        }
        type = rest.popFirst()
        guard rest.isEmpty else {
            throw LakeError(.invalidInput, "'\(text)' is no format")
        }
    }

    private static func isAlignment(_ scalar: Unicode.Scalar) -> Bool {
        "<>=^".unicodeScalars.contains(scalar)
    }

    /// The number that the rest begins with.
    ///
    /// - Throws: `LakeError.limit` for one beyond what a text may be padded to.
    static func number(_ rest: inout ArraySlice<Unicode.Scalar>) throws(LakeError) -> Int? {
        var value: Int?
        while let first = rest.first, let digit = Int(String(first)) {
            rest.removeFirst()
            let next = (value ?? 0) * 10 + digit
            guard next <= JinjaLimits.formatWidthMax else {
                throw LakeError(
                    .limit, "a width or precision is more than \(JinjaLimits.formatWidthMax)")
            }
            value = next
        }
        return value
    }

    // MARK: - Writing

    /// The value in this format, which is not an empty one: that is the value's text.
    ///
    /// - Throws: `LakeError.invalidInput` for a type of format that the value does not have.
    func format(_ value: JinjaValue, _ rendering: Rendering) throws(LakeError) -> String {
        try rendering.budget.spend(textBytes: width + (precision ?? 0) * 8)
        switch value {
        case .int(let number): return try format(number)
        case .bool(let flag) where type != "s": return try format(flag ? 1 : 0)
        case .float(let number): return try format(number, standard: type)
        default: return try format(text: try rendering.text(value))
        }
    }

    private func wrong(_ what: String) -> LakeError {
        LakeError(
            .invalidInput, "the format '\(type.map { String($0) } ?? "")' is not for \(what)")
    }

    func format(text: String) throws(LakeError) -> String {
        guard type == nil || type == "s", alignment != "=" else { throw wrong("texts") }
        guard let precision else { return padded("", text, alignment ?? "<") }
        return padded("", String(text.unicodeScalars.prefix(precision)), alignment ?? "<")
    }

    func format(_ number: Int64) throws(LakeError) -> String {
        let sign = number < 0 ? "-" : positiveSign
        let radix: Int
        let prefix: String
        switch type {
        case nil, "d", "n": (radix, prefix) = (10, "")
        case "x", "X": (radix, prefix) = (16, isAlternate ? "0x" : "")
        case "o": (radix, prefix) = (8, isAlternate ? "0o" : "")
        case "b": (radix, prefix) = (2, isAlternate ? "0b" : "")
        case "e", "E", "f", "F", "g", "G", "%":
            return try format(Double(number), standard: type)
        default: throw wrong("whole numbers")
        }
        var digits = String(number.magnitude, radix: radix, uppercase: type == "X")
        if let grouping { digits = grouped(digits, by: radix == 10 ? 3 : 4, grouping) }
        return padded(sign + prefix, digits, alignment ?? ">")
    }

    private var positiveSign: String { sign == "-" ? "" : String(sign) }

    func format(_ number: Double, standard: Unicode.Scalar?) throws(LakeError) -> String {
        let places = precision ?? 6
        var text: String
        switch standard {
        case "f", "F": text = RealText.fixed(number, places: places)
        case "e", "E": text = RealText.exponential(number, places: places)
        case "g", "G", "n":
            text = RealText.general(number, count: max(places, 1), keepsZeros: isAlternate)
        case "%": text = RealText.fixed(number * 100, places: places) + "%"
        case nil:
            text =
                precision.map { RealText.general(number, count: $0, keepsZeros: false) }
                ?? RealText.shortest(number.magnitude)
        default: throw wrong("numbers")
        }
        if standard == "E" || standard == "G" || standard == "F" { text = text.uppercased() }
        if let grouping {
            let whole = text.prefix { $0.isNumber }
            text = grouped(String(whole), by: 3, grouping) + text.dropFirst(whole.count)
        }
        let isNegative = number.sign == .minus && !number.isNaN
        return padded(isNegative ? "-" : positiveSign, text, alignment ?? ">")
    }

    private func grouped(_ digits: String, by count: Int, _ separator: String) -> String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.utf8.count - index) % count == 0 { text += separator }
            text.append(digit)
        }
        return text
    }

    private func padded(_ sign: String, _ text: String, _ alignment: Unicode.Scalar) -> String {
        let missing = width - sign.unicodeScalars.count - text.unicodeScalars.count
        guard missing > 0 else { return sign + text }
        let character = String(self.fill)
        func filling(_ count: Int) -> String { String(repeating: character, count: count) }
        switch alignment {
        case "<": return sign + text + filling(missing)
        case "^": return filling(missing / 2) + sign + text + filling(missing - missing / 2)
        case "=": return sign + filling(missing) + text
        default: return filling(missing) + sign + text
        }
    }
}
