// The R4 element definitions for the structure test: every type, with cardinalities and types.

import CFacts

/// The rows of r4_elements.csv by the path of their parent.
struct R4Elements: Sendable {
    struct Element: Sendable {
        let path: String
        let minimum: Int
        let isRepeating: Bool
        /// Without targets and profiles.
        let types: [String]
        /// The path whose children are this element's; empty for none.
        let contentReference: String

        var name: String { String(path.split(separator: ".").last ?? "") }

        /// The JSON names with the type of each.
        var names: [(name: String, type: String)] {
            guard name.hasSuffix("[x]") else { return [(name, types.first ?? "")] }
            return types.map { type in
                (name.dropLast(3) + type.prefix(1).uppercased() + type.dropFirst(), type)
            }
        }
    }

    static let shared = R4Elements()

    private let children: [String: [Element]]

    private init() {
        var count = 0
        let start = unsafe lake_facts_r4_elements(&count)
        let text = unsafe String(
            decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
        var children: [String: [Element]] = [:]
        for line in text.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            let path = String(fields[0])
            guard let dot = path.lastIndex(of: ".") else { continue }
            children[String(path[..<dot]), default: []].append(
                Element(
                    path: path, minimum: Int(fields[1]) ?? 0, isRepeating: fields[2] != "1",
                    types: Self.types(fields[3]), contentReference: String(fields[4].dropFirst())))
        }
        self.children = children
    }

    /// The elements below a type or an element, in definition order.
    func elements(below path: String) -> [Element] { children[path] ?? [] }

    private static func types(_ text: Substring) -> [String] {
        var types: [String] = []
        var depth = 0
        var name = ""
        for character in text + "|" {
            switch character {
            case "(": depth += 1
            case ")": depth -= 1
            case "|" where depth == 0:
                if !name.isEmpty { types.append(name) }
                name = ""
            default: if depth == 0 { name.append(character) }
            }
        }
        return types
    }
}
