// SQL text as tokens, by SQLite's rules: just enough to recognise a statement before SQLite sees
// it.

/// One token of SQL text.
struct SQLToken: Equatable {
    /// What kind of token it is.
    enum Kind { case word, quoted, number, symbol }
    var kind: Kind
    /// Where its bytes lie in the text.
    var range: Range<Int>
}

/// Walks over the tokens of SQL text; white space and comments are passed over.
struct SQLTokenizer {
    let bytes: ArraySlice<UInt8>
    private(set) var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// The next token, or nil at the end of the text or at a 0 byte.
    mutating func next() -> SQLToken? {
        skipSpace()
        let start = position
        guard let first = byte(start), first != 0 else { return nil }
        switch first {
        case 0x22, 0x27, 0x60:
            skipQuoted(by: first)
            return SQLToken(kind: .quoted, range: start..<position)
        case 0x5b:
            while let current = byte(position), current != 0x5d { advance(over: current) }
            position = min(position + 1, bytes.endIndex)
            return SQLToken(kind: .quoted, range: start..<position)
        case 0x30...0x39:
            while let current = byte(position), isWordByte(current) || current == 0x2e {
                position += 1
            }
            return SQLToken(kind: .number, range: start..<position)
        case _ where isWordByte(first):
            while let current = byte(position), isWordByte(current) { position += 1 }
            return SQLToken(kind: .word, range: start..<position)
        default:
            position += 1
            return SQLToken(kind: .symbol, range: start..<position)
        }
    }

    /// The token's text as it stands.
    func text(of token: SQLToken) -> String { String(decoding: bytes[token.range], as: UTF8.self) }

    /// Whether the token is this keyword (given in capitals), in any case.
    func isKeyword(_ token: SQLToken?, _ keyword: String) -> Bool {
        guard let token, token.kind == .word, token.range.count == keyword.utf8.count else {
            return false
        }
        return zip(bytes[token.range], keyword.utf8).allSatisfy { own, other in
            own == other || own &- 0x20 == other
        }
    }

    /// Whether the token is this punctuation mark.
    func isSymbol(_ token: SQLToken?, _ symbol: Unicode.Scalar) -> Bool {
        guard let token, token.kind == .symbol else { return false }
        return UInt32(bytes[token.range.lowerBound]) == symbol.value
    }

    /// The name that a word or a quoted token stands for; nil for other tokens.
    func name(of token: SQLToken?) -> String? {
        guard let token else { return nil }
        switch token.kind {
        case .word: return text(of: token)
        case .quoted: return unquoted(bytes[token.range])
        case .number, .symbol: return nil
        }
    }

    // MARK: Bytes

    private func byte(_ index: Int) -> UInt8? { index < bytes.endIndex ? bytes[index] : nil }

    private mutating func advance(over current: UInt8) { position += 1 }

    private mutating func skipSpace() {
        while let current = byte(position) {
            if current == 0x20 || (0x09...0x0d).contains(current) {
                position += 1
            } else if current == 0x2d && byte(position + 1) == 0x2d {
                while let next = byte(position), next != 0x0a { advance(over: next) }
            } else if current == 0x2f && byte(position + 1) == 0x2a {
                position += 2
                while let next = byte(position), !(next == 0x2a && byte(position + 1) == 0x2f) {
                    advance(over: next)
                }
                position = min(position + 2, bytes.endIndex)
            } else {
                return
            }
        }
    }

    private mutating func skipQuoted(by quote: UInt8) {
        position += 1
        while let current = byte(position) {
            position += 1
            guard current == quote else { continue }
            guard byte(position) == quote else { return }
            position += 1
        }
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
            || (0x61...0x7a).contains(byte) || byte == 0x5f || byte == 0x24 || byte >= 0x80
    }

    /// The text inside quotes, with doubled quotes made one.
    private func unquoted(_ quoted: ArraySlice<UInt8>) -> String {
        guard let first = quoted.first, quoted.count >= 2 else { return "" }
        let close: UInt8 = first == 0x5b ? 0x5d : first
        var inside = quoted.dropFirst()
        if inside.last == close { inside = inside.dropLast() }
        guard first != 0x5b else { return String(decoding: inside, as: UTF8.self) }
        var text: [UInt8] = []
        var index = inside.startIndex
        while index < inside.endIndex {
            text.append(inside[index])
            let isDoubled =
                inside[index] == close && index + 1 < inside.endIndex && inside[index + 1] == close
            index += isDoubled ? 2 : 1
        }
        return String(decoding: text, as: UTF8.self)
    }
}
