// Filters of numbers.

import Columnar

enum NumberFilters {
    static let all: [String: Filters.Filter] = [
        "abs": { (value, _) throws(LakeError) in
            switch value.number {
            case .int(let number):
                if number == .min { throw JinjaFailure.overflow }
                return .int(abs(number))
            case .float(let number): return .float(abs(number))
            case nil: throw wrong("abs", value)
            }
        },
        "int": { (value, arguments) throws(LakeError) in
            let bound = try arguments.bind(["default", "base"])
            let base = bound[1] == nil ? 10 : try arguments.int(bound[1], "base")
            if let whole = try whole(value, base) { return .int(whole) }
            return bound[0] ?? .int(0)
        },
        "float": { (value, arguments) throws(LakeError) in
            let bound = try arguments.bind(["default"])
            if let number = try real(value) { return .float(number) }
            return bound[0] ?? .float(0)
        },
        "round": round,
    ]

    private static func wrong(_ filter: String, _ value: JinjaValue) -> LakeError {
        if case .undefined(let undefined) = value { return JinjaFailure.undefined(undefined) }
        return LakeError(
            .invalidInput, "the filter '\(filter)' needs a number, not \(value.typeName)")
    }

    /// The whole number that Python's `int` reads, or the one before the point; nil when none.
    ///
    /// - Throws: `LakeError.invalidInput` for one that does not fit and for what does not exist.
    private static func whole(_ value: JinjaValue, _ base: Int) throws(LakeError) -> Int64? {
        if case .int(let number)? = value.number { return number }
        if case .string(let text) = value {
            if let number = try whole(text, base) { return number }
        }
        guard let number = try real(value), number.isFinite else { return nil }
        guard let whole = Int64(exactly: number.rounded(.towardZero)) else {
            throw JinjaFailure.overflow
        }
        return whole
    }

    private static func whole(_ text: String, _ base: Int) throws(LakeError) -> Int64? {
        guard base == 0 || (2...36).contains(base) else { return nil }
        var digits = withoutUnderscores(PythonText.trimming(text).lowercased()) ?? ""
        let isNegative = digits.hasPrefix("-")
        if isNegative || digits.hasPrefix("+") { digits.removeFirst() }
        var radix = base == 0 ? 10 : base
        for (prefix, own) in [("0x", 16), ("0o", 8), ("0b", 2)]
        where digits.hasPrefix(prefix) && (base == own || base == 0) {
            digits.removeFirst(2)
            radix = own
        }
        let isNumber =
            !digits.isEmpty
            && digits.utf8.allSatisfy { byte in
                let digit =
                    ASCII.isDigit(byte)
                    ? Int(byte) - 48 : ASCII.isLetter(byte) ? Int(byte) - 87 : 99
                return digit < radix
            }
        guard isNumber else { return nil }
        guard let number = Int64((isNegative ? "-" : "") + digits, radix: radix) else {
            throw JinjaFailure.overflow
        }
        return number
    }

    /// Underscores stand between digits only; nil otherwise.
    private static func withoutUnderscores(_ text: String) -> String? {
        guard text.utf8.contains(ASCII.underscore) else { return text }
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        return parts.joined()
    }

    /// The number that Python's `float` reads; nil when there is none.
    private static func real(_ value: JinjaValue) throws(LakeError) -> Double? {
        if let number = value.number { return number.real }
        if case .undefined(let undefined) = value { throw JinjaFailure.undefined(undefined) }
        guard case .string(let text) = value else { return nil }
        guard let bare = withoutUnderscores(PythonText.trimming(text).lowercased()) else {
            return nil
        }
        switch bare {
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        case "nan", "+nan", "-nan": return .nan
        default:
            let isPlain = bare.utf8.allSatisfy {
                ASCII.isDigit($0) || "+-.e".utf8.contains($0)
            }
            guard isPlain else { return nil }
            return Double(bare)
        }
    }

    @Sendable private static func round(
        _ value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> JinjaValue {
        let bound = try arguments.bind(["precision", "method"])
        let precision = bound[0] == nil ? 0 : try arguments.int(bound[0], "precision")
        let method = bound[1] == nil ? "common" : try arguments.string(bound[1], "method")
        guard let number = value.number else { throw wrong("round", value) }
        switch method {
        case "common":
            if case .int(let whole) = number, precision >= 0 { return .int(whole) }
            let rounded = rounded(number.real, precision)
            if case .int = number {
                guard let whole = Int64(exactly: rounded) else { throw JinjaFailure.overflow }
                return .int(whole)
            }
            return .float(rounded)
        case "ceil", "floor":
            guard abs(precision) <= 300 else { return .float(number.real) }
            let scale =
                try Arithmetic.apply(
                    .power, .float(10), .int(Int64(precision)), arguments.rendering
                ).number?.real ?? 1
            let scaled = number.real * scale
            return .float((method == "ceil" ? scaled.rounded(.up) : scaled.rounded(.down)) / scale)
        default:
            throw LakeError(.invalidInput, "the method of round is 'common', 'ceil' or 'floor'")
        }
    }

    /// As Python's `round`: the exact value, half to even.
    private static func rounded(_ value: Double, _ precision: Int) -> Double {
        guard value.isFinite, precision <= 330 else { return value }
        guard precision >= -330 else { return value.sign == .minus ? -0.0 : 0.0 }
        let decimal = DecimalDigits(value, roundedAt: precision)
        let text = String(decoding: decimal.digits.map { $0 + 48 }, as: UTF8.self)
        let magnitude = Double("0\(text)e\(-precision)") ?? value.magnitude
        return value.sign == .minus ? -magnitude : magnitude
    }
}
