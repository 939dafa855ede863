// bucket[N]: a hash of the value, by its type, spread over N buckets.
//
//     bucket = (murmur3(bytes) & 0x7FFFFFFF) % N
//
//     int, long, date, time, timestamp    8 bytes, little-endian; nanoseconds count as microseconds
//     decimal                             the unscaled value, two's complement, big-endian, as few
//                                         bytes as it takes
//     string, uuid, fixed, binary         the bytes
//
// Source: Iceberg specification, appendix B, "32-bit Hash Requirements".

import Columnar

/// The transform `bucket[N]`.
enum BucketTransform {
    static func apply(_ value: SingleValue, count: Int) -> SingleValue? {
        guard count > 0, let hash = hash(value) else { return nil }
        return .integer(Int64(hash & 0x7FFF_FFFF) % Int64(count))
    }

    /// The hash of a value; nil for types that are not hashed.
    static func hash(_ value: SingleValue) -> UInt32? {
        switch value {
        case .integer(let number), .date(let number), .time(let number): hash(number)
        case .timestamp(let number, let unit, _):
            hash(unit == .nanoseconds ? floorDivide(number, 1000) : number)
        case .decimal(let unscaled, _): murmur3(bigEndianBytes(unscaled))
        case .string(let bytes), .uuid(let bytes), .binary(let bytes): murmur3(bytes)
        case .boolean, .real, .structure, .list, .map: nil
        }
    }

    private static func hash(_ number: Int64) -> UInt32 {
        murmur3((0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
    }

    /// Two's complement in as few bytes as keep the sign.
    static func bigEndianBytes(_ value: Int128) -> [UInt8] {
        let bytes = (0..<16).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        let sign: UInt8 = value < 0 ? 0xFF : 0
        var start = 0
        while start < 15, bytes[start] == sign, (bytes[start + 1] ^ sign) < 0x80 { start += 1 }
        return Array(bytes[start...])
    }
}
