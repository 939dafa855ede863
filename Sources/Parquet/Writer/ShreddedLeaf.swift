// One leaf of a nested column while its rows are shredded: levels, and values by the leaf's type.

import Columnar
import JSON

/// Collects the entries of a leaf.
struct ShreddedLeaf {
    private enum Values {
        case booleans([Bool])
        case int32s([Int32])
        case int64s([Int64])
        case floats([Float])
        case doubles([Double])
        case bytes(ByteColumn)
    }

    private let leaf: SchemaLeaf
    private var definitionLevels: [UInt8] = []
    private var repetitionLevels: [UInt8] = []
    private var values: Values
    private var valueCount = 0

    init(_ leaf: SchemaLeaf) {
        self.leaf = leaf
        values =
            switch leaf.physicalType {
            case .boolean: .booleans([])
            case .int32: .int32s([])
            case .int64, .int96: .int64s([])
            case .float: .floats([])
            case .double: .doubles([])
            case .byteArray, .fixedLengthByteArray: .bytes(ByteColumn())
            }
    }

    /// Appends an entry without a value.
    mutating func appendEmpty(definitionLevel: Int, repetitionLevel: Int) {
        definitionLevels.append(UInt8(truncatingIfNeeded: definitionLevel))
        repetitionLevels.append(UInt8(truncatingIfNeeded: repetitionLevel))
    }

    /// Appends a value.
    ///
    /// - Throws: `LakeError.invalidInput` when the scalar is no value of the leaf's type.
    mutating func append(_ scalar: JSONTokens.Scalar, repetitionLevel: Int) throws(LakeError) {
        if leaf.type == .unknown { throw mismatch(scalar) }
        switch values {
        case .booleans(var array):
            values = .booleans([])
            guard scalar.kind == .literal, let first = unsafe scalar.bytes.first else {
                throw mismatch(scalar)
            }
            array.append(first == UInt8(ascii: "t"))
            values = .booleans(array)
        case .int32s(var array):
            values = .int32s([])
            guard let number = scalar.integer(leaf.type), let bits = narrow(number) else {
                throw mismatch(scalar)
            }
            array.append(bits)
            values = .int32s(array)
        case .int64s(var array):
            values = .int64s([])
            guard let number = scalar.integer(leaf.type), let bits = wide(number) else {
                throw mismatch(scalar)
            }
            array.append(bits)
            values = .int64s(array)
        case .floats(var array):
            values = .floats([])
            guard let real = scalar.real(Float.self) else { throw mismatch(scalar) }
            array.append(real)
            values = .floats(array)
        case .doubles(var array):
            values = .doubles([])
            guard let real = scalar.real(Double.self) else { throw mismatch(scalar) }
            array.append(real)
            values = .doubles(array)
        case .bytes(var column):
            values = .bytes(ByteColumn())
            guard let bytes = scalar.bytes(leaf.type, length: leaf.typeLength) else {
                throw mismatch(scalar)
            }
            guard column.bytes.count + bytes.count <= Int(Int32.max) else {
                throw LakeError(
                    .limit, "the values of the row group have more than 2 GiB",
                    advice: "write smaller row groups")
            }
            column.append(bytes)
            values = .bytes(column)
        }
        valueCount += 1
        appendEmpty(
            definitionLevel: leaf.maxDefinitionLevel, repetitionLevel: repetitionLevel)
    }

    /// The values as encoders take them.
    func values(rowCount: Int) -> LeafValues {
        let dense: LeafValues.Values =
            switch values {
            case .booleans(let values): .booleans(values)
            case .int32s(let values): .int32s(values)
            case .int64s(let values): .int64s(values)
            case .floats(let values): .floats(values)
            case .doubles(let values): .doubles(values)
            case .bytes(let column): .bytes([BytesPiece(indexes: nil, entries: column)])
            }
        return LeafValues(
            entryCount: definitionLevels.count, rowCount: rowCount, values: dense,
            definitionLevels: valueCount == definitionLevels.count ? nil : definitionLevels,
            repetitionLevels: leaf.maxRepetitionLevel == 0 ? nil : repetitionLevels,
            valueCount: valueCount)
    }

    private func narrow(_ number: Int128) -> Int32? {
        if case .integer(let bits, let isSigned) = leaf.type {
            let range =
                isSigned
                ? -(Int128(1) << (bits - 1))...Int128(1) << (bits - 1) - 1
                : 0...Int128(1) << bits - 1
            return range.contains(number) ? Int32(truncatingIfNeeded: number) : nil
        }
        return Int32(exactly: number)
    }

    private func wide(_ number: Int128) -> Int64? {
        if case .integer(64, isSigned: false) = leaf.type {
            return UInt64(exactly: number).map { Int64(bitPattern: $0) }
        }
        return Int64(exactly: number)
    }

    private func mismatch(_ scalar: JSONTokens.Scalar) -> LakeError {
        let kind =
            switch scalar.kind {
            case .object: "an object"
            case .array: "an array"
            case .string: "this text"
            case .number: "this number"
            case .literal: "true or false"
            }
        // What it is, not what it says: values of patients are not told.
        return LakeError(.invalidInput, "\(kind) is no value of type \(leaf.type)")
    }
}
