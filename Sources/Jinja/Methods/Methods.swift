// The methods of built-in values, such as `name.upper()` and `columns.append(x)`.

import Columnar

enum Methods {
    /// Whether values of this type have a method of the name.
    static func has(_ name: String, _ value: JinjaValue) -> Bool {
        switch value {
        case .string: StringMethods.all[name] != nil
        case .list: ListMethods.list[name] != nil
        case .tuple: ListMethods.tuple[name] != nil
        case .dict: DictionaryMethods.all[name] != nil
        default: false
        }
    }

    /// Calls a method; nil when the value has none of this name.
    ///
    /// - Throws: `LakeError.invalidInput` for arguments that the method does not take.
    static func call(
        _ name: String, of value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> JinjaValue? {
        switch value {
        case .string(let text): return try StringMethods.all[name]?(text, arguments)
        case .list(let list): return try ListMethods.list[name]?(list, arguments)
        case .tuple(let tuple): return try ListMethods.tuple[name]?(tuple.items, arguments)
        case .dict(let dictionary): return try DictionaryMethods.all[name]?(dictionary, arguments)
        case .object(let object):
            guard let loop = object as? LoopState else { return nil }
            return try loop.call(method: name, arguments)
        default: return nil
        }
    }
}

enum ListMethods {
    typealias Method = @Sendable (JinjaList, CallArguments) throws(LakeError) -> JinjaValue
    typealias TupleMethod =
        @Sendable ([JinjaValue], CallArguments) throws(LakeError) -> JinjaValue

    static let tuple: [String: TupleMethod] = ["index": index, "count": count]

    static let list: [String: Method] = [
        "index": { (list, arguments) throws(LakeError) in try index(list.items, arguments) },
        "count": { (list, arguments) throws(LakeError) in try count(list.items, arguments) },
        "append": { (list, arguments) throws(LakeError) in
            let value = try argument(arguments, "object")
            try arguments.rendering.budget.spend()
            try check(list, adding: 1, arguments)
            list.items.append(value)
            return .none
        },
        "extend": { (list, arguments) throws(LakeError) in
            let added = try arguments.rendering.iterate(try argument(arguments, "iterable"))
            try arguments.rendering.budget.spend(items: added.count)
            try check(list, adding: added.count, arguments)
            list.items += added
            return .none
        },
        "insert": { (list, arguments) throws(LakeError) in
            let bound = try arguments.bind(["index", "object"], required: 2)
            let index = try arguments.int(bound[0], "index")
            try arguments.rendering.budget.spend(items: list.items.count)
            try check(list, adding: 1, arguments)
            let place = index < 0 ? index + list.items.count : index
            list.items.insert(bound[1] ?? .none, at: min(max(0, place), list.items.count))
            return .none
        },
        "pop": { (list, arguments) throws(LakeError) in
            let bound = try arguments.bind(["index"])
            let index = bound[0] == nil ? -1 : try arguments.int(bound[0], "index")
            let place = index < 0 ? index + list.items.count : index
            guard list.items.indices.contains(place) else {
                throw LakeError(
                    .invalidInput,
                    list.items.isEmpty ? "pop from an empty list" : "there is no item \(index)")
            }
            if index != -1 { try arguments.rendering.budget.spend(items: list.items.count) }
            return list.items.remove(at: place)
        },
        "remove": { (list, arguments) throws(LakeError) in
            guard let place = try place(list.items, try argument(arguments, "value"), arguments)
            else { throw LakeError(.invalidInput, "the value is not in the list") }
            list.items.remove(at: place)
            return .none
        },
        "reverse": { (list, arguments) throws(LakeError) in
            try arguments.rendering.budget.spend(items: list.items.count)
            list.items.reverse()
            return .none
        },
        "sort": { (list, arguments) throws(LakeError) in
            let isReversed = arguments.keyword("reverse")?.isTrue ?? false
            let budget = arguments.rendering.budget
            list.items = try sortStably(list.items) { (first, second) throws(LakeError) in
                (try (isReversed ? second : first).order(
                    to: isReversed ? first : second, budget) ?? 0) < 0
            }
            return .none
        },
        "clear": { (list, _) throws(LakeError) in
            list.items = []
            return .none
        },
        "copy": { (list, arguments) throws(LakeError) in
            try arguments.rendering.budget.spend(items: list.items.count)
            return .list(list.items)
        },
    ]

    private static func argument(
        _ arguments: CallArguments, _ name: String
    ) throws(LakeError) -> JinjaValue {
        try arguments.bind([name], required: 1)[0] ?? .none
    }

    private static func check(
        _ list: JinjaList, adding count: Int, _ arguments: CallArguments
    ) throws(LakeError) {
        let itemsMax = arguments.rendering.environment.limits.itemsMax
        guard list.items.count + count <= itemsMax else {
            throw LakeError(.limit, "a list would have more than \(itemsMax) items")
        }
    }

    private static func place(
        _ items: [JinjaValue], _ wanted: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> Int? {
        for (place, item) in items.enumerated()
        where try item.isEqual(to: wanted, arguments.rendering.budget) {
            return place
        }
        return nil
    }

    @Sendable private static func index(
        _ items: [JinjaValue], _ arguments: CallArguments
    ) throws(LakeError) -> JinjaValue {
        guard let place = try place(items, try argument(arguments, "value"), arguments) else {
            throw LakeError(.invalidInput, "the value is not in the list")
        }
        return .int(Int64(place))
    }

    @Sendable private static func count(
        _ items: [JinjaValue], _ arguments: CallArguments
    ) throws(LakeError) -> JinjaValue {
        let wanted = try argument(arguments, "value")
        var count: Int64 = 0
        for item in items where try item.isEqual(to: wanted, arguments.rendering.budget) {
            count += 1
        }
        return .int(count)
    }
}

enum DictionaryMethods {
    typealias Method = @Sendable (JinjaDictionary, CallArguments) throws(LakeError) -> JinjaValue

    static let all: [String: Method] = [
        "items": { (dictionary, arguments) throws(LakeError) in
            try arguments.rendering.budget.spend(items: dictionary.count)
            return .list(dictionary.items)
        },
        "keys": { (dictionary, arguments) throws(LakeError) in
            try arguments.rendering.budget.spend(items: dictionary.count)
            return .list(dictionary.keys)
        },
        "values": { (dictionary, arguments) throws(LakeError) in
            try arguments.rendering.budget.spend(items: dictionary.count)
            return .list(dictionary.values)
        },
        "get": { (dictionary, arguments) throws(LakeError) in
            let bound = try arguments.bind(["key", "default"], required: 1)
            return try dictionary.value(bound[0] ?? .none) ?? bound[1] ?? .none
        },
        "setdefault": { (dictionary, arguments) throws(LakeError) in
            let bound = try arguments.bind(["key", "default"], required: 1)
            let key = bound[0] ?? .none
            if let value = try dictionary.value(key) { return value }
            try dictionary.set(key, to: bound[1] ?? .none)
            return bound[1] ?? .none
        },
        "pop": { (dictionary, arguments) throws(LakeError) in
            let bound = try arguments.bind(["key", "default"], required: 1)
            try arguments.rendering.budget.spend(items: dictionary.count)
            if let value = try dictionary.remove(bound[0] ?? .none) ?? bound[1] { return value }
            throw LakeError(
                .invalidInput,
                "there is no key \(try arguments.rendering.representation(bound[0] ?? .none))")
        },
        "popitem": { (dictionary, arguments) throws(LakeError) in
            guard let key = dictionary.keys.last else {
                throw LakeError(.invalidInput, "popitem() from an empty dictionary")
            }
            try arguments.rendering.budget.spend(items: dictionary.count)
            return .tuple([key, try dictionary.remove(key) ?? .none])
        },
        "update": { (dictionary, arguments) throws(LakeError) in
            guard arguments.positional.count <= 1 else {
                throw LakeError(.invalidInput, "update() takes one mapping and named values")
            }
            if let source = arguments.positional.first {
                try dictionary.update(from: source, arguments.rendering)
            }
            for (name, value) in arguments.keywords { dictionary[name] = value }
            return .none
        },
        "clear": { (dictionary, _) throws(LakeError) in
            dictionary.removeAll()
            return .none
        },
        "copy": { (dictionary, arguments) throws(LakeError) in
            try arguments.rendering.budget.spend(items: dictionary.count)
            return .dict(JinjaDictionary(copying: dictionary))
        },
    ]
}
