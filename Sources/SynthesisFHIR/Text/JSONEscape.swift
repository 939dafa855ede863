// Text from data as the inside of a JSON string, and as XHTML in one.
//
// Quotes, backslashes and control characters are escaped; everything else stays UTF-8.
// Source: RFC 8259, section 7; for narrative also XML 1.0, section 2.4.

/// Escapes text; used once for each text of the catalogue, not for each event.
enum JSONEscape {
    /// The text without quotes around it.
    static func bytes(_ text: String) -> [UInt8] {
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.utf8.count)
        for byte in text.utf8 { append(byte, to: &escaped) }
        return escaped
    }

    /// The text as character data of an XHTML narrative, itself within a JSON string.
    static func narrative(_ text: String) -> [UInt8] {
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): escaped += Array("&amp;".utf8)
            case UInt8(ascii: "<"): escaped += Array("&lt;".utf8)
            case UInt8(ascii: ">"): escaped += Array("&gt;".utf8)
            default: append(byte, to: &escaped)
            }
        }
        return escaped
    }

    private static func append(_ byte: UInt8, to escaped: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            escaped.append(UInt8(ascii: "\\"))
            escaped.append(byte)
        case UInt8(ascii: "\n"): escaped += Array("\\n".utf8)
        case UInt8(ascii: "\t"): escaped += Array("\\t".utf8)
        case UInt8(ascii: "\r"): escaped += Array("\\r".utf8)
        case 0..<0x20:
            let hexadecimal = Array("0123456789abcdef".utf8)
            escaped += Array("\\u00".utf8)
            escaped.append(hexadecimal[Int(byte >> 4)])
            escaped.append(hexadecimal[Int(byte & 15)])
        default: escaped.append(byte)
        }
    }
}
