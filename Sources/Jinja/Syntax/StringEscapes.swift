// The escapes inside of quoted texts: Python's.
//
//     \n \r \t \a \b \f \v \0 \\ \' \"   \x41   A   \U00000041   \101 (octal)
//
// A backslash before a newline takes both away; before anything else it stays.

enum StringEscapes {
    /// The text with its escapes replaced; nil when one of them is cut short or names no character.
    static func replaced(_ bytes: ArraySlice<UInt8>) -> String? {
        var out: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte == ASCII.backslash, let escape = rest.popFirst() else {
                out.append(byte)
                continue
            }
            switch escape {
            case UInt8(ascii: "n"): out.append(0x0a)
            case UInt8(ascii: "r"): out.append(0x0d)
            case UInt8(ascii: "t"): out.append(0x09)
            case UInt8(ascii: "a"): out.append(0x07)
            case UInt8(ascii: "b"): out.append(0x08)
            case UInt8(ascii: "f"): out.append(0x0c)
            case UInt8(ascii: "v"): out.append(0x0b)
            case ASCII.backslash, ASCII.quote, ASCII.doubleQuote: out.append(escape)
            case ASCII.newline: break
            case UInt8(ascii: "x"): guard hex(2, &rest, &out) else { return nil }
            case UInt8(ascii: "u"): guard hex(4, &rest, &out) else { return nil }
            case UInt8(ascii: "U"): guard hex(8, &rest, &out) else { return nil }
            case UInt8(ascii: "0")...UInt8(ascii: "7"): octal(escape, &rest, &out)
            default: out += [ASCII.backslash, escape]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func hex(
        _ count: Int, _ rest: inout ArraySlice<UInt8>, _ out: inout [UInt8]
    ) -> Bool {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy(ASCII.isHexDigit),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
            let scalar = Unicode.Scalar(value)
        else { return false }
        rest = rest.dropFirst(count)
        out += Array(String(Character(scalar)).utf8)
        return true
    }

    private static func octal(
        _ first: UInt8, _ rest: inout ArraySlice<UInt8>, _ out: inout [UInt8]
    ) {
        var value = UInt32(first - 48)
        for _ in 0..<2 {
            guard let next = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(next)
            else { break }
            value = value * 8 + UInt32(next - 48)
            rest = rest.dropFirst()
        }
        // At most 511, which is always a character.
        if let scalar = Unicode.Scalar(value) { out += Array(String(Character(scalar)).utf8) }
    }
}
