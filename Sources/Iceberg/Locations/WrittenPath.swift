// Paths as writers put them into metadata, and as users type them.
//
//     /a/b   a/b   ./a/b   file:/a/b   file:///a/b   file://localhost/a/b   s3://bucket/a/b
//
// The path behind `file:` is mostly literal: partition directories are percent-encoded by name, and
// the name on disk is the encoded one. Few writers encode the path as a URI, so the decoded form is
// the second that is tried.

/// A path without what only says that it is local.
struct WrittenPath: Hashable, Sendable {
    /// Without `file:`, without `./` at its begin and without slashes at its end.
    let text: String
    /// False for paths in object stores and on other hosts, which no file of this machine has.
    let isLocal: Bool
    /// The text with its percent escapes replaced, for `file:` URIs that have some.
    let decoded: String?

    init(_ written: String) {
        var rest = Substring(written)
        let scheme = WrittenPath.scheme(rest)
        let isURI = scheme == "file"
        if isURI {
            rest = rest.dropFirst("file:".count)
            if rest.hasPrefix("//") {
                let afterSlashes = rest.dropFirst(2)
                if afterSlashes.hasPrefix("/") {
                    rest = afterSlashes
                } else if afterSlashes.lowercased().hasPrefix("localhost/") {
                    rest = afterSlashes.dropFirst("localhost".count)
                } else {
                    // Relative paths were seen behind two slashes.
                    rest = afterSlashes
                }
            }
        }
        isLocal = scheme == nil || isURI
        if isLocal {
            while rest.hasPrefix("//") { rest = rest.dropFirst() }
            while rest.hasPrefix("./") { rest = rest.dropFirst(2).drop { $0 == "/" } }
        }
        text = withoutTrailingSlashes(String(rest))
        decoded = isURI ? WrittenPath.percentDecoded(text) : nil
    }

    /// The scheme before `:` in lower case: of two letters at least, or it is a drive.
    private static func scheme(_ text: Substring) -> String? {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let scheme = text[..<colon].lowercased()
        let isName =
            scheme.utf8.count > 1
            && scheme.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: ".")
            }
        // A colon may stand in a file's name, so that only `file` goes without two slashes.
        guard isName, scheme == "file" || text[colon...].hasPrefix("://") else { return nil }
        return scheme
    }

    /// Nil when nothing is escaped, or an escape is not sound.
    private static func percentDecoded(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        var hasEscapes = false
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2,
                let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            else { return nil }
            rest = rest.dropFirst(2)
            bytes.append(code)
            hasEscapes = true
        }
        return hasEscapes ? String(validating: bytes, as: UTF8.self) : nil
    }

    /// What a path has behind the slash that ends `prefix`; nil when it does not lie below it.
    static func suffix(of text: String, below prefix: String) -> Substring? {
        if prefix.isEmpty { return text.hasPrefix("/") ? nil : text[...] }
        guard text.utf8.starts(with: prefix.utf8) else { return nil }
        let rest = text.utf8.dropFirst(prefix.utf8.count)
        if prefix.utf8.last == UInt8(ascii: "/") { return Substring(rest) }
        guard rest.first == UInt8(ascii: "/") else { return nil }
        return Substring(rest.drop { $0 == UInt8(ascii: "/") })
    }
}
