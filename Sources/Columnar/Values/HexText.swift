// Bytes as hexadecimal digits: UUIDs, and binary values inside JSON.

/// Writes bytes as lower-case hexadecimal digits.
package enum HexText {
    /// Bytes of a UUID and of its text.
    package static let uuidBytes = 16
    package static let uuidTextBytes = 36

    /// Writes two digits for each byte.
    ///
    /// - Parameter target: room for twice as many bytes.
    package static func write(
        _ source: UnsafePointer<UInt8>, count: Int, _ target: UnsafeMutablePointer<UInt8>
    ) {
        for index in 0..<count {
            unsafe target[2 * index] = unsafe digit(source[index] >> 4)
            unsafe target[2 * index + 1] = unsafe digit(source[index] & 15)
        }
    }

    /// Writes `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` (RFC 9562).
    ///
    /// - Parameters:
    ///   - source: 16 bytes.
    ///   - target: room for 36 bytes.
    package static func writeUUID(
        _ source: UnsafePointer<UInt8>, _ target: UnsafeMutablePointer<UInt8>
    ) {
        var place = 0
        for index in 0..<uuidBytes {
            if index == 4 || index == 6 || index == 8 || index == 10 {
                unsafe target[place] = UInt8(ascii: "-")
                place += 1
            }
            unsafe target[place] = unsafe digit(source[index] >> 4)
            unsafe target[place + 1] = unsafe digit(source[index] & 15)
            place += 2
        }
    }

    @inline(__always)
    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "a") &+ value &- 10
    }
}
