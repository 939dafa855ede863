// Numbers as FHIR allows them in JSON.
//
//     decimal      -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?    any number of JSON
//     integer      -?(0|[1-9][0-9]*)     -2,147,483,648 to 2,147,483,647
//     unsignedInt  0|[1-9][0-9]*         to 2,147,483,647
//     positiveInt  [1-9][0-9]*           to 2,147,483,647
//
// Source: FHIR R4, datatypes, table "Primitive Types"; JSON's grammar is RFC 8259, section 6.

/// Matchers of number tokens.
enum NumberFormats {
    /// The value of an integer token with JSON's grammar, or nil. Larger than 32 bits can hold:
    /// any number that is.
    @inline(always)
    static func integer(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int64? {
        let isNegative = unsafe count > 0 && text[0] == UInt8(ascii: "-")
        var at = isNegative ? 1 : 0
        guard at < count else { return nil }
        if unsafe text[at] == 0x30 && count > at &+ 1 { return nil }
        var value: Int64 = 0
        while at < count {
            guard unsafe isDigit(text[at]) else { return nil }
            // Safe: stays below 10 * 2^40 + 9.
            if value < 1 &<< 40 { value = unsafe value &* 10 &+ Int64(text[at] &- 0x30) }
            at &+= 1
        }
        return isNegative ? 0 &- value : value
    }

    static func isInteger(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard let value = unsafe integer(text, count) else { return false }
        return value >= -2_147_483_648 && value <= 2_147_483_647
    }

    static func isUnsigned(_ text: UnsafePointer<UInt8>, _ count: Int, minimum: Int64) -> Bool {
        guard let value = unsafe integer(text, count), unsafe text[0] != UInt8(ascii: "-") else {
            return false
        }
        return value >= minimum && value <= 2_147_483_647
    }

    /// Whether the bytes are a number of JSON: the whole format of decimal.
    @inline(always)
    static func isDecimal(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var at = unsafe count > 0 && text[0] == UInt8(ascii: "-") ? 1 : 0
        let first = at
        while unsafe at < count && isDigit(text[at]) { at &+= 1 }
        guard at > first, unsafe text[first] != 0x30 || at == first &+ 1 else { return false }
        if unsafe at < count && text[at] == UInt8(ascii: ".") {
            at &+= 1
            let fraction = at
            while unsafe at < count && isDigit(text[at]) { at &+= 1 }
            if at == fraction { return false }
        }
        if unsafe at < count && text[at] | 0x20 == UInt8(ascii: "e") {
            at &+= 1
            if unsafe at < count && (text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-"))
            {
                at &+= 1
            }
            let exponent = at
            while unsafe at < count && isDigit(text[at]) { at &+= 1 }
            if at == exponent { return false }
        }
        return at == count
    }
}
