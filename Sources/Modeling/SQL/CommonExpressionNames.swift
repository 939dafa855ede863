// Common table expressions with the name of a relation that they read.
//
//     with countries as (select * from countries) …     circular in SQLite, though not in DuckDB
//     with countries as (select * from main.countries)  fine, but not in a view: a file with such a
//                                                       view cannot be attached under another name
//     with countries__cte as (select * from countries)  fine in a view
//
// So statements that run at once qualify the relation, and in views the expression is renamed.

extension SQLTokens {
    /// The names that common table expressions define anywhere in the text, in lower case.
    var commonExpressionNames: Set<String> {
        Set(tokens.indices.filter(isExpressionDefinition).compactMap { name($0)?.lowercased() })
    }

    /// Whether the token is the name in `with name [(columns)] as [not materialized] (select …`.
    private func isExpressionDefinition(_ index: Int) -> Bool {
        guard isKeyword(index - 1, oneOf: ["with", "recursive"]) || isSymbol(index - 1, ","),
            name(index) != nil
        else { return false }
        var next = index + 1
        if isSymbol(next, "(") { next = closing(next) + 1 }
        guard isKeyword(next, "as") else { return false }
        next += 1
        if isKeyword(next, "not") { next += 1 }
        if isKeyword(next, "materialized") { next += 1 }
        return isSymbol(next, "(")
            && (isKeyword(next + 1, oneOf: ["select", "with", "values"])
                || isSymbol(next + 1, "("))
    }

    /// The text with the common table expressions of these names renamed, and the relations of
    /// these names no longer qualified by `main`.
    ///
    /// - Parameter names: in lower case.
    func renamingExpressions(_ names: Set<String>) -> String {
        var text = ""
        var copied = 0
        /// Whether the clause that is open at each depth lists relations.
        var listsRelations: [Int: Bool] = [:]
        let others = ["select", "where", "group", "having", "order", "limit", "window", "union"]
        for index in tokens.indices {
            let depth = tokens[index].depth
            if isKeyword(index, "from") { listsRelations[depth] = true }
            if isKeyword(index, oneOf: others) { listsRelations[depth] = false }
            guard let name = name(index), names.contains(name.lowercased()) else { continue }
            if isSymbol(index - 1, ".") {
                guard isKeyword(index - 2, "main") else { continue }
                text += self.text(copied..<tokens[index - 2].range.lowerBound)
                copied = tokens[index].range.lowerBound
                continue
            }
            let isRelation =
                isKeyword(index - 1, oneOf: ["from", "join"])
                || (isSymbol(index - 1, ",") && listsRelations[depth] == true)
            guard isExpressionDefinition(index) || isRelation else { continue }
            text += self.text(copied..<tokens[index].range.lowerBound) + name + "__cte"
            // Under its old name there, so that columns qualified with it stay as they are.
            if isRelation, !isAliased(index) { text += " as " + self.text(tokens[index]) }
            copied = tokens[index].range.upperBound
        }
        return text + self.text(copied..<bytes.count)
    }

    /// Whether a relation in a FROM clause has another name there.
    private func isAliased(_ index: Int) -> Bool {
        if isKeyword(index + 1, "as") { return true }
        let ends = [
            "on", "using", "join", "left", "right", "full", "inner", "cross", "natural", "where",
            "group", "having", "order", "limit", "window", "union", "intersect", "except",
            "indexed", "not",
        ]
        return name(index + 1) != nil && !isKeyword(index + 1, oneOf: ends)
    }
}
