// The bytes that JSON tokens begin with, and how the ends of scalars are found.

/// Bytes of JSON's grammar (RFC 8259).
enum Token {
    static let quote = UInt8(ascii: "\"")
    static let colon = UInt8(ascii: ":")
    static let comma = UInt8(ascii: ",")
    static let openObject = UInt8(ascii: "{")
    static let closeObject = UInt8(ascii: "}")
    static let openArray = UInt8(ascii: "[")
    static let closeArray = UInt8(ascii: "]")
    static let backslash = UInt8(ascii: "\\")

    /// Space, tab, line feed, carriage return: the only white space of JSON.
    @inline(always)
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    /// 1 for { and [, -1 for } and ], else 0. The brackets differ from the braces in one bit.
    @inline(always)
    static func depthChange(_ byte: UInt8) -> Int {
        let folded = byte | 0x20
        return (folded == 0x7B ? 1 : 0) &- (folded == 0x7D ? 1 : 0)
    }

    /// The end of a scalar that is followed by something at `limit`: white space before it taken
    /// off.
    @inline(always)
    static func scalarEnd(_ base: UnsafePointer<UInt8>, start: Int, limit: Int) -> Int {
        var end = limit
        while unsafe end > start && isBlank(base[end &- 1]) { end &-= 1 }
        return end
    }
}
