// What templates know beyond themselves: globals, filters, the macros of all packages, limits.
//
// A name is looked for in the template, then among the macros (of the package of the template, of
// the project, of the package of the macro that runs, of the packages that come with the program),
// then among the variables of the rendering, then among the globals. `package.macro` names one of
// a package. Macros come before variables, as in dbt: a project's macro `ref` replaces the global.

package import Columnar

/// Globals, filters and macros of a project's templates.
package final class Environment {
    /// Names that every template sees.
    package var globals: [String: JinjaValue] = [:]
    /// Filters beside Jinja's own, as functions whose first argument is the value.
    package var filters: [String: JinjaCallable] = [:]
    package var limits = JinjaLimits()
    /// The package whose macros come first: the project's own.
    package var rootPackage: String
    /// Packages whose macros need no prefix and come last, in this order; errors in them are shown
    /// at the place of the user's call.
    package var internalPackages: [String]
    /// Whether attributes and calls of what does not exist give what does not exist, in place of
    /// an error: for reading what a model refers to before everything is known.
    package var propagatesUndefined = false

    private var packages: [String: [String: RegisteredMacro]] = [:]
    private var namespaces: [String: PackageMacros] = [:]

    /// A macro that templates know by its name.
    final class RegisteredMacro {
        let definition: MacroDefinition
        let template: Template
        let package: String

        init(_ definition: MacroDefinition, _ template: Template, package: String) {
            self.definition = definition
            self.template = template
            self.package = package
        }
    }

    package init(rootPackage: String = "project", internalPackages: [String] = ["dbt"]) {
        self.rootPackage = rootPackage
        self.internalPackages = internalPackages
    }

    // MARK: - Templates

    /// Parses a template.
    ///
    /// - Parameters:
    ///   - path: the file, for messages.
    ///   - start: where in the file the text begins.
    /// - Throws: `LakeError.invalidInput` with file, line and column; `.limit` for text that is
    ///   too long or too deep; `.unsupported` for tags that are not for models.
    package func parse(
        _ text: String, path: String,
        from start: TextPosition = TextPosition(line: 1, column: 1)
    ) throws(LakeError) -> Template {
        try Parser.parse(text, path: path, from: start)
    }

    /// The text of a template.
    ///
    /// - Parameters:
    ///   - variables: names that this rendering sees, before the globals.
    ///   - package: the package of the template; nil for the project's.
    /// - Throws: `LakeError` with file, line and column in the template, or in the macro where the
    ///   error is, followed by the calls that led there.
    package func render(
        _ template: Template, variables: [String: JinjaValue] = [:], package: String? = nil
    ) throws(LakeError) -> String {
        let rendering = Rendering(
            self, path: template.path, package: package ?? rootPackage, variables: variables)
        defer { rendering.end() }
        var output = ""
        _ = try rendering.finish { () throws(LakeError) in
            try rendering.execute(template.statements, Scope(inside: nil), into: &output)
        }
        return output
    }

    /// The value of an expression that stands alone, without braces.
    ///
    /// - Throws: `LakeError` with file, line and column.
    package func evaluate(
        _ expression: String, path: String, variables: [String: JinjaValue] = [:],
        package: String? = nil
    ) throws(LakeError) -> JinjaValue {
        let parsed = try Parser.expression(expression, path: path)
        let rendering = Rendering(
            self, path: path, package: package ?? rootPackage, variables: variables)
        defer { rendering.end() }
        return try rendering.finish { () throws(LakeError) in
            try rendering.evaluate(parsed, Scope(inside: nil))
        }
    }

    // MARK: - Macros

    /// Makes the macros at the top of a template known to all templates.
    ///
    /// - Throws: `LakeError.invalidInput` when the package has a macro of a name already.
    package func addMacros(of template: Template, package: String) throws(LakeError) {
        for block in template.blocks {
            guard let definition = block.definition else { continue }
            if let other = packages[package]?[definition.name] {
                let first = "\(other.template.path):\(other.definition.position.line)"
                throw LakeError(
                    .invalidInput, "there is a macro '\(definition.name)' in \(first) already",
                    at: [
                        .file(template.path), .line(definition.position.line),
                        .column(String(definition.position.column)),
                    ], advice: "rename one of them")
            }
            packages[package, default: [:]][definition.name] = RegisteredMacro(
                definition, template, package: package)
        }
        if namespaces[package] == nil { namespaces[package] = PackageMacros(self, package) }
    }

    /// The names of a package's macros, sorted.
    package func macroNames(in package: String) -> [String] {
        packages[package].map { $0.keys.sorted() } ?? []
    }

    /// Whether a template of the project sees a macro of this name.
    package func hasMacro(_ name: String, package: String? = nil) -> Bool {
        findMacro(name, from: package ?? rootPackage, rootPackage) != nil
    }

    /// Calls a macro from outside of any template, such as a test or a materialization.
    ///
    /// - Parameters:
    ///   - name: the macro's own name, with its package in front where it is not the project's.
    ///   - path: the file that the user would look for an error in.
    /// - Returns: the text, or what the macro returned.
    /// - Throws: `LakeError.notFound` without such a macro; what the macro throws.
    package func callMacro(
        _ name: String, _ positional: [JinjaValue] = [],
        keywords: [(name: String, value: JinjaValue)] = [],
        variables: [String: JinjaValue] = [:], package: String? = nil, path: String,
        position: TextPosition = TextPosition(line: 1, column: 1)
    ) throws(LakeError) -> JinjaValue {
        let from = package ?? rootPackage
        let rendering = Rendering(self, path: path, package: from, variables: variables)
        defer { rendering.end() }
        let parts = name.split(separator: ".").map { String($0) }
        let macro =
            parts.count == 2
            ? self.macro(parts[1], in: parts[0]) : findMacro(name, from: from, from)
        guard let macro else {
            var error = JinjaFailure.unknown("macro", name, known: knownNames)
            error.code = .notFound
            throw error.at(.file(path))
        }
        let arguments = CallArguments(
            function: name, positional: positional, keywords: keywords, rendering: rendering)
        return try rendering.finish { () throws(LakeError) -> JinjaValue in
            do throws(LakeError) {
                return try rendering.call(rendering.bound(macro), arguments, at: position)
            } catch {
                throw rendering.located(error, position, Scope(inside: nil))
            }
        }
    }

    func macro(_ name: String, in package: String) -> RegisteredMacro? { packages[package]?[name] }

    /// - Parameters:
    ///   - node: the package of the template that is rendered.
    ///   - current: the package of the macro that runs.
    func findMacro(_ name: String, from node: String, _ current: String) -> RegisteredMacro? {
        if packages.isEmpty { return nil }
        if let macro = packages[node]?[name] ?? packages[rootPackage]?[name] { return macro }
        if let macro = packages[current]?[name] { return macro }
        for package in internalPackages {
            if let macro = packages[package]?[name] { return macro }
        }
        return nil
    }

    func namespace(_ package: String) -> PackageMacros? { namespaces[package] }

    /// All names beside a template's own.
    var knownNames: [String] {
        var names = Array(globals.keys) + Globals.all.keys + packages.keys
        for package in [rootPackage] + internalPackages {
            names += packages[package].map { Array($0.keys) } ?? []
        }
        return names
    }
}

/// `package.macro`
final class PackageMacros: JinjaObject {
    /// The environment owns this.
    private unowned let environment: Environment
    private let package: String

    init(_ environment: Environment, _ package: String) {
        self.environment = environment
        self.package = package
    }

    var typeName: String { "package" }

    func attribute(_ name: String) throws(LakeError) -> JinjaValue? {
        guard let macro = environment.macro(name, in: package) else {
            let near = nearest(to: name, among: environment.macroNames(in: package))
            let hint =
                "the package '\(package)' has no macro '\(name)'"
                + (near.map { ", did you mean '\($0)'?" } ?? "")
            return .undefined(JinjaUndefined(name: name, hint: hint))
        }
        return .callable(
            JinjaCallable(
                BoundMacro(
                    definition: macro.definition, path: macro.template.path, package: package,
                    scope: nil, isCaller: false),
                registered: macro))
    }
}

extension Rendering {
    /// Does the whole work of a rendering: a `return` that leaves no macro is an error.
    func finish<Result>(
        _ body: () throws(LakeError) -> Result
    ) throws(LakeError) -> Result {
        do {
            return try body()
        } catch {
            guard error.code == Self.returnCode || error.code == JinjaFailure.undefinedName else {
                throw error
            }
            var shown = error
            shown.code = .invalidInput
            throw shown
        }
    }
}
