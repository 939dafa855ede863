// Cuts a template into tokens.
//
//     text {{ expression }} text {% tag … %} text {# comment #} {% raw %} text {% endraw %}
//
// `-` beside a delimiter takes the white space on that side away; `+` leaves it, which is what
// happens anyway. One newline at the end of the template is dropped. Line ends become "\n".
// Source: Jinja 3.1 template designer documentation, "Whitespace Control" and "Escaping".

import Columnar

/// Cuts one template into tokens.
struct Lexer {
    /// The template with its line ends made one kind.
    let bytes: [UInt8]
    private let path: String
    private var offset = 0
    private let start: TextPosition
    private var place: PositionCounter
    private var tokens: [Token] = []

    /// - Throws: `LakeError.limit` for a text that is longer than a template may be.
    init(
        _ source: String, path: String,
        from start: TextPosition = TextPosition(line: 1, column: 1)
    ) throws(LakeError) {
        guard source.utf8.count <= JinjaLimits.sourceBytesMax else {
            throw LakeError(
                .limit, "a template may have \(JinjaLimits.sourceBytesMax) bytes",
                at: [.file(path)])
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.utf8.count)
        var previous: UInt8 = 0
        for byte in source.utf8 {
            if byte == ASCII.carriageReturn {
                bytes.append(ASCII.newline)
            } else if byte != ASCII.newline || previous != ASCII.carriageReturn {
                bytes.append(byte)
            }
            previous = byte
        }
        if bytes.last == ASCII.newline { bytes.removeLast() }
        self.bytes = bytes
        self.path = path
        self.start = start
        place = PositionCounter(start)
    }

    /// - Throws: `LakeError.invalidInput` with file, line and column for an unclosed tag, comment
    ///   or text and for characters that belong nowhere.
    consuming func run() throws(LakeError) -> [Token] {
        var dataStart = 0
        while let begin = find("{", from: offset) {
            guard begin + 1 < bytes.count else { break }
            let next = bytes[begin + 1]
            guard next == ASCII.openBrace || next == ASCII.percent || next == ASCII.hash else {
                offset = begin + 1
                continue
            }
            var inside = begin + 2
            let sign = inside < bytes.count ? bytes[inside] : 0
            let isTrimmed = sign == ASCII.minus
            if isTrimmed || sign == ASCII.plus { inside += 1 }
            addData(dataStart..<begin, trimsEnd: isTrimmed)
            offset = inside
            switch next {
            case ASCII.hash: try skipComment(from: begin)
            case ASCII.percent:
                if let start = rawStart(inside) {
                    try lexRaw(from: begin, start)
                } else {
                    try lexCode(from: begin, .blockBegin)
                }
            default: try lexCode(from: begin, .outputBegin)
            }
            dataStart = offset
        }
        addData(dataStart..<bytes.count, trimsEnd: false)
        add(.end, "", bytes.count..<bytes.count)
        return tokens
    }

    // MARK: - Outside of tags

    private mutating func add(_ kind: Token.Kind, _ text: String, _ range: Range<Int>) {
        tokens.append(
            Token(
                kind: kind, text: text, position: place.position(of: range.lowerBound, in: bytes),
                bytes: range))
    }

    private mutating func addData(_ range: Range<Int>, trimsEnd: Bool) {
        var slice = bytes[range]
        if trimsEnd { slice = PythonText.trimmingEnd(slice) }
        guard !slice.isEmpty else { return }
        add(.data, String(decoding: slice, as: UTF8.self), slice.startIndex..<slice.endIndex)
    }

    private func find(_ text: StaticString, from start: Int) -> Int? {
        let wanted = Array(text.description.utf8)
        var index = start
        while index + wanted.count <= bytes.count {
            if bytes[index] == wanted[0], bytes[index..<index + wanted.count].elementsEqual(wanted)
            {
                return index
            }
            index += 1
        }
        return nil
    }

    private mutating func skipSpace() {
        offset = bytes.count - PythonText.trimmingStart(bytes[offset...]).count
    }

    private mutating func skipComment(from begin: Int) throws(LakeError) {
        guard let end = find("#}", from: offset) else {
            throw fail("the comment is never closed", begin, advice: "close it with '#}'")
        }
        let isTrimmed = end > offset && bytes[end - 1] == ASCII.minus
        offset = end + 2
        if isTrimmed { skipSpace() }
    }

    /// Where the text of a raw block starts, when `raw %}` stands at `start`.
    private func rawStart(_ start: Int) -> (text: Int, trims: Bool)? {
        keyword("raw", start).flatMap { $0.sign == ASCII.plus ? nil : ($0.end, $0.isTrimmed) }
    }

    /// `  word [-+] %}` at `start`: where it ends and what stands before the end.
    private func keyword(
        _ word: StaticString, _ start: Int
    ) -> (end: Int, sign: UInt8, isTrimmed: Bool)? {
        let letters = Array(word.description.utf8)
        var rest = PythonText.trimmingStart(bytes[start...])
        guard rest.starts(with: letters) else { return nil }
        rest = PythonText.trimmingStart(rest.dropFirst(letters.count))
        var sign: UInt8 = 0
        if let first = rest.first, first == ASCII.minus || first == ASCII.plus {
            sign = first
            rest = rest.dropFirst()
        }
        guard rest.starts(with: [ASCII.percent, ASCII.closeBrace]) else { return nil }
        return (rest.startIndex + 2, sign, sign == ASCII.minus)
    }

    private mutating func lexRaw(
        from begin: Int, _ start: (text: Int, trims: Bool)
    ) throws(LakeError) {
        offset = start.text
        if start.trims { skipSpace() }
        let textStart = offset
        var search = offset
        while let end = find("{%", from: search) {
            var inside = end + 2
            let sign = inside < bytes.count ? bytes[inside] : 0
            if sign == ASCII.minus || sign == ASCII.plus { inside += 1 }
            guard let close = keyword("endraw", inside) else {
                search = end + 2
                continue
            }
            addData(textStart..<end, trimsEnd: sign == ASCII.minus)
            offset = close.end
            if close.isTrimmed { skipSpace() }
            return
        }
        throw fail("the raw block is never closed", begin, advice: "close it with {% endraw %}")
    }

    // MARK: - Inside of tags

    private mutating func lexCode(from begin: Int, _ kind: Token.Kind) throws(LakeError) {
        add(kind, "", begin..<offset)
        let isOutput = kind == .outputBegin
        /// The brackets that are open, so that `}}` may end a dictionary.
        var open: [(symbol: Token.Symbol, offset: Int)] = []
        while true {
            skipSpace()
            guard offset < bytes.count else {
                throw fail(
                    "the tag is never closed", begin,
                    advice: "close it with '\(isOutput ? "}}" : "%}")'")
            }
            if open.isEmpty, let end = closing(isOutput) {
                add(isOutput ? .outputEnd : .blockEnd, "", offset..<end.offset)
                offset = end.offset
                if end.trims { skipSpace() }
                return
            }
            try lexToken(&open)
        }
    }

    /// Whether the tag ends here.
    private func closing(_ isOutput: Bool) -> (offset: Int, trims: Bool)? {
        var rest = bytes[offset...]
        let first = rest.first ?? 0
        let isTrimmed = first == ASCII.minus
        if isTrimmed || (first == ASCII.plus && !isOutput) { rest = rest.dropFirst() }
        let second = isOutput ? ASCII.closeBrace : ASCII.percent
        guard rest.starts(with: [second, ASCII.closeBrace]) else { return nil }
        return (rest.startIndex + 2, isTrimmed)
    }

    private mutating func lexToken(
        _ open: inout [(symbol: Token.Symbol, offset: Int)]
    ) throws(LakeError) {
        let byte = bytes[offset]
        if ASCII.isDigit(byte) {
            try lexNumber()
        } else if ASCII.isLetter(byte) || byte == ASCII.underscore || byte >= 0x80 {
            try lexName()
        } else if byte == ASCII.quote || byte == ASCII.doubleQuote {
            try lexString(byte)
        } else {
            try lexSymbol(&open)
        }
    }

    private mutating func lexName() throws(LakeError) {
        let start = offset
        while offset < bytes.count, ASCII.isNamePart(bytes[offset]) { offset += 1 }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        for scalar in text.unicodeScalars where scalar.value >= 0x80 {
            guard scalar.properties.isXIDContinue else {
                throw fail("the character '\(scalar)' belongs nowhere", start)
            }
        }
        add(.name, text, start..<offset)
    }

    private mutating func lexSymbol(
        _ open: inout [(symbol: Token.Symbol, offset: Int)]
    ) throws(LakeError) {
        let start = offset
        let pair = String(decoding: bytes[start..<min(start + 2, bytes.count)], as: UTF8.self)
        let one = String(decoding: bytes[start..<start + 1], as: UTF8.self)
        guard let symbol = Token.Symbol(rawValue: pair) ?? Token.Symbol(rawValue: one) else {
            throw fail("the character '\(one)' belongs nowhere", start)
        }
        switch symbol {
        case .openBrace, .openBracket, .openParenthesis: open.append((symbol, start))
        case .closeBrace, .closeBracket, .closeParenthesis:
            guard let last = open.popLast() else {
                throw fail("'\(one)' closes nothing", start)
            }
            let wanted: Token.Symbol =
                switch last.symbol {
                case .openBrace: .closeBrace
                case .openBracket: .closeBracket
                default: .closeParenthesis
                }
            guard symbol == wanted else {
                throw fail(
                    "'\(one)' does not close '\(last.symbol.rawValue)'", start,
                    advice: "write '\(wanted.rawValue)'")
            }
        default: break
        }
        offset += symbol.rawValue.utf8.count
        add(.symbol(symbol), symbol.rawValue, start..<offset)
    }
}

extension Lexer {
    // MARK: - Literals

    /// `1 1_000 0x1f 0o17 0b101 1.5 1e3 1.5e-3`
    private mutating func lexNumber() throws(LakeError) {
        let start = offset
        if bytes[start] == ASCII.zero, start + 1 < bytes.count,
            let radix = [0x78: 16, 0x6f: 8, 0x62: 2][Int(bytes[start + 1] | 0x20)]
        {
            offset += 2
            while offset < bytes.count, ASCII.isNamePart(bytes[offset]) { offset += 1 }
            let digits = bytes[start + 2..<offset].filter { $0 != ASCII.underscore }
            guard let value = Int64(String(decoding: digits, as: UTF8.self), radix: radix) else {
                throw fail("this is no whole number of 64 bits", start)
            }
            return add(.integer, String(value), start..<offset)
        }
        skipDigits()
        var isReal = false
        // `1.x` is an attribute, and `a.1.5` two items.
        if isDigit(at: offset + 1), bytes[offset] == ASCII.dot,
            start == 0
                || bytes[start - 1] != ASCII.dot
        {
            isReal = true
            offset += 1
            skipDigits()
        }
        if offset < bytes.count, bytes[offset] | 0x20 == 0x65 {
            let isSigned =
                offset + 1 < bytes.count
                && (bytes[offset + 1] == ASCII.minus || bytes[offset + 1] == ASCII.plus)
            if isDigit(at: offset + (isSigned ? 2 : 1)) {
                isReal = true
                offset += isSigned ? 2 : 1
                skipDigits()
            }
        }
        let digits = bytes[start..<offset].filter { $0 != ASCII.underscore }
        let text = String(decoding: digits, as: UTF8.self)
        if isReal { return add(.float, text, start..<offset) }
        guard let value = Int64(text) else {
            throw fail("the number \(text) does not fit in 64 bits", start)
        }
        guard text.count == 1 || digits[0] != ASCII.zero || value == 0 else {
            throw fail("a number does not begin with 0", start)
        }
        add(.integer, text, start..<offset)
    }

    private func isDigit(at index: Int) -> Bool {
        index < bytes.count && ASCII.isDigit(bytes[index])
    }

    private mutating func skipDigits() {
        while isDigit(at: offset)
            || (offset < bytes.count && bytes[offset] == ASCII.underscore
                && isDigit(at: offset + 1))
        {
            offset += 1
        }
    }

    private mutating func lexString(_ quote: UInt8) throws(LakeError) {
        let start = offset
        var hasEscapes = false
        offset += 1
        while offset < bytes.count, bytes[offset] != quote {
            if bytes[offset] == ASCII.backslash {
                hasEscapes = true
                offset += 1
            }
            offset += 1
        }
        guard offset < bytes.count else {
            offset = bytes.count
            throw fail("the text is never closed", start)
        }
        let inside = bytes[start + 1..<offset]
        offset += 1
        guard hasEscapes else {
            return add(.string, String(decoding: inside, as: UTF8.self), start..<offset)
        }
        guard let text = StringEscapes.replaced(inside) else {
            throw fail("the text has a bad escape", start, advice: "write a backslash as '\\\\'")
        }
        add(.string, text, start..<offset)
    }

    fileprivate func fail(_ what: String, _ offset: Int, advice: String? = nil) -> LakeError {
        var counter = PositionCounter(start)
        let position = counter.position(of: offset, in: bytes)
        return LakeError(
            .invalidInput, what,
            at: [.file(path), .line(position.line), .column(String(position.column))],
            advice: advice)
    }
}

/// Counts lines and columns on the way through a text.
struct PositionCounter {
    private var offset = 0
    private var position: TextPosition

    init(_ start: TextPosition) { position = start }

    /// The position of a byte; bytes are asked for in order.
    mutating func position(of target: Int, in bytes: [UInt8]) -> TextPosition {
        while offset < target {
            let byte = bytes[offset]
            if byte == ASCII.newline {
                position.line += 1
                position.column = 1
            } else if byte & 0xc0 != 0x80 {
                position.column += 1
            }
            offset += 1
        }
        return position
    }
}
