// Bytes by class, and words of eight bytes at a time.

/// White space as the R4 regular expressions mean it (`\s`): in ASCII.
@inline(always)
func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 0x09 < 5 }

@inline(always)
func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

/// a to z and A to Z.
@inline(always)
func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

/// Two digits as a number, or -1.
@inline(always)
func twoDigits(_ text: UnsafePointer<UInt8>) -> Int {
    let (high, low) = unsafe (text[0] &- 0x30, text[1] &- 0x30)
    return high < 10 && low < 10 ? Int(high) &* 10 &+ Int(low) : -1
}

/// Whether a byte of 0x20 or below is among `count` bytes. Eight bytes are read at a time where
/// there are so many.
@inline(always)
func hasBlankOrControl(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    var at = 0
    while at &+ 8 <= count {
        let word = unsafe UnsafeRawPointer(text + at).loadUnaligned(as: UInt64.self)
        // The high bit of each byte below 0x21, exact as far as "any" goes.
        if (word &- 0x2121_2121_2121_2121) & ~word & 0x8080_8080_8080_8080 != 0 { return true }
        at &+= 8
    }
    while at < count {
        if unsafe text[at] <= 0x20 { return true }
        at &+= 1
    }
    return false
}
