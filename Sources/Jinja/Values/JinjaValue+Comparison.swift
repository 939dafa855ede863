// Equality and order of values, as Python has them: numbers of all types compare by their value,
// texts by code point, lists item by item.

package import Columnar

extension JinjaValue {
    /// The number that a value counts as in arithmetic.
    enum Number {
        case int(Int64)
        case float(Double)

        var real: Double {
            switch self {
            case .int(let value): Double(value)
            case .float(let value): value
            }
        }
    }

    /// Whole or real; true and false are 1 and 0.
    var number: Number? {
        switch self {
        case .bool(let value): .int(value ? 1 : 0)
        case .int(let value): .int(value)
        case .float(let value): .float(value)
        default: nil
        }
    }

    /// The items of a list or a tuple.
    var sequence: [JinjaValue]? {
        switch self {
        case .list(let list): list.items
        case .tuple(let tuple): tuple.items
        default: nil
        }
    }

    /// Whether `==` holds.
    ///
    /// - Throws: `LakeError.limit` for values that lie too deep in others.
    package func isEqual(
        to other: JinjaValue, _ budget: WorkBudget = WorkBudget(), depth: Int = 0
    ) throws(LakeError) -> Bool {
        try budget.spend()
        switch (self, other) {
        case (.string(let first), .string(let second)): return isSameText(first, second)
        case (.none, .none), (.undefined, .undefined): return true
        case (.list(let first), .list(let second)):
            if first === second { return true }
            return try Self.areEqual(first.items, second.items, budget, depth)
        case (.tuple(let first), .tuple(let second)):
            if first === second { return true }
            return try Self.areEqual(first.items, second.items, budget, depth)
        case (.dict(let first), .dict(let second)):
            if first === second { return true }
            return try Self.areEqual(first, second, budget, depth)
        case (.callable(let first), .callable(let second)): return first === second
        case (.object(let first), .object(let second)): return first.isEqual(to: second)
        default:
            guard let first = number, let second = other.number else { return false }
            return Self.order(first, second) == 0
        }
    }

    private static func areEqual(
        _ first: [JinjaValue], _ second: [JinjaValue], _ budget: WorkBudget, _ depth: Int
    ) throws(LakeError) -> Bool {
        guard depth < JinjaLimits.valueDepthMax else { throw JinjaFailure.depth }
        guard first.count == second.count else { return false }
        for (item, other) in zip(first, second)
        where try !item.isEqual(to: other, budget, depth: depth + 1) {
            return false
        }
        return true
    }

    private static func areEqual(
        _ first: JinjaDictionary, _ second: JinjaDictionary, _ budget: WorkBudget, _ depth: Int
    ) throws(LakeError) -> Bool {
        guard depth < JinjaLimits.valueDepthMax else { throw JinjaFailure.depth }
        guard first.count == second.count else { return false }
        for (key, value) in zip(first.keys, first.values) {
            guard let other = try second.value(key),
                try value.isEqual(to: other, budget, depth: depth + 1)
            else { return false }
        }
        return true
    }

    /// Negative, 0 or positive; nil when one is not a number (NaN).
    static func order(_ first: Number, _ second: Number) -> Int? {
        switch (first, second) {
        case (.int(let first), .int(let second)):
            return first < second ? -1 : first == second ? 0 : 1
        case (.int(let first), .float(let second)):
            return order(whole: first, second)
        case (.float(let first), .int(let second)):
            return order(whole: second, first).map { -$0 }
        case (.float(let first), .float(let second)):
            return first < second ? -1 : first == second ? 0 : first > second ? 1 : nil
        }
    }

    /// Exact, also where a real number cannot hold every whole one.
    private static func order(whole first: Int64, _ second: Double) -> Int? {
        if second.isNaN { return nil }
        if second >= 0x1p63 { return -1 }
        if second < -0x1p63 { return 1 }
        let floor = second.rounded(.down)
        // Safe: between -2^63 and 2^63, both checked above.
        let whole = Int64(floor)
        if first != whole { return first < whole ? -1 : 1 }
        return second > floor ? -1 : 0
    }

    /// How the two are ordered: negative, 0 or positive; nil when one is not a number (NaN).
    ///
    /// - Throws: `LakeError.invalidInput` for values without an order, such as a number and a text.
    package func order(
        to other: JinjaValue, symbol: String = "<", _ budget: WorkBudget = WorkBudget(),
        depth: Int = 0
    ) throws(LakeError) -> Int? {
        try budget.spend()
        switch (self, other) {
        case (.string(let first), .string(let second)):
            if isSameText(first, second) { return 0 }
            return first.utf8.lexicographicallyPrecedes(second.utf8) ? -1 : 1
        case (.list(let first), .list(let second)):
            return try Self.order(first.items, second.items, symbol, budget, depth)
        case (.tuple(let first), .tuple(let second)):
            return try Self.order(first.items, second.items, symbol, budget, depth)
        default:
            guard let first = number, let second = other.number else {
                throw JinjaFailure.operands(symbol, self, other)
            }
            return Self.order(first, second)
        }
    }

    private static func order(
        _ first: [JinjaValue], _ second: [JinjaValue], _ symbol: String, _ budget: WorkBudget,
        _ depth: Int
    ) throws(LakeError) -> Int? {
        guard depth < JinjaLimits.valueDepthMax else { throw JinjaFailure.depth }
        for (item, other) in zip(first, second)
        where try !item.isEqual(to: other, budget, depth: depth + 1) {
            return try item.order(to: other, symbol: symbol, budget, depth: depth + 1)
        }
        return first.count < second.count ? -1 : first.count == second.count ? 0 : 1
    }
}

/// Sorts so that equal items keep their order.
///
/// - Parameter precedes: whether the first of two must come first.
/// - Complexity: O(n log n) comparisons.
func sortStably<Item>(
    _ items: [Item], by precedes: (Item, Item) throws(LakeError) -> Bool
) throws(LakeError) -> [Item] {
    var source = items
    var width = 1
    while width < source.count {
        var merged: [Item] = []
        merged.reserveCapacity(source.count)
        var start = 0
        while start < source.count {
            let middle = min(start + width, source.count)
            let end = min(start + 2 * width, source.count)
            var left = start
            var right = middle
            while left < middle, right < end {
                if try precedes(source[right], source[left]) {
                    merged.append(source[right])
                    right += 1
                } else {
                    merged.append(source[left])
                    left += 1
                }
            }
            merged += source[left..<middle]
            merged += source[right..<end]
            start = end
        }
        source = merged
        width *= 2
    }
    return source
}
