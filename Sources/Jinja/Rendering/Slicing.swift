// `value[start:end:step]`, as in Python: parts that do not exist are left out silently.

import Columnar

struct Slicing {
    private let start: Int?
    private let end: Int?
    private let step: Int

    /// - Throws: `LakeError.invalidInput` for bounds that are no whole numbers, and for step 0.
    init(_ start: JinjaValue, _ end: JinjaValue, _ step: JinjaValue) throws(LakeError) {
        self.start = try Self.bound(start)
        self.end = try Self.bound(end)
        self.step = try Self.bound(step) ?? 1
        if self.step == 0 { throw LakeError(.invalidInput, "the step of a slice is not 0") }
    }

    private static func bound(_ value: JinjaValue) throws(LakeError) -> Int? {
        switch value {
        case .none: return nil
        case .int(let number): return Int(number)
        case .bool(let flag): return flag ? 1 : 0
        case .undefined(let undefined): throw JinjaFailure.undefined(undefined)
        default:
            throw LakeError(
                .invalidInput, "the bounds of a slice are whole numbers, not \(value.typeName)")
        }
    }

    /// - Throws: `LakeError.invalidInput` for a value that has no order.
    func slice(_ value: JinjaValue, _ budget: WorkBudget) throws(LakeError) -> JinjaValue {
        switch value {
        case .list(let list):
            try budget.spend(items: list.items.count)
            return .list(slice(list.items))
        case .tuple(let tuple):
            try budget.spend(items: tuple.items.count)
            return .tuple(slice(tuple.items))
        case .string(let text):
            try budget.spend(textBytes: text.utf8.count)
            return .string(String(String.UnicodeScalarView(slice(Array(text.unicodeScalars)))))
        case .undefined(let undefined): throw JinjaFailure.undefined(undefined)
        default: throw LakeError(.invalidInput, "'\(value.typeName)' cannot be sliced")
        }
    }

    private func slice<Item>(_ items: [Item]) -> [Item] {
        let count = items.count
        let low = step > 0 ? 0 : -1
        let high = step > 0 ? count : count - 1
        func clamp(_ bound: Int?, _ standard: Int) -> Int {
            guard let bound else { return standard }
            // Cannot overflow: the one is negative, the other is not.
            let place = bound < 0 ? bound + count : bound
            return min(max(place, low), high)
        }
        var index = clamp(start, step > 0 ? low : high)
        let end = clamp(end, step > 0 ? high : low)
        var sliced: [Item] = []
        while step > 0 ? index < end : index > end {
            sliced.append(items[index])
            let (next, isOverflow) = index.addingReportingOverflow(step)
            if isOverflow { break }
            index = next
        }
        return sliced
    }
}
