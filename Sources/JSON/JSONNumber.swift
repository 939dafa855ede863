// Numbers of JSON: their grammar, and their value where 64 bits hold it.
// Source: RFC 8259, section 6.

package import Columnar

/// A number token.
package enum JSONNumber {
    /// Whether the bytes are one number of JSON, no more and no less.
    package static func isValid(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var at = 0
        func digit() -> Bool { unsafe at < text.count && text[at] &- 0x30 < 10 }
        func digits() -> Bool {
            guard digit() else { return false }
            while digit() { at &+= 1 }
            return true
        }
        if at < text.count, unsafe text[at] == UInt8(ascii: "-") { at &+= 1 }
        if at < text.count, unsafe text[at] == UInt8(ascii: "0") {
            at &+= 1
        } else if !digits() {
            return false
        }
        if at < text.count, unsafe text[at] == UInt8(ascii: ".") {
            at &+= 1
            if !digits() { return false }
        }
        if at < text.count, unsafe text[at] | 0x20 == UInt8(ascii: "e") {
            at &+= 1
            if at < text.count,
                unsafe text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-")
            {
                at &+= 1
            }
            if !digits() { return false }
        }
        return at == text.count
    }

    /// The value of a valid number: INTEGER when it is written as one and fits, REAL when at most
    /// 15 digits count (a double then gives them back), else its exact text.
    package static func value(_ text: UnsafeBufferPointer<UInt8>) -> Value {
        if let integer = unsafe integer(text) { return .integer(integer) }
        var significant = 0
        var index = 0
        // Digits of the coefficient, leading zeros left out.
        while index < text.count, unsafe text[index] | 0x20 != UInt8(ascii: "e") {
            let byte = unsafe text[index]
            if byte &- 0x30 < 10, significant > 0 || byte != 0x30 { significant += 1 }
            index &+= 1
        }
        if significant <= 15, let real = unsafe Double(String(decoding: text, as: UTF8.self)),
            real.isFinite
        {
            return .real(real)
        }
        return unsafe .text(Array(text))
    }

    /// The value of a number without fraction and exponent, when 64 bits hold it.
    package static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        var at = 0
        var isNegative = false
        if text.count > 0, unsafe text[0] == UInt8(ascii: "-") {
            isNegative = true
            at = 1
        }
        guard at < text.count, text.count <= 20 else { return nil }
        var value: Int64 = 0
        while at < text.count {
            let digit = unsafe text[at] &- 0x30
            guard digit < 10 else { return nil }
            let (shifted, first) = value.multipliedReportingOverflow(by: 10)
            let (sum, second) = shifted.subtractingReportingOverflow(Int64(digit))
            if first || second { return nil }
            value = sum
            at &+= 1
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }
}
