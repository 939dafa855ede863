// Puts the models that are no relations of their own in front of the statement that reads them.
//
//     select * from __dbt__cte__x      →  with __dbt__cte__x as (…) select * from __dbt__cte__x
//     with a as (…) select * from a    →  with __dbt__cte__x as (…), a as (…) select * from a
//
// Source: dbt documentation, "Materializations", "Ephemeral".

/// The name under which a statement reads an ephemeral model.
func ephemeralName(_ model: String) -> String { "__dbt__cte__" + model }

/// The statement with common table expressions in front.
///
/// - Parameter models: names and SQL, those that are read first.
func injecting(_ models: [(name: String, sql: String)], into sql: String) -> String {
    guard !models.isEmpty else { return sql }
    let expressions = models.map { "\($0.name) as (\n\($0.sql)\n)" }.joined(separator: ", ")
    let tokens = SQLTokens(sql)
    guard tokens.isKeyword(0, "with") else { return "with \(expressions)\n\(sql)" }
    let last = tokens.isKeyword(1, "recursive") ? 1 : 0
    let end = tokens.tokens[last].range.upperBound
    return tokens.text(0..<end) + " " + expressions + ", "
        + tokens.text(end..<tokens.bytes.count)
}
