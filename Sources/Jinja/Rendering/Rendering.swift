// One rendering of a template: its names, its limits and its place.

package import Columnar

/// One rendering under way, as functions of the embedder see it.
package final class Rendering {
    package let environment: Environment
    /// What work is left; functions that copy much spend it here.
    package let budget: WorkBudget
    /// The package of the template that is rendered.
    package let package: String
    let variables: [String: JinjaValue]

    /// The file whose tags are evaluated, and where in it the innermost call stands.
    private(set) var path: String
    private(set) var callPosition = TextPosition(line: 1, column: 1)
    /// The package of the macro that runs, or of the template.
    package private(set) var currentPackage: String
    /// Statements, expressions and macros that are open.
    private var depth = 0
    /// What `return` gave, until the macro that it leaves takes it.
    var returned: JinjaValue?
    /// Calls that the message of an error names already.
    private var tracedCalls = 0
    /// Scopes that macros hold; they are emptied at the end, since they hold the macros, too.
    private var capturedScopes: [Scope] = []
    private var modules: [ObjectIdentifier: Scope] = [:]

    init(
        _ environment: Environment, path: String, package: String,
        variables: [String: JinjaValue]
    ) {
        self.environment = environment
        self.path = path
        self.package = package
        currentPackage = package
        self.variables = variables
        budget = WorkBudget(environment.limits)
    }

    /// To be called when no value of the rendering is needed any more.
    func end() {
        for scope in capturedScopes { scope.empty() }
        capturedScopes = []
        modules = [:]
    }

    // MARK: - For functions of the embedder

    /// File, line and column of the call that is evaluated.
    package var place: [LakeError.Place] { place(callPosition) }

    /// What `{{ value }}` prints.
    package func text(_ value: JinjaValue) throws(LakeError) -> String {
        try ValueText.string(value, self)
    }

    /// What the value looks like inside a list.
    package func representation(_ value: JinjaValue) throws(LakeError) -> String {
        try ValueText.representation(value, self)
    }

    /// Calls a function, a macro or an object.
    ///
    /// - Throws: `LakeError.invalidInput` when it is none of these; what the function throws.
    package func call(
        _ callee: JinjaValue, _ positional: [JinjaValue] = [],
        _ keywords: [(name: String, value: JinjaValue)] = []
    ) throws(LakeError) -> JinjaValue {
        try call(
            callee,
            CallArguments(
                function: callee.typeName, positional: positional, keywords: keywords,
                rendering: self), at: callPosition)
    }

    /// The macro of this name, as the running template sees it; nil when there is none.
    ///
    /// - Parameter package: the only package to look in.
    package func macro(_ name: String, in package: String? = nil) -> JinjaValue? {
        if let package {
            return environment.macro(name, in: package).map { bound($0) }
        }
        return environment.findMacro(name, from: self.package, currentPackage).map { bound($0) }
    }

    /// A variable, a macro or a global that every template sees; nil when there is none.
    package func global(_ name: String) -> JinjaValue? {
        if let macro = macro(name) { return macro }
        if let value = variables[name] ?? environment.globals[name] { return value }
        if let macros = environment.namespace(name) { return .object(macros) }
        return Globals.all[name]?()
    }

    /// Ends the macro that is running with a value, as dbt's `return`.
    package func unwind(with value: JinjaValue) -> LakeError {
        returned = value
        return LakeError(Self.returnCode, "return() is outside of a macro")
    }

    /// The kind of the error by which `return` leaves a macro.
    static let returnCode = LakeError.Code("return")

    // MARK: - Names

    func lookup(_ name: String, _ scope: Scope) -> JinjaValue {
        scope.value(name) ?? global(name) ?? .undefined(JinjaUndefined(name: name))
    }

    func bound(_ macro: Environment.RegisteredMacro) -> JinjaValue {
        .callable(
            JinjaCallable(
                BoundMacro(
                    definition: macro.definition, path: macro.template.path,
                    package: macro.package, scope: nil, isCaller: false),
                registered: macro))
    }

    /// What the file of a macro sets outside of its macros.
    func module(of template: Template) throws(LakeError) -> Scope? {
        guard template.setsNames else { return nil }
        if let scope = modules[ObjectIdentifier(template)] { return scope }
        let scope = Scope(inside: nil)
        modules[ObjectIdentifier(template)] = scope
        var ignored = ""
        let outer = path
        path = template.path
        defer { path = outer }
        _ = try execute(template.statements, scope, into: &ignored)
        return scope
    }

    func capture(_ scope: Scope) {
        if capturedScopes.last !== scope { capturedScopes.append(scope) }
    }

    // MARK: - Depth and place

    /// Does something one level deeper.
    ///
    /// - Throws: `LakeError.limit` when too much is open already.
    func nested<Result>(
        _ body: () throws(LakeError) -> Result
    ) throws(LakeError) -> Result {
        guard depth < environment.limits.depthMax else {
            throw LakeError(
                .limit, "more than \(environment.limits.depthMax) calls and tags are open",
                advice: "look for a macro that calls itself without end")
        }
        depth += 1
        defer { depth -= 1 }
        return try body()
    }

    private func place(_ position: TextPosition) -> [LakeError.Place] {
        [.file(path), .line(position.line), .column(String(position.column))]
    }

    /// The error with its place in the template, unless it has one.
    func located(_ error: LakeError, _ position: TextPosition, _ scope: Scope) -> LakeError {
        var error = error
        if error.code == JinjaFailure.undefinedName {
            if case .argument(let name) = error.places.last {
                error.places.removeLast()
                let known = scope.visibleNames + environment.knownNames + variables.keys
                error.advice = nearest(to: name, among: known.sorted()).map {
                    "did you mean '\($0)'?"
                }
            }
            error.code = .invalidInput
        }
        if !Self.isLocated(error) { error.places = place(position) + error.places }
        return error
    }

    private static func isLocated(_ error: LakeError) -> Bool {
        guard case .file = error.places.first else { return false }
        return error.places.contains { if case .line = $0 { true } else { false } }
    }

    // MARK: - Calls

    /// Notes where the call stands that is made next.
    func stand(at position: TextPosition) { callPosition = position }

    /// Calls a value from a place in the running template.
    func call(
        _ callee: JinjaValue, _ arguments: CallArguments, at position: TextPosition
    ) throws(LakeError) -> JinjaValue {
        switch callee {
        case .callable(let callable):
            switch callable.body {
            case .native(let body):
                callPosition = position
                return try nested { () throws(LakeError) in try body(arguments) }
            case .macro(let macro): return try callMacro(macro, callable, arguments, at: position)
            case .method(let receiver):
                callPosition = position
                if let result = try Methods.call(callable.name, of: receiver, arguments) {
                    return result
                }
            case .nothing: break
            }
        case .object(let object):
            callPosition = position
            let result = try nested { () throws(LakeError) in try object.call(arguments) }
            if let result { return result }
        case .undefined(let undefined):
            if environment.propagatesUndefined { return callee }
            throw JinjaFailure.undefined(undefined)
        default: break
        }
        throw LakeError(.invalidInput, "'\(callee.typeName)' cannot be called")
    }

    private func callMacro(
        _ macro: BoundMacro, _ callable: JinjaCallable, _ arguments: CallArguments,
        at position: TextPosition
    ) throws(LakeError) -> JinjaValue {
        let outer = (path: path, package: currentPackage, position: callPosition)
        callPosition = position
        let parent =
            if let registered = callable.registered {
                try module(of: registered.template)
            } else {
                macro.scope
            }
        let scope = Scope(inside: parent)
        defer { (path, currentPackage, callPosition) = outer }
        do {
            return try nested { () throws(LakeError) in
                try MacroBinding(macro, arguments).bind(
                    scope, self,
                    enter: {
                        path = macro.path
                        currentPackage = macro.package
                    })
                var text = ""
                _ = try execute(macro.definition.body, scope, into: &text)
                return .string(text)
            }
        } catch {
            if error.code == Self.returnCode, !macro.isCaller, let value = returned {
                returned = nil
                return value
            }
            (path, currentPackage, callPosition) = outer
            throw traced(error, macro, at: position)
        }
    }

    /// The error with the call that led to it.
    private func traced(
        _ error: LakeError, _ macro: BoundMacro, at position: TextPosition
    ) -> LakeError {
        // The arguments do not fit: the caller's place is the place, and it will be added.
        guard Self.isLocated(error), error.code != Self.returnCode, !macro.isCaller,
            tracedCalls < 5
        else { return error }
        tracedCalls += 1
        var error = error
        let name = macro.definition.name
        if environment.internalPackages.contains(macro.package),
            case .file(let file) = error.places[0], case .line(let line) = error.places[1],
            file == macro.path
        {
            // The user's own file is the place, and not one that comes with the program.
            error.what += ", in the macro '\(name)' (\(file):\(line))"
            error.places = place(position) + error.places.dropFirst(3)
        } else {
            error.what += ", in the macro '\(name)' called from \(path):\(position.line)"
        }
        return error
    }
}
