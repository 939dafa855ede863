// Reads the SQL text of a model: whether all of it can be computed on batches of one source.
//
//     text → tokens → syntax (SQLQuery) → ProjectionQuery
//             SQLCursor  SQLParser         QueryBinder, ExpressionBinder
//
// The answer has to be certain: a query that is taken gives what SQLite gives. So whatever is not
// known here, and whatever SQLite would add to the plain meaning (conversions by affinity, names
// that turn into texts), is refused with a reason, and the query is left to SQLite.

import Projection

/// Reads queries over known relations.
struct ProjectionReader {
    private let relation: (String) -> KnownRelation?

    /// - Parameter relation: the relation of a name as the query has it; nil for others.
    init(relation: @escaping (String) -> KnownRelation?) { self.relation = relation }

    /// The query that a text asks for.
    ///
    /// - Throws: why it is left to SQLite, also where the text is no SQL.
    func read(_ sql: String) throws(NotComputed) -> ProjectionQuery {
        var parser = SQLParser(sql)
        return try QueryBinder(try parser.query(), relation: relation).query()
    }
}
