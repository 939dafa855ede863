// Walks over an object or an array and checks it on the way: the common case of `JSONValidator`.
//
// It says that a value is sound, or that it does not know: then the validator, which is several
// times slower, looks for the fault and names it. The kinds of the brackets that are open are bits
// of a word, the innermost the lowest, so values nested deeper than a word has bits are left to it
// as well.

import Glibc

/// A walk over the tokens of one value.
enum SoundWalk {
    private static let depthMax = 64

    /// Goes to the end of the object or array that the token `token` opens.
    ///
    /// - Parameter token: on success moved behind the value's last token; else as it was.
    /// - Returns: the offset of the closing bracket; nil when the value is not sound, does not end
    ///   before `limit`, or is left to the validator.
    @inline(always)
    static func close(
        _ base: UnsafePointer<UInt8>, _ offsets: UnsafePointer<UInt32>, _ token: inout Int,
        _ limit: Int
    ) -> Int? {
        // Safe: every offset is compared with `limit` before the next is read, and the index has
        // an entry that is not below it.
        let start = unsafe Int(offsets[token])
        var isObject = unsafe base[start] == Token.openObject
        var open: UInt64 = isObject ? 1 : 0
        var depth = 1
        var at = token &+ 1
        // Whether a closing bracket may come in the place of a value or a name.
        var mayClose = true
        while true {
            var offset = unsafe Int(offsets[at])
            guard offset < limit else { return nil }
            var byte = unsafe base[offset]
            at &+= 1
            if mayClose, byte == (isObject ? Token.closeObject : Token.closeArray) {
                depth &-= 1
                if depth == 0 { return unsafe end(base, start, offset, at, &token) }
                open >>= 1
                isObject = open & 1 != 0
            } else {
                if isObject {
                    let colon = unsafe Int(offsets[at])
                    guard byte == Token.quote, colon < limit, unsafe base[colon] == Token.colon,
                        unsafe endsInQuote(base, offset, colon)
                    else { return nil }
                    offset = unsafe Int(offsets[at &+ 1])
                    guard offset < limit else { return nil }
                    byte = unsafe base[offset]
                    at &+= 2
                }
                if byte | 0x20 == Token.openObject {
                    guard depth < depthMax else { return nil }
                    isObject = byte == Token.openObject
                    open = open << 1 | (isObject ? 1 : 0)
                    depth &+= 1
                    mayClose = true
                    continue
                }
                let next = unsafe Int(offsets[at])
                guard next < limit else { return nil }
                if byte == Token.quote {
                    guard unsafe endsInQuote(base, offset, next) else { return nil }
                } else {
                    guard unsafe isScalar(base, offset, next) else { return nil }
                }
            }
            // What follows a value: brackets that close, then a comma.
            while true {
                offset = unsafe Int(offsets[at])
                guard offset < limit else { return nil }
                byte = unsafe base[offset]
                at &+= 1
                if byte == Token.comma { break }
                guard byte == (isObject ? Token.closeObject : Token.closeArray) else { return nil }
                depth &-= 1
                if depth == 0 { return unsafe end(base, start, offset, at, &token) }
                open >>= 1
                isObject = open & 1 != 0
            }
            mayClose = false
        }
    }

    /// The end of a value whose brackets, names and scalars are sound: its escapes must be, too.
    @inline(always)
    private static func end(
        _ base: UnsafePointer<UInt8>, _ start: Int, _ close: Int, _ at: Int, _ token: inout Int
    ) -> Int? {
        let length = close &- start
        if let found = unsafe memchr(base + start, Int32(Token.backslash), length) {
            // Escapes stand in strings only: elsewhere the scalar was refused.
            let first = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
            let rest = unsafe UnsafeBufferPointer(start: base + first, count: close &- first)
            guard unsafe JSONString.hasSoundEscapes(rest) == nil else { return nil }
        }
        token = at
        return close
    }

    /// Whether the string at `start`, which is followed by a token at `next`, ends in a quote.
    @inline(always)
    private static func endsInQuote(
        _ base: UnsafePointer<UInt8>, _ start: Int, _ next: Int
    ) -> Bool {
        var last = next &- 1
        if unsafe base[last] != Token.quote {
            last = unsafe Token.scalarEnd(base, start: start, limit: next) &- 1
        }
        return unsafe last > start && base[last] == Token.quote
    }

    /// Whether what begins at `start` and is followed by a token at `next` is a number, true, false
    /// or null.
    private static func isScalar(
        _ base: UnsafePointer<UInt8>, _ start: Int, _ next: Int
    ) -> Bool {
        let end = unsafe Token.scalarEnd(base, start: start, limit: next)
        let text = unsafe UnsafeBufferPointer(start: base + start, count: end &- start)
        switch unsafe base[start] {
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            return unsafe JSONLiteral(text) != nil
        default: return unsafe JSONNumber.isValid(text)
        }
    }
}
