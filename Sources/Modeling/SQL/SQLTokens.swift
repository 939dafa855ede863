// SQL text as tokens, by SQLite's rules, for what is read out of compiled models: where common
// table expressions begin, what columns a select list has, which functions are called.
//
//     select a.id, 'it''s' as "x" -- note
//     word   word . word , string word quoted           comments and white space are passed over
//
// Source: SQLite, "Tokenizer requirements" (tokenize.c) and "SQL As Understood By SQLite".

/// One token of SQL text.
struct SQLToken: Equatable {
    enum Kind { case word, quotedName, string, number, symbol }
    let kind: Kind
    /// Where its bytes lie in the text.
    let range: Range<Int>
    /// Parentheses that are open before it; an opening one and its closing one have the same.
    let depth: Int
}

/// The tokens of one text.
struct SQLTokens {
    let bytes: [UInt8]
    let tokens: [SQLToken]

    init(_ text: String) {
        bytes = Array(text.utf8)
        var scanner = SQLScanner(bytes: bytes)
        tokens = scanner.run()
    }

    /// The token's text as it stands.
    func text(_ token: SQLToken) -> String { text(token.range) }

    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
    }

    /// Whether the token at an index is this keyword (given in lower case), in any case.
    func isKeyword(_ index: Int, _ keyword: String) -> Bool {
        guard tokens.indices.contains(index), tokens[index].kind == .word,
            tokens[index].range.count == keyword.utf8.count
        else { return false }
        return zip(bytes[tokens[index].range], keyword.utf8).allSatisfy { own, wanted in
            own == wanted || ((0x41...0x5a).contains(own) && own + 0x20 == wanted)
        }
    }

    func isKeyword(_ index: Int, oneOf keywords: [String]) -> Bool {
        keywords.contains { isKeyword(index, $0) }
    }

    /// Whether the token at an index is this punctuation mark.
    func isSymbol(_ index: Int, _ symbol: Character) -> Bool {
        guard tokens.indices.contains(index), tokens[index].kind == .symbol else { return false }
        return bytes[tokens[index].range.lowerBound] == symbol.asciiValue
    }

    /// The name that a word or a quoted name stands for; nil for other tokens.
    func name(_ index: Int) -> String? {
        guard tokens.indices.contains(index) else { return nil }
        switch tokens[index].kind {
        case .word: return text(tokens[index])
        case .quotedName: return unquotedName(bytes[tokens[index].range])
        case .string, .number, .symbol: return nil
        }
    }

    /// The index of the parenthesis that closes the one at `index`; the end where there is none.
    func closing(_ index: Int) -> Int {
        guard tokens.indices.contains(index) else { return tokens.count }
        let depth = tokens[index].depth
        var next = index + 1
        while next < tokens.count {
            if tokens[next].depth == depth, isSymbol(next, ")") { return next }
            next += 1
        }
        return tokens.count
    }

    /// The bytes from the first to before the last token, comments between them included.
    func range(_ indices: Range<Int>) -> Range<Int> {
        guard let first = indices.first, tokens.indices.contains(first),
            tokens.indices.contains(indices.upperBound - 1)
        else { return 0..<0 }
        return tokens[first].range.lowerBound..<tokens[indices.upperBound - 1].range.upperBound
    }

    /// The text without a last semicolon and what comes behind it.
    var withoutTerminator: String {
        var end = tokens.count
        while end > 0, isSymbol(end - 1, ";") { end -= 1 }
        guard end < tokens.count else { return text(0..<bytes.count) }
        return text(0..<tokens[end].range.lowerBound)
    }
}

/// A name without its quotes, doubled ones made single.
private func unquotedName(_ bytes: ArraySlice<UInt8>) -> String {
    guard bytes.count >= 2, let first = bytes.first else { return "" }
    let close = first == UInt8(ascii: "[") ? UInt8(ascii: "]") : first
    var name: [UInt8] = []
    var index = bytes.startIndex + 1
    while index < bytes.endIndex - 1 {
        name.append(bytes[index])
        if bytes[index] == close, first == close { index += 1 }
        index += 1
    }
    return String(decoding: name, as: UTF8.self)
}

/// Walks over the bytes once.
private struct SQLScanner {
    let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func run() -> [SQLToken] {
        var tokens: [SQLToken] = []
        while true {
            skipSpace()
            guard position < bytes.count else { return tokens }
            let start = position
            let kind = passToken(bytes[start])
            let isClosing = kind == .symbol && bytes[start] == UInt8(ascii: ")")
            if isClosing { depth = max(0, depth - 1) }
            tokens.append(SQLToken(kind: kind, range: start..<position, depth: depth))
            if kind == .symbol, bytes[start] == UInt8(ascii: "(") { depth += 1 }
        }
    }

    private mutating func passToken(_ first: UInt8) -> SQLToken.Kind {
        switch first {
        case UInt8(ascii: "'"):
            passQuoted(by: first)
            return .string
        case UInt8(ascii: "\""), UInt8(ascii: "`"):
            passQuoted(by: first)
            return .quotedName
        case UInt8(ascii: "["):
            while position < bytes.count, bytes[position] != UInt8(ascii: "]") { position += 1 }
            position = min(position + 1, bytes.count)
            return .quotedName
        case 0x30...0x39:
            passNumber()
            return .number
        case UInt8(ascii: ".") where isDigit(position + 1):
            passNumber()
            return .number
        case _ where isWordByte(first):
            while position < bytes.count, isWordByte(bytes[position]) { position += 1 }
            return .word
        default:
            position += 1
            return .symbol
        }
    }

    private mutating func passNumber() {
        while position < bytes.count {
            let byte = bytes[position]
            let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            let follows = position > 0 && bytes[position - 1] | 0x20 == UInt8(ascii: "e")
            guard isWordByte(byte) || byte == UInt8(ascii: ".") || (isSign && follows) else {
                return
            }
            position += 1
        }
    }

    private mutating func passQuoted(by quote: UInt8) {
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            guard byte == quote else { continue }
            guard position < bytes.count, bytes[position] == quote else { return }
            position += 1
        }
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x20 || (0x09...0x0d).contains(byte) {
                position += 1
            } else if byte == UInt8(ascii: "-"), isByte(position + 1, "-") {
                while position < bytes.count, bytes[position] != 0x0a { position += 1 }
            } else if byte == UInt8(ascii: "/"), isByte(position + 1, "*") {
                position += 2
                while position < bytes.count, !(isByte(position, "*") && isByte(position + 1, "/"))
                {
                    position += 1
                }
                position = min(position + 2, bytes.count)
            } else {
                return
            }
        }
    }

    private func isByte(_ index: Int, _ character: Character) -> Bool {
        index < bytes.count && bytes[index] == character.asciiValue
    }

    private func isDigit(_ index: Int) -> Bool {
        index < bytes.count && (0x30...0x39).contains(bytes[index])
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f, 0x24, 0x80...: true
        default: false
        }
    }
}
