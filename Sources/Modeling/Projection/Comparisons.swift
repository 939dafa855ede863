// Comparisons, with the affinity that SQLite gives their operands.
//
//     left \ right   none      BLOB   TEXT      numeric
//     none           as is     as is  to text   as is, without texts that look like numbers
//     BLOB           as is     as is  as is     the same
//     TEXT           to text   as is  as is     the same
//     numeric        the same in all: where a text may look like a number, SQLite compares
//
// TEXT affinity makes text of numbers and leaves all else alone; so does CAST AS TEXT, but for
// blobs.
// Source: SQLite, "Datatypes In SQLite", section 4.2, and sqlite3CompareAffinity().

import Columnar
import Projection

extension ExpressionBinder {
    /// Compares two operands.
    ///
    /// - Throws: where SQLite would make numbers of texts first.
    func comparison(
        _ operation: ScalarOperation, _ left: BoundExpression, _ right: BoundExpression
    ) throws(NotComputed) -> BoundExpression {
        let (left, right) = try operands(left, right)
        return try test(operation, [left, right])
    }

    /// Both operands as they are compared.
    func operands(
        _ left: BoundExpression, _ right: BoundExpression
    ) throws(NotComputed) -> (BoundExpression, BoundExpression) {
        guard left.hasKnownAffinity, right.hasKnownAffinity else {
            throw NotComputed("compares a column of several types")
        }
        if left.affinity?.isNumeric == true || right.affinity?.isNumeric == true {
            try requireNoNumericText(left)
            try requireNoNumericText(right)
            return (left, right)
        }
        return switch (left.affinity, right.affinity) {
        case (nil, .text): (try asText(left), right)
        case (.text, nil): (left, try asText(right))
        default: (left, right)
        }
    }

    /// A value of the list of IN: only the affinity of the left side counts.
    func compared(
        _ item: BoundExpression, in value: BoundExpression
    ) throws(NotComputed) -> BoundExpression {
        try operands(value, BoundExpression(item, affinity: nil)).1
    }

    private func requireNoNumericText(_ operand: BoundExpression) throws(NotComputed) {
        guard !operand.kinds.contains(.text) else {
            throw NotComputed("compares numbers with what may be text")
        }
    }

    private func asText(_ operand: BoundExpression) throws(NotComputed) -> BoundExpression {
        if operand.kinds.isSubset(of: .anyText) { return operand }
        guard !operand.kinds.contains(.blob) else {
            throw NotComputed("compares text with what may be a blob")
        }
        return try BoundExpression(
            .cast(operand.expression, .text), over: [operand], kinds: .anyText)
    }
}
