// A dot-command's line as words: parted by white space; `'…'` is taken as it stands, `"…"` and bare
// words know backslash escapes.

/// Splits a line into words.
func splitCommandLine(_ line: String) -> [String] {
    var words: [String] = []
    var rest = Array(line.utf8)[...]
    while true {
        rest = rest.drop { isCommandSpace($0) }
        guard let first = rest.first else { return words }
        if first == 0x27 || first == 0x22 {
            let inside = rest.dropFirst()
            var end = inside.startIndex
            while end < inside.endIndex && inside[end] != first {
                end += first == 0x22 && inside[end] == 0x5c && end + 1 < inside.endIndex ? 2 : 1
            }
            let word = inside[inside.startIndex..<end]
            let text = String(decoding: word, as: UTF8.self)
            words.append(first == 0x22 ? unescaped(text) : text)
            rest = rest[min(end + 1, rest.endIndex)...]
        } else {
            let word = rest.prefix { !isCommandSpace($0) }
            words.append(unescaped(String(decoding: word, as: UTF8.self)))
            rest = rest[word.endIndex...]
        }
    }
}

private func isCommandSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0d).contains(byte)
}

/// Resolves backslash escapes: `\t`, `\n`, `\r`, `\a`, `\b`, `\f`, `\v`, `\"`, `\'`, `\\`, and up
/// to three octal digits. Other escapes stand for the character behind the backslash.
func unescaped(_ text: String) -> String {
    guard text.utf8.contains(0x5c) else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
        guard bytes[index] == 0x5c, index + 1 < bytes.count else {
            result.append(bytes[index])
            index += 1
            continue
        }
        index += 1
        switch bytes[index] {
        case UInt8(ascii: "a"): result.append(0x07)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "n"): result.append(0x0a)
        case UInt8(ascii: "v"): result.append(0x0b)
        case UInt8(ascii: "f"): result.append(0x0c)
        case UInt8(ascii: "r"): result.append(0x0d)
        case 0x30...0x37:
            var value = 0
            let digits = bytes[index...].prefix(3).prefix { (0x30...0x37).contains($0) }
            for digit in digits { value = value * 8 + Int(digit - 0x30) }
            result.append(UInt8(truncatingIfNeeded: value))
            index += digits.count - 1
        case let other: result.append(other)
        }
        index += 1
    }
    return String(decoding: result, as: UTF8.self)
}
