// Small readers of SQL text: booleans, numbers, UUIDs, and whether bytes are UTF-8.

package enum TextReading {
    /// `true`, `false`, `1` or `0`, in any case.
    package static func boolean(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
        switch text.count {
        case 1:
            return unsafe text[0] == UInt8(ascii: "1")
                ? true : text[0] == UInt8(ascii: "0") ? false : nil
        case 4: return unsafe isName("true", text) ? true : nil
        case 5: return unsafe isName("false", text) ? false : nil
        default: return nil
        }
    }

    private static func isName(_ name: StaticString, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        name.withUTF8Buffer { name in
            for index in 0..<name.count where unsafe text[index] | 0x20 != name[index] {
                return false
            }
            return true
        }
    }

    /// Decimal digits with an optional sign; nil also beyond 64 bits.
    package static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard let first = unsafe text.first else { return nil }
        let isNegative = first == UInt8(ascii: "-")
        let start = isNegative || first == UInt8(ascii: "+") ? 1 : 0
        guard start < text.count else { return nil }
        // Below zero, where there is one number more.
        var value: Int64 = 0
        for index in start..<text.count {
            let digit = unsafe text[index] &- 0x30
            guard digit < 10 else { return nil }
            let (product, first) = value.multipliedReportingOverflow(by: 10)
            let (sum, second) = product.subtractingReportingOverflow(Int64(digit))
            guard !first, !second else { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    /// A number as SQL writes reals: digits, a point, an exponent.
    package static func real(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        for index in 0..<text.count {
            switch unsafe text[index] {
            // Nothing that reads as NaN, infinity or hexadecimal.
            case 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"),
                UInt8(ascii: "e"), UInt8(ascii: "E"):
                continue
            default: return nil
            }
        }
        guard let value = unsafe Double(String(decoding: text, as: UTF8.self)), value.isFinite
        else {
            return nil
        }
        return value
    }

    /// The 16 bytes of 32 hexadecimal digits, with hyphens after 8, 12, 16 and 20 of them or
    /// without (RFC 9562); false when the text is none.
    package static func uuid(
        _ text: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]
    ) -> Bool {
        let hasHyphens = text.count == HexText.uuidTextBytes
        guard hasHyphens || text.count == 2 * HexText.uuidBytes else { return false }
        let start = bytes.count
        var at = 0
        for index in 0..<HexText.uuidBytes {
            if hasHyphens, index == 4 || index == 6 || index == 8 || index == 10 {
                guard unsafe text[at] == UInt8(ascii: "-") else {
                    bytes.removeLast(bytes.count - start)
                    return false
                }
                at += 1
            }
            guard let high = unsafe hexDigit(text[at]), let low = unsafe hexDigit(text[at + 1])
            else {
                bytes.removeLast(bytes.count - start)
                return false
            }
            bytes.append(high << 4 | low)
            at += 2
        }
        return true
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Whether the bytes are UTF-8, without surrogates and overlong forms.
    ///
    /// - Source: The Unicode Standard, table 3-7, "Well-Formed UTF-8 Byte Sequences".
    package static func isUTF8(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = text.baseAddress else { return true }
        let raw = unsafe UnsafeRawPointer(base)
        let count = text.count
        var at = 0
        while at < count {
            // Safe: eight bytes are left. Most texts have no byte with the high bit.
            while at + 8 <= count,
                unsafe raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                    & 0x8080_8080_8080_8080 == 0
            { at += 8 }
            guard at < count else { return true }
            let first = unsafe base[at]
            if first < 0x80 {
                at += 1
                continue
            }
            let length: Int
            var second: ClosedRange<UInt8> = 0x80...0xBF
            switch first {
            case 0xC2...0xDF: length = 2
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: length = 3
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF1...0xF3: length = 4
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            default: return false
            }
            guard at + length <= count, unsafe second.contains(base[at + 1]) else { return false }
            for index in at + 2..<at + max(length, 2) where unsafe base[index] & 0xC0 != 0x80 {
                return false
            }
            at += length
        }
        return true
    }
}
