// Syntax to expressions on batches: names are resolved, and what SQLite would do beyond the plain
// operation is said in full or left to it.
//
//     case t.kind when 'a' then 1 end     choice([when: equal(column(3), 'a'), then: 1], null)
//     x between 1 and 2                   and(greaterOrEqual(x, 1), lessOrEqual(x, 2))
//
// Source: SQLite, "SQL Language Expressions".

import Columnar
import Projection

/// Binds the expressions of one SELECT.
struct ExpressionBinder {
    let scope: NameScope

    /// - Throws: when some part is left to SQLite.
    func bind(_ syntax: SQLExpression) throws(NotComputed) -> BoundExpression {
        switch syntax.form {
        case .literal(let value): return BoundExpression(value)
        case .name(let name): return try column(name)
        case .call(let name, let arguments): return try call(name, arguments)
        case .cast(let value, let type): return try cast(try bind(value), type)
        case .choice(let subject, let branches, let otherwise):
            return try choice(subject, branches, otherwise)
        case .negative(let part):
            // SQLite subtracts from zero too.
            let value = try bind(part)
            return try operation(.subtract, [BoundExpression(.integer(0)), value], .number)
        case .positive(let part): return BoundExpression(try bind(part), affinity: nil)
        case .not(let part): return try test(.not, [try boolean(part)])
        case .binary(let operation, let left, let right):
            return try binary(operation, left, right)
        case .isNull(let part): return try test(.isNull, [try bind(part)])
        case .isNotNull(let part): return try test(.isNotNull, [try bind(part)])
        case .isIn(let value, let values):
            let value = try bind(value)
            let values = try bind(all: values).map { (item) throws(NotComputed) in
                try compared(item, in: value)
            }
            return try test(.isIn, [value] + values)
        case .between(let value, let low, let high):
            let value = try bind(value)
            let above = try comparison(.greaterOrEqual, value, try bind(low))
            let below = try comparison(.lessOrEqual, value, try bind(high))
            return try test(.and, [above, below])
        case .sum(let value, let items, let alias):
            return try sum(value, items: items, alias: alias)
        }
    }

    func bind(all syntax: [SQLExpression]) throws(NotComputed) -> [BoundExpression] {
        try syntax.map { (part) throws(NotComputed) in try bind(part) }
    }

    /// Binds what is tested for truth. SQLite takes any value for a condition, texts by the number
    /// that they begin with; here only what can be nothing but 0, 1 or NULL.
    func boolean(_ syntax: SQLExpression) throws(NotComputed) -> BoundExpression {
        let bound = try bind(syntax)
        guard bound.isBoolean else {
            throw NotComputed("has a condition that is no comparison")
        }
        return bound
    }

    private func column(_ name: SQLName) throws(NotComputed) -> BoundExpression {
        if let column = try scope.column(name) {
            guard let value = column.value else {
                throw NotComputed("reads \(column.name) of json_each")
            }
            return value
        }
        // Words that SQLite takes for numbers where no column is called so.
        if name.table == nil, !name.isQuoted {
            let word = FoldedName(name.column)
            if word == "true" { return BoundExpression(.integer(1)) }
            if word == "false" { return BoundExpression(.integer(0)) }
        }
        throw NotComputed("has a name that is no column: \(name.column)")
    }

    // MARK: Operations

    func operation(
        _ operation: ScalarOperation, _ operands: [BoundExpression], _ kinds: ValueKinds
    ) throws(NotComputed) -> BoundExpression {
        try BoundExpression(
            .call(operation, operands.map(\.expression)), over: operands, kinds: kinds)
    }

    /// An operation that gives 0, 1 or NULL.
    func test(
        _ operation: ScalarOperation, _ operands: [BoundExpression]
    ) throws(NotComputed) -> BoundExpression {
        try BoundExpression(
            .call(operation, operands.map(\.expression)), over: operands, kinds: .integer,
            isBoolean: true)
    }

    private func binary(
        _ syntax: SQLOperation, _ left: SQLExpression, _ right: SQLExpression
    ) throws(NotComputed) -> BoundExpression {
        switch syntax {
        case .or: return try test(.or, [try boolean(left), try boolean(right)])
        case .and: return try test(.and, [try boolean(left), try boolean(right)])
        default: break
        }
        let left = try bind(left)
        let right = try bind(right)
        return switch syntax {
        case .equal: try comparison(.equal, left, right)
        case .notEqual: try comparison(.notEqual, left, right)
        case .less: try comparison(.less, left, right)
        case .lessOrEqual: try comparison(.lessOrEqual, left, right)
        case .greater: try comparison(.greater, left, right)
        case .greaterOrEqual: try comparison(.greaterOrEqual, left, right)
        case .add: try operation(.add, [left, right], .number)
        case .subtract: try operation(.subtract, [left, right], .number)
        case .multiply: try operation(.multiply, [left, right], .number)
        case .concatenate: try operation(.concatenate, [left, right], .anyText)
        case .or, .and: throw NotComputed("has a condition that is no comparison")
        }
    }

    // MARK: Forms of their own

    private func cast(
        _ value: BoundExpression, _ type: String
    ) throws(NotComputed) -> BoundExpression {
        let affinity = ColumnAffinity(declaredType: type)
        if value.expression == .literal(.null) {
            return BoundExpression(.literal(.null), affinity, kinds: [])
        }
        let (target, kinds): (CastTarget, ValueKinds) =
            switch affinity {
            case .text: (.text, .anyText)
            case .integer: (.integer, .integer)
            case .real: (.real, .real)
            case .blob, .numeric: throw NotComputed("casts to \(type.uppercased())")
            }
        return try BoundExpression(
            .cast(value.expression, target), over: [value], affinity: affinity, kinds: kinds)
    }

    private func choice(
        _ subject: SQLExpression?, _ branches: [SQLExpression.Branch], _ otherwise: SQLExpression?
    ) throws(NotComputed) -> BoundExpression {
        let subject = if let subject { try bind(subject) } else { nil as BoundExpression? }
        let last = if let otherwise { try bind(otherwise) } else { BoundExpression(.null) }
        var parts = [last]
        var kinds = last.kinds
        var isBoolean = last.isBoolean || last.kinds.isEmpty
        var bound: [Expression.Branch] = []
        for branch in branches {
            let condition =
                if let subject {
                    try comparison(.equal, subject, try bind(branch.condition))
                } else {
                    try boolean(branch.condition)
                }
            let value = try bind(branch.value)
            bound.append(Expression.Branch(when: condition.expression, then: value.expression))
            parts += [condition, value]
            kinds.formUnion(value.kinds)
            isBoolean = isBoolean && (value.isBoolean || value.kinds.isEmpty)
        }
        return try BoundExpression(
            .choice(bound, otherwise: last.expression), over: parts, kinds: kinds,
            isBoolean: isBoolean)
    }

    private func sum(
        _ value: SQLExpression, items: SQLExpression, alias: String
    ) throws(NotComputed) -> BoundExpression {
        guard scope.levels.count == 1 else { throw NotComputed("has a sum inside a sum") }
        var scope = scope
        scope.levels.append([ScopeMember(list: alias, level: 2)])
        let inner = ExpressionBinder(scope: scope)
        let items = try inner.bind(items)
        let value = try inner.bind(value)
        guard items.reads.isDisjoint(with: [.innerItem, .sum]) else {
            throw NotComputed("has a list that is made of its own items")
        }
        // A sum of nothing but outer columns is SQLite's sum over the outer rows.
        guard value.reads.contains(.innerItem), !value.reads.contains(.sum) else {
            throw NotComputed("has a sum of other things than items")
        }
        let bound = try BoundExpression(
            .sum(items: items.expression, value: value.expression), over: [items, value],
            kinds: .number)
        let reads = bound.reads.subtracting(.innerItem).union(.sum)
        return BoundExpression(bound, affinity: nil, reads: reads)
    }
}
