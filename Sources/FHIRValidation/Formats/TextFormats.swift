// Identifiers, addresses, codes and binary.
//
//     id             [A-Za-z0-9\-\.]{1,64}
//     uri, url,
//     canonical      \S*
//     oid            urn:oid:[0-2](\.(0|[1-9][0-9]*))+
//     uuid           urn:uuid: 8-4-4-4-12 of [0-9a-f]
//     code           [^\s]+(\s[^\s]+)*
//     string,
//     markdown       [ \r\n\t\S]+; other characters below U+0020 than tab and the ends of lines get
//                    a warning, since many validators let them pass
//     base64Binary   (\s*([0-9a-zA-Z\+/=]){4}\s*)+
//
// Source: FHIR R4, datatypes, table "Primitive Types".

import Glibc

/// Matchers of texts; none of them is called with an empty text.
enum TextFormats {
    static func isID(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard count >= 1, count <= 64 else { return false }
        var at = 0
        while at < count {
            let byte = unsafe text[at]
            guard isLetter(byte) || isDigit(byte) || byte == 0x2D || byte == 0x2E else {
                return false
            }
            at &+= 1
        }
        return true
    }

    static func isURI(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard unsafe hasBlankOrControl(text, count) else { return true }
        var at = 0
        while at < count {
            if unsafe isSpace(text[at]) { return false }
            at &+= 1
        }
        return true
    }

    static func isOID(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard count >= 11, unsafe hasPrefix("urn:oid:", text, count), unsafe text[8] &- 0x30 < 3
        else {
            return false
        }
        var at = 9
        while at < count {
            guard unsafe text[at] == UInt8(ascii: "."), at &+ 1 < count,
                unsafe isDigit(text[at &+ 1])
            else {
                return false
            }
            let first = at &+ 1
            at = first
            while unsafe at < count && isDigit(text[at]) { at &+= 1 }
            if unsafe text[first] == 0x30 && at > first &+ 1 { return false }
        }
        return true
    }

    static func isUUID(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard count == 45, unsafe hasPrefix("urn:uuid:", text, count) else { return false }
        var at = 9
        while at < 45 {
            let byte = unsafe text[at]
            switch at {
            case 17, 22, 27, 32: guard byte == UInt8(ascii: "-") else { return false }
            default: guard isDigit(byte) || byte &- 0x61 < 6 else { return false }
            }
            at &+= 1
        }
        return true
    }

    static func isCode(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard count > 0 else { return false }
        guard unsafe hasBlankOrControl(text, count) else { return true }
        if unsafe isSpace(text[0]) || isSpace(text[count &- 1]) { return false }
        var at = 1
        while at < count {
            if unsafe isSpace(text[at]) && isSpace(text[at &- 1]) { return false }
            at &+= 1
        }
        return true
    }

    /// Whether a string holds characters below U+0020 other than tab and the ends of lines. Only
    /// escapes can bring these: a raw control character is no JSON.
    static func hasControl(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var at = 0
        while at < count {
            let byte = unsafe text[at]
            if byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D { return true }
            at &+= 1
        }
        return false
    }

    /// Of the two characters that the regular expression of strings leaves out, vertical tab and
    /// form feed.
    static func isString(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var at = 0
        while at < count {
            let byte = unsafe text[at]
            if byte == 0x0B || byte == 0x0C { return false }
            at &+= 1
        }
        return count > 0
    }

    static func isBase64(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var inGroup = 0
        var hasGroup = false
        var at = 0
        while at < count {
            let byte = unsafe text[at]
            if isLetter(byte) || isDigit(byte) || byte == 0x2B || byte == 0x2F || byte == 0x3D {
                inGroup = (inGroup &+ 1) & 3
                hasGroup = true
            } else if !isSpace(byte) || inGroup != 0 {
                return false
            }
            at &+= 1
        }
        return hasGroup && inGroup == 0
    }

    /// Whether a text begins with a prefix.
    @inline(always)
    static func hasPrefix(
        _ prefix: StaticString, _ text: UnsafePointer<UInt8>, _ count: Int
    ) -> Bool {
        unsafe count >= prefix.utf8CodeUnitCount
            && memcmp(text, prefix.utf8Start, prefix.utf8CodeUnitCount) == 0
    }

    /// Whether a text is a word.
    @inline(always)
    static func isText(_ word: StaticString, _ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        unsafe count == word.utf8CodeUnitCount && memcmp(text, word.utf8Start, count) == 0
    }

    /// Characters of UTF-8 text: bytes that do not continue one.
    static func characterCount(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int {
        var characters = 0
        var at = 0
        while at < count {
            if unsafe text[at] & 0xC0 != 0x80 { characters &+= 1 }
            at &+= 1
        }
        return characters
    }
}
