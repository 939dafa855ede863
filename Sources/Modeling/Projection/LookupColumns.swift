// Which columns of its lookups a query reads: the others are left out.

import Projection

extension ProjectionQuery {
    /// The same query whose lookups have the columns only that it reads, in the order of their
    /// tables. Lookups that nothing is read of stay: they too must have one row at most.
    var withUsedLookupColumns: ProjectionQuery {
        var used = lookups.map { Set($0.keys.map(\.column)) }
        for lookup in lookups {
            for key in lookup.keys { key.expression.noteLookups(&used) }
        }
        for column in columns { column.expression.noteLookups(&used) }
        let kept = used.map { $0.sorted() }
        let positions = kept.map { columns in
            Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
        }
        let narrow = lookups.enumerated().map { index, lookup in
            Lookup(
                relation: lookup.relation, columns: kept[index].map { lookup.columns[$0] },
                keys: lookup.keys.map { key in
                    Lookup.Key(
                        key.expression.renumbered(positions),
                        equals: positions[index][key.column] ?? 0)
                })
        }
        return ProjectionQuery(
            source: source, conditions: conditions, items: items, lookups: narrow,
            columns: columns.map { Column($0.name, $0.expression.renumbered(positions)) })
    }
}

extension Expression {
    fileprivate func noteLookups(_ used: inout [Set<Int>]) {
        switch self {
        case .lookup(let index, let column): used[index].insert(column)
        case .column, .item, .literal: break
        case .call(_, let operands):
            for operand in operands { operand.noteLookups(&used) }
        case .cast(let value, _): value.noteLookups(&used)
        case .choice(let branches, let otherwise):
            for branch in branches {
                branch.condition.noteLookups(&used)
                branch.value.noteLookups(&used)
            }
            otherwise.noteLookups(&used)
        case .sum(let items, let value):
            items.noteLookups(&used)
            value.noteLookups(&used)
        }
    }

    /// - Parameter positions: where the columns of each lookup are from now on.
    fileprivate func renumbered(_ positions: [[Int: Int]]) -> Expression {
        switch self {
        case .lookup(let index, let column):
            .lookup(index, column: positions[index][column] ?? 0)
        case .column, .item, .literal: self
        case .call(let operation, let operands):
            .call(operation, operands.map { $0.renumbered(positions) })
        case .cast(let value, let target): .cast(value.renumbered(positions), target)
        case .choice(let branches, let otherwise):
            .choice(
                branches.map {
                    Branch(
                        when: $0.condition.renumbered(positions),
                        then: $0.value.renumbered(positions))
                },
                otherwise: otherwise.renumbered(positions))
        case .sum(let items, let value):
            .sum(items: items.renumbered(positions), value: value.renumbered(positions))
        }
    }
}
