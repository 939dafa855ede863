// YAML values as values of templates.

import Columnar
import Jinja
import YAML

extension YAMLNode {
    /// The node as Python's YAML reader, which dbt uses, would give it: `yes` and `no` stay text.
    var jinja: JinjaValue {
        switch content {
        case .sequence(let nodes): return .list(nodes.map(\.jinja))
        case .mapping(let members):
            return .dict(members.map { ($0.key, $0.value.jinja) })
        case .scalar(let text, _):
            if isNull { return .none }
            if let boolean { return .bool(boolean) }
            if let integer { return .int(Int64(integer)) }
            if let real { return .float(real) }
            return .string(text)
        }
    }

    /// The texts of a sequence, or the one text that stands in its place.
    ///
    /// - Throws: `LakeError.invalidInput` at `.line`, `.column` for anything else.
    func texts(_ what: String) throws(LakeError) -> [String] {
        if isNull { return [] }
        if let text { return [text] }
        guard let sequence else { throw error("\(what) must be a list of names") }
        var texts: [String] = []
        for node in sequence {
            guard let text = node.text else { throw node.error("\(what) must be a list of names") }
            texts.append(text)
        }
        return texts
    }

    /// The text under a key that must be there.
    ///
    /// - Throws: `LakeError.invalidInput` at `.line`, `.column`.
    func requiredText(_ key: String, in what: String) throws(LakeError) -> String {
        guard let text = self[key]?.text else { throw error("\(what) needs '\(key)'") }
        return text
    }

    /// The elements of a list under a key; none when it is not there.
    ///
    /// - Throws: `LakeError.invalidInput` when it is something else.
    func elements(_ key: String) throws(LakeError) -> [YAMLNode] {
        guard let node = self[key], !node.isNull else { return [] }
        guard let sequence = node.sequence else {
            throw node.error("'\(key)' must be a list", advice: "begin each entry with '- '")
        }
        return sequence
    }
}
