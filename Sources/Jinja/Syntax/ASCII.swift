// The bytes that the lexer and the text methods look for.

enum ASCII {
    static let newline = UInt8(ascii: "\n"), carriageReturn = UInt8(ascii: "\r")
    static let openBrace = UInt8(ascii: "{"), closeBrace = UInt8(ascii: "}")
    static let percent = UInt8(ascii: "%"), hash = UInt8(ascii: "#")
    static let minus = UInt8(ascii: "-"), plus = UInt8(ascii: "+"), dot = UInt8(ascii: ".")
    static let quote = UInt8(ascii: "'"), doubleQuote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\"), underscore = UInt8(ascii: "_")
    static let zero = UInt8(ascii: "0"), space = UInt8(ascii: " ")

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
    @inline(__always)
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 }
    /// Bytes of characters beyond ASCII count; what they are is checked as a whole.
    @inline(__always)
    static func isNamePart(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == underscore || byte >= 0x80
    }
    static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20) &- 97 < 6
    }
}
