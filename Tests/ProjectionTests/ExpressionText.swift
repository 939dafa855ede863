// Expressions as SQL, so that SQLite can be asked for the same values.

import Columnar
import Projection

/// Writes expressions over the columns of a test's tables.
struct ExpressionText {
    let columns: [String]
    let lookups: [Lookup]

    func sql(_ expression: Expression) -> String {
        switch expression {
        case .column(let index): "t." + columns[index]
        case .item(let level, let part): "\(level == 1 ? "i" : "j").\(part)"
        case .lookup(let lookup, let column): "l\(lookup)." + lookups[lookup].columns[column]
        case .literal(let value): sql(value)
        case .cast(let value, .text): "CAST(\(sql(value)) AS TEXT)"
        case .cast(let value, .integer): "CAST(\(sql(value)) AS INTEGER)"
        case .cast(let value, .real): "CAST(\(sql(value)) AS REAL)"
        case .choice(let branches, let otherwise):
            "CASE "
                + branches.map { "WHEN \(sql($0.condition)) THEN \(sql($0.value))" }
                .joined(separator: " ") + " ELSE \(sql(otherwise)) END"
        case .sum(let items, let value):
            "(SELECT sum(\(sql(value))) FROM json_each(\(sql(items))) AS j)"
        case .call(let operation, let operands): sql(operation, operands.map { sql($0) })
        }
    }

    private func sql(_ operation: ScalarOperation, _ operands: [String]) -> String {
        func function(_ name: String) -> String {
            "\(name)(\(operands.joined(separator: ", ")))"
        }
        // A unary plus takes the affinity of columns away, as in the expressions themselves.
        func binary(_ symbol: String) -> String {
            "(" + operands.map { "+" + $0 }.joined(separator: " \(symbol) ") + ")"
        }
        return switch operation {
        case .jsonExtract(let path): "json_extract(\(operands[0]), '\(path)')"
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
        case .isNull: "(\(operands[0]) IS NULL)"
        case .isNotNull: "(\(operands[0]) IS NOT NULL)"
        case .isIn:
            "(+\(operands[0]) IN (\(operands.dropFirst().joined(separator: ", "))))"
        case .and: binary("AND")
        case .or: binary("OR")
        case .not: "(NOT \(operands[0]))"
        }
    }

    func sql(_ value: Value) -> String {
        switch value {
        case .null: "NULL"
        case .integer(.min): "(-9223372036854775807 - 1)"
        case .integer(let integer): "(\(integer))"
        case .real(let real): real.isInfinite ? (real > 0 ? "9e999" : "-9e999") : "(\(real))"
        case .text(let bytes):
            "CAST(x'\(hexadecimal(bytes))' AS TEXT)"
        case .blob(let bytes): "x'\(hexadecimal(bytes))'"
        }
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
