// The tokens of a table definition: names, numbers, texts and single characters.
//
//     name    = letter or _ or a byte above 127, then these and digits
//             | " … "  | ` … `  | [ … ]          a doubled quote stands for one
//     number  = digits
//     text    = ' … '

import Columnar

/// A place in a definition. Errors name the argument and the byte offset in it.
struct DefinitionScanner {
    enum Token: Equatable {
        /// A name; quoted ones are no keywords.
        case name(String, isQuoted: Bool)
        case number(Int)
        case text(String)
        case symbol(Character)
        case end
    }

    private let bytes: [UInt8]
    /// How errors call the text.
    private let argument: String
    /// Where the next token begins, and what it is.
    private(set) var offset = 0
    private(set) var next = Token.end
    /// Where the token behind it begins.
    private var following = 0

    init(_ text: String, argument: String) throws(LakeError) {
        bytes = Array(text.utf8)
        self.argument = argument
        try advance()
    }

    /// An error at the next token, or at an earlier one.
    func error(
        _ what: String, advice: String? = nil, at place: Int? = nil
    ) -> LakeError {
        LakeError(
            .invalidInput, what, at: [.argument(argument), .byteOffset(place ?? offset)],
            advice: advice)
    }

    /// How errors call the next token.
    var nextText: String {
        switch next {
        case .name(let name, _): "'\(name)'"
        case .number(let number): "\(number)"
        case .text: "a text"
        case .symbol(let character): "'\(character)'"
        case .end: "the end"
        }
    }

    /// Passes over the next token when it is the symbol.
    mutating func take(_ symbol: Character) throws(LakeError) -> Bool {
        guard next == .symbol(symbol) else { return false }
        try advance()
        return true
    }

    mutating func expect(_ symbol: Character) throws(LakeError) {
        guard try take(symbol) else {
            throw error("\(nextText) where '\(symbol)' is expected")
        }
    }

    /// Whether the next token is the keyword, in any case.
    func isNext(keyword: String) -> Bool {
        if case .name(let name, false) = next { name.lowercased() == keyword } else { false }
    }

    /// Passes over the next token when it is the keyword.
    mutating func take(keyword: String) throws(LakeError) -> Bool {
        guard isNext(keyword: keyword) else { return false }
        try advance()
        return true
    }

    /// The next token, a name.
    mutating func name(_ what: String) throws(LakeError) -> String {
        guard case .name(let name, _) = next else {
            throw error("\(nextText) where \(what) is expected")
        }
        try advance()
        return name
    }

    mutating func number(_ what: String) throws(LakeError) -> Int {
        guard case .number(let number) = next else {
            throw error("\(nextText) where \(what) is expected")
        }
        try advance()
        return number
    }

    mutating func text(_ what: String) throws(LakeError) -> String {
        guard case .text(let text) = next else {
            throw error("\(nextText) where \(what) is expected")
        }
        try advance()
        return text
    }

    private mutating func advance() throws(LakeError) {
        while following < bytes.count, bytes[following] <= 0x20 { following += 1 }
        offset = following
        guard following < bytes.count else {
            next = .end
            return
        }
        let first = bytes[following]
        switch first {
        case UInt8(ascii: "'"): next = .text(try quoted(until: first))
        case UInt8(ascii: "\""), UInt8(ascii: "`"):
            next = .name(try quoted(until: first), isQuoted: true)
        case UInt8(ascii: "[") where !isNumberInBrackets:
            next = .name(try quoted(until: UInt8(ascii: "]")), isQuoted: true)
        case 0x30...0x39: next = .number(try digits())
        case _ where DefinitionScanner.isNamePart(first):
            let start = following
            while following < bytes.count, DefinitionScanner.isNamePart(bytes[following]) {
                following += 1
            }
            next = .name(
                String(decoding: bytes[start..<following], as: UTF8.self), isQuoted: false)
        default:
            next = .symbol(Character(Unicode.Scalar(first)))
            following += 1
        }
    }

    /// `fixed[16]`, `bucket[4]` and `int[]` are types and transforms, not names.
    private var isNumberInBrackets: Bool {
        let behind = bytes[(following + 1)...].first { $0 != 0x20 }
        return behind.map { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "]") } ?? false
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "_"), 0x30...0x39, 0x80...:
            true
        default: false
        }
    }

    private mutating func digits() throws(LakeError) -> Int {
        let start = following
        while following < bytes.count, DefinitionScanner.isNamePart(bytes[following]) {
            following += 1
        }
        let text = String(decoding: bytes[start..<following], as: UTF8.self)
        guard let number = Int32(text) else {
            throw error("'\(text)' is no number", advice: "quote names that begin with a digit")
        }
        return Int(number)
    }

    private mutating func quoted(until close: UInt8) throws(LakeError) -> String {
        var content: [UInt8] = []
        following += 1
        while following < bytes.count {
            let byte = bytes[following]
            following += 1
            guard byte == close else {
                content.append(byte)
                continue
            }
            guard following < bytes.count, bytes[following] == close, close != UInt8(ascii: "]")
            else { return String(decoding: content, as: UTF8.self) }
            content.append(close)
            following += 1
        }
        throw error("a quote that is not closed")
    }
}
