// Columns without nesting: from typed pieces to dense values and levels.
//
// One piece without NULLs, as generators mostly hand them over, is taken as it is; otherwise
// numbers are moved together once.

import Columnar

extension LeafValues {
    /// Takes the pieces of a column.
    ///
    /// - Throws: `LakeError.invalidInput` when the pieces are not of the leaf's type, do not have
    ///   `rowCount` rows in all, are not sound in themselves, or have NULLs where none may be.
    init(
        _ pieces: [TypedColumn], of type: ScalarType, leaf: SchemaLeaf, rowCount: Int
    ) throws(LakeError) {
        var rows = 0
        for piece in pieces {
            try piece.check(is: type)
            rows += piece.count
        }
        guard rows == rowCount else {
            throw LakeError(.invalidInput, "\(rows) values for \(rowCount) rows")
        }
        entryCount = rowCount
        self.rowCount = rowCount
        repetitionLevels = nil
        definitionLevels =
            type == .unknown
            ? [UInt8](repeating: 0, count: rowCount) : Self.levels(pieces, rowCount)
        valueCount = definitionLevels.map(Self.valueCount) ?? rowCount
        if leaf.maxDefinitionLevel == 0, let row = definitionLevels?.firstIndex(of: 0) {
            throw LakeError(.invalidInput, "row \(row) is NULL, the column is required")
        }
        if type == .unknown {
            values = .int32s([])
        } else if valueCount == 0, rowCount > 0 {
            values = Self.nothing(leaf.physicalType)
        } else {
            values = try Self.dense(pieces, type, leaf)
        }
    }

    private static func valueCount(_ levels: [UInt8]) -> Int {
        unsafe levels.withUnsafeBufferPointer { levels in
            unsafe levels.baseAddress.map { unsafe countBytes($0, count: levels.count, equalTo: 1) }
                ?? 0
        }
    }

    /// The values of a column of NULLs.
    private static func nothing(_ type: PhysicalType) -> Values {
        switch type {
        case .boolean: .booleans([])
        case .int32: .int32s([])
        case .int64: .int64s([])
        case .float: .floats([])
        case .double: .doubles([])
        default: .bytes([])
        }
    }

    /// Definition levels of an optional column; nil when nothing is NULL.
    private static func levels(_ pieces: [TypedColumn], _ rowCount: Int) -> [UInt8]? {
        guard pieces.contains(where: { $0.hasNulls }) else { return nil }
        return unsafe [UInt8](unsafeUninitializedCapacity: rowCount) { levels, filled in
            // Safe: the pieces have `rowCount` rows in all, and a flag for each.
            for piece in pieces {
                let target = unsafe UnsafeMutableRawBufferPointer(
                    UnsafeMutableBufferPointer(rebasing: levels[filled..<filled + piece.count]))
                if let validity = piece.validity {
                    // A flag is a byte, 0 or 1, and so is a level.
                    unsafe validity.withUnsafeBytes { unsafe target.copyMemory(from: $0) }
                } else {
                    unsafe target.initializeMemory(as: UInt8.self, repeating: 1)
                }
                filled += piece.count
            }
        }
    }

    private static func dense(
        _ pieces: [TypedColumn], _ type: ScalarType, _ leaf: SchemaLeaf
    ) throws(LakeError) -> Values {
        switch (pieces.first?.values, leaf.physicalType) {
        case (nil, .boolean), (.booleans, .boolean):
            return .booleans(
                joined(pieces) { if case .booleans(let values) = $0 { values } else { nil } })
        case (.int64s, .int32):
            let wide = joined(pieces) { if case .int64s(let values) = $0 { values } else { nil } }
            return .int32s(try narrowed(wide))
        case (nil, .int32), (.int32s, .int32):
            return .int32s(
                joined(pieces) { if case .int32s(let values) = $0 { values } else { nil } })
        case (nil, .int64), (.int64s, .int64):
            return .int64s(
                joined(pieces) { if case .int64s(let values) = $0 { values } else { nil } })
        case (nil, .float), (.floats, .float):
            return .floats(
                joined(pieces) { if case .floats(let values) = $0 { values } else { nil } })
        case (nil, .double), (.doubles, .double):
            return .doubles(
                joined(pieces) { if case .doubles(let values) = $0 { values } else { nil } })
        default:
            var dense: [BytesPiece] = []
            for piece in pieces {
                dense.append(try piece.densePiece(type, length: leaf.typeLength))
            }
            return .bytes(dense)
        }
    }

    /// The values that are not NULL, one behind the other.
    private static func joined<Number: BitwiseCopyable>(
        _ pieces: [TypedColumn], _ values: (TypedColumn.Values) -> [Number]?
    ) -> [Number] {
        if pieces.count == 1, !pieces[0].hasNulls { return values(pieces[0].values) ?? [] }
        let capacity = pieces.reduce(0) { $0 + $1.count }
        return unsafe [Number](unsafeUninitializedCapacity: capacity) { dense, filled in
            guard let base = dense.baseAddress else { return }
            // Safe: a piece has as many values and flags as rows; of these not all may be kept.
            for piece in pieces {
                unsafe (values(piece.values) ?? []).withUnsafeBufferPointer { numbers in
                    guard let start = numbers.baseAddress else { return }
                    guard let validity = piece.validity, piece.hasNulls else {
                        unsafe (base + filled).initialize(from: start, count: numbers.count)
                        filled += numbers.count
                        return
                    }
                    unsafe filled += validity.withUnsafeBufferPointer { flags in
                        var target = unsafe base + filled
                        for row in 0..<numbers.count {
                            // Written in any case: a jump for each row would cost more.
                            unsafe target.initialize(to: start[row])
                            unsafe target += flags[row] ? 1 : 0
                        }
                        return unsafe target - (base + filled)
                    }
                }
            }
        }
    }

    /// Decimals of few digits and times in milliseconds, which files hold in 32 bits.
    private static func narrowed(_ values: [Int64]) throws(LakeError) -> [Int32] {
        var narrow: [Int32] = []
        narrow.reserveCapacity(values.count)
        for value in values {
            guard let value = Int32(exactly: value) else {
                throw LakeError(.invalidInput, "the number \(value) does not fit 32 bits")
            }
            narrow.append(value)
        }
        return narrow
    }
}

extension TypedColumn {
    /// Whether a row is NULL.
    fileprivate var hasNulls: Bool { validity?.contains(false) ?? false }

    /// Checks what encoders rely on.
    fileprivate func check(is wanted: ScalarType) throws(LakeError) {
        guard type == wanted else {
            throw LakeError(
                .invalidInput, "values of type \(type), the column is of type \(wanted)")
        }
        let slots =
            switch values {
            case .booleans(let values): values.count
            case .int32s(let values): values.count
            case .int64s(let values): values.count
            case .floats(let values): values.count
            case .doubles(let values): values.count
            case .bytes(let values): values.count
            case .dictionary(let indexes, _): indexes.count
            }
        guard slots == count, validity.map({ $0.count == count }) ?? true else {
            throw LakeError(
                .invalidInput,
                "\(count) rows with \(slots) values and \(validity?.count ?? count) flags")
        }
        guard type == .unknown || isLayout(of: type) else {
            throw LakeError(.invalidInput, "values of type \(type) in a layout of another type")
        }
        switch values {
        case .bytes(let column), .dictionary(_, let column): try column.check()
        default: break
        }
    }

    /// Whether the values are laid out as TypedColumn says of the type.
    private func isLayout(of type: ScalarType) -> Bool {
        switch (type, values) {
        case (.boolean, .booleans), (.date, .int32s), (.float, .floats), (.double, .doubles),
            (.time, .int64s), (.timestamp, .int64s):
            true
        case (.integer(let bits, _), .int32s): bits <= 32
        case (.integer(let bits, _), .int64s): bits > 32
        case (.decimal(let precision, _), .int64s): precision <= 18
        case (.decimal(let precision, _), .bytes), (.decimal(let precision, _), .dictionary):
            precision > 18
        case (.string, .bytes), (.string, .dictionary), (.json, .bytes), (.json, .dictionary),
            (.uuid, .bytes), (.uuid, .dictionary), (.binary, .bytes), (.binary, .dictionary),
            (.fixed, .bytes), (.fixed, .dictionary):
            true
        default: false
        }
    }

    /// The slots of all rows as a piece, NULL or not; nothing is copied.
    ///
    /// - Throws: `LakeError.invalidInput` when the column is not sound in itself.
    func rowPiece() throws(LakeError) -> BytesPiece {
        try check(is: type)
        switch values {
        case .bytes(let entries): return BytesPiece(indexes: nil, entries: entries)
        case .dictionary(let indexes, let entries):
            // The slot of a NULL may hold anything.
            var rows = indexes
            if let validity {
                for row in 0..<count where !validity[row] { rows[row] = 0 }
            }
            let piece = BytesPiece(indexes: rows, entries: entries)
            let isAllNull = validity.map { !$0.contains(true) } ?? (count == 0)
            if !isAllNull { try piece.checkIndexes() }
            return piece
        default: throw LakeError(.invalidInput, "values of type \(type) that are no bytes")
        }
    }

    /// The values that are not NULL as a piece; the entries are not copied but for decimals.
    ///
    /// - Parameter length: the bytes of each value in the file; 0 where they vary.
    func densePiece(_ type: ScalarType, length: Int) throws(LakeError) -> BytesPiece {
        var piece: BytesPiece
        switch values {
        case .bytes(let entries):
            piece = BytesPiece(indexes: nil, entries: entries)
            if let validity, hasNulls {
                piece.indexes = Self.dense(Array(0..<Int32(truncatingIfNeeded: count)), validity)
            }
        case .dictionary(let indexes, let entries):
            piece = BytesPiece(indexes: indexes, entries: entries)
            if let validity, hasNulls {
                piece.indexes = Self.dense(indexes, validity)
            }
        default: return BytesPiece(indexes: [], entries: ByteColumn())
        }
        try piece.checkIndexes()
        if length > 0 {
            if case .decimal = type {
                piece.entries = try piece.entries.shortened(to: length, piece.indexes)
            } else {
                try piece.checkLengths(length)
            }
        }
        return piece
    }

    /// The indexes of rows that are not NULL. `check` has seen that there are as many flags.
    private static func dense(_ indexes: [Int32], _ validity: [Bool]) -> [Int32] {
        unsafe [Int32](unsafeUninitializedCapacity: indexes.count) { dense, filled in
            guard let base = dense.baseAddress else { return }
            var target = unsafe base
            for row in indexes.indices {
                // Safe: written in any case, but not further on than the row.
                unsafe target.initialize(to: indexes[row])
                unsafe target += validity[row] ? 1 : 0
            }
            filled = unsafe target - base
        }
    }
}

extension BytesPiece {
    /// Checks that all indexes name entries.
    fileprivate func checkIndexes() throws(LakeError) {
        guard let indexes else { return }
        let entryCount = Int32(clamping: entries.count)
        // The largest as unsigned numbers, of which those below 0 are the largest of all.
        let largest = unsafe indexes.withUnsafeBufferPointer { indexes in
            var largest: UInt32 = 0
            // Safe: the indexes are those of the buffer.
            for place in indexes.indices {
                largest = unsafe max(largest, UInt32(bitPattern: indexes[place]))
            }
            return largest
        }
        guard indexes.isEmpty || largest < UInt32(bitPattern: entryCount) else {
            throw LakeError(
                .invalidInput, "an index that names none of \(entryCount) entries")
        }
    }

    /// Checks that all values have a length.
    fileprivate func checkLengths(_ length: Int) throws(LakeError) {
        for place in 0..<count {
            let entry = indexes.map { Int($0[place]) } ?? place
            let found = Int(entries.offsets[entry + 1]) - Int(entries.offsets[entry])
            guard found == length else {
                throw LakeError(
                    .invalidInput, "a value of \(found) bytes, the column's have \(length)")
            }
        }
    }
}

extension ByteColumn {
    /// Checks that offsets ascend and lie within the bytes.
    fileprivate func check() throws(LakeError) {
        var isSound = !offsets.isEmpty
        var previous: Int32 = 0
        for offset in offsets {
            isSound = isSound && offset >= previous
            previous = offset
        }
        guard isSound, Int(previous) <= bytes.count else {
            throw LakeError(.invalidInput, "offsets of values that are not within their bytes")
        }
    }

    /// Big-endian numbers without the sign bytes in front that a file does not hold.
    ///
    /// - Parameter indexes: the entries that are values; the others may hold anything.
    fileprivate func shortened(
        to length: Int, _ indexes: [Int32]?
    ) throws(LakeError) -> ByteColumn {
        var isUsed = [Bool](repeating: indexes == nil, count: count)
        for index in indexes ?? [] { isUsed[Int(index)] = true }
        var target = ByteColumn()
        target.bytes.reserveCapacity(count * length)
        for entry in 0..<count {
            guard isUsed[entry] else {
                target.append(repeatElement(0, count: length))
                continue
            }
            let value = self[entry]
            let sign: UInt8 = (value.first ?? 0) & 0x80 == 0 ? 0 : 0xff
            let dropped = value.count - length
            guard value.count == 16, value.prefix(dropped).allSatisfy({ $0 == sign }),
                (value[value.startIndex + dropped] ^ sign) & 0x80 == 0
            else {
                throw LakeError(
                    .invalidInput, "a decimal of \(value.count) bytes that does not fit its digits",
                    advice: "decimals of more than 18 digits come as 16 bytes, big-endian")
            }
            target.append(value.dropFirst(dropped))
        }
        return target
    }
}
