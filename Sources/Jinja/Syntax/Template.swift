// A parsed template, and the named blocks in it that dbt reads: macros, tests, materializations,
// snapshots and docs.

/// A template that was parsed.
package final class Template {
    /// The file that messages name.
    package let path: String
    let statements: [Statement]
    /// The named blocks at the top, in their order.
    package let blocks: [NamedBlock]
    /// Whether anything but text and macros stands at the top, which macros may read.
    let setsNames: Bool

    init(path: String, statements: [Statement], blocks: [NamedBlock]) {
        self.path = path
        self.statements = statements
        self.blocks = blocks
        setsNames = statements.contains {
            switch $0.kind {
            case .text, .macro, .named: false
            default: true
            }
        }
    }
}

/// A block with a name.
package final class NamedBlock {
    /// What a block is.
    package enum Kind: String {
        case macro, test, materialization, snapshot, docs
    }

    package let kind: Kind
    /// As written: `not_null` for the test whose macro is `test_not_null`.
    package let name: String
    /// The name of the macro that the block defines; nil for snapshots and docs.
    package let macroName: String?
    /// The names of the parameters, without those that a materialization takes for itself.
    package let parameters: [String]
    package let position: TextPosition
    /// What stands between the tags, as it was written.
    package let text: String
    /// What stands between the tags of a snapshot or of docs, to be rendered; nil for macros.
    package let body: Template?

    let definition: MacroDefinition?

    init(
        kind: Kind, name: String, definition: MacroDefinition?, position: TextPosition,
        text: String, body: Template?
    ) {
        self.kind = kind
        self.name = name
        self.definition = definition
        macroName = definition?.name
        parameters = definition?.parameters.map(\.name) ?? []
        self.position = position
        self.text = text
        self.body = body
    }
}
