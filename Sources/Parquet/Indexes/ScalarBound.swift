// A bound of a column's values, decoded from the bytes of statistics and indexes.

import Columnar

/// A value that bounds others. Bounds of one column are all of one case.
package enum ScalarBound: Hashable, Sendable {
    /// Booleans as 0 and 1; integers that fit; dates, times and timestamps in their unit.
    case integer(Int64)
    /// Unsigned integers of 64 bits.
    case unsigned(UInt64)
    case real(Double)
    /// The digits of a decimal without its point.
    case decimal(Int128)
    /// Ordered byte by byte, unsigned.
    case bytes([UInt8])
}

extension ScalarBound {
    /// Whether this is at most `other`; false for NaN and for bounds of different columns.
    package func isAtMost(_ other: ScalarBound) -> Bool {
        switch (self, other) {
        case (.integer(let left), .integer(let right)): left <= right
        case (.unsigned(let left), .unsigned(let right)): left <= right
        case (.real(let left), .real(let right)): left <= right
        case (.decimal(let left), .decimal(let right)): left <= right
        case (.bytes(let left), .bytes(let right)): !right.lexicographicallyPrecedes(left)
        default: false
        }
    }

    /// Decodes the bytes of a bound.
    ///
    /// - Returns: nil when they are not a value of the leaf's type, or one that cannot be ordered.
    package init?(_ bytes: [UInt8], of leaf: SchemaLeaf) {
        switch leaf.physicalType {
        case .boolean:
            guard bytes.count == 1 else { return nil }
            self = .integer(bytes[0] == 0 ? 0 : 1)
        case .int32:
            guard bytes.count == 4 else { return nil }
            let bits = UInt32(truncatingIfNeeded: littleEndian(bytes))
            self.init(leaf.type, signed: Int64(Int32(bitPattern: bits)), unsigned: UInt64(bits))
        case .int64:
            guard bytes.count == 8 else { return nil }
            let bits = littleEndian(bytes)
            self.init(leaf.type, signed: Int64(bitPattern: bits), unsigned: bits)
        case .float:
            guard bytes.count == 4 else { return nil }
            let bits = UInt32(truncatingIfNeeded: littleEndian(bytes))
            self = .real(Double(Float(bitPattern: bits)))
        case .double:
            guard bytes.count == 8 else { return nil }
            self = .real(Double(bitPattern: littleEndian(bytes)))
        case .int96: return nil
        case .byteArray: self.init(leaf.type, bytes: bytes)
        case .fixedLengthByteArray:
            let isWhole = bytes.count == leaf.typeLength
            switch leaf.type {
            case .halfFloat:
                guard isWhole else { return nil }
                let bits = UInt16(truncatingIfNeeded: littleEndian(bytes))
                self = .real(Double(Float16(bitPattern: bits)))
            case .decimal where !isWhole: return nil
            // Other bounds may be shortened.
            default:
                guard bytes.count <= leaf.typeLength else { return nil }
                self.init(leaf.type, bytes: bytes)
            }
        }
    }

    private init(_ type: ScalarType, signed: Int64, unsigned: UInt64) {
        switch type {
        case .decimal: self = .decimal(Int128(signed))
        case .integer(64, isSigned: false): self = .unsigned(unsigned)
        case .integer(_, isSigned: false): self = .integer(Int64(bitPattern: unsigned))
        default: self = .integer(signed)
        }
    }

    private init?(_ type: ScalarType, bytes: [UInt8]) {
        guard case .decimal = type else {
            self = .bytes(bytes)
            return
        }
        guard let value = DecimalText.unscaled(bigEndian: bytes) else { return nil }
        self = .decimal(value)
    }
}

/// Up to eight bytes, the lowest first.
private func littleEndian(_ bytes: [UInt8]) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
}
