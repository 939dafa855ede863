// Objects of JSON, put together member by member.

/// A JSON object that is being written; members without a value are left out.
struct JSONObject {
    private var members: [String] = []

    mutating func add(_ name: String, _ text: String?) {
        if let text { members.append("\"\(name)\":" + Self.quoted(text)) }
    }

    mutating func add(_ name: String, _ number: Int?) {
        if let number { members.append("\"\(name)\":\(number)") }
    }

    mutating func add(_ name: String, _ number: Double?) {
        if let number, number.isFinite { members.append("\"\(name)\":\(number)") }
    }

    /// - Parameter json: a value that is written already.
    mutating func add(_ name: String, json: String) { members.append("\"\(name)\":" + json) }

    var text: String { "{" + members.joined(separator: ",") + "}" }

    static func list(_ texts: [String]) -> String {
        "[" + texts.map { quoted($0) }.joined(separator: ",") + "]"
    }

    /// A text as a string of JSON (RFC 8259, section 7).
    static func quoted(_ text: String) -> String {
        var result: [UInt8] = [UInt8(ascii: "\"")]
        result.reserveCapacity(text.utf8.count + 2)
        let digits = Array("0123456789abcdef".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                result.append(UInt8(ascii: "\\"))
                result.append(byte)
            case 0x0A: result += "\\n".utf8
            case 0x0D: result += "\\r".utf8
            case 0x09: result += "\\t".utf8
            case 0..<0x20:
                result += "\\u00".utf8
                result.append(digits[Int(byte >> 4)])
                result.append(digits[Int(byte & 15)])
            default: result.append(byte)
            }
        }
        result.append(UInt8(ascii: "\""))
        return String(decoding: result, as: UTF8.self)
    }
}
