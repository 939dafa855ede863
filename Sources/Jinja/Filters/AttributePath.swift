// The attribute by which filters such as `map` and `sort` look at an item: `a.b.0`, or a number.

import Columnar

struct AttributePath {
    private let parts: [JinjaValue]
    private let standard: JinjaValue?

    /// - Parameters:
    ///   - attribute: nil for the item itself.
    ///   - standard: what an item without the attribute gives.
    /// - Throws: `LakeError.invalidInput` for what is neither text nor number.
    init(_ attribute: JinjaValue?, standard: JinjaValue? = nil) throws(LakeError) {
        self.standard = standard
        switch attribute {
        case nil, .some(.none): parts = []
        case .int: parts = attribute.map { [$0] } ?? []
        case .string(let text):
            parts = text.split(separator: ".", omittingEmptySubsequences: false).map { part in
                part.utf8.allSatisfy(ASCII.isDigit)
                    ? Int64(part).map { .int($0) } ?? .string(String(part)) : .string(String(part))
            }
        default: throw LakeError(.invalidInput, "the name of an attribute is a text")
        }
    }

    func value(of item: JinjaValue, _ rendering: Rendering) throws(LakeError) -> JinjaValue {
        var value = item
        for part in parts {
            value = try rendering.item(part, of: value)
            if value.isUndefined, let standard { value = standard }
        }
        return value
    }
}

/// What items are sorted by: one attribute or several with commas between, upper and lower case
/// being the same unless told otherwise.
struct SortKey {
    private let paths: [AttributePath]
    private let isCaseSensitive: Bool

    init(
        _ attribute: JinjaValue?, isCaseSensitive: Bool, allowsSeveral: Bool = false,
        standard: JinjaValue? = nil
    ) throws(LakeError) {
        self.isCaseSensitive = isCaseSensitive
        if allowsSeveral, case .string(let text) = attribute {
            var paths: [AttributePath] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                paths.append(try AttributePath(.string(String(part)), standard: standard))
            }
            self.paths = paths
        } else {
            paths = [try AttributePath(attribute, standard: standard)]
        }
    }

    func value(of item: JinjaValue, _ rendering: Rendering) throws(LakeError) -> JinjaValue {
        var values: [JinjaValue] = []
        for path in paths {
            let value = try path.value(of: item, rendering)
            if !isCaseSensitive, case .string(let text) = value {
                try rendering.budget.spend(textBytes: text.utf8.count)
                values.append(.string(text.lowercased()))
            } else {
                values.append(value)
            }
        }
        return values.count == 1 ? values[0] : .list(values)
    }

    /// The items in order, with what they were sorted by.
    func sorted(
        _ items: [JinjaValue], isReversed: Bool, _ rendering: Rendering
    ) throws(LakeError) -> [(item: JinjaValue, key: JinjaValue)] {
        var pairs: [(item: JinjaValue, key: JinjaValue)] = []
        for item in items { pairs.append((item, try value(of: item, rendering))) }
        return try sortStably(pairs) { (first, second) throws(LakeError) in
            let order =
                isReversed
                ? try second.key.order(to: first.key, rendering.budget)
                : try first.key.order(to: second.key, rendering.budget)
            return (order ?? 0) < 0
        }
    }
}
