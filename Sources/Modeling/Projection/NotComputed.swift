// Why a query is left to SQLite.

/// The query, or some part of it, is not computed on batches. No failure: SQLite runs it.
struct NotComputed: Error, Hashable {
    /// Behind "it": "uses ORDER BY", "calls min()".
    let reason: String

    init(_ reason: String) { self.reason = reason }
}

extension ModelingLimits {
    /// How deep the parts of an expression lie in each other, those of the columns it reads
    /// included: expressions are walked by recursion, on threads with small stacks.
    static let projectionHeightMax = 100
    /// Parts of all expressions of one query. Common table expressions are put in where they are
    /// read, so that few lines of text can ask for any number.
    static let projectionPartsMax = 50_000
}
