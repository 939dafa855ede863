// Columns of a query that hold one literal in every row: of the lineage columns, most do.
//
//     with final as (select t.a, 'dev' as env from t join u …)
//     select * from final                            env: 'dev' in every row
//
// Only what is certain by the text alone counts: a literal that is an item of a select list, and a
// `*` that hands it on from a common table expression that is the only relation read. A join may
// make NULL of what it hands on, and so may an aggregate over no rows; arms of a compound may
// differ; of two columns with one name a reader sees the first. All of these are passed over.

extension SQLTokens {
    /// The literals by the columns' names in lower case, as they stand in the text.
    var constantColumns: [String: String] {
        var expressions: [String: Range<Int>] = [:]
        var start = 0
        if isKeyword(0, "with") {
            guard let behind = passExpressions(&expressions) else { return [:] }
            start = behind
        }
        return constants(of: start..<tokens.count, expressions, depth: 0)
    }

    /// Notes the bodies of the common table expressions by name.
    ///
    /// - Returns: where the statement behind them begins; nil where they cannot be told apart.
    private func passExpressions(_ expressions: inout [String: Range<Int>]) -> Int? {
        var index = isKeyword(1, "recursive") ? 2 : 1
        while let name = name(index)?.lowercased() {
            var next = index + 1
            // Columns that are named in front of the body are renamed by it.
            let isRenamed = isSymbol(next, "(")
            if isRenamed { next = closing(next) + 1 }
            guard isKeyword(next, "as") else { return nil }
            next += 1
            if isKeyword(next, "not") { next += 1 }
            if isKeyword(next, "materialized") { next += 1 }
            guard isSymbol(next, "(") else { return nil }
            let end = closing(next)
            guard end < tokens.count, expressions[name] == nil else { return nil }
            expressions[name] = isRenamed ? 0..<0 : (next + 1)..<end
            guard isSymbol(end + 1, ",") else { return end + 1 }
            index = end + 2
        }
        return nil
    }

    private func constants(
        of range: Range<Int>, _ expressions: [String: Range<Int>], depth: Int
    ) -> [String: String] {
        guard depth < ModelingLimits.selectDepthMax, let first = range.first,
            isKeyword(first, "select")
        else { return [:] }
        let level = tokens[first].depth
        let own = range.filter { tokens[$0].depth == level }
        guard !own.contains(where: { isKeyword($0, oneOf: ["union", "intersect", "except"]) })
        else { return [:] }
        let start =
            isKeyword(first + 1, oneOf: ["distinct", "all"]) ? first + 2 : first + 1
        let from = own.first { isKeyword($0, "from") } ?? range.upperBound
        guard start <= from else { return [:] }
        let items = split(start..<from, level: level)
        if items.count == 1, let relation = onlyRelation(from, in: own),
            isStar(items[0], of: relation.alias), let body = expressions[relation.name]
        {
            return constants(of: body, expressions, depth: depth + 1)
        }
        var found: [String: String] = [:]
        var seen: Set<String> = []
        for item in items {
            // A star beside other columns may hide them.
            guard let name = resultName(item) else {
                if let last = item.last, isSymbol(last, "*") { return [:] }
                continue
            }
            guard seen.insert(name).inserted else {
                found[name] = nil
                continue
            }
            found[name] = literal(item)
        }
        return found
    }

    /// The relation of a FROM clause that reads one alone, and its name in the query.
    private func onlyRelation(_ from: Int, in own: [Int]) -> (name: String, alias: String)? {
        let ends = ["where", "group", "having", "order", "limit", "window"]
        let clause = own.filter { $0 > from }.prefix { !isKeyword($0, oneOf: ends) }
        guard let first = clause.first, let name = name(first)?.lowercased() else { return nil }
        if clause.count == 1 { return (name, name) }
        guard clause.count == 3, isKeyword(first + 1, "as"),
            let alias = self.name(first + 2)?.lowercased()
        else { return nil }
        return (name, alias)
    }

    private func split(_ range: Range<Int>, level: Int) -> [Range<Int>] {
        var items: [Range<Int>] = []
        var start = range.lowerBound
        for index in range where tokens[index].depth == level && isSymbol(index, ",") {
            items.append(start..<index)
            start = index + 1
        }
        items.append(start..<range.upperBound)
        return items
    }

    private func isStar(_ item: Range<Int>, of alias: String) -> Bool {
        guard let last = item.last, isSymbol(last, "*") else { return false }
        return item.count == 1
            || (item.count == 3 && isSymbol(last - 1, ".")
                && name(last - 2)?.lowercased() == alias)
    }

    /// The name that a column has by its text: behind `as`, or its own.
    private func resultName(_ item: Range<Int>) -> String? {
        guard let last = item.last, let name = name(last)?.lowercased() else { return nil }
        let isNamed = item.count > 2 && (isKeyword(last - 1, "as") || isSymbol(last - 1, "."))
        return isNamed || item.count == 1 ? name : nil
    }

    /// `'text' as name`, `null as name`, `cast(null as text) as name`
    private func literal(_ item: Range<Int>) -> String? {
        let value = item.dropLast(2)
        guard item.count > 2, isKeyword(item.upperBound - 2, "as"), let first = value.first
        else { return nil }
        if value.count == 1, tokens[first].kind == .string { return text(tokens[first]) }
        if value.count == 1, isKeyword(first, "null") { return "NULL" }
        let isCastOfNull =
            value.count == 6 && isKeyword(first, "cast") && isSymbol(first + 1, "(")
            && isKeyword(first + 2, "null") && isKeyword(first + 3, "as")
        return isCastOfNull ? "NULL" : nil
    }
}
