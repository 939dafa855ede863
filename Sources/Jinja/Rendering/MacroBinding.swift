// Binds the arguments of a call to the parameters of a macro: by place, by name, by default, and
// the rest to `varargs`, `kwargs` and `caller` where the macro reads them.

import Columnar

struct MacroBinding {
    private let macro: MacroDefinition
    private let arguments: CallArguments

    init(_ macro: BoundMacro, _ arguments: CallArguments) {
        self.macro = macro.definition
        self.arguments = arguments
    }

    /// Sets the parameters in `scope`.
    ///
    /// - Parameter enter: called when the arguments fit, before defaults are evaluated: these
    ///   belong to the macro's file.
    /// - Throws: `LakeError.invalidInput` for arguments that the macro does not take.
    func bind(
        _ scope: Scope, _ rendering: Rendering, enter: () -> Void
    ) throws(LakeError) {
        var keywords = arguments.keywords
        var given: [JinjaValue?] = []
        for (index, parameter) in macro.parameters.enumerated() {
            if index < arguments.positional.count {
                given.append(arguments.positional[index])
            } else if let place = keywords.firstIndex(where: { $0.name == parameter.name }) {
                given.append(keywords.remove(at: place).value)
            } else {
                given.append(nil)
            }
        }
        try bindSpecial(scope, &keywords)
        enter()
        for (value, parameter) in zip(given, macro.parameters) {
            if let value {
                scope.set(parameter.name, value)
            } else if let standard = parameter.standard {
                scope.set(parameter.name, try rendering.evaluate(standard, scope))
            } else {
                let hint = "parameter '\(parameter.name)' of '\(macro.name)' was not provided"
                scope.set(
                    parameter.name, .undefined(JinjaUndefined(name: parameter.name, hint: hint)))
            }
        }
    }

    private func bindSpecial(
        _ scope: Scope, _ keywords: inout [(name: String, value: JinjaValue)]
    ) throws(LakeError) {
        let names = macro.parameters.map(\.name)
        if macro.reads.contains(.caller), !names.contains("caller") {
            let place = keywords.firstIndex { $0.name == "caller" }
            let none = JinjaUndefined(name: "caller", hint: "there is no 'caller' here")
            scope.set("caller", place.map { keywords.remove(at: $0).value } ?? .undefined(none))
        }
        if macro.reads.contains(.kwargs), !names.contains("kwargs") {
            scope.set("kwargs", .dict(keywords.map { ($0.name, $0.value) }))
        } else if let first = keywords.first {
            throw LakeError(
                .invalidInput, "the macro '\(macro.name)' has no argument '\(first.name)'",
                advice: nearest(to: first.name, among: names).map { "did you mean '\($0)'?" })
        }
        if macro.reads.contains(.varargs), !names.contains("varargs") {
            scope.set("varargs", .tuple(Array(arguments.positional.dropFirst(names.count))))
        } else if arguments.positional.count > names.count {
            throw LakeError(
                .invalidInput,
                "the macro '\(macro.name)' takes at most \(names.count) arguments, "
                    + "\(arguments.positional.count) given")
        }
    }
}
