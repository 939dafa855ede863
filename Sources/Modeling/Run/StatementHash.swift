// A short name for a statement: the same SQL has the same one on every machine.
//
// Source: "The FNV Non-Cryptographic Hash Algorithm", FNV-1a with 64 bits.

/// FNV-1a of the text, as 16 hexadecimal digits. For telling versions apart, not for security.
func statementHash(_ text: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}
