// The configuration of a node: what dbt_project.yml, the YAML beside it and config() say, laid over
// each other from the general to the specific.
//
//     models:                      tags       are added up
//       clinic:                    meta       is merged key by key
//         +materialized: view      pre-hook,  are added up
//         staging:                 post-hook
//           +materialized: table   others     are replaced
//
// Source: dbt documentation, "Configs and properties, what are they?".

import Columnar
package import Jinja

/// Named values with their order.
package struct NodeConfig {
    package private(set) var names: [String] = []
    package private(set) var values: [JinjaValue] = []

    package init() {}

    package subscript(_ name: String) -> JinjaValue? {
        names.firstIndex(of: name).map { values[$0] }
    }

    /// Replaces a value, whatever stood there.
    package mutating func replace(_ name: String, with value: JinjaValue) {
        if let index = names.firstIndex(of: name) {
            values[index] = value
        } else {
            names.append(name)
            values.append(value)
        }
    }

    /// Lays one value over what is there, by the rules above.
    package mutating func lay(_ written: String, _ value: JinjaValue) {
        // Python spells hooks with an underscore, YAML with a hyphen.
        let name =
            written == "pre_hook" ? "pre-hook" : written == "post_hook" ? "post-hook" : written
        switch name {
        case "tags", "pre-hook", "post-hook":
            var items = list(name)
            let more = Self.items(value)
            items +=
                name == "tags" ? more.filter { tag in !items.contains { same($0, tag) } } : more
            replace(name, with: .list(items))
        case "meta", "column_types":
            let merged = JinjaDictionary()
            for case .dict(let dictionary) in [self[name], value].compactMap({ $0 }) {
                for (key, value) in zip(dictionary.keys, dictionary.values) {
                    if case .string(let key) = key { merged[key] = value }
                }
            }
            replace(name, with: .dict(merged))
        default: replace(name, with: value)
        }
    }

    /// Lays another configuration over this one.
    package mutating func lay(_ other: NodeConfig) {
        for (name, value) in zip(other.names, other.values) { lay(name, value) }
    }

    private func same(_ first: JinjaValue, _ second: JinjaValue) -> Bool {
        if case .string(let first) = first, case .string(let second) = second {
            return first == second
        }
        return false
    }

    // MARK: Values as what they are wanted as

    /// The text of a value that is one, also of a number.
    package func text(_ name: String) -> String? { self[name].flatMap(plainText) }

    package func flag(_ name: String) -> Bool? {
        switch self[name] {
        case .bool(let flag): flag
        case .string(let text):
            text.lowercased() == "true" ? true : text.lowercased() == "false" ? false : nil
        default: nil
        }
    }

    package func list(_ name: String) -> [JinjaValue] { self[name].map(Self.items) ?? [] }

    /// The texts of a list, or the one text that stands in place of it.
    package func texts(_ name: String) -> [String] { list(name).compactMap(plainText) }

    private static func items(_ value: JinjaValue) -> [JinjaValue] {
        switch value {
        case .list(let list): list.items
        case .tuple(let tuple): tuple.items
        case .none, .undefined: []
        default: [value]
        }
    }

    /// As templates see it.
    package var dictionary: JinjaDictionary {
        let dictionary = JinjaDictionary()
        for (name, value) in zip(names, values) {
            let key = name == "pre-hook" ? "pre_hook" : name == "post-hook" ? "post_hook" : name
            dictionary[key] = value
        }
        return dictionary
    }
}

/// The text of a single value; nil for collections, none and undefined.
func plainText(_ value: JinjaValue) -> String? {
    switch value {
    case .string(let text): text
    case .int(let number): String(number)
    case .float(let number): number.description
    case .bool(let flag): flag ? "true" : "false"
    default: nil
    }
}
