// The tests behind `is`.

import Columnar

enum ValueTests {
    typealias Test = @Sendable (JinjaValue, CallArguments) throws(LakeError) -> Bool

    static let all: [String: Test] = [
        "defined": { (value, _) throws(LakeError) in !value.isUndefined },
        "undefined": { (value, _) throws(LakeError) in value.isUndefined },
        "none": { (value, _) throws(LakeError) in if case .none = value { true } else { false } },
        "string": { (value, _) throws(LakeError) in
            if case .string = value { true } else { false }
        },
        "boolean": { (value, _) throws(LakeError) in if case .bool = value { true } else { false }
        },
        "true": { (value, _) throws(LakeError) in
            if case .bool(let flag) = value { flag } else { false }
        },
        "false": { (value, _) throws(LakeError) in
            if case .bool(let flag) = value { !flag } else { false }
        },
        "integer": { (value, _) throws(LakeError) in if case .int = value { true } else { false } },
        "float": { (value, _) throws(LakeError) in if case .float = value { true } else { false } },
        "number": { (value, _) throws(LakeError) in value.number != nil },
        "mapping": { (value, _) throws(LakeError) in if case .dict = value { true } else { false }
        },
        "sequence": isSequence,
        "iterable": { (value, _) throws(LakeError) in
            if case .object(let object) = value { return try object.iterate() != nil }
            return try isSequence(value, nil)
        },
        "callable": { (value, _) throws(LakeError) in
            if case .callable = value { true } else { false }
        },
        "odd": { (value, arguments) throws(LakeError) in
            try remainder(value, .int(2), arguments) == 1
        },
        "even": { (value, arguments) throws(LakeError) in
            try remainder(value, .int(2), arguments) == 0
        },
        "divisibleby": { (value, arguments) throws(LakeError) in
            try remainder(value, try operand(arguments), arguments) == 0
        },
        "upper": { (value, arguments) throws(LakeError) in
            let text = try arguments.rendering.text(value)
            return text == text.uppercased() && text != text.lowercased()
        },
        "lower": { (value, arguments) throws(LakeError) in
            let text = try arguments.rendering.text(value)
            return text == text.lowercased() && text != text.uppercased()
        },
        "filter": { (value, arguments) throws(LakeError) in
            guard case .string(let name) = value else { return false }
            return Filters.all[name] != nil
                || arguments.rendering.environment.filters[name] != nil
        },
        "test": { (value, _) throws(LakeError) in
            guard case .string(let name) = value else { return false }
            return all[name] != nil
        },
        "sameas": isSame,
        "in": { (value, arguments) throws(LakeError) in
            try arguments.rendering.contains(try operand(arguments), value)
        },
        "eq": comparing(.equal), "==": comparing(.equal), "equalto": comparing(.equal),
        "ne": comparing(.notEqual), "!=": comparing(.notEqual),
        "lt": comparing(.less), "<": comparing(.less), "lessthan": comparing(.less),
        "le": comparing(.lessOrEqual), "<=": comparing(.lessOrEqual),
        "gt": comparing(.greater), ">": comparing(.greater), "greaterthan": comparing(.greater),
        "ge": comparing(.greaterOrEqual), ">=": comparing(.greaterOrEqual),
    ]

    private static func operand(_ arguments: CallArguments) throws(LakeError) -> JinjaValue {
        guard let operand = arguments.positional.first ?? arguments.keywords.first?.value else {
            throw LakeError(.invalidInput, "the test '\(arguments.function)' needs an argument")
        }
        return operand
    }

    private static func comparing(_ comparison: Expression.Comparison) -> Test {
        { (value, arguments) throws(LakeError) in
            try arguments.rendering.holds(comparison, value, try operand(arguments))
        }
    }

    private static func isSequence(
        _ value: JinjaValue, _ arguments: CallArguments?
    ) throws(LakeError) -> Bool {
        switch value {
        case .list, .tuple, .dict, .string, .undefined: true
        default: false
        }
    }

    private static func remainder(
        _ value: JinjaValue, _ divisor: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> Double {
        let rest = try Arithmetic.apply(.modulo, value, divisor, arguments.rendering)
        guard let number = rest.number else {
            throw JinjaFailure.operands("%", value, divisor)
        }
        return number.real
    }

    private static func isSame(
        _ value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> Bool {
        switch (value, try operand(arguments)) {
        case (.none, .none): true
        case (.bool(let first), .bool(let second)): first == second
        case (.int(let first), .int(let second)): first == second
        case (.float(let first), .float(let second)): first == second
        case (.string(let first), .string(let second)): isSameText(first, second)
        case (.list(let first), .list(let second)): first === second
        case (.tuple(let first), .tuple(let second)): first === second
        case (.dict(let first), .dict(let second)): first === second
        case (.callable(let first), .callable(let second)): first === second
        case (.object(let first), .object(let second)): first === second
        default: false
        }
    }
}
