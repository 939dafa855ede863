// Values of a variant that JSON has no type for.

import Columnar
import JSON

extension JSONWriter {
    /// Appends `"name":`.
    func label(_ name: ArraySlice<UInt8>) throws(LakeError) {
        unsafe try name.withUnsafeBufferPointer { (bytes) throws(LakeError) in
            unsafe try string(bytes)
        }
        try byte(UInt8(ascii: ":"))
    }

    /// Appends a date as a string.
    func date(_ days: Int64) throws(LakeError) {
        unsafe try quoted(CalendarText.bytesMax) { unsafe CalendarText.writeDate(days, $0) }
    }

    /// Appends a time of day as a string.
    func time(_ microseconds: Int64) throws(LakeError) {
        unsafe try quoted(CalendarText.bytesMax) {
            unsafe CalendarText.writeTime(microseconds, .microseconds, $0)
        }
    }

    /// Appends a timestamp as a string.
    func timestamp(_ value: Int64, _ unit: TimeUnit, isUTC: Bool) throws(LakeError) {
        unsafe try quoted(CalendarText.bytesMax) {
            unsafe CalendarText.writeTimestamp(value, unit, isUTC: isUTC, $0)
        }
    }

    /// Appends a UUID as a string; `bytes` are 16.
    func uuid(_ source: ByteBuffer, _ bytes: Range<Int>) throws(LakeError) {
        unsafe try quoted(HexText.uuidTextBytes) {
            unsafe HexText.writeUUID(source.base + bytes.lowerBound, $0)
            return HexText.uuidTextBytes
        }
    }

    /// Appends a decimal as a number with all its digits.
    func decimal(_ unscaled: Int128, scale: Int) throws(LakeError) {
        try buffer.reserve(buffer.countBytes + DecimalText.bytesMax(scale: scale))
        // Safe: the room was reserved.
        buffer.countBytes += unsafe DecimalText.write(
            unscaled, scale: scale, buffer.base + buffer.countBytes)
    }

    /// Appends what `write` writes, between quotes.
    private func quoted(
        _ bytesMax: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Int
    ) throws(LakeError) {
        try byte(UInt8(ascii: "\""))
        try buffer.reserve(buffer.countBytes + bytesMax)
        // Safe: `write` writes at most `bytesMax` bytes, which were reserved.
        buffer.countBytes += unsafe write(buffer.base + buffer.countBytes)
        try byte(UInt8(ascii: "\""))
    }
}

extension ByteBuffer {
    /// Bytes in use; `range` came from a reader's `take`.
    func text(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
    }
}
