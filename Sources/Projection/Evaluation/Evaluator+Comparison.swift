// =, <>, <, <=, >, >=, IN: NULL where an operand is NULL.
// Source: SQLite, "SQL Language Expressions", sections 2 and 10.

import Columnar

extension Evaluator {
    func comparison(
        _ operation: ScalarOperation, _ operands: [AddressedVector], _ frame: Frame
    ) throws(LakeError) -> AddressedVector {
        let (left, right) = (operands[0], operands[1])
        let result = AddressedVector(count: frame.rowCount)
        var row = 0
        while row < frame.rowCount {
            if left.kind(row) == ValueKind.null || right.kind(row) == ValueKind.null {
                result.setNull(row)
            } else {
                let order = ValueOrder.compare(left, row, right, row)
                let holds =
                    switch operation {
                    case .equal: order == 0
                    case .notEqual: order != 0
                    case .less: order < 0
                    case .lessOrEqual: order <= 0
                    case .greater: order > 0
                    default: order >= 0
                    }
                result.set(row, holds ? Int64(1) : 0)
            }
            row &+= 1
        }
        return result
    }

    func isIn(_ operands: [AddressedVector], _ frame: Frame) throws(LakeError) -> AddressedVector {
        let result = AddressedVector(count: frame.rowCount)
        let left = operands[0]
        for row in 0..<frame.rowCount {
            guard left.kind(row) != ValueKind.null else {
                result.setNull(row)
                continue
            }
            var isFound = false
            var hasNull = false
            var place = 1
            while place < operands.count, !isFound {
                if operands[place].kind(row) == ValueKind.null {
                    hasNull = true
                } else {
                    isFound = ValueOrder.compare(left, row, operands[place], row) == 0
                }
                place += 1
            }
            if isFound {
                result.set(row, Int64(1))
            } else if hasNull {
                result.setNull(row)
            } else {
                result.set(row, Int64(0))
            }
        }
        return result
    }
}
