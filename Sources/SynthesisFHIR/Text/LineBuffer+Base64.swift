// Attachments: bytes as base64, without line breaks.
//
// Source: RFC 4648, section 4.

extension LineBuffer {
    private static let alphabet: StaticString =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    /// Appends the bytes as base64 with padding.
    mutating func base64(_ bytes: UnsafeBufferPointer<UInt8>) {
        let length = (bytes.count + 2) / 3 * 4
        reserve(length)
        let alphabet = unsafe LineBuffer.alphabet.utf8Start
        let target = unsafe end.assumingMemoryBound(to: UInt8.self)
        var source = 0
        var place = 0
        while source < bytes.count {
            let second = unsafe source + 1 < bytes.count ? bytes[source + 1] : 0
            let third = unsafe source + 2 < bytes.count ? bytes[source + 2] : 0
            let group = unsafe Int(bytes[source]) << 16 | Int(second) << 8 | Int(third)
            unsafe target[place] = unsafe alphabet[group >> 18]
            unsafe target[place + 1] = unsafe alphabet[group >> 12 & 63]
            unsafe target[place + 2] = unsafe alphabet[group >> 6 & 63]
            unsafe target[place + 3] = unsafe alphabet[group & 63]
            source += 3
            place += 4
        }
        let padding = (3 - bytes.count % 3) % 3
        if padding > 0 { unsafe target[length - 1] = UInt8(ascii: "=") }
        if padding > 1 { unsafe target[length - 2] = UInt8(ascii: "=") }
        advance(length)
    }
}
