// Runs the tags of a template.

package import Columnar

/// How a list of statements ended.
enum Flow {
    case onward, breakLoop, continueLoop
}

extension Rendering {
    /// Runs statements one after the other and appends what they print.
    func execute(
        _ statements: [Statement], _ scope: Scope, into output: inout String
    ) throws(LakeError) -> Flow {
        for statement in statements {
            try budget.spend()
            if case .text(let text) = statement.kind {
                try append(text, to: &output)
                continue
            }
            let flow: Flow
            do {
                flow = try execute(statement, scope, into: &output)
            } catch {
                throw located(error, statement.position, scope)
            }
            if flow != .onward { return flow }
        }
        return .onward
    }

    private func append(_ text: String, to output: inout String) throws(LakeError) {
        try budget.spend(textBytes: text.utf8.count)
        output += text
        try budget.check(textBytes: output.utf8.count)
    }

    private func execute(
        _ statement: Statement, _ scope: Scope, into output: inout String
    ) throws(LakeError) -> Flow {
        switch statement.kind {
        case .text(let text): try append(text, to: &output)
        case .output(let expression):
            try append(try text(try evaluate(expression, scope)), to: &output)
        case .condition(let branches, let otherwise):
            for branch in branches where try isTrue(branch.test, scope) {
                return try deeper(branch.body, scope, into: &output)
            }
            return try deeper(otherwise, scope, into: &output)
        case .loop(let loop):
            let items = try iterate(try evaluate(loop.items, scope))
            try nested { () throws(LakeError) in
                try run(loop, items, scope, depth: 0, into: &output)
            }
        case .assign(let target, let expression):
            try assign(target, try evaluate(expression, scope), scope)
        case .assignBlock(let target, let filters, let body):
            try assign(target, try filtered(body, filters, scope), scope)
        case .filterBlock(let filters, let body):
            try append(try text(try filtered(body, filters, scope)), to: &output)
        case .macro(let definition):
            scope.set(definition.name, .callable(closure(definition, scope)))
        case .callBlock(let caller, let call):
            let value = try evaluate(call, scope, caller: closure(caller, scope, isCaller: true))
            try append(try text(value), to: &output)
        case .with(let assignments, let body):
            return try with(assignments, body, scope, into: &output)
        case .perform(let expression): _ = try evaluate(expression, scope)
        case .breakLoop: return .breakLoop
        case .continueLoop: return .continueLoop
        case .named: break
        }
        return .onward
    }

    private func isTrue(_ test: Expression, _ scope: Scope) throws(LakeError) -> Bool {
        try evaluate(test, scope).isTrue
    }

    private func deeper(
        _ body: [Statement], _ scope: Scope, into output: inout String
    ) throws(LakeError) -> Flow {
        if body.isEmpty { return .onward }
        return try nested { () throws(LakeError) in try execute(body, scope, into: &output) }
    }

    private func with(
        _ assignments: [(target: Target, value: Expression)], _ body: [Statement],
        _ scope: Scope, into output: inout String
    ) throws(LakeError) -> Flow {
        let inner = Scope(inside: scope)
        for (target, expression) in assignments {
            // The values see the names outside, not those before them.
            try assign(target, try evaluate(expression, scope), inner)
        }
        return try deeper(body, inner, into: &output)
    }

    private func closure(
        _ definition: MacroDefinition, _ scope: Scope, isCaller: Bool = false
    ) -> JinjaCallable {
        capture(scope)
        return JinjaCallable(
            BoundMacro(
                definition: definition, path: path, package: currentPackage, scope: scope,
                isCaller: isCaller))
    }

    /// The text of a body, sent through filters.
    private func filtered(
        _ body: [Statement], _ filters: [Application], _ scope: Scope
    ) throws(LakeError) -> JinjaValue {
        var text = ""
        _ = try deeper(body, Scope(inside: scope), into: &text)
        var value = JinjaValue.string(text)
        for filter in filters { value = try apply(filter, to: value, scope) }
        return value
    }

    // MARK: - Assignment

    /// Sets names, or the attribute of a namespace.
    func assign(_ target: Target, _ value: JinjaValue, _ scope: Scope) throws(LakeError) {
        switch target {
        case .name(let name): scope.set(name, value)
        case .attribute(let name, let attribute):
            guard case .object(let object) = lookup(name, scope),
                let namespace = object as? JinjaNamespace
            else {
                throw LakeError(
                    .invalidInput, "'\(name)' is no namespace",
                    advice: "make one with {% set \(name) = namespace() %}")
            }
            namespace.values[attribute] = value
        case .tuple(let targets):
            let items = try iterate(value)
            guard items.count == targets.count else {
                throw LakeError(
                    .invalidInput, "\(targets.count) names are set from \(items.count) values")
            }
            for (inner, item) in zip(targets, items) { try assign(inner, item, scope) }
        }
    }

    // MARK: - Loops

    /// Runs the body of a loop for each item.
    ///
    /// - Parameter depth: how many loops of the same tag are around it, for `loop.depth`.
    func run(
        _ loop: Loop, _ items: [JinjaValue], _ scope: Scope, depth: Int,
        into output: inout String
    ) throws(LakeError) {
        var wanted = items
        if let test = loop.test {
            wanted = []
            for item in items {
                let inner = Scope(inside: scope)
                try assign(loop.target, item, inner)
                if try isTrue(test, inner) { wanted.append(item) }
            }
        }
        guard !wanted.isEmpty else {
            _ = try execute(loop.otherwise, Scope(inside: scope), into: &output)
            return
        }
        let state = LoopState(loop, wanted, scope, depth: depth)
        // A macro inside the body may keep the scope, and the scope the state.
        defer { state.release() }
        for index in wanted.indices {
            try budget.spend()
            state.index = index
            let inner = Scope(inside: scope)
            inner.set("loop", .object(state))
            try assign(loop.target, wanted[index], inner)
            if try execute(loop.body, inner, into: &output) == .breakLoop { return }
        }
    }

    /// What a loop over the value gives; nothing for one that does not exist.
    ///
    /// - Throws: `LakeError.invalidInput` for numbers and the like.
    package func iterate(_ value: JinjaValue) throws(LakeError) -> [JinjaValue] {
        switch value {
        case .list(let list): return list.items
        case .tuple(let tuple): return tuple.items
        case .dict(let dictionary): return dictionary.keys
        case .string(let text):
            try budget.spend(items: text.utf8.count)
            return text.unicodeScalars.map { .string(String($0)) }
        case .undefined: return []
        case .object(let object):
            if let items = try object.iterate() { return items }
            throw JinjaFailure.notIterable(value)
        default: throw JinjaFailure.notIterable(value)
        }
    }
}
