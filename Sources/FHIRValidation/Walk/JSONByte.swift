// The bytes that JSON tokens begin with.

/// Bytes of JSON's grammar (RFC 8259), beside the loop that compares with them.
enum JSONByte {
    static let quote = UInt8(ascii: "\"")
    static let colon = UInt8(ascii: ":")
    static let comma = UInt8(ascii: ",")
    static let openObject = UInt8(ascii: "{")
    static let closeObject = UInt8(ascii: "}")
    static let openArray = UInt8(ascii: "[")
    static let closeArray = UInt8(ascii: "]")

    /// Space, tab, line feed, carriage return: the only white space of JSON.
    @inline(always)
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}
