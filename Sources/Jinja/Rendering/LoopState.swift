// The variable `loop` inside of a loop.

import Columnar

final class LoopState: JinjaContainer, JinjaObject {
    private let loop: Loop
    private var items: [JinjaValue]
    private var scope: Scope?
    private let depth: Int
    /// Of the item whose turn it is.
    var index = 0
    private var lastValues: [JinjaValue]?

    init(_ loop: Loop, _ items: [JinjaValue], _ scope: Scope, depth: Int) {
        self.loop = loop
        self.items = items
        self.scope = scope
        self.depth = depth
    }

    /// Ends the loop: the state holds the scope around it no longer.
    func release() { scope = nil }

    override func takeValues(into values: inout [JinjaValue]) {
        values += items + (lastValues ?? [])
        items = []
        lastValues = nil
    }

    var typeName: String { "LoopContext" }

    func text(_ rendering: Rendering) throws(LakeError) -> String {
        "<LoopContext \(index + 1)/\(items.count)>"
    }

    func attribute(_ name: String) throws(LakeError) -> JinjaValue? {
        switch name {
        case "index": .int(Int64(index + 1))
        case "index0": .int(Int64(index))
        case "revindex": .int(Int64(items.count - index))
        case "revindex0": .int(Int64(items.count - index - 1))
        case "first": .bool(index == 0)
        case "last": .bool(index == items.count - 1)
        case "length": .int(Int64(items.count))
        case "depth": .int(Int64(depth + 1))
        case "depth0": .int(Int64(depth))
        case "previtem":
            index > 0 ? items[index - 1] : Self.missing("there is no previous item")
        case "nextitem":
            index + 1 < items.count ? items[index + 1] : Self.missing("there is no next item")
        case "cycle", "changed": .callable(JinjaCallable(method: name, of: .object(self)))
        default: nil
        }
    }

    private static func missing(_ hint: String) -> JinjaValue {
        .undefined(JinjaUndefined(name: "loop", hint: hint))
    }

    /// The methods `cycle` and `changed`.
    func call(method name: String, _ arguments: CallArguments) throws(LakeError) -> JinjaValue? {
        let values = arguments.positional
        switch name {
        case "cycle":
            guard !values.isEmpty else {
                throw LakeError(.invalidInput, "loop.cycle() needs items")
            }
            return values[index % values.count]
        case "changed":
            defer { lastValues = values }
            guard let lastValues else { return .bool(true) }
            let isSame = try JinjaValue.tuple(lastValues).isEqual(
                to: .tuple(values), arguments.rendering.budget)
            return .bool(!isSame)
        default: return nil
        }
    }

    /// `loop(items)` in a recursive loop: the text of the same loop over these items.
    func call(_ arguments: CallArguments) throws(LakeError) -> JinjaValue? {
        guard loop.isRecursive, let scope else {
            throw LakeError(
                .invalidInput, "'loop' can only be called in a loop marked as recursive",
                advice: "write {% for … in … recursive %}")
        }
        let bound = try arguments.bind(["iterable"], required: 1)
        let items = try arguments.rendering.iterate(bound[0] ?? .none)
        var text = ""
        try arguments.rendering.run(loop, items, scope, depth: depth + 1, into: &text)
        return .string(text)
    }
}
