// Tests of a view that are answered by what is known of its tables.
//
//     unique(event_id)            'visit/' || visits.id, 'drug/' || drugs.id: both ids are keys,
//                                 and no text begins in both ways
//     not_null(event_date)        … where visits.day is not null
//     accepted_values(kind)       'visit', 'drug'
//     relationships(patient_id)   each visits.person_id is among the patients
//
// Rows that a condition leaves out make none of these wrong. What cannot be told is no answer: the
// view is read then.

import Columnar
import Projection

/// What is known of the rows of a table.
struct TableFacts {
    /// What was seen as they were made.
    let watch: KeyWatch?
    /// What tests of the table have shown.
    let passed: PassedTests

    func isFull(_ column: ViewArm.TableColumn) -> Bool {
        watch?.hasNoNull(column.name) == true || passed.full.contains(column.name)
    }

    /// Whether no two rows have the same value, as text too; NULL does not count.
    func isDistinct(_ column: ViewArm.TableColumn) -> Bool {
        if watch?.isDistinct(column.name, skipsNull: true) == true { return true }
        guard passed.distinct.contains(column.name) else { return false }
        // Texts and numbers beside each other may differ and be the same text, where the column
        // does not make one of the other.
        return switch column.affinity {
        case .text, .integer, .numeric: true
        case .blob, .real: false
        }
    }
}

/// Columns of a table, in lower case, that tests of this run have read.
struct PassedTests {
    /// Without NULL.
    var full: Set<String> = []
    /// Without a value that is there twice; none is a real or a blob.
    var distinct: Set<String> = []
}

/// The tests of one view.
struct ViewTests {
    let arms: [ViewArm]
    /// Of the tables of the arms, in their order.
    let facts: [TableFacts]

    /// Integers that a column of the view is made from.
    struct References: Sendable {
        let values: [Int64]
        /// Whether the view has them as texts.
        let isText: Bool
    }

    /// Whether the test certainly finds nothing.
    func passes(_ kind: TestShape.Kind) -> Bool {
        switch kind {
        case .noRow(let condition): return isNever(condition)
        case .distinct(let columns, let skipsNull):
            guard columns.count == 1 else { return false }
            return isDistinct(columns[0], skipsNull: skipsNull)
        case .known: return false
        }
    }

    /// The values that a column refers to other rows by; nil where they are not known.
    func references(_ column: String) -> [References]? {
        var found: [References] = []
        for (arm, facts) in zip(arms, facts) {
            guard let expression = expression(column, in: arm), let key = arm.key(expression),
                key.prefix.isEmpty, let values = facts.watch?.integers(key.column.name)
            else { return nil }
            found.append(References(values: values, isText: key.isText))
        }
        return found
    }

    // MARK: Conditions

    private func isNever(_ condition: String) -> Bool {
        var parser = SQLParser(condition)
        guard let syntax = try? parser.expression(), parser.cursor.isAtEnd else { return false }
        switch syntax.form {
        case .isNull(let part):
            guard case .name(let name) = part.form, name.table == nil else { return false }
            return isFull(name.column)
        case .not(let part):
            guard case .isIn(let value, let list) = part.form, case .name(let name) = value.form,
                name.table == nil
            else { return false }
            return isAmong(list, name.column)
        default: return false
        }
    }

    private func isFull(_ column: String) -> Bool {
        zip(arms, facts).allSatisfy { arm, facts in
            guard let expression = expression(column, in: arm) else { return false }
            return arm.isNeverNull(expression, where: facts.isFull)
        }
    }

    private func isAmong(_ list: [SQLExpression], _ column: String) -> Bool {
        var accepted: Set<Value> = []
        for item in list {
            guard case .literal(let value) = item.form else { return false }
            accepted.insert(value)
        }
        return arms.allSatisfy { arm in
            guard let expression = expression(column, in: arm) else { return false }
            return arm.texts(expression)?.isSubset(of: accepted) == true
        }
    }

    // MARK: Keys

    private func isDistinct(_ column: String, skipsNull: Bool) -> Bool {
        guard skipsNull || isFull(column) else { return false }
        var keys: [ViewArm.Key] = []
        for (arm, facts) in zip(arms, facts) {
            guard let expression = expression(column, in: arm), let key = arm.key(expression),
                facts.isDistinct(key.column)
            else { return false }
            keys.append(key)
        }
        if keys.count == 1 { return true }
        return keys.indices.allSatisfy { index in
            keys[index].isText
                && keys[..<index].allSatisfy { Self.differ($0.prefix, keys[index].prefix) }
        }
    }

    /// Whether no text begins with both.
    private static func differ(_ prefix: [UInt8], _ other: [UInt8]) -> Bool {
        zip(prefix, other).contains { $0 != $1 }
    }

    private func expression(_ column: String, in arm: ViewArm) -> Expression? {
        arm.expression(TestShape.plainName(column).lowercased())
    }
}
