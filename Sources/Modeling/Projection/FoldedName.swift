// Names as SQLite compares them: letters of ASCII in either case, all else byte by byte.

/// A name in the form in which equal names are equal.
struct FoldedName: Hashable, Sendable {
    private let bytes: [UInt8]

    init(_ name: String) {
        bytes = name.utf8.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }
    }

    /// - Parameter part: in lower case.
    func contains(_ part: String) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: part.utf8) }
    }
}

extension FoldedName: ExpressibleByStringLiteral {
    init(stringLiteral name: String) { self.init(name) }
}
