// Under which hashes a bloom filter knows a value: XXH64 of its PLAIN encoding, byte arrays without
// their length. Source: BloomFilter.md.

import Columnar

/// The hashes of a value in a column's bloom filter.
///
/// - Returns: the value is not in a chunk whose filter has none of the hashes: no hash for a value
///   that the column's type cannot hold, two for a zero that may be written as 0.0 and -0.0. Nil
///   when a filter says nothing about the value: NaN, decimals in byte arrays of any length, types
///   without equality.
package func bloomHashes(of value: ScalarBound, in leaf: SchemaLeaf) -> [UInt64]? {
    plainEncodings(of: value, in: leaf)?.map(xxHash64)
}

private func plainEncodings(of value: ScalarBound, in leaf: SchemaLeaf) -> [[UInt8]]? {
    switch (value, leaf.physicalType) {
    case (.integer(let value), .int32):
        if case .integer(_, isSigned: false) = leaf.type {
            return UInt32(exactly: value).map { [littleEndian($0)] } ?? []
        }
        return Int32(exactly: value).map { [littleEndian($0)] } ?? []
    case (.integer(let value), .int64): return [littleEndian(value)]
    case (.unsigned(let value), .int64): return [littleEndian(value)]
    case (.real(let value), .float):
        if value.isNaN { return nil }
        guard let float = Float(exactly: value) else { return [] }
        return zeros(float).map { littleEndian($0.bitPattern) }
    case (.real(let value), .double):
        if value.isNaN { return nil }
        return zeros(value).map { littleEndian($0.bitPattern) }
    case (.real(let value), .fixedLengthByteArray) where leaf.type == .halfFloat:
        if value.isNaN { return nil }
        guard let half = Float16(exactly: value) else { return [] }
        return zeros(half).map { littleEndian($0.bitPattern) }
    case (.decimal(let value), .int32):
        return Int32(exactly: value).map { [littleEndian($0)] } ?? []
    case (.decimal(let value), .int64):
        return Int64(exactly: value).map { [littleEndian($0)] } ?? []
    case (.decimal(let value), .fixedLengthByteArray):
        guard leaf.typeLength <= decimalBytesMax else { return nil }
        return bigEndian(value, count: leaf.typeLength).map { [$0] } ?? []
    case (.bytes(let value), .byteArray): return [value]
    case (.bytes(let value), .fixedLengthByteArray):
        return value.count == leaf.typeLength ? [value] : []
    default: return nil
    }
}

/// Longer decimals are not looked for: their length is what a file says.
private let decimalBytesMax = 64

/// A zero with both signs; other numbers as they are.
private func zeros<Number: BinaryFloatingPoint>(_ value: Number) -> [Number] {
    value.isZero ? [value, -value] : [value]
}

private func littleEndian<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> Number($0 * 8)) }
}

/// Two's complement with the sign in front; nil when the number does not fit.
private func bigEndian(_ value: Int128, count: Int) -> [UInt8]? {
    let sign: UInt8 = value < 0 ? 0xff : 0
    let bytes = Array(littleEndian(value).reversed())
    guard count < bytes.count else {
        return Array(repeating: sign, count: count - bytes.count) + bytes
    }
    let kept = Array(bytes.suffix(count))
    return DecimalText.unscaled(bigEndian: kept) == value ? kept : nil
}
