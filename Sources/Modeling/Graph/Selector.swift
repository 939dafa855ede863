// Which nodes a command is about.
//
//     selection    = union { " " union }                 any of them
//     union        = criterion { "," criterion }         all of them
//     criterion    = [ "@" | [ digits ] "+" ] [ method ":" ] value [ "+" [ digits ] ]
//     method       = fqn | tag | path | file | source | resource_type | package | config.KEY
//                  | test_type | test_name
//
// `+m` takes what m is made from, `m+` what is made from it, a digit how many steps, `@m` what is
// made from m and all that this is made from. Tests come with the nodes that they are on. Without
// method, a value with a slash is a path, one with an ending is a file, else it is a name, a folder
// or a pattern of them.
// Source: dbt documentation, "Node selection syntax", "Graph operators", "Methods".

package import Columnar

/// A selection as somebody wrote it.
package struct Selector: Sendable {
    struct Criterion: Sendable {
        var method: String
        var value: String
        var ancestorSteps: Int?
        var descendantSteps: Int?
        var hasAt = false
        let text: String
    }

    /// Unions of intersections.
    let unions: [[Criterion]]

    /// - Throws: `LakeError.invalidInput` at `.argument` for a criterion that makes no sense.
    package init(_ texts: [String]) throws(LakeError) {
        var unions: [[Criterion]] = []
        for text in texts {
            for part in text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" }) {
                var criteria: [Criterion] = []
                for word in part.split(separator: ",", omittingEmptySubsequences: false) {
                    criteria.append(try Self.criterion(String(word), in: String(part)))
                }
                unions.append(criteria)
            }
        }
        self.unions = unions
    }

    package var isEmpty: Bool { unions.isEmpty }

    static let methods = [
        "fqn", "tag", "path", "file", "source", "resource_type", "package", "test_type",
        "test_name", "config",
    ]

    private static func criterion(
        _ word: String, in part: String
    ) throws(LakeError) -> Criterion {
        var rest = Substring(word)
        var criterion = Criterion(method: "fqn", value: "", text: word)
        if rest.first == "@" {
            criterion.hasAt = true
            rest.removeFirst()
        } else {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            if rest.dropFirst(digits.count).first == "+" {
                criterion.ancestorSteps = digits.isEmpty ? .max : Int(digits) ?? .max
                rest = rest.dropFirst(digits.count + 1)
            }
        }
        let last = rest.reversed().prefix { $0.isASCII && $0.isNumber }
        if rest.dropLast(last.count).last == "+" {
            let digits = String(last.reversed())
            criterion.descendantSteps = digits.isEmpty ? .max : Int(digits) ?? .max
            rest = rest.dropLast(last.count + 1)
        }
        if criterion.hasAt, criterion.descendantSteps != nil {
            throw failure(word, "'@' and a '+' behind do not go together")
        }
        if let colon = rest.firstIndex(of: ":") {
            criterion.method = String(rest[..<colon])
            criterion.value = String(rest[rest.index(after: colon)...])
            let base = criterion.method.split(separator: ".").first.map(String.init) ?? ""
            guard methods.contains(base) else {
                let near = nearest(to: base, among: methods)
                throw LakeError(
                    .invalidInput, "there is no selector method '\(base)'",
                    at: [.argument(word)],
                    advice: near.map { "did you mean '\($0):'?" }
                        ?? "the methods are " + methods.joined(separator: ", "))
            }
        } else {
            criterion.value = String(rest)
            criterion.method = Self.method(for: criterion.value)
        }
        guard !criterion.value.isEmpty else { throw failure(word, "a name is missing") }
        return criterion
    }

    private static func method(for value: String) -> String {
        if value.contains("/") { return "path" }
        let endings = [".sql", ".csv", ".yml", ".yaml"]
        return endings.contains { value.lowercased().hasSuffix($0) } ? "file" : "fqn"
    }

    private static func failure(_ word: String, _ what: String) -> LakeError {
        LakeError(
            .invalidInput, what, at: [.argument(word)],
            advice: "write such as: name, +name, name+, 2+name, @name, tag:x, path:models/x")
    }
}

extension ModelGraph {
    /// The enabled nodes of a selection without those of another.
    ///
    /// - Parameter select: everything when it is empty.
    /// - Returns: the indices; and the criteria that match nothing, with names that are near.
    package func select(
        _ select: Selector, excluding exclude: Selector
    ) -> (nodes: Set<Int>, unmatched: [String]) {
        var unmatched: [String] = []
        var chosen: Set<Int> =
            select.isEmpty
            ? Set(nodes.indices) : union(select, complainingInto: &unmatched)
        chosen.subtract(union(exclude, complainingInto: &unmatched))
        return (chosen, unmatched)
    }

    private func union(
        _ selector: Selector, complainingInto unmatched: inout [String]
    ) -> Set<Int> {
        var chosen: Set<Int> = []
        for criteria in selector.unions {
            var common: Set<Int>?
            for criterion in criteria {
                let found = matches(criterion)
                if found.isEmpty { unmatched.append(complaint(criterion)) }
                common = common.map { $0.intersection(found) } ?? found
            }
            chosen.formUnion(common ?? [])
        }
        return chosen
    }

    private func complaint(_ criterion: Selector.Criterion) -> String {
        let names = nodes.filter { $0.kind != .test }.map(\.name) + nodes.flatMap(\.tags)
        let near = nearest(to: criterion.value, among: Array(Set(names)).sorted(by: isBefore))
        return "the selection '\(criterion.text)' matches nothing"
            + (near.map { "; did you mean '\($0)'?" } ?? "")
    }

    private func matches(_ criterion: Selector.Criterion) -> Set<Int> {
        let found = Set(nodes.indices.filter { matches(nodes[$0], criterion) })
        var all = found
        if criterion.hasAt {
            let below = found.union(descendants(of: found))
            all = below.union(ancestors(of: below))
        }
        if let steps = criterion.ancestorSteps {
            all.formUnion(ancestors(of: found, steps: steps))
        }
        if let steps = criterion.descendantSteps {
            all.formUnion(descendants(of: found, steps: steps))
        }
        for index in all {
            for child in nodes[index].children where nodes[child].kind == .test {
                all.insert(child)
            }
        }
        return all
    }

    private func matches(_ node: Node, _ criterion: Selector.Criterion) -> Bool {
        let value = criterion.value
        switch criterion.method {
        case "fqn":
            return node.kind != .source && matchesName(node.qualifiedName, value)
        case "tag": return node.tags.contains { matchesPattern($0, value) }
        case "path": return matchesPath(node.relativePath, value)
        case "file":
            let file = node.relativePath.split(separator: "/").last.map(String.init) ?? ""
            let stem = file.split(separator: ".").dropLast().joined(separator: ".")
            return matchesPattern(file, value) || matchesPattern(stem, value)
        case "source":
            guard let table = node.sourceTable, let project = node.qualifiedName.first else {
                return false
            }
            let parts = value.split(separator: ".").map(String.init)
            let names =
                parts.count == 3
                ? [project, table.source, table.table] : [table.source, table.table]
            return parts.count <= 3 && zip(names, parts).allSatisfy { matchesPattern($0, $1) }
        case "resource_type": return node.kind.rawValue == value
        case "package": return node.qualifiedName.first.map { matchesPattern($0, value) } ?? false
        case "test_type":
            return node.kind == .test && (node.genericTest == nil ? "singular" : "generic") == value
        case "test_name":
            return node.genericTest.map { matchesPattern($0.testName, value) } ?? false
        default:
            let key = criterion.method.split(separator: ".").dropFirst().joined(separator: ".")
            // The words of YAML and of severities are the same in any case.
            guard key == "severity" || ["true", "false"].contains(value.lowercased()) else {
                return node.configTexts(key).contains { matchesPattern($0, value) }
            }
            return node.configTexts(key).contains {
                matchesPattern($0.lowercased(), value.lowercased())
            }
        }
    }

    /// A name, a folder, or a pattern, with the project in front or without.
    ///
    /// From the first part with a pattern on, the pattern is of the whole rest, dots included:
    /// `*_report` is in any folder, `stg_*` only in the outermost.
    private func matchesName(_ name: [String], _ value: String) -> Bool {
        guard let last = name.last else { return false }
        if last == value { return true }
        let parts = value.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        return begins(name, with: parts) || begins(Array(name.dropFirst()), with: parts)
    }

    private func begins(_ name: [String], with parts: [String]) -> Bool {
        let flat = name.flatMap { $0.split(separator: ".").map(String.init) }
        guard flat.count >= parts.count else { return false }
        for index in parts.indices {
            if parts[index].contains(where: { "*?[]".contains($0) }) {
                return matchesPattern(
                    flat[index...].joined(separator: "."),
                    parts[index...].joined(separator: "."))
            }
            guard flat[index] == parts[index] else { return false }
        }
        return true
    }

    private func matchesPath(_ path: String, _ value: String) -> Bool {
        var wanted = Substring(value)
        while wanted.hasPrefix("./") { wanted = wanted.dropFirst(2) }
        while wanted.hasSuffix("/") { wanted = wanted.dropLast() }
        let own = path.split(separator: "/").map(String.init)
        return matchesParts(own[...], wanted.split(separator: "/").map(String.init)[...])
    }

    /// Folders match with all that is in them.
    private func matchesParts(_ own: ArraySlice<String>, _ wanted: ArraySlice<String>) -> Bool {
        guard let first = wanted.first else { return true }
        if first == "**" {
            return own.indices.contains { matchesParts(own[$0...], wanted.dropFirst()) }
        }
        guard let part = own.first, matchesPattern(part, first) else { return false }
        return matchesParts(own.dropFirst(), wanted.dropFirst())
    }
}

/// Whether a text is what a pattern of `*`, `?` and `[…]` asks for, as Python's fnmatch says.
///
/// - Complexity: O(text × pattern), without recursion: a star only falls back to the star before.
func matchesPattern(_ text: String, _ pattern: String) -> Bool {
    let text = Array(text.utf8)
    let pattern = Array(pattern.utf8)
    var (place, wanted) = (0, 0)
    var fallback: (place: Int, wanted: Int)?
    while place < text.count {
        if wanted < pattern.count, pattern[wanted] == UInt8(ascii: "*") {
            wanted += 1
            fallback = (place, wanted)
            continue
        }
        if let length = matchedLength(text[place], pattern[wanted...]) {
            place += 1
            wanted += length
            continue
        }
        guard let back = fallback else { return false }
        fallback = (back.place + 1, back.wanted)
        (place, wanted) = (back.place + 1, back.wanted)
    }
    return pattern[wanted...].allSatisfy { $0 == UInt8(ascii: "*") }
}

/// Bytes of the pattern that stand for this byte; nil when it does not match.
private func matchedLength(_ byte: UInt8, _ pattern: ArraySlice<UInt8>) -> Int? {
    guard let first = pattern.first else { return nil }
    if first == UInt8(ascii: "?") { return 1 }
    guard first == UInt8(ascii: "["),
        let end = pattern.dropFirst(2).firstIndex(of: UInt8(ascii: "]"))
    else { return first == byte ? 1 : nil }
    var set = pattern[(pattern.startIndex + 1)..<end]
    let isNegated = set.first == UInt8(ascii: "!")
    if isNegated { set = set.dropFirst() }
    var isIn = false
    while let low = set.popFirst() {
        if set.first == UInt8(ascii: "-"), let high = set.dropFirst().first {
            set = set.dropFirst(2)
            if low <= byte, byte <= high { isIn = true }
        } else if low == byte {
            isIn = true
        }
    }
    return isIn != isNegated ? end - pattern.startIndex + 1 : nil
}
