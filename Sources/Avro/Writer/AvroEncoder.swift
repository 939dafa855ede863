// Values as bytes: the binary encoding of Avro.
//
//     int, long       zigzag, then 7 bits a byte, low ones first, the top bit says "more follows"
//     boolean         1 byte                 float, double   4, 8 bytes, little-endian
//     bytes, string   a long of the length, the bytes
//     fixed           the bytes              record          its fields, nothing between
//     union           a long of the branch, the value
//     array, map      blocks: a long of the count, the items; the block of 0 items is the end
//
// Source: Avro 1.12.0 specification, "Binary Encoding".

/// Appends encoded values. Whoever calls it follows the schema: nothing is checked here.
package struct AvroEncoder: Sendable {
    /// What was encoded so far.
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func long(_ value: Int64) {
        var rest = UInt64(bitPattern: value << 1 ^ value >> 63)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    package mutating func int(_ value: Int32) { long(Int64(value)) }

    package mutating func boolean(_ value: Bool) { bytes.append(value ? 1 : 0) }

    package mutating func float(_ value: Float) { littleEndian(UInt64(value.bitPattern), 4) }

    package mutating func double(_ value: Double) { littleEndian(value.bitPattern, 8) }

    private mutating func littleEndian(_ bits: UInt64, _ count: Int) {
        for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: bits >> (8 * index))) }
    }

    package mutating func bytes(_ value: [UInt8]) {
        long(Int64(value.count))
        bytes += value
    }

    package mutating func string(_ value: String) {
        long(Int64(value.utf8.count))
        bytes += value.utf8
    }

    /// Of a fixed type, which says the length.
    package mutating func fixed(_ value: [UInt8]) { bytes += value }

    /// A value of the union `["null", type]`.
    ///
    /// - Parameter encode: encodes a value that is there.
    package mutating func optional<Value>(
        _ value: Value?, _ encode: (inout AvroEncoder, Value) -> Void
    ) {
        long(value == nil ? 0 : 1)
        if let value { encode(&self, value) }
    }

    package mutating func optional(_ value: Int64?) { optional(value) { $0.long($1) } }

    package mutating func optional(_ value: String?) { optional(value) { $0.string($1) } }

    package mutating func optional(_ value: [UInt8]?) { optional(value) { $0.bytes($1) } }

    /// An array in one block.
    package mutating func array<Items: Collection>(
        _ items: Items, _ encode: (inout AvroEncoder, Items.Element) -> Void
    ) {
        if !items.isEmpty {
            long(Int64(items.count))
            for item in items { encode(&self, item) }
        }
        long(0)
    }

    /// Forgets the bytes, and keeps their memory.
    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}
