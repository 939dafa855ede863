// `+ - * / // % **` as in Python, with whole numbers of 64 bits.

import Columnar
import Glibc

enum Arithmetic {
    /// - Throws: `LakeError.invalidInput` for values that the operator does not take, a division
    ///   by zero and a whole number that does not fit.
    static func apply(
        _ symbol: Expression.Operator, _ left: JinjaValue, _ right: JinjaValue,
        _ rendering: Rendering
    ) throws(LakeError) -> JinjaValue {
        if let first = left.number, let second = right.number {
            switch (first, second) {
            case (.int(let first), .int(let second)):
                return try whole(symbol, first, second)
            default: return .float(try real(symbol, first.real, second.real))
            }
        }
        switch (symbol, left, right) {
        case (.modulo, .string(let format), _):
            return .string(try PercentFormat(format, right).text(rendering))
        case (.add, .string(let first), .string(let second)):
            try rendering.budget.spend(textBytes: first.utf8.count + second.utf8.count)
            return .string(first + second)
        case (.add, .list(let first), .list(let second)):
            try rendering.budget.spend(items: first.items.count + second.items.count)
            return .list(first.items + second.items)
        case (.add, .tuple(let first), .tuple(let second)):
            try rendering.budget.spend(items: first.items.count + second.items.count)
            return .tuple(first.items + second.items)
        case (.multiply, _, _):
            if case .int(let count)? = right.number,
                let result = try repeated(left, count, rendering.budget)
            {
                return result
            }
            if case .int(let count)? = left.number,
                let result = try repeated(right, count, rendering.budget)
            {
                return result
            }
        default: break
        }
        throw JinjaFailure.operands(symbol.rawValue, left, right)
    }

    static func negated(_ value: JinjaValue) throws(LakeError) -> JinjaValue {
        switch value.number {
        case .int(let number):
            let (result, isOverflow) = Int64(0).subtractingReportingOverflow(number)
            if isOverflow { throw JinjaFailure.overflow }
            return .int(result)
        case .float(let number): return .float(-number)
        case nil: throw sign("-", value)
        }
    }

    static func positive(_ value: JinjaValue) throws(LakeError) -> JinjaValue {
        switch value.number {
        case .int(let number): return .int(number)
        case .float(let number): return .float(number)
        case nil: throw sign("+", value)
        }
    }

    private static func sign(_ symbol: String, _ value: JinjaValue) -> LakeError {
        if case .undefined(let undefined) = value { return JinjaFailure.undefined(undefined) }
        return LakeError(.invalidInput, "'\(symbol)' does not go before \(value.typeName)")
    }

    /// A text or a list several times.
    private static func repeated(
        _ value: JinjaValue, _ count: Int64, _ budget: WorkBudget
    ) throws(LakeError) -> JinjaValue? {
        let count = Int(max(0, count))
        func total(_ size: Int) -> Int {
            let (total, isOverflow) = size.multipliedReportingOverflow(by: count)
            return isOverflow ? .max : total
        }
        switch value {
        case .string(let text):
            try budget.spend(textBytes: total(text.utf8.count))
            return .string(text.isEmpty ? "" : String(repeating: text, count: count))
        case .list(let list):
            try budget.spend(items: total(list.items.count))
            return .list(repeated(list.items, count))
        case .tuple(let tuple):
            try budget.spend(items: total(tuple.items.count))
            return .tuple(repeated(tuple.items, count))
        default: return nil
        }
    }

    private static func repeated(_ items: [JinjaValue], _ count: Int) -> [JinjaValue] {
        items.isEmpty ? [] : Array(repeatElement(items, count: count).joined())
    }

    private static func whole(
        _ symbol: Expression.Operator, _ first: Int64, _ second: Int64
    ) throws(LakeError) -> JinjaValue {
        let result: (partialValue: Int64, overflow: Bool)
        switch symbol {
        case .add: result = first.addingReportingOverflow(second)
        case .subtract: result = first.subtractingReportingOverflow(second)
        case .multiply: result = first.multipliedReportingOverflow(by: second)
        case .divide:
            if second == 0 { throw zeroDivision }
            return .float(Double(first) / Double(second))
        case .floorDivide, .modulo:
            if second == 0 { throw zeroDivision }
            let division = first.dividedReportingOverflow(by: second)
            if division.overflow {
                if symbol == .modulo { return .int(0) }
                throw JinjaFailure.overflow
            }
            // Python rounds down, and the rest has the sign of the divisor.
            let rest = first % second
            let isBelow = rest != 0 && (rest < 0) != (second < 0)
            if symbol == .modulo { return .int(isBelow ? rest + second : rest) }
            return .int(isBelow ? division.partialValue - 1 : division.partialValue)
        case .power:
            if second < 0 { return .float(try real(.power, Double(first), Double(second))) }
            result = power(first, second)
        }
        if result.overflow { throw JinjaFailure.overflow }
        return .int(result.partialValue)
    }

    private static func power(_ base: Int64, _ exponent: Int64) -> (Int64, Bool) {
        if base == 1 || exponent == 0 { return (1, false) }
        if base == 0 { return (0, false) }
        if base == -1 { return (exponent % 2 == 0 ? 1 : -1, false) }
        guard exponent < 64 else { return (0, true) }
        var result: Int64 = 1
        for _ in 0..<exponent {
            let (next, isOverflow) = result.multipliedReportingOverflow(by: base)
            if isOverflow { return (0, true) }
            result = next
        }
        return (result, false)
    }

    private static var zeroDivision: LakeError {
        LakeError(.invalidInput, "division by zero")
    }

    private static func real(
        _ symbol: Expression.Operator, _ first: Double, _ second: Double
    ) throws(LakeError) -> Double {
        switch symbol {
        case .add: return first + second
        case .subtract: return first - second
        case .multiply: return first * second
        case .divide:
            if second == 0 { throw zeroDivision }
            return first / second
        case .floorDivide:
            if second == 0 { throw zeroDivision }
            return ((first - remainder(first, second)) / second).rounded()
        case .modulo:
            if second == 0 { throw zeroDivision }
            return remainder(first, second)
        case .power:
            if first == 0, second < 0 { throw zeroDivision }
            let result = pow(first, second)
            if !result.isFinite, first.isFinite, second.isFinite {
                throw LakeError(.invalidInput, "the power is no number that can be held")
            }
            return result
        }
    }

    /// With the sign of the divisor.
    private static func remainder(_ first: Double, _ second: Double) -> Double {
        let rest = first.truncatingRemainder(dividingBy: second)
        if rest == 0 { return second.sign == .minus ? -0.0 : 0.0 }
        return (rest < 0) != (second < 0) ? rest + second : rest
    }
}
