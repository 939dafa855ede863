// What batches do not decide value by value: SQLite is asked for the one value.

package import Columnar

/// SQLite's own functions. One thread at a time.
///
/// The fast ways of this target know the usual values: numbers of at most 18 characters, times as
/// FHIR writes them, texts without NUL. Others are rare but have an answer, and it is SQLite's.
package protocol ScalarFallback: AnyObject {
    /// The value of an SQL expression with parameters ?1, ?2, ….
    ///
    /// - Throws: `LakeError` with SQLite's message, such as "malformed JSON".
    func value(of expression: String, _ arguments: [Value]) throws(LakeError) -> Value
}

extension ScalarOperation {
    /// The call in SQL with parameters for its operands.
    func sql(operandCount: Int) -> String {
        let parameters = (1...max(operandCount, 1)).map { "?\($0)" }
        func function(_ name: String) -> String {
            "\(name)(\(parameters.joined(separator: ", ")))"
        }
        func binary(_ symbol: String) -> String { parameters.joined(separator: " \(symbol) ") }
        return switch self {
        case .jsonExtract(let path):
            "json_extract(?1, '\(path.replacing("'", with: "''"))')"
        case .coalesce: function("coalesce")
        case .nullIf: function("nullif")
        case .inString: function("instr")
        case .substring: function("substr")
        case .length: function("length")
        case .lower: function("lower")
        case .upper: function("upper")
        case .date: function("date")
        case .dateTime: function("datetime")
        case .concatenate: binary("||")
        case .add: binary("+")
        case .subtract: binary("-")
        case .multiply: binary("*")
        case .equal: binary("=")
        case .notEqual: binary("<>")
        case .less: binary("<")
        case .lessOrEqual: binary("<=")
        case .greater: binary(">")
        case .greaterOrEqual: binary(">=")
        case .isNull: "?1 IS NULL"
        case .isNotNull: "?1 IS NOT NULL"
        case .isIn: "?1 IN (\(parameters.dropFirst().joined(separator: ", ")))"
        case .and: binary("AND")
        case .or: binary("OR")
        case .not: "NOT ?1"
        }
    }
}

extension CastTarget {
    var sql: String {
        switch self {
        case .text: "CAST(?1 AS TEXT)"
        case .integer: "CAST(?1 AS INTEGER)"
        case .real: "CAST(?1 AS REAL)"
        }
    }
}
