// Codes of value sets that are grammars, not lists.
//
//     MIME type   type "/" subtype { ";" parameter }; BCP 13 is RFC 6838 for the names, RFC 2045
//                 for parameters
//     currency    three capital letters (ISO 4217)
//     language    BCP 47, RFC 5646: well-formed, subtags are not looked up
//
// UCUM has a file of its own.

/// Grammars of codes.
enum CodeGrammars {
    static func isCurrency(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        unsafe count == 3 && text[0] &- 0x41 < 26 && text[1] &- 0x41 < 26 && text[2] &- 0x41 < 26
    }

    // MARK: MIME types

    static func isMIMEType(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var at = 0
        guard unsafe name(text, count, &at), at < count, unsafe text[at] == UInt8(ascii: "/") else {
            // FHIR's own short forms of _format, in use for CapabilityStatement.format.
            return unsafe isShortFormat(text, count)
        }
        at &+= 1
        guard unsafe name(text, count, &at) else { return false }
        while at < count {
            while unsafe at < count && isSpace(text[at]) { at &+= 1 }
            guard at < count, unsafe text[at] == UInt8(ascii: ";") else { return false }
            at &+= 1
            while unsafe at < count && isSpace(text[at]) { at &+= 1 }
            // A semicolon at the end does no harm.
            if at == count { return true }
            guard unsafe name(text, count, &at), at < count, unsafe text[at] == UInt8(ascii: "=")
            else {
                return false
            }
            at &+= 1
            guard unsafe value(text, count, &at) else { return false }
        }
        return true
    }

    private static func isShortFormat(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        unsafe TextFormats.isText("xml", text, count) || TextFormats.isText("json", text, count)
            || TextFormats.isText("ttl", text, count)
    }

    /// A token of RFC 2045: no white space, control characters or tspecials.
    private static func name(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ at: inout Int
    ) -> Bool {
        let first = at
        while unsafe at < count && isTokenByte(text[at]) { at &+= 1 }
        return at > first
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7F...0xFF: false
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: "@"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"),
            UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "?"), UInt8(ascii: "="):
            false
        default: true
        }
    }

    private static func value(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ at: inout Int
    ) -> Bool {
        guard at < count, unsafe text[at] == UInt8(ascii: "\"") else {
            return unsafe name(text, count, &at)
        }
        at &+= 1
        while unsafe at < count && text[at] != UInt8(ascii: "\"") {
            unsafe at &+= text[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard at < count else { return false }
        at &+= 1
        return true
    }

    // MARK: Languages

    /// `langtag`, a private tag or one of the old irregular ones.
    ///
    ///     langtag    language [-script] [-region] *(-variant) *(-extension) [-x-private]
    ///     language   2*3ALPHA [3 extlang of 3ALPHA] / 4ALPHA / 5*8ALPHA
    static func isLanguage(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var tag = unsafe LanguageTag(text, count)
        return tag.isWellFormed()
    }
}

/// The subtags of a language tag, one after the other.
@safe
private struct LanguageTag {
    private let text: UnsafePointer<UInt8>
    private let count: Int
    private var at = 0
    private var start = 0
    private var length = 0
    private var isAlphabetic = false

    init(_ text: UnsafePointer<UInt8>, _ count: Int) {
        unsafe self.text = unsafe text
        self.count = count
    }

    /// Goes to the next subtag; false at the end or when it is none (empty, longer than 8, not
    /// letters and digits): `isBroken` tells these apart.
    private mutating func next() -> Bool {
        guard at < count else {
            length = 0
            return false
        }
        start = at
        isAlphabetic = true
        while unsafe at < count && text[at] != UInt8(ascii: "-") {
            guard unsafe isLetter(text[at]) || isDigit(text[at]) else { return fail() }
            if unsafe isDigit(text[at]) { isAlphabetic = false }
            at &+= 1
        }
        length = at &- start
        guard length >= 1, length <= 8 else { return fail() }
        if at < count {
            at &+= 1
            // A hyphen at the end is followed by nothing.
            if at == count { return fail() }
        }
        return true
    }

    private var isBroken = false

    private mutating func fail() -> Bool {
        isBroken = true
        length = 0
        return false
    }

    mutating func isWellFormed() -> Bool {
        guard next() else { return false }
        if length == 1 { return isPrivateOrIrregular() }
        guard isAlphabetic, length >= 2 else { return false }
        let isShort = length <= 3
        _ = next()
        var extensions = 0
        while isShort && extensions < 3 && length == 3 && isAlphabetic {
            extensions += 1
            _ = next()
        }
        if length == 4 && isAlphabetic { _ = next() }
        if (length == 2 && isAlphabetic) || (length == 3 && isNumeric) { _ = next() }
        while unsafe length >= 5 || (length == 4 && isDigit(text[start])) { _ = next() }
        while length == 1 {
            let isPrivate = unsafe text[start] | 0x20 == UInt8(ascii: "x")
            var parts = 0
            while next(), length >= (isPrivate ? 1 : 2) { parts += 1 }
            if parts == 0 { return false }
        }
        return length == 0 && !isBroken
    }

    private var isNumeric: Bool {
        var index = start
        while index < start &+ length {
            if unsafe !isDigit(text[index]) { return false }
            index &+= 1
        }
        return true
    }

    /// x-… and i-….
    private mutating func isPrivateOrIrregular() -> Bool {
        let first = unsafe text[start] | 0x20
        guard first == UInt8(ascii: "x") || first == UInt8(ascii: "i") else { return false }
        var parts = 0
        while next() { parts += 1 }
        return parts > 0 && !isBroken
    }
}
