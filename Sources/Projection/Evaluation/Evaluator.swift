// Computes the nodes of a plan over frames.
//
//     node of a lower level      computed over the parent's rows, then handed down
//     node with a root           computed over the root's distinct values, then handed out by code
//     other                      computed over the rows of the frame

import Columnar

/// One worker's evaluation. One thread at a time.
final class Evaluator {
    let plan: ProjectionPlan
    let lookups: [LookupTable]
    private let makeFallback: () throws(LakeError) -> any ScalarFallback
    private var madeFallback: (any ScalarFallback)?
    /// Scratch memory for the keys of lookups.
    private var key: [UInt8] = []
    /// See `AddressedVector.glance`.
    var glanced: UInt8 = 0

    init(
        _ plan: ProjectionPlan, lookups: [LookupTable],
        makeFallback: @escaping () throws(LakeError) -> any ScalarFallback
    ) {
        self.plan = plan
        self.lookups = lookups
        self.makeFallback = makeFallback
    }

    /// The values of a node over the rows of a frame.
    ///
    /// - Throws: `LakeError` of a value that SQLite refuses as well, such as malformed JSON.
    func vector(_ index: Int, _ frame: Frame) throws(LakeError) -> AddressedVector {
        if let known = frame.vectors[index] { return known }
        let node = plan.nodes[index]
        let result: AddressedVector
        if node.level < frame.level, !node.leaves.isEmpty, let parent = frame.parent {
            result = try vector(index, parent).gathering(frame.parentRows)
        } else if !frame.isDistinct, let root = node.root,
            let distinct = frame.distinctValues(of: root, try vector(root, frame), &glanced)
        {
            result = try vector(index, distinct.frame).gathering(distinct.codes)
        } else {
            result = try compute(index, node, frame)
        }
        frame.vectors[index] = result
        return result
    }

    private func compute(
        _ index: Int, _ node: PlanNode, _ frame: Frame
    ) throws(LakeError) -> AddressedVector {
        switch node.operation {
        case .column, .item:
            throw LakeError(.internal, "a frame has no values of one of its columns")
        case .literal(let value):
            let vector = AddressedVector(count: frame.rowCount, isConstant: true)
            vector.set(0, value, in: frame.arena)
            return vector
        case .lookupRow(let lookup): return try lookupRows(lookup, node, frame)
        case .lookupColumn(let lookup, let column):
            return lookupColumn(
                lookups[lookup].columns[column], try vector(node.operands[0], frame), frame)
        case .jsonExtract(let path, let text):
            let operand = try vector(node.operands[0], frame)
            if let group = plan.pathGroups[index], try extract(group, operand, frame),
                let found = frame.vectors[index]
            {
                return found
            }
            return try jsonExtract(path, text, operand, frame)
        case .cast(let target): return try cast(vector(node.operands[0], frame), target, frame)
        case .choice: return try choice(node, frame)
        case .sum: return try sum(node, frame)
        case .call(let operation): return try call(operation, node, frame)
        }
    }

    private func call(
        _ operation: ScalarOperation, _ node: PlanNode, _ frame: Frame
    ) throws(LakeError) -> AddressedVector {
        var operands: [AddressedVector] = []
        for operand in node.operands { operands.append(try vector(operand, frame)) }
        switch operation {
        case .coalesce: return coalesce(operands, frame)
        case .isNull, .isNotNull: return isNull(operands[0], operation == .isNull, frame)
        case .nullIf: return try nullIf(operands, frame)
        case .inString: return try inString(operands, frame)
        case .substring: return try substring(operands, frame)
        case .length: return try length(operands[0], frame)
        case .lower, .upper: return try folded(operands[0], operation, frame)
        case .concatenate: return try concatenate(operands, frame)
        case .date, .dateTime: return try calendar(operation, operands[0], frame)
        case .add, .subtract, .multiply: return try arithmetic(operation, operands, frame)
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
            return try comparison(operation, operands, frame)
        case .isIn: return try isIn(operands, frame)
        case .and, .or, .not: return try logic(operation, operands, frame)
        case .jsonExtract:
            throw LakeError(.internal, "json_extract() has a node of its own")
        }
    }

    // MARK: Values that SQLite is asked for

    /// Sets a row to what SQLite answers.
    func ask(
        _ sql: String, _ arguments: [Value], _ target: AddressedVector, _ row: Int, _ frame: Frame
    ) throws(LakeError) {
        let fallback: any ScalarFallback
        if let madeFallback {
            fallback = madeFallback
        } else {
            fallback = try makeFallback()
            madeFallback = fallback
        }
        target.set(row, try fallback.value(of: sql, arguments), in: frame.arena)
    }

    func ask(
        _ operation: ScalarOperation, _ operands: [AddressedVector], _ target: AddressedVector,
        _ row: Int, _ frame: Frame
    ) throws(LakeError) {
        try ask(
            operation.sql(operandCount: operands.count), operands.map { $0.value(row) }, target,
            row,
            frame)
    }

    // MARK: Lookups

    private func lookupRows(
        _ lookup: Int, _ node: PlanNode, _ frame: Frame
    ) throws(LakeError) -> AddressedVector {
        var keys: [AddressedVector] = []
        for operand in node.operands { keys.append(try vector(operand, frame)) }
        let result = AddressedVector(count: frame.rowCount)
        let table = lookups[lookup]
        for row in 0..<frame.rowCount {
            if let found = table.row(keys, row, &key) {
                result.set(row, Int64(found))
            } else {
                result.setNull(row)
            }
        }
        return result
    }

    private func lookupColumn(
        _ column: AddressedVector, _ rows: AddressedVector, _ frame: Frame
    ) -> AddressedVector {
        let result = AddressedVector(count: frame.rowCount)
        var row = 0
        while row < frame.rowCount {
            if rows.kind(row) == ValueKind.null {
                result.setNull(row)
            } else {
                result.set(row, from: column, Int(truncatingIfNeeded: rows.word(row)))
            }
            row &+= 1
        }
        return result
    }
}
