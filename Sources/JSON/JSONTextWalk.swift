// A place in a JSON text, moved by bytes: for short texts, where an index would cost more than it
// saves.

import Glibc

/// Walks sound JSON. Never leaves the text, whatever it holds.
@safe
struct JSONTextWalk {
    enum Entry { case found, missing, undecided }

    private let base: UnsafePointer<UInt8>?
    private let count: Int
    private var at = 0

    init(_ text: UnsafeBufferPointer<UInt8>) {
        unsafe base = text.baseAddress
        count = text.count
    }

    /// The byte at a place; 0 behind the end, which no token begins with.
    @inline(always)
    private func byte(_ index: Int) -> UInt8 {
        // Safe: checked here.
        guard index < count, let base = unsafe base else { return 0 }
        return unsafe base[index]
    }

    /// The byte here; 0 at the end.
    var current: UInt8 { byte(at) }

    /// Goes on by one byte.
    mutating func skipByte() { at &+= 1 }

    @inline(always)
    mutating func skipBlank() {
        while at < count && Token.isBlank(byte(at)) { at &+= 1 }
    }

    /// Goes from an object to the value of a member, the first of that name.
    mutating func enter(member label: [UInt8]) -> Entry {
        guard byte(at) == Token.openObject else { return .missing }
        at &+= 1
        while true {
            skipBlank()
            guard byte(at) == Token.quote else { return .missing }
            let start = at &+ 1
            let hasEscapes = skipString()
            let isMatch = isText(label, from: start, to: at &- 1)
            if hasEscapes { return .undecided }
            skipBlank()
            guard byte(at) == Token.colon else { return .missing }
            at &+= 1
            skipBlank()
            if isMatch { return .found }
            skipValue()
            skipBlank()
            guard byte(at) == Token.comma else { return .missing }
            at &+= 1
        }
    }

    /// Goes from an array to one of its elements.
    mutating func enter(element index: Int) -> Bool {
        guard byte(at) == Token.openArray else { return false }
        at &+= 1
        skipBlank()
        if byte(at) == Token.closeArray { return false }
        for _ in 0..<index {
            skipValue()
            skipBlank()
            guard byte(at) == Token.comma else { return false }
            at &+= 1
            skipBlank()
        }
        return at < count
    }

    /// Elements of the array here; 0 for anything else.
    func elementCount() -> Int {
        var walk = self
        guard walk.byte(walk.at) == Token.openArray else { return 0 }
        walk.at &+= 1
        walk.skipBlank()
        if walk.byte(walk.at) == Token.closeArray { return 0 }
        var elements = 1
        while walk.at < walk.count {
            walk.skipValue()
            walk.skipBlank()
            guard walk.byte(walk.at) == Token.comma else { break }
            walk.at &+= 1
            walk.skipBlank()
            elements &+= 1
        }
        return elements
    }

    /// The value here.
    mutating func value() -> UnsafeBufferPointer<UInt8>? {
        guard at < count, let base = unsafe base else { return nil }
        let start = at
        skipValue()
        return unsafe UnsafeBufferPointer(start: base + start, count: at - start)
    }

    private func isText(_ text: [UInt8], from start: Int, to end: Int) -> Bool {
        guard let base = unsafe base, end &- start == text.count else { return false }
        return unsafe text.withUnsafeBufferPointer { text in
            unsafe text.baseAddress.map { unsafe memcmp($0, base + start, text.count) == 0 } ?? true
        }
    }

    /// Goes behind the string here.
    ///
    /// - Returns: whether it has escapes.
    @discardableResult
    @inline(always)
    private mutating func skipString() -> Bool {
        guard let base = unsafe base else { return false }
        var hasEscapes = false
        var index = at &+ 1
        // Safe: words are loaded only where eight bytes are left.
        while true {
            while index &+ 8 <= count {
                let word = unsafe UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
                let hits =
                    Self.zeroBytes(word ^ Self.quotes) | Self.zeroBytes(word ^ Self.backslashes)
                if hits != 0 {
                    index &+= hits.trailingZeroBitCount >> 3
                    break
                }
                index &+= 8
            }
            guard index < count else { break }
            let byte = unsafe base[index]
            if byte == Token.quote {
                index &+= 1
                break
            }
            if byte == Token.backslash {
                hasEscapes = true
                index &+= 1
            }
            index &+= 1
        }
        at = min(index, count)
        return hasEscapes
    }

    private static let quotes: UInt64 = 0x2222_2222_2222_2222
    private static let backslashes: UInt64 = 0x5C5C_5C5C_5C5C_5C5C

    /// The high bit of each byte that is zero; the lowest such bit is exact.
    @inline(always)
    private static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }

    private mutating func skipValue() {
        guard at < count, let base = unsafe base else { return }
        switch unsafe base[at] {
        case Token.quote: skipString()
        case Token.openObject, Token.openArray:
            var depth = 0
            repeat {
                let byte = unsafe base[at]
                if byte == Token.quote {
                    skipString()
                    continue
                }
                depth &+= Token.depthChange(byte)
                at &+= 1
            } while depth > 0 && at < count
        default:
            while at < count {
                let byte = unsafe base[at]
                if Token.isBlank(byte) || byte == Token.comma || byte == Token.closeObject
                    || byte == Token.closeArray
                {
                    return
                }
                at &+= 1
            }
        }
    }
}
