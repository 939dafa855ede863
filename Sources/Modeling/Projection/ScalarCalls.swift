// Calls of SQLite's scalar functions, as far as they are computed on batches.
//
// Source: SQLite, "Built-In Scalar SQL Functions", "Date And Time Functions", "JSON Functions".

import Columnar
import JSON
import Projection

extension ExpressionBinder {
    /// - Parameter name: in lower case.
    func call(
        _ name: String, _ syntax: [SQLExpression]
    ) throws(NotComputed) -> BoundExpression {
        func take(_ counts: ClosedRange<Int>) throws(NotComputed) -> [BoundExpression] {
            guard counts.contains(syntax.count) else {
                let plural = syntax.count == 1 ? "" : "s"
                throw NotComputed("calls \(name)() with \(syntax.count) argument\(plural)")
            }
            return try bind(all: syntax)
        }
        switch name {
        case "json_extract": return try jsonExtract(try take(2...2))
        case "coalesce", "ifnull":
            let values = try take(2...(name == "ifnull" ? 2 : Int.max))
            let kinds = values.reduce(into: ValueKinds()) { $0.formUnion($1.kinds) }
            return try operation(.coalesce, values, kinds)
        case "nullif":
            let values = try take(2...2)
            // Unlike the operator =, the function sees values without the affinity of columns.
            return try operation(.nullIf, values, values[0].kinds)
        case "instr": return try operation(.inString, try take(2...2), .integer)
        case "substr", "substring":
            let values = try take(2...3)
            let kinds = values[0].kinds.intersection(.blob).union(.anyText)
            return try operation(.substring, values, kinds)
        case "length": return try operation(.length, try take(1...1), .integer)
        case "lower": return try operation(.lower, try take(1...1), .anyText)
        case "upper": return try operation(.upper, try take(1...1), .anyText)
        case "date": return try time(.date, try take(1...1))
        case "datetime": return try time(.dateTime, try take(1...1))
        default: throw NotComputed("calls \(name)()")
        }
    }

    private func jsonExtract(
        _ arguments: [BoundExpression]
    ) throws(NotComputed) -> BoundExpression {
        guard case .literal(.text(let path)) = arguments[1].expression else {
            throw NotComputed("calls json_extract() with a path that is no literal")
        }
        guard JSONPath(path, isOperand: false) != nil else {
            throw NotComputed("calls json_extract() with a path of its own kind")
        }
        let operation = ScalarOperation.jsonExtract(path: String(decoding: path, as: UTF8.self))
        return try self.operation(
            operation, [arguments[0]], [.integer, .real, .text, .word])
    }

    /// A date or time of a value; a literal may be 'now', which is another value in each run.
    private func time(
        _ operation: ScalarOperation, _ arguments: [BoundExpression]
    ) throws(NotComputed) -> BoundExpression {
        if case .literal = arguments[0].expression {
            throw NotComputed("makes a time of a literal")
        }
        return try self.operation(operation, arguments, .word)
    }
}
