// What a test asks of each row, read out of its SQL: tests of one relation can share a scan.
//
//     select … from R where C                               no row for which C is true
//     select …, count(*) from R where C group by …          the same
//     select …, count(*) from R [where k is not null]
//         group by k, l having count(*) > 1                 no two rows with the same k, l
//     select … from R as child where child.k is not null    every k is among the p of P
//         and child.k not in (select parent.p from P as parent where parent.p is not null)
//
// All four say whether the test finds a row at all, not how many: that is enough for a test that
// passes, and one that does not is run as it stands. SQL of any other shape has none.

/// A condition on the rows of one relation under which a test finds nothing.
struct TestShape: Equatable {
    enum Kind: Equatable {
        /// The condition, as SQL, that no row may fulfil.
        case noRow(where: String)
        /// The columns, as SQL, whose values occur once; rows with NULL in the first are passed
        /// over when it is so said.
        case distinct(columns: [String], skipsNull: Bool)
        /// The column of the relation, and the relation and column where its values are.
        case known(column: String, parent: String, field: String)
    }

    /// The relation as the SQL names it.
    let relation: String
    let kind: Kind

    /// - Parameter sql: a test as it would be run.
    init?(_ sql: String) {
        let reader = ShapeReader(SQLTokens(sql))
        guard let shape = reader.shape() else { return nil }
        self = shape
    }

    fileprivate init(relation: String, kind: Kind) {
        self.relation = relation
        self.kind = kind
    }
}

/// Reads one statement.
private struct ShapeReader {
    let tokens: SQLTokens
    private let count: Int

    init(_ tokens: SQLTokens) {
        self.tokens = tokens
        count = tokens.tokens.count
    }

    func shape() -> TestShape? {
        guard tokens.isKeyword(0, "select"), !tokens.isKeyword(1, "distinct"),
            tokens.tokens.indices.allSatisfy({ !tokens.isSymbol($0, ";") }),
            let from = place(of: "from", in: 1..<count),
            place(ofAny: Self.excluded, in: 0..<count) == nil,
            let (relation, alias, rest) = relation(behind: from)
        else { return nil }
        let grouping = place(of: "group", in: rest..<count)
        let condition = condition(rest..<(grouping ?? count))
        guard let condition else { return nil }
        if let alias { return reference(relation, alias, condition, isGrouped: grouping != nil) }
        guard let grouping else {
            guard isPlainList(1..<from), !condition.isEmpty else { return nil }
            return TestShape(relation: relation, kind: .noRow(where: text(condition)))
        }
        guard let having = place(of: "having", in: grouping..<count) else {
            guard !condition.isEmpty else { return nil }
            return TestShape(relation: relation, kind: .noRow(where: text(condition)))
        }
        return distinct(relation, condition, grouping, having)
    }

    /// What stands between relations, or makes of no row one.
    private static let excluded = [
        "union", "intersect", "except", "limit", "window", "join", "over", "values",
    ]

    // MARK: Parts

    /// The relation's name, its alias, and where what follows begins.
    private func relation(behind from: Int) -> (text: String, alias: String?, next: Int)? {
        var end = from + 1
        guard tokens.name(end) != nil else { return nil }
        while tokens.isSymbol(end + 1, "."), tokens.name(end + 2) != nil { end += 2 }
        let name = text(from + 1..<end + 1)
        if tokens.isKeyword(end + 1, "as"), let alias = tokens.name(end + 2) {
            return (name, alias, end + 3)
        }
        return (name, nil, end + 1)
    }

    /// The tokens behind WHERE, none when there is no condition; nil when something else stands
    /// there.
    private func condition(_ range: Range<Int>) -> Range<Int>? {
        if range.isEmpty { return range }
        guard tokens.isKeyword(range.lowerBound, "where") else { return nil }
        return range.lowerBound + 1..<range.upperBound
    }

    /// Whether a select list has only columns: an aggregate would make a row out of none.
    private func isPlainList(_ range: Range<Int>) -> Bool {
        range.allSatisfy { !tokens.isSymbol($0, "(") }
    }

    private func distinct(
        _ relation: String, _ condition: Range<Int>, _ grouping: Int, _ having: Int
    ) -> TestShape? {
        guard tokens.isKeyword(grouping + 1, "by"), matches("having count ( * ) > 1", having),
            having + 7 == count
        else { return nil }
        let columns = names(grouping + 2..<having)
        guard let first = columns?.first, let columns else { return nil }
        let skipsNull = !condition.isEmpty
        if skipsNull {
            guard condition.count == 4,
                text(condition.lowerBound..<condition.lowerBound + 1) == first,
                matches("is not null", condition.lowerBound + 1)
            else { return nil }
        }
        return TestShape(
            relation: relation, kind: .distinct(columns: columns, skipsNull: skipsNull))
    }

    private func reference(
        _ relation: String, _ alias: String, _ condition: Range<Int>, isGrouped: Bool
    ) -> TestShape? {
        let start = condition.lowerBound
        // child . k is not null and child . k not in ( select p . f from P as p
        //   where p . f is not null )
        guard !isGrouped,
            matches("\(alias) . ? is not null and \(alias) . ? not in ( select", start),
            text(start + 2..<start + 3) == text(start + 9..<start + 10),
            tokens.closing(start + 12) + 1 == condition.upperBound,
            let parent = tokens.name(start + 14), matches("\(parent) . ? from", start + 14),
            let (name, parentAlias, next) = self.relation(behind: start + 17),
            parentAlias == parent,
            matches("where \(parent) . ? is not null", next), next + 7 == condition.upperBound - 1,
            text(next + 3..<next + 4) == text(start + 16..<start + 17)
        else { return nil }
        return TestShape(
            relation: relation,
            kind: .known(
                column: text(start + 2..<start + 3), parent: name,
                field: text(start + 16..<start + 17)))
    }

    // MARK: Tokens

    private func text(_ range: Range<Int>) -> String { tokens.text(tokens.range(range)) }

    /// Names with commas between them.
    private func names(_ range: Range<Int>) -> [String]? {
        var names: [String] = []
        for (offset, index) in range.enumerated() {
            if offset % 2 == 1 {
                guard tokens.isSymbol(index, ",") else { return nil }
            } else {
                guard tokens.name(index) != nil else { return nil }
                names.append(text(index..<index + 1))
            }
        }
        return names.count * 2 - 1 == range.count ? names : nil
    }

    /// Whether these words stand at an index; `?` is any name.
    private func matches(_ words: String, _ index: Int) -> Bool {
        for (offset, word) in words.split(separator: " ").enumerated() {
            let place = index + offset
            guard place < count else { return false }
            if word == "?" {
                guard tokens.name(place) != nil else { return false }
            } else if tokens.text(tokens.tokens[place]).lowercased() != word.lowercased() {
                return false
            }
        }
        return true
    }

    /// The first such word outside of parentheses.
    private func place(of word: String, in range: Range<Int>) -> Int? {
        place(ofAny: [word], in: range)
    }

    private func place(ofAny words: [String], in range: Range<Int>) -> Int? {
        range.first { tokens.tokens[$0].depth == 0 && tokens.isKeyword($0, oneOf: words) }
    }
}
