// What the lexer makes of a template.

/// A place in a template, both from 1.
package struct TextPosition: Sendable, Equatable {
    package var line: Int
    /// In characters (code points), not bytes.
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// One piece of a template.
struct Token {
    enum Kind: Equatable {
        /// Text outside of tags.
        case data
        /// `{{` and `}}`
        case outputBegin, outputEnd
        /// `{%` and `%}`
        case blockBegin, blockEnd
        case name
        /// Without quotes, escapes replaced.
        case string
        case integer, float
        case symbol(Symbol)
        case end
    }

    /// Operators and punctuation.
    enum Symbol: String {
        case add = "+", subtract = "-", divide = "/", floorDivide = "//"
        case multiply = "*", modulo = "%", power = "**", concatenate = "~"
        case openBracket = "[", closeBracket = "]"
        case openParenthesis = "(", closeParenthesis = ")"
        case openBrace = "{", closeBrace = "}"
        case equal = "==", notEqual = "!=", greater = ">", greaterOrEqual = ">="
        case less = "<", lessOrEqual = "<=", assign = "="
        case dot = ".", colon = ":", pipe = "|", comma = ",", semicolon = ";"
    }

    var kind: Kind
    var text: String
    var position: TextPosition
    /// First byte and the one after the last, in the normalised text.
    var bytes: Range<Int>

    /// What messages call it.
    var description: String {
        switch kind {
        case .data: "text"
        case .outputBegin: "'{{'"
        case .outputEnd: "'}}'"
        case .blockBegin: "'{%'"
        case .blockEnd: "'%}'"
        case .name: "'\(text)'"
        case .string: "a text"
        case .integer, .float: "the number \(text)"
        case .symbol(let symbol): "'\(symbol.rawValue)'"
        case .end: "the end of the template"
        }
    }
}
