// Writes JSON text piece by piece to the end of a buffer.

package import Columnar

/// Appends JSON to a buffer; whoever calls it keeps to the grammar.
@safe
package struct JSONWriter {
    package let buffer: ByteBuffer

    package init(_ buffer: ByteBuffer) { self.buffer = buffer }

    /// Appends bytes as they are.
    package func raw(_ bytes: [UInt8]) throws(LakeError) {
        unsafe try bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
            unsafe try raw(source)
        }
    }

    /// Appends bytes as they are.
    package func raw(_ bytes: UnsafeBufferPointer<UInt8>) throws(LakeError) {
        guard let start = bytes.baseAddress else { return }
        unsafe try buffer.append(start, count: bytes.count)
    }

    /// Appends one ASCII character.
    package func byte(_ byte: UInt8) throws(LakeError) {
        try buffer.reserve(buffer.countBytes + 1)
        unsafe buffer.base[buffer.countBytes] = byte
        buffer.countBytes += 1
    }

    package func null() throws(LakeError) { try text("null") }

    package func boolean(_ value: Bool) throws(LakeError) {
        try text(value ? "true" : "false")
    }

    package func integer(_ value: Int64) throws(LakeError) { try text(String(value)) }

    /// The shortest text that reads back as the same double; `"NaN"`, `"Infinity"` and
    /// `"-Infinity"`, which JSON has no numbers for, as strings.
    package func real(_ value: Double) throws(LakeError) {
        try value.isFinite ? text(value.description) : text(nonFinite(value))
    }

    /// The shortest text that reads back as the same float.
    package func float(_ value: Float) throws(LakeError) {
        try value.isFinite ? text(value.description) : text(nonFinite(Double(value)))
    }

    private func nonFinite(_ value: Double) -> String {
        value.isNaN ? "\"NaN\"" : value < 0 ? "\"-Infinity\"" : "\"Infinity\""
    }

    /// A string, with the escapes that JSON demands.
    package func string(_ bytes: UnsafeBufferPointer<UInt8>) throws(LakeError) {
        // A byte becomes six at most.
        try buffer.reserve(buffer.countBytes + bytes.count * 6 + 2)
        var target = unsafe buffer.base + buffer.countBytes
        let start = unsafe target
        unsafe target[0] = UInt8(ascii: "\"")
        unsafe target += 1
        for index in 0..<bytes.count {
            let byte = unsafe bytes[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                unsafe target[0] = UInt8(ascii: "\\")
                unsafe target[1] = byte
                unsafe target += 2
            case 0..<0x20:
                for (place, digit) in "\\u00".utf8.enumerated() { unsafe target[place] = digit }
                unsafe target[4] = hexDigit(byte >> 4)
                unsafe target[5] = hexDigit(byte & 15)
                unsafe target += 6
            default:
                unsafe target[0] = byte
                unsafe target += 1
            }
        }
        unsafe target[0] = UInt8(ascii: "\"")
        unsafe buffer.countBytes += target - start + 1
    }

    /// A string, with the escapes that JSON demands.
    package func string(_ bytes: [UInt8]) throws(LakeError) {
        unsafe try bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
            unsafe try string(source)
        }
    }

    /// Text in quotes that needs no escapes: a date, a UUID.
    package func quoted(_ bytes: UnsafeBufferPointer<UInt8>) throws(LakeError) {
        try byte(UInt8(ascii: "\""))
        unsafe try raw(bytes)
        try byte(UInt8(ascii: "\""))
    }

    /// Binary as a string of lower-case hexadecimal digits.
    package func hexadecimal(_ bytes: UnsafeBufferPointer<UInt8>) throws(LakeError) {
        try byte(UInt8(ascii: "\""))
        try buffer.reserve(buffer.countBytes + 2 * bytes.count)
        if let start = bytes.baseAddress {
            unsafe HexText.write(start, count: bytes.count, buffer.base + buffer.countBytes)
        }
        buffer.countBytes += 2 * bytes.count
        try byte(UInt8(ascii: "\""))
    }

    /// Appends text as it is.
    package func text(_ text: String) throws(LakeError) { try raw(Array(text.utf8)) }
}

private func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
}
