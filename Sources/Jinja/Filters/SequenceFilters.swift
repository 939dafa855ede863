// Filters of lists and of whatever can be looped over. Where Jinja gives a generator, these give a
// list, which can be printed, counted and indexed.

import Columnar

enum SequenceFilters {
    static let all: [String: Filters.Filter] = [
        "length": length, "count": length,
        "list": { (value, arguments) throws(LakeError) in .list(try items(value, arguments)) },
        "first": { (value, arguments) throws(LakeError) in
            try items(value, arguments).first ?? missing("there is no first item")
        },
        "last": { (value, arguments) throws(LakeError) in
            try items(value, arguments).last ?? missing("there is no last item")
        },
        "reverse": { (value, arguments) throws(LakeError) in
            if case .string(let text) = value {
                try arguments.rendering.budget.spend(textBytes: text.utf8.count)
                return .string(String(String.UnicodeScalarView(text.unicodeScalars.reversed())))
            }
            return .list(try items(value, arguments).reversed())
        },
        "join": join,
        "sum": sum,
        "min": { (value, arguments) throws(LakeError) in try extreme(value, arguments, -1) },
        "max": { (value, arguments) throws(LakeError) in try extreme(value, arguments, 1) },
        "sort": sort,
        "unique": unique,
        "map": map,
        "select": { (value, arguments) throws(LakeError) in
            try select(value, arguments, byAttribute: false, keeping: true)
        },
        "reject": { (value, arguments) throws(LakeError) in
            try select(value, arguments, byAttribute: false, keeping: false)
        },
        "selectattr": { (value, arguments) throws(LakeError) in
            try select(value, arguments, byAttribute: true, keeping: true)
        },
        "rejectattr": { (value, arguments) throws(LakeError) in
            try select(value, arguments, byAttribute: true, keeping: false)
        },
        "batch": batch,
        "slice": slice,
        "groupby": groupBy,
    ]

    static func items(
        _ value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> [JinjaValue] {
        let items = try arguments.rendering.iterate(value)
        try arguments.rendering.budget.spend(items: items.count)
        return items
    }

    private static func missing(_ hint: String) -> JinjaValue {
        .undefined(JinjaUndefined(name: "item", hint: hint + ", the sequence is empty"))
    }

    @Sendable private static func length(
        _ value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> JinjaValue {
        switch value {
        case .string(let text):
            try arguments.rendering.budget.spend(textBytes: text.utf8.count)
            return .int(Int64(text.unicodeScalars.count))
        case .list(let list): return .int(Int64(list.items.count))
        case .tuple(let tuple): return .int(Int64(tuple.items.count))
        case .dict(let dictionary): return .int(Int64(dictionary.count))
        case .undefined: return .int(0)
        case .object(let object):
            if let items = try object.iterate() { return .int(Int64(items.count)) }
        default: break
        }
        throw LakeError(.invalidInput, "'\(value.typeName)' has no length")
    }

    @Sendable private static func join(
        _ value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> JinjaValue {
        let bound = try arguments.bind(["d", "attribute"])
        let path = try AttributePath(bound[1])
        var parts: [String] = []
        for item in try items(value, arguments) {
            parts.append(
                try arguments.rendering.text(try path.value(of: item, arguments.rendering)))
        }
        let separator = try arguments.rendering.text(bound[0] ?? .string(""))
        return .string(try StringMethods.joined(parts, by: separator, arguments.rendering))
    }

    @Sendable private static func sum(
        _ value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> JinjaValue {
        let bound = try arguments.bind(["attribute", "start"])
        let path = try AttributePath(bound[0])
        var total = bound[1] ?? .int(0)
        if case .string = total {
            throw LakeError(
                .invalidInput, "sum() is not for texts", advice: "use the filter 'join'")
        }
        for item in try items(value, arguments) {
            let part = try path.value(of: item, arguments.rendering)
            total = try Arithmetic.apply(.add, total, part, arguments.rendering)
        }
        return total
    }

    private static func extreme(
        _ value: JinjaValue, _ arguments: CallArguments, _ sign: Int
    ) throws(LakeError) -> JinjaValue {
        let bound = try arguments.bind(["case_sensitive", "attribute"])
        let key = try SortKey(bound[1], isCaseSensitive: bound[0]?.isTrue ?? false)
        var best: (item: JinjaValue, key: JinjaValue)?
        for item in try items(value, arguments) {
            let own = try key.value(of: item, arguments.rendering)
            guard let current = best else {
                best = (item, own)
                continue
            }
            let order = try own.order(to: current.key, arguments.rendering.budget) ?? 0
            if order * sign > 0 { best = (item, own) }
        }
        return best?.item ?? missing("there is no item")
    }

    @Sendable private static func sort(
        _ value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> JinjaValue {
        let bound = try arguments.bind(["reverse", "case_sensitive", "attribute"])
        let key = try SortKey(
            bound[2], isCaseSensitive: bound[1]?.isTrue ?? false, allowsSeveral: true)
        return .list(
            try key.sorted(
                try items(value, arguments), isReversed: bound[0]?.isTrue ?? false,
                arguments.rendering
            ).map(\.item))
    }

    @Sendable private static func unique(
        _ value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> JinjaValue {
        let bound = try arguments.bind(["case_sensitive", "attribute"])
        let key = try SortKey(bound[1], isCaseSensitive: bound[0]?.isTrue ?? false)
        var seen: Set<DictionaryKey> = []
        var kept: [JinjaValue] = []
        for item in try items(value, arguments) {
            let own = try DictionaryKey(try key.value(of: item, arguments.rendering))
            if seen.insert(own).inserted { kept.append(item) }
        }
        return .list(kept)
    }

    @Sendable private static func map(
        _ value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> JinjaValue {
        let rendering = arguments.rendering
        var mapped: [JinjaValue] = []
        if arguments.positional.isEmpty, let attribute = arguments.keyword("attribute") {
            let path = try AttributePath(attribute, standard: arguments.keyword("default"))
            for item in try items(value, arguments) {
                mapped.append(try path.value(of: item, rendering))
            }
            return .list(mapped)
        }
        guard case .string(let name) = arguments.positional.first else {
            throw LakeError(.invalidInput, "map() needs the name of a filter, or attribute=…")
        }
        let rest = arguments.dropping(1, function: name)
        for item in try items(value, arguments) {
            mapped.append(
                try rendering.nested { () throws(LakeError) in
                    try rendering.apply(filter: name, to: item, rest)
                })
        }
        return .list(mapped)
    }

    private static func select(
        _ value: JinjaValue, _ arguments: CallArguments, byAttribute: Bool, keeping: Bool
    ) throws(LakeError) -> JinjaValue {
        let rendering = arguments.rendering
        let path = try AttributePath(byAttribute ? arguments.positional.first : nil)
        if byAttribute, arguments.positional.isEmpty {
            throw LakeError(.invalidInput, "\(arguments.function)() needs the name of an attribute")
        }
        let used = byAttribute ? 1 : 0
        var test: String?
        if arguments.positional.count > used {
            test = try arguments.string(arguments.positional[used], "test")
        }
        let rest = arguments.dropping(used + 1, function: test ?? "")
        var kept: [JinjaValue] = []
        for item in try items(value, arguments) {
            let tested = try path.value(of: item, rendering)
            let holds =
                if let test { try rendering.check(test: test, tested, rest) } else { tested.isTrue }
            if holds == keeping { kept.append(item) }
        }
        return .list(kept)
    }

    @Sendable private static func batch(
        _ value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> JinjaValue {
        let bound = try arguments.bind(["linecount", "fill_with"], required: 1)
        let size = try arguments.int(bound[0], "linecount")
        guard size > 0 else { throw LakeError(.invalidInput, "a batch has at least one item") }
        let all = try items(value, arguments)
        var batches: [[JinjaValue]] = []
        for start in stride(from: 0, to: all.count, by: size) {
            batches.append(Array(all[start...].prefix(size)))
        }
        if let last = batches.last, let fill = bound[1], !fill.isNone {
            try arguments.rendering.budget.spend(items: size)
            batches[batches.count - 1] += repeatElement(fill, count: size - last.count)
        }
        return .list(batches.map { .list($0) })
    }

    @Sendable private static func slice(
        _ value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> JinjaValue {
        let bound = try arguments.bind(["slices", "fill_with"], required: 1)
        let count = try arguments.int(bound[0], "slices")
        guard count > 0 else { throw LakeError(.invalidInput, "there is at least one slice") }
        try arguments.rendering.budget.spend(items: count)
        let all = try items(value, arguments)
        let size = all.count / count
        let larger = all.count % count
        var slices: [JinjaValue] = []
        var start = 0
        for index in 0..<count {
            let end = start + size + (index < larger ? 1 : 0)
            var part = Array(all[start..<end])
            if index >= larger, let fill = bound[1], !fill.isNone { part.append(fill) }
            slices.append(.list(part))
            start = end
        }
        return .list(slices)
    }

    @Sendable private static func groupBy(
        _ value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> JinjaValue {
        let bound = try arguments.bind(["attribute", "default", "case_sensitive"], required: 1)
        let standard = bound[1].flatMap { $0.isNone ? nil : $0 }
        let key = try SortKey(
            bound[0], isCaseSensitive: bound[2]?.isTrue ?? false, standard: standard)
        var groups: [(key: JinjaValue, items: [JinjaValue])] = []
        let sorted = try key.sorted(
            try items(value, arguments), isReversed: false, arguments.rendering)
        for (item, own) in sorted {
            if let last = groups.last,
                try last.key.isEqual(to: own, arguments.rendering.budget)
            {
                groups[groups.count - 1].items.append(item)
            } else {
                groups.append((own, [item]))
            }
        }
        let path = try AttributePath(bound[0], standard: standard)
        var tuples: [JinjaValue] = []
        for group in groups {
            // The group is named as its first item writes it.
            let name = try path.value(of: group.items[0], arguments.rendering)
            tuples.append(
                .tuple(JinjaTuple([name, .list(group.items)], names: ["grouper", "list"])))
        }
        return .list(tuples)
    }
}

extension CallArguments {
    /// The arguments without the first ones, for another function.
    func dropping(_ count: Int, function: String) -> CallArguments {
        CallArguments(
            function: function, positional: Array(positional.dropFirst(count)),
            keywords: keywords, rendering: rendering)
    }
}
