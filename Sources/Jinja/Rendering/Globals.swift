// The names that every template sees, unless its embedder has others of the same name.

import Columnar

enum Globals {
    static let all: [String: @Sendable () -> JinjaValue] = [
        "range": { .function("range", range) },
        "dict": { .function("dict", dictionary) },
        "namespace": { .function("namespace", namespace) },
        "cycler": { .function("cycler", cycler) },
        "joiner": { .function("joiner", joiner) },
        "return": { .function("return", leave) },
    ]

    /// `range(end)`, `range(start, end, step)`: the list of the numbers.
    private static func range(_ arguments: CallArguments) throws(LakeError) -> JinjaValue {
        let values = arguments.positional
        guard (1...3).contains(values.count), arguments.keywords.isEmpty else {
            throw LakeError(.invalidInput, "range() takes 1 to 3 whole numbers")
        }
        let start = values.count > 1 ? try arguments.int(values[0], "start") : 0
        let end = try arguments.int(values[values.count > 1 ? 1 : 0], "end")
        let step = values.count > 2 ? try arguments.int(values[2], "step") : 1
        guard step != 0 else { throw LakeError(.invalidInput, "the step of range() is not 0") }
        var numbers: [JinjaValue] = []
        var next = start
        while step > 0 ? next < end : next > end {
            guard numbers.count < JinjaLimits.rangeMax else {
                throw LakeError(
                    .limit, "range() gives at most \(JinjaLimits.rangeMax) numbers")
            }
            numbers.append(.int(Int64(next)))
            let (sum, isOverflow) = next.addingReportingOverflow(step)
            if isOverflow { break }
            next = sum
        }
        try arguments.rendering.budget.spend(items: numbers.count)
        return .list(numbers)
    }

    /// `dict(mapping or pairs, name=value, …)`
    static func dictionary(_ arguments: CallArguments) throws(LakeError) -> JinjaValue {
        let result = JinjaDictionary()
        guard arguments.positional.count <= 1 else {
            throw LakeError(
                .invalidInput, "\(arguments.function)() takes one mapping and named values")
        }
        if let source = arguments.positional.first {
            try result.update(from: source, arguments.rendering)
        }
        for (name, value) in arguments.keywords { result[name] = value }
        return .dict(result)
    }

    private static func namespace(_ arguments: CallArguments) throws(LakeError) -> JinjaValue {
        guard case .dict(let values) = try dictionary(arguments) else { return .none }
        return .object(JinjaNamespace(values))
    }

    private static func cycler(_ arguments: CallArguments) throws(LakeError) -> JinjaValue {
        guard !arguments.positional.isEmpty else {
            throw LakeError(.invalidInput, "cycler() needs items")
        }
        return .object(Cycler(arguments.positional))
    }

    private static func joiner(_ arguments: CallArguments) throws(LakeError) -> JinjaValue {
        .object(Joiner(try arguments.bind(["sep"])[0] ?? .string(", ")))
    }

    /// `return(value)`: ends the macro that is running with a value, not a text.
    private static func leave(_ arguments: CallArguments) throws(LakeError) -> JinjaValue {
        let value = try arguments.bind(["data"])[0] ?? .none
        throw arguments.rendering.unwind(with: value)
    }
}

extension JinjaDictionary {
    /// Takes over the members of a mapping, or pairs.
    ///
    /// - Throws: `LakeError.invalidInput` for what is neither.
    func update(from source: JinjaValue, _ rendering: Rendering) throws(LakeError) {
        if case .dict(let other) = source {
            try rendering.budget.spend(items: other.count)
            for (key, value) in zip(other.keys, other.values) { try set(key, to: value) }
            return
        }
        for item in try rendering.iterate(source) {
            let pair = try rendering.iterate(item)
            guard pair.count == 2 else {
                throw LakeError(.invalidInput, "a dictionary is made of pairs")
            }
            try rendering.budget.spend()
            try set(pair[0], to: pair[1])
        }
    }
}

/// `cycler(a, b)`: `next()` gives its items in turn.
private final class Cycler: JinjaContainer, JinjaObject {
    private var items: [JinjaValue]
    private var place = 0

    init(_ items: [JinjaValue]) { self.items = items }

    var typeName: String { "Cycler" }

    func attribute(_ name: String) throws(LakeError) -> JinjaValue? {
        switch name {
        case "current": items[place]
        case "next":
            .function("next") { [self] (_) throws(LakeError) in
                defer { place = (place + 1) % items.count }
                return items[place]
            }
        case "reset":
            .function("reset") { [self] (_) throws(LakeError) in
                place = 0
                return .none
            }
        default: nil
        }
    }

    override func takeValues(into values: inout [JinjaValue]) {
        values += items
        items = []
    }
}

/// `joiner(", ")`: nothing the first time, then the text.
private final class Joiner: JinjaObject {
    private let separator: JinjaValue
    private var isUsed = false

    init(_ separator: JinjaValue) { self.separator = separator }

    var typeName: String { "Joiner" }
    func attribute(_ name: String) throws(LakeError) -> JinjaValue? { nil }

    func call(_ arguments: CallArguments) throws(LakeError) -> JinjaValue? {
        defer { isUsed = true }
        return isUsed ? separator : .string("")
    }
}
