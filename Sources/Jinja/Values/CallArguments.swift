// The arguments of one call, as a function of the embedder gets them.

package import Columnar

/// What a function was called with.
package struct CallArguments {
    /// The name under which the function was called, for messages.
    package let function: String
    package let positional: [JinjaValue]
    package let keywords: [(name: String, value: JinjaValue)]
    /// The rendering that is under way: calls macros, makes text, knows the place.
    package let rendering: Rendering

    package init(
        function: String, positional: [JinjaValue] = [],
        keywords: [(name: String, value: JinjaValue)] = [], rendering: Rendering
    ) {
        self.function = function
        self.positional = positional
        self.keywords = keywords
        self.rendering = rendering
    }

    /// The value of a keyword argument.
    package func keyword(_ name: String) -> JinjaValue? {
        keywords.first { $0.name == name }?.value
    }

    /// The arguments in the order of a signature, as Python binds them.
    ///
    /// - Parameters:
    ///   - names: the parameters; each may be given in its place or by its name.
    ///   - required: how many of the first must be given.
    /// - Returns: one value for each name, nil where none was given.
    /// - Throws: `LakeError.invalidInput` for missing, superfluous, unknown and double arguments.
    package func bind(_ names: [String], required: Int = 0) throws(LakeError) -> [JinjaValue?] {
        guard positional.count <= names.count else {
            throw LakeError(
                .invalidInput,
                "\(function)() takes at most \(names.count) arguments, \(positional.count) given")
        }
        var bound = [JinjaValue?](repeating: nil, count: names.count)
        for (index, value) in positional.enumerated() { bound[index] = value }
        for (name, value) in keywords {
            guard let index = names.firstIndex(of: name) else {
                let near = nearest(to: name, among: names)
                throw LakeError(
                    .invalidInput, "\(function)() has no argument '\(name)'",
                    advice: near.map { "did you mean '\($0)'?" })
            }
            guard bound[index] == nil else {
                throw LakeError(.invalidInput, "\(function)() got '\(name)' twice")
            }
            bound[index] = value
        }
        for (index, name) in names.prefix(required).enumerated() where bound[index] == nil {
            throw LakeError(.invalidInput, "\(function)() needs the argument '\(name)'")
        }
        return bound
    }

    /// The text of an argument that must be one.
    ///
    /// - Throws: `LakeError.invalidInput` for any other value.
    package func string(_ value: JinjaValue?, _ name: String) throws(LakeError) -> String {
        guard case .string(let text) = value else {
            if case .undefined(let undefined) = value {
                throw JinjaFailure.undefined(undefined)
            }
            throw LakeError(
                .invalidInput,
                "\(function)() needs a text as '\(name)', not \(value?.typeName ?? "nothing")")
        }
        return text
    }

    /// The number of an argument that must be a whole one.
    ///
    /// - Throws: `LakeError.invalidInput` for any other value.
    package func int(_ value: JinjaValue?, _ name: String) throws(LakeError) -> Int {
        switch value {
        case .int(let number): return Int(number)
        case .bool(let flag): return flag ? 1 : 0
        case .undefined(let undefined): throw JinjaFailure.undefined(undefined)
        default:
            throw LakeError(
                .invalidInput,
                "\(function)() needs a whole number as '\(name)', not "
                    + "\(value?.typeName ?? "nothing")")
        }
    }
}
