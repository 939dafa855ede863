// Errors that several parts of the evaluator raise in the same words.

import Columnar

enum JinjaFailure {
    /// A value lies too deep in others.
    static var depth: LakeError {
        LakeError(
            .limit, "a value lies more than \(JinjaLimits.valueDepthMax) deep in others")
    }

    static var overflow: LakeError {
        LakeError(.invalidInput, "a whole number does not fit in 64 bits")
    }

    /// A name that is not known, with the one that is nearest to it.
    static func unknown(_ kind: String, _ name: String, known: [String]) -> LakeError {
        LakeError(
            .invalidInput, "there is no \(kind) '\(name)'",
            advice: nearest(to: name, among: known.sorted()).map { "did you mean '\($0)'?" })
    }

    /// Marks an error about a variable that does not exist, until the rendering that knows all
    /// names has looked for a near one; the name is the error's only place.
    static let undefinedName = LakeError.Code("undefined name")

    /// A value that does not exist is used.
    static func undefined(_ value: JinjaUndefined) -> LakeError {
        guard value.ownerType == nil, value.hint == nil else {
            return LakeError(.invalidInput, value.message)
        }
        return LakeError(undefinedName, value.message, at: [.argument(value.name)])
    }

    /// An operator that does not take these values.
    static func operands(_ symbol: String, _ left: JinjaValue, _ right: JinjaValue) -> LakeError {
        for case .undefined(let undefined) in [left, right] {
            return JinjaFailure.undefined(undefined)
        }
        return LakeError(
            .invalidInput,
            "'\(symbol)' does not go between \(left.typeName) and \(right.typeName)")
    }

    /// A value that cannot be looped over.
    static func notIterable(_ value: JinjaValue) -> LakeError {
        LakeError(.invalidInput, "'\(value.typeName)' cannot be looped over")
    }
}
