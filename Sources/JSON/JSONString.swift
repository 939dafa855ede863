// The text of a JSON string literal: escapes replaced.
// Source: RFC 8259, section 7.

/// Unescaping of JSON strings.
package enum JSONString {
    /// Writes the text of a string's inside (between its quotes) to `target`, which must have room
    /// for as many bytes: no escape is shorter than what it stands for.
    ///
    /// - Returns: bytes written, and whether all escapes were sound. A lone surrogate becomes
    ///   U+FFFD; an unknown escape stays as it stands.
    package static func unescape(
        _ source: UnsafeBufferPointer<UInt8>, into target: UnsafeMutablePointer<UInt8>
    ) -> (count: Int, isSound: Bool) {
        var read = 0
        var written = 0
        var isSound = true
        // Safe: `read` stays below source.count, `written` never passes `read`.
        while read < source.count {
            let byte = unsafe source[read]
            read &+= 1
            guard byte == Token.backslash, read < source.count else {
                if byte == Token.backslash { isSound = false }
                unsafe target[written] = byte
                written &+= 1
                continue
            }
            let escape = unsafe source[read]
            read &+= 1
            if let plain = plainEscape(escape) {
                unsafe target[written] = plain
                written &+= 1
            } else if escape == UInt8(ascii: "u") {
                var scalar = unsafe hex4(source, read)
                if scalar == nil {
                    isSound = false
                    unsafe target[written] = Token.backslash
                    unsafe target[written &+ 1] = escape
                    written &+= 2
                    continue
                }
                read &+= 4
                if let high = scalar, high >= 0xD800, high < 0xDC00,
                    read &+ 1 < source.count, unsafe source[read] == Token.backslash,
                    unsafe source[read &+ 1] == UInt8(ascii: "u"),
                    let low = unsafe hex4(source, read &+ 2), low >= 0xDC00, low < 0xE000
                {
                    scalar = 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
                    read &+= 6
                }
                var value = scalar ?? 0xFFFD
                if value >= 0xD800 && value < 0xE000 {
                    isSound = false
                    value = 0xFFFD
                }
                unsafe written &+= encode(value, at: target + written)
            } else {
                isSound = false
                unsafe target[written] = Token.backslash
                unsafe target[written &+ 1] = escape
                written &+= 2
            }
        }
        return (written, isSound)
    }

    /// The text of a string's inside, copied out.
    package static func unescape(_ source: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: source.count) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            count = unsafe unescape(source, into: start).count
        }
    }

    /// Whether every escape of a string's inside is one of JSON's, with paired surrogates.
    static func hasSoundEscapes(_ source: UnsafeBufferPointer<UInt8>) -> JSONFault.Kind? {
        var read = 0
        while read < source.count {
            guard unsafe source[read] == Token.backslash else {
                read &+= 1
                continue
            }
            guard read &+ 1 < source.count else { return .syntax }
            let escape = unsafe source[read &+ 1]
            if plainEscape(escape) != nil {
                read &+= 2
                continue
            }
            guard escape == UInt8(ascii: "u"), let unit = unsafe hex4(source, read &+ 2) else {
                return .syntax
            }
            read &+= 6
            guard unit >= 0xD800 && unit < 0xE000 else { continue }
            guard unit < 0xDC00, read &+ 1 < source.count, unsafe source[read] == Token.backslash,
                unsafe source[read &+ 1] == UInt8(ascii: "u"),
                let low = unsafe hex4(source, read &+ 2),
                low >= 0xDC00, low < 0xE000
            else { return .escape }
            read &+= 6
        }
        return nil
    }

    @inline(always)
    private static func plainEscape(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    private static func hex4(_ source: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt32? {
        guard start &+ 4 <= source.count else { return nil }
        var value: UInt32 = 0
        for index in start..<start &+ 4 {
            let byte = unsafe source[index]
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte &- 0x30
            case 0x41...0x46: digit = byte &- 0x41 &+ 10
            case 0x61...0x66: digit = byte &- 0x61 &+ 10
            default: return nil
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private static func encode(_ scalar: UInt32, at target: UnsafeMutablePointer<UInt8>) -> Int {
        func tail(_ shift: UInt32) -> UInt8 {
            UInt8(truncatingIfNeeded: scalar >> shift & 0x3F | 0x80)
        }
        if scalar < 0x80 {
            unsafe target[0] = UInt8(truncatingIfNeeded: scalar)
            return 1
        }
        if scalar < 0x800 {
            unsafe target[0] = UInt8(truncatingIfNeeded: scalar >> 6 | 0xC0)
            unsafe target[1] = tail(0)
            return 2
        }
        if scalar < 0x10000 {
            unsafe target[0] = UInt8(truncatingIfNeeded: scalar >> 12 | 0xE0)
            unsafe target[1] = tail(6)
            unsafe target[2] = tail(0)
            return 3
        }
        unsafe target[0] = UInt8(truncatingIfNeeded: scalar >> 18 | 0xF0)
        unsafe target[1] = tail(12)
        unsafe target[2] = tail(6)
        unsafe target[3] = tail(0)
        return 4
    }
}
