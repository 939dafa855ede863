// modules, JSON and YAML: small things that templates take from Python.

import Columnar
import JSON
import Jinja
import YAML

extension TemplateSession {
    func addModules() {
        let now = JinjaValue.function("now") { (_) throws(LakeError) in RunTime.now.jinja }
        let today = JinjaValue.function("today") { (_) throws(LakeError) in
            .string(RunTime.now.formatted("%Y-%m-%d"))
        }
        environment.globals["modules"] = .dict([
            (
                "datetime",
                .dict([
                    ("datetime", .dict([("now", now), ("utcnow", now), ("today", now)])),
                    ("date", .dict([("today", today)])),
                ])
            ),
            ("pytz", .dict([("utc", .string("UTC"))])),
        ])
        define("tojson") { (arguments) throws(LakeError) in
            let bound = try arguments.bind(["value", "default", "sort_keys"], required: 1)
            return .string(try jsonText(bound[0] ?? .none, depth: 0))
        }
        define("fromjson") { (arguments) throws(LakeError) in
            let bound = try arguments.bind(["string", "default"], required: 1)
            do throws(LakeError) {
                let text = try arguments.string(bound[0], "string")
                return templateValue(try JSONValue(parsing: text))
            } catch {
                guard let standard = bound[1] else { throw error }
                return standard
            }
        }
        define("fromyaml") { (arguments) throws(LakeError) in
            let bound = try arguments.bind(["value", "default"], required: 1)
            let text = try arguments.string(bound[0], "value")
            return try parseYAML(Array(text.utf8), file: "fromyaml()")?.jinja ?? .none
        }
        define("zip") { (arguments) throws(LakeError) in
            var lists: [[JinjaValue]] = []
            for value in arguments.positional {
                switch value {
                case .list(let list): lists.append(list.items)
                case .tuple(let tuple): lists.append(tuple.items)
                default: throw LakeError(.invalidInput, "zip() takes lists")
                }
            }
            let count = lists.map(\.count).min() ?? 0
            return .list((0..<count).map { index in .tuple(lists.map { $0[index] }) })
        }
        define("doc") { (_) throws(LakeError) in .string("") }
    }
}

/// A value of JSON as one of templates.
private func templateValue(_ value: JSONValue) -> JinjaValue {
    switch value {
    case .null: .none
    case .boolean(let flag): .bool(flag)
    case .number(let text): Int64(text).map { .int($0) } ?? .float(Double(text) ?? 0)
    case .string(let text): .string(text)
    case .array(let items): .list(items.map(templateValue))
    case .object(let members): .dict(members.map { ($0.name, templateValue($0.value)) })
    }
}

/// A value as JSON text, with Python's spaces.
private func jsonText(_ value: JinjaValue, depth: Int) throws(LakeError) -> String {
    guard depth < JSONValue.depthMax else {
        throw LakeError(.limit, "the value is too deep for JSON")
    }
    func elements(_ items: [JinjaValue]) throws(LakeError) -> String {
        var texts: [String] = []
        for item in items { texts.append(try jsonText(item, depth: depth + 1)) }
        return "[" + texts.joined(separator: ", ") + "]"
    }
    switch value {
    case .none, .undefined: return "null"
    case .bool(let flag): return flag ? "true" : "false"
    case .int(let number): return String(number)
    case .float(let number): return number.description
    case .string(let text): return try quotedJSON(text)
    case .list(let list): return try elements(list.items)
    case .tuple(let tuple): return try elements(tuple.items)
    case .dict(let dictionary):
        var texts: [String] = []
        for (key, value) in zip(dictionary.keys, dictionary.values) {
            let name = try quotedJSON(plainText(key) ?? "None")
            texts.append(name + ": " + (try jsonText(value, depth: depth + 1)))
        }
        return "{" + texts.joined(separator: ", ") + "}"
    case .callable, .object:
        throw LakeError(.invalidInput, "'\(value.typeName)' has no JSON text")
    }
}

/// A text as a JSON string.
func quotedJSON(_ text: String) throws(LakeError) -> String {
    let buffer = try ByteBuffer(capacityBytes: text.utf8.count + 2)
    try JSONWriter(buffer).string(Array(text.utf8))
    // Safe: the buffer holds that many bytes.
    return unsafe String(
        decoding: UnsafeBufferPointer(start: buffer.base, count: buffer.countBytes),
        as: UTF8.self)
}
