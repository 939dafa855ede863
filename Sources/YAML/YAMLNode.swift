// A YAML document as a tree: what profiles, rules and models are read from.
//
// Every node knows its line and column, so that errors can name them. Scalars keep their text and
// whether they were quoted; what a plain `1`, `true` or `~` means is decided where it is asked for,
// by the core schema of YAML 1.2.

package import Columnar

/// A node with its place.
package struct YAMLNode: Sendable {
    package indirect enum Content: Sendable {
        case scalar(text: String, isPlain: Bool)
        case sequence([YAMLNode])
        /// In the order of the document; keys are distinct scalars.
        case mapping([Member])
    }

    package struct Member: Sendable {
        package let key: String
        /// Where the key stands.
        package let line: Int
        package let column: Int
        package let value: YAMLNode
    }

    package let content: Content
    /// From 1.
    package let line: Int
    /// From 1.
    package let column: Int

    // MARK: What it is

    /// The text of a scalar, whatever it looks like; nil for null and for collections.
    package var text: String? {
        guard case .scalar(let text, _) = content, !isNull else { return nil }
        return text
    }

    /// Whether this is a plain `null`, `~` or nothing.
    package var isNull: Bool {
        guard case .scalar(let text, true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    package var boolean: Bool? {
        guard case .scalar(let text, true) = content else { return nil }
        switch text {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: return nil
        }
    }

    package var integer: Int? {
        guard case .scalar(let text, true) = content else { return nil }
        return Int(text)
    }

    package var real: Double? {
        guard case .scalar(let text, true) = content, let first = text.utf8.first,
            first == UInt8(ascii: "-") || first == UInt8(ascii: "+") || first == UInt8(ascii: ".")
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        else { return nil }
        return Double(text)
    }

    package var sequence: [YAMLNode]? {
        guard case .sequence(let nodes) = content else { return nil }
        return nodes
    }

    package var members: [Member]? {
        guard case .mapping(let members) = content else { return nil }
        return members
    }

    /// A member of a mapping.
    package subscript(key: String) -> YAMLNode? { members?.first { $0.key == key }?.value }

    /// An error about this node.
    package func error(_ what: String, advice: String? = nil) -> LakeError {
        LakeError(
            .invalidInput, what, at: [.line(line), .column("\(column)")], advice: advice)
    }
}
