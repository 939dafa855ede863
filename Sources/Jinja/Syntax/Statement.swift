// The tree of a template's text and tags.

/// One piece of text or one tag with its body.
final class Statement {
    enum Kind {
        case text(String)
        case output(Expression)
        case condition([(test: Expression, body: [Statement])], otherwise: [Statement])
        case loop(Loop)
        case assign(Target, Expression)
        case assignBlock(Target, [Application], [Statement])
        case macro(MacroDefinition)
        case callBlock(MacroDefinition, call: Expression)
        case filterBlock([Application], [Statement])
        case with([(target: Target, value: Expression)], [Statement])
        case perform(Expression)
        case breakLoop
        case continueLoop
        /// A block of dbt's that is read by name and prints nothing.
        case named(NamedBlock)
    }

    let kind: Kind
    let position: TextPosition

    init(_ kind: Kind, at position: TextPosition) {
        self.kind = kind
        self.position = position
    }
}

/// What is assigned to.
indirect enum Target {
    case name(String)
    case tuple([Target])
    /// `set namespace.attribute`
    case attribute(of: String, String)
}

/// `for target in items if test recursive … else …`
final class Loop {
    let target: Target
    let items: Expression
    let test: Expression?
    let isRecursive: Bool
    let body: [Statement]
    let otherwise: [Statement]

    init(
        target: Target, items: Expression, test: Expression?, isRecursive: Bool,
        body: [Statement], otherwise: [Statement]
    ) {
        self.target = target
        self.items = items
        self.test = test
        self.isRecursive = isRecursive
        self.body = body
        self.otherwise = otherwise
    }
}

/// A macro, also one that dbt's `test` and `materialization` make.
final class MacroDefinition {
    let name: String
    let parameters: [(name: String, standard: Expression?)]
    let body: [Statement]
    let position: TextPosition
    /// The special names that its body reads; only these are bound.
    let reads: SpecialNames

    init(
        name: String, parameters: [(name: String, standard: Expression?)], body: [Statement],
        position: TextPosition, reads: SpecialNames
    ) {
        self.name = name
        self.parameters = parameters
        self.body = body
        self.position = position
        self.reads = reads
    }
}

/// Names that have a meaning inside macros.
struct SpecialNames: OptionSet {
    let rawValue: UInt8
    static let caller = SpecialNames(rawValue: 1)
    static let varargs = SpecialNames(rawValue: 2)
    static let kwargs = SpecialNames(rawValue: 4)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(name: String) {
        switch name {
        case "caller": self = .caller
        case "varargs": self = .varargs
        case "kwargs": self = .kwargs
        default: self = []
        }
    }
}
