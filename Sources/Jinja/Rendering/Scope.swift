// The names that a block sets. A loop's body, a macro, `with`, and the bodies of `call`, `filter`
// and block `set` have scopes of their own; `if` has none.

/// The names of one block, inside of another's.
final class Scope {
    private var names: [String: JinjaValue] = [:]
    let parent: Scope?

    init(inside parent: Scope?) { self.parent = parent }

    func set(_ name: String, _ value: JinjaValue) { names[name] = value }

    func value(_ name: String) -> JinjaValue? {
        var scope: Scope? = self
        while let current = scope {
            if let value = current.names[name] { return value }
            scope = current.parent
        }
        return nil
    }

    /// All names that can be seen from here.
    var visibleNames: [String] {
        var visible: [String] = []
        var scope: Scope? = self
        while let current = scope {
            visible += current.names.keys
            scope = current.parent
        }
        return visible
    }

    /// Lets go of all values: a macro holds the scope that holds the macro.
    func empty() { names = [:] }
}

/// A macro with what it needs to run.
struct BoundMacro {
    let definition: MacroDefinition
    /// The file that defines it.
    let path: String
    /// The package whose macros it sees first after the project's.
    let package: String
    /// The names around it; nil for one that sees only the names of all.
    let scope: Scope?
    /// Whether it is the body of a `call` block, in which `return` leaves the macro around it.
    let isCaller: Bool
}
