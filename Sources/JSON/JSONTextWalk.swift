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
    /// Whether white space was passed outside strings.
    private(set) var hasBlanks = false

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

    /// Where the inside of a member's name stands in the text.
    struct Name {
        let start: Int
        let end: Int
        let hasEscapes: Bool
    }

    /// The byte here; 0 at the end.
    @inline(always)
    var current: UInt8 { byte(at) }

    /// Goes on by one byte.
    mutating func skipByte() { at &+= 1 }

    @inline(always)
    mutating func skipBlank() {
        while at < count && Token.isBlank(byte(at)) {
            at &+= 1
            hasBlanks = true
        }
    }

    /// Goes from an object to the value of a member, the first of that name.
    ///
    /// - Parameter labels: the bytes that the label's place refers to.
    @inline(always)
    mutating func enter(
        member label: JSONLabel, _ labels: UnsafeBufferPointer<UInt8>
    ) -> Entry {
        guard byte(at) == Token.openObject else { return .missing }
        at &+= 1
        while true {
            skipBlank()
            guard byte(at) == Token.quote else { return .missing }
            let name = name()
            let isMatch = unsafe isName(label, labels, from: name.start, to: name.end)
            if name.hasEscapes { return .undecided }
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

    /// Goes behind the name here.
    @inline(always)
    mutating func name() -> Name {
        let start = at &+ 1
        let hasEscapes = skipString()
        return Name(start: start, end: at &- 1, hasEscapes: hasEscapes)
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

    /// Whether the bytes between two places are a label.
    @inline(always)
    func isName(
        _ label: JSONLabel, _ labels: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
    ) -> Bool {
        guard end &- start == label.length, let base = unsafe base else { return false }
        let text = unsafe UnsafeRawPointer(base + start)
        // Safe: the name lies within the text, and each load within the eight bytes behind its
        // start or before its end.
        if label.length >= 8 {
            guard unsafe text.loadUnaligned(as: UInt64.self) == label.word,
                unsafe text.loadUnaligned(fromByteOffset: label.length &- 8, as: UInt64.self)
                    == label.tail
            else { return false }
            if label.length <= 16 { return true }
        } else if start &+ 8 <= count {
            let mask: UInt64 = (1 << (UInt64(label.length) &* 8)) &- 1
            return unsafe text.loadUnaligned(as: UInt64.self) & mask == label.word
        }
        guard let name = labels.baseAddress else { return true }
        return unsafe memcmp(name + label.start, base + start, label.length) == 0
    }

    /// Goes behind the string here.
    ///
    /// - Returns: whether it has escapes.
    @discardableResult
    @inline(always)
    private mutating func skipString() -> Bool {
        guard let base = unsafe base else { return false }
        var hasEscapes = false
        at = unsafe Self.stringEnd(base, at, count, &hasEscapes)
        return hasEscapes
    }

    /// Where a string ends whose opening quote stands at `start`.
    @inline(always)
    private static func stringEnd(
        _ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int, _ hasEscapes: inout Bool
    ) -> Int {
        var index = start &+ 1
        // Safe: words are loaded only where eight bytes are left.
        while true {
            while index &+ 8 <= count {
                let word = unsafe UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
                let hits = zeroBytes(word ^ quotes) | zeroBytes(word ^ backslashes)
                if hits != 0 {
                    index &+= hits.trailingZeroBitCount >> 3
                    break
                }
                index &+= 8
            }
            guard index < count else { return count }
            let byte = unsafe base[index]
            index &+= 1
            if byte == Token.quote { return index }
            if byte == Token.backslash {
                hasEscapes = true
                index &+= 1
            }
        }
    }

    private static let quotes: UInt64 = 0x2222_2222_2222_2222
    private static let backslashes: UInt64 = 0x5C5C_5C5C_5C5C_5C5C

    /// The high bit of each byte that is zero; the lowest such bit is exact.
    @inline(always)
    private static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }

    /// Goes behind the value here.
    mutating func skipValue() {
        guard at < count, let base = unsafe base else { return }
        switch unsafe base[at] {
        case Token.quote: skipString()
        case Token.openObject, Token.openArray:
            at &+= 1
            skipToClose()
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

    /// Goes behind the closing bracket of the object or array that is open here.
    mutating func skipToClose() {
        guard let base = unsafe base else { return }
        var depth = 1
        var index = at
        var hasEscapes = false
        // Safe: `index` is compared with `count` before each byte.
        while index < count {
            let byte = unsafe base[index]
            if byte == Token.quote {
                index = unsafe Self.stringEnd(base, index, count, &hasEscapes)
                continue
            }
            index &+= 1
            let folded = byte | 0x20
            if folded == Token.openObject {
                depth &+= 1
            } else if folded == Token.closeObject {
                depth &-= 1
                if depth == 0 { break }
            } else if byte <= 0x20 {
                hasBlanks = true
            }
        }
        at = index
    }

    /// Whether no white space stands outside strings from here on.
    func isMinified() -> Bool {
        guard let base = unsafe base else { return true }
        var walk = self
        while walk.at < count {
            let byte = unsafe base[walk.at]
            if byte == Token.quote {
                walk.skipString()
            } else {
                if Token.isBlank(byte) { return false }
                walk.at &+= 1
            }
        }
        return true
    }
}
