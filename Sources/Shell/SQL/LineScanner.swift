// Follows SQL text line by line: whether the text so far stands inside a quote or a comment, holds
// anything but white space, and ends with a semicolon. A statement is handed to SQLite when it
// does, and SQLite finds it complete.

/// The state after some lines of SQL text.
struct LineScanner: Equatable {
    /// What a quote or comment that is open waits for: its closing quote, or `*` for `*/`.
    private var waitsFor: UInt8 = 0
    private var hasText = false
    private var endsWithSemicolon = false

    /// Whether nothing but white space and comments was seen, and no quote or comment is open.
    var isBlank: Bool { waitsFor == 0 && !hasText }
    /// Whether no quote or comment is open and the last visible character was a semicolon.
    var isTerminated: Bool { waitsFor == 0 && endsWithSemicolon }
    /// Whether no quote or comment is open.
    var isPlain: Bool { waitsFor == 0 }

    /// Takes one more line, without its line end.
    mutating func scan(_ line: [UInt8]) {
        var index = 0
        func byte(_ index: Int) -> UInt8 { index < line.count ? line[index] : 0 }
        while index < line.count {
            let current = line[index]
            index += 1
            guard waitsFor == 0 else {
                guard current == waitsFor else { continue }
                if current == 0x2a {
                    guard byte(index) == 0x2f else { continue }
                    index += 1
                } else if current != 0x5d && byte(index) == current {
                    index += 1
                    continue
                }
                waitsFor = 0
                continue
            }
            switch current {
            case 0x20, 0x09...0x0d: continue
            case 0x2d where byte(index) == 0x2d: return
            case 0x3b:
                endsWithSemicolon = true
                continue
            case 0x2f where byte(index) == 0x2a:
                index += 1
                waitsFor = 0x2a
                continue
            case 0x5b: waitsFor = 0x5d
            case 0x60, 0x27, 0x22: waitsFor = current
            default: break
            }
            endsWithSemicolon = false
            hasText = true
        }
    }

    /// Whether a line of its own ends a statement: `/` or `go`.
    static func isTerminator(_ line: [UInt8]) -> Bool {
        var tokens = SQLTokenizer(line[...])
        let first = tokens.next()
        guard tokens.isSymbol(first, "/") || tokens.isKeyword(first, "GO") else { return false }
        return tokens.next() == nil
    }
}
