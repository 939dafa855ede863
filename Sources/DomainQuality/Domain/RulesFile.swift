// Reads a rules file.
//
//     version: 1
//     domains:
//       - name: demographics
//         constraints:
//           - {id: DEM-001, type: range, severity: error,
//              applies_to: {model: omop.person, field: year_of_birth, where: '…'},
//              params: {min: 1900, max: 2026}}
//
// Every key is known or an error; an error names file, line and column, and near names.

import Columnar
import Storage
import YAML

/// The constraints of one file, in its order.
struct RulesFile {
    let rules: [DomainRule]

    /// - Throws: `LakeError` at `.file`, `.line` and `.column` for what is no rules file.
    init(path: String) throws(LakeError) {
        let bytes = try readWholeFile(path: path, bytesMax: YAMLLimits.bytesMax)
        guard let root = try parseYAML(bytes, file: path) else {
            throw LakeError(
                .invalidInput, "the file is empty", at: [.file(path)],
                advice: "it begins with 'domains:'")
        }
        do throws(LakeError) {
            rules = try Self.rules(root)
        } catch {
            throw error.at(.file(path))
        }
    }

    private static func rules(_ root: YAMLNode) throws(LakeError) -> [DomainRule] {
        let root = try MappingReader(root, "the file", ["version", "domains"])
        if let version = root.node("version"), version.integer != 1 {
            throw version.error("the version is not known", advice: "write 'version: 1'")
        }
        var rules: [DomainRule] = []
        var lines: [String: Int] = [:]
        for domain in try root.sequence("domains") {
            let domain = try MappingReader(domain, "a domain", ["name", "constraints"])
            let name = try domain.text("name")
            for node in try domain.sequence("constraints") {
                let rule = try ConstraintReader.read(node, domain: name)
                if let line = lines[rule.id] {
                    throw node.error(
                        "the id '\(rule.id)' stands twice", advice: "the other is in line \(line)")
                }
                lines[rule.id] = rule.line
                rules.append(rule)
            }
        }
        return rules
    }
}

/// A mapping whose keys are known.
struct MappingReader {
    /// What errors point to.
    let node: YAMLNode
    private let what: String
    private let members: [YAMLNode.Member]

    /// - Throws: `LakeError.invalidInput` at the key when one is not among `keys`.
    init(_ node: YAMLNode, _ what: String, _ keys: [String]) throws(LakeError) {
        guard let members = node.members else {
            throw node.error("\(what) must be a mapping", advice: "its keys are \(Self.list(keys))")
        }
        for member in members where !keys.contains(member.key) {
            throw LakeError(
                .invalidInput, "\(what) has no key '\(member.key)'",
                at: [.line(member.line), .column("\(member.column)")],
                advice: nearest(to: member.key, among: keys).map { "did you mean '\($0)'?" }
                    ?? (keys.isEmpty ? "it has none" : "its keys are \(Self.list(keys))"))
        }
        self.node = node
        self.what = what
        self.members = members
    }

    /// The same for a mapping that may be left out.
    init(
        _ node: YAMLNode?, within outer: YAMLNode, _ what: String, _ keys: [String]
    ) throws(LakeError) {
        if let node {
            self = try MappingReader(node, what, keys)
        } else {
            self.node = outer
            self.what = what
            members = []
        }
    }

    private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }

    /// A member that is not null.
    func node(_ key: String) -> YAMLNode? {
        members.first { $0.key == key && !$0.value.isNull }?.value
    }

    func required(_ key: String) throws(LakeError) -> YAMLNode {
        guard let member = node(key) else { throw node.error("\(what) has no '\(key)'") }
        return member
    }

    func sequence(_ key: String) throws(LakeError) -> [YAMLNode] {
        let member = try required(key)
        guard let nodes = member.sequence else { throw member.error("'\(key)' must be a list") }
        return nodes
    }

    func text(_ key: String) throws(LakeError) -> String {
        let member = try required(key)
        guard let text = member.text, !text.isEmpty else {
            throw member.error("'\(key)' must be a text")
        }
        return text
    }

    /// One of the cases of an enumeration.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String
    ) throws(LakeError) -> Choice where Choice.RawValue == String {
        let member = try required(key)
        let text = try self.text(key)
        if let choice = Choice(rawValue: text) { return choice }
        let known = Choice.allCases.map(\.rawValue)
        throw member.error(
            "the \(key) '\(text)' is not known",
            advice: nearest(to: text, among: known).map { "did you mean '\($0)'?" }
                ?? "it is one of \(Self.list(known))")
    }

    /// A whole number; nil where there is none.
    func integer(_ key: String) throws(LakeError) -> Int? {
        guard let member = node(key) else { return nil }
        guard let integer = member.integer else {
            throw member.error("'\(key)' must be a whole number")
        }
        return integer
    }
}
