// Units of the Unified Code for Units of Measure: the grammar of its terms.
//
//     main-term  =  [ "/" ] term
//     term       =  component { ( "." | "/" ) component }
//     component  =  annotatable [ annotation ] | annotation | factor | "(" term ")"
//     annotatable = symbol [ exponent ]          exponent = [ "+" | "-" ] digits
//     annotation =  "{" printable ASCII but braces "}"
//
// Symbols are not looked up: a symbol is a run of characters that symbols may have, with square
// brackets in pairs.
// Source: ucum.org, "The Unified Code for Units of Measure", section 2, "Grammar of Units and Unit
// Terms".

/// Checks the grammar of units.
@safe
struct UnitGrammar {
    private static let depthMax = 50

    private let text: UnsafePointer<UInt8>
    private let count: Int
    private var at = 0
    private var depth = 0

    private init(_ text: UnsafePointer<UInt8>, _ count: Int) {
        unsafe self.text = unsafe text
        self.count = count
    }

    static func isUnit(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var grammar = unsafe UnitGrammar(text, count)
        if grammar.byte == UInt8(ascii: "/") { grammar.at += 1 }
        return grammar.term() && grammar.at == count
    }

    /// The byte at hand; 0 at the end, which no term holds.
    private var byte: UInt8 { unsafe at < count ? text[at] : 0 }

    private mutating func term() -> Bool {
        guard component() else { return false }
        while byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/") {
            at += 1
            guard component() else { return false }
        }
        return true
    }

    private mutating func component() -> Bool {
        if byte == UInt8(ascii: "(") {
            guard depth < Self.depthMax else { return false }
            depth += 1
            at += 1
            guard term(), byte == UInt8(ascii: ")") else { return false }
            depth -= 1
            at += 1
            return true
        }
        let start = at
        while isDigit(byte) { at += 1 }
        if at > start, byte == UInt8(ascii: "*") || byte == UInt8(ascii: "^") {
            // 10* and 10^ are symbols.
            at += 1
            return exponent() && annotation()
        }
        if at == start {
            guard symbol() else {
                return byte == UInt8(ascii: "{") && annotation()
            }
            guard exponent() else { return false }
        }
        return annotation()
    }

    private mutating func symbol() -> Bool {
        let start = at
        var isInBrackets = false
        while at < count {
            let byte = self.byte
            if byte == UInt8(ascii: "[") {
                if isInBrackets { return false }
                isInBrackets = true
            } else if byte == UInt8(ascii: "]") {
                if !isInBrackets { return false }
                isInBrackets = false
            } else if isInBrackets {
                guard byte > 0x20, byte < 0x7F else { return false }
            } else if !(isLetter(byte) || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "'")
                || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: "*"))
            {
                break
            }
            at += 1
        }
        return at > start && !isInBrackets
    }

    private mutating func exponent() -> Bool {
        let hasSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
        if hasSign { at += 1 }
        let start = at
        while isDigit(byte) { at += 1 }
        return !hasSign || at > start
    }

    private mutating func annotation() -> Bool {
        guard byte == UInt8(ascii: "{") else { return true }
        at += 1
        while at < count && byte != UInt8(ascii: "}") {
            guard byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "{") else { return false }
            at += 1
        }
        guard byte == UInt8(ascii: "}") else { return false }
        at += 1
        return true
    }
}
