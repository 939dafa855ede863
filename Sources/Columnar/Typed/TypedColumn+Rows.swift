// Rows of typed columns: ranges, selections, and columns put one behind the other.
//
//     slice    rows 3..<7 of a column                     copies those rows
//     gather   rows 9, 2, 2, 5 of a column                copies them in that order
//     append   a column, or some of its rows              to the end of another
//
// A dictionary stays one in slices and selections, with the same entries; appended to, it becomes
// plain bytes, since two columns rarely share their entries.

extension TypedColumn {
    /// A column of no rows, in the layout of its type.
    package init(emptyOf type: ScalarType) {
        self.init(type: type, count: 0, values: .empty(for: type))
    }

    @inlinable
    package func isNull(at row: Int) -> Bool {
        if let validity { !validity[row] } else { false }
    }

    /// Memory that the column takes, about.
    package var sizeBytes: Int {
        let flags = validity == nil ? 0 : count
        return switch values {
        case .booleans: count + flags
        case .int32s, .floats: 4 * count + flags
        case .int64s, .doubles: 8 * count + flags
        case .bytes(let column): column.bytes.count + 4 * count + flags
        case .dictionary(_, let entries):
            4 * count + entries.bytes.count + 4 * entries.count + flags
        }
    }

    /// Some rows in their order; `range` lies within the column.
    package func slice(_ range: Range<Int>) -> TypedColumn {
        if range == 0..<count { return self }
        let values: Values =
            switch values {
            case .booleans(let all): .booleans(Array(all[range]))
            case .int32s(let all): .int32s(Array(all[range]))
            case .int64s(let all): .int64s(Array(all[range]))
            case .floats(let all): .floats(Array(all[range]))
            case .doubles(let all): .doubles(Array(all[range]))
            case .bytes(let all): .bytes(all.slice(range))
            case .dictionary(let indexes, let entries):
                .dictionary(indexes: Array(indexes[range]), entries: entries)
            }
        return TypedColumn(
            type: type, count: range.count, validity: validity.map { Array($0[range]) },
            values: values)
    }

    /// The rows named, in that order; all lie within the column.
    package func gather(_ rows: [Int32]) -> TypedColumn {
        let values: Values =
            switch values {
            case .booleans(let all): .booleans(gathered(all, rows))
            case .int32s(let all): .int32s(gathered(all, rows))
            case .int64s(let all): .int64s(gathered(all, rows))
            case .floats(let all): .floats(gathered(all, rows))
            case .doubles(let all): .doubles(gathered(all, rows))
            case .bytes(let all):
                .bytes(
                    ByteColumn.gathering(count: rows.count, from: all) { Int(rows[$0]) })
            case .dictionary(let indexes, let entries):
                .dictionary(indexes: gathered(indexes, rows), entries: entries)
            }
        return TypedColumn(
            type: type, count: rows.count, validity: validity.map { gathered($0, rows) },
            values: values)
    }

    /// The same values without a dictionary.
    package func withoutDictionary() -> TypedColumn {
        guard case .dictionary(let indexes, let entries) = values else { return self }
        var plain = self
        // The slot of a NULL may hold an index that there is no entry for.
        plain.values = .bytes(
            ByteColumn.gathering(count: count, from: entries) { row in
                isNull(at: row) ? nil : Int(indexes[row])
            })
        return plain
    }

    /// Appends a column of the same type.
    ///
    /// - Throws: `LakeError.limit` when the bytes pass 2 GiB; `.internal` when the layouts differ.
    package mutating func append(_ other: TypedColumn) throws(LakeError) {
        try append(other, selecting: nil)
    }

    /// Appends the rows named, in that order; all lie within `other`.
    ///
    /// - Throws: as `append(_:)`.
    package mutating func append(_ other: TypedColumn, rows: [Int32]) throws(LakeError) {
        try append(other, selecting: rows)
    }

    private mutating func append(
        _ other: TypedColumn, selecting rows: [Int32]?
    ) throws(LakeError) {
        if case .dictionary = other.values {
            let plain = (rows.map { other.gather($0) } ?? other).withoutDictionary()
            return try append(plain, selecting: nil)
        }
        if case .dictionary = values { self = withoutDictionary() }
        let added = rows?.count ?? other.count
        try appendValues(of: other, selecting: rows)
        if validity != nil || other.validity != nil {
            var flags = validity ?? Array(repeating: true, count: count)
            validity = nil
            if let others = other.validity {
                extend(&flags, others, rows)
            } else {
                flags.append(contentsOf: repeatElement(true, count: added))
            }
            validity = flags
        }
        count += added
    }

    private mutating func appendValues(
        of other: TypedColumn, selecting rows: [Int32]?
    ) throws(LakeError) {
        // The array leaves the enumeration before it grows, so that it is not copied.
        switch (values, other.values) {
        case (.booleans(var mine), .booleans(let others)):
            values = .booleans([])
            extend(&mine, others, rows)
            values = .booleans(mine)
        case (.int32s(var mine), .int32s(let others)):
            values = .booleans([])
            extend(&mine, others, rows)
            values = .int32s(mine)
        case (.int64s(var mine), .int64s(let others)):
            values = .booleans([])
            extend(&mine, others, rows)
            values = .int64s(mine)
        case (.floats(var mine), .floats(let others)):
            values = .booleans([])
            extend(&mine, others, rows)
            values = .floats(mine)
        case (.doubles(var mine), .doubles(let others)):
            values = .booleans([])
            extend(&mine, others, rows)
            values = .doubles(mine)
        case (.bytes(var mine), .bytes(let others)):
            values = .booleans([])
            defer { values = .bytes(mine) }
            try mine.append(others, rows: rows)
        default:
            throw LakeError(.internal, "columns of two layouts are joined")
        }
    }

    /// The rows before `count`.
    package mutating func truncate(to count: Int) {
        guard count < self.count else { return }
        self = slice(0..<count)
    }
}

extension TypedColumn {
    /// Which of the arrays a type's values stand in, dictionaries aside.
    package enum Layout: Sendable { case booleans, int32s, int64s, floats, doubles, bytes }
}

extension TypedColumn.Values {
    /// No values, in the layout of a type.
    package static func empty(for type: ScalarType) -> TypedColumn.Values {
        switch type.layout {
        case .booleans: .booleans([])
        case .int32s: .int32s([])
        case .int64s: .int64s([])
        case .floats: .floats([])
        case .doubles: .doubles([])
        case .bytes: .bytes(ByteColumn())
        }
    }
}

extension ScalarType {
    /// The most digits of a decimal that is held in 64 bits.
    package static let longDecimalDigitsMax = 18

    /// See `TypedColumn`.
    package var layout: TypedColumn.Layout {
        switch self {
        case .boolean: .booleans
        case .integer(let bits, _): bits <= 32 ? .int32s : .int64s
        case .date: .int32s
        case .float, .halfFloat: .floats
        case .double: .doubles
        case .decimal(let precision, _):
            precision <= ScalarType.longDecimalDigitsMax ? .int64s : .bytes
        case .time, .timestamp: .int64s
        case .string, .json, .uuid, .binary, .fixed, .unknown: .bytes
        }
    }
}

extension TypedBatch {
    /// Memory that the columns take, about.
    package var sizeBytes: Int { columns.reduce(0) { $0 + $1.sizeBytes } }

    /// Some rows in their order; `range` lies within the batch.
    package func slice(_ range: Range<Int>) -> TypedBatch {
        TypedBatch(rowCount: range.count, columns: columns.map { $0.slice(range) })
    }

    /// The rows named, in that order; all lie within the batch.
    package func gather(_ rows: [Int32]) -> TypedBatch {
        TypedBatch(rowCount: rows.count, columns: columns.map { $0.gather(rows) })
    }
}

private func gathered<Element>(_ source: [Element], _ rows: [Int32]) -> [Element] {
    unsafe [Element](unsafeUninitializedCapacity: rows.count) { target, count in
        unsafe source.withUnsafeBufferPointer { source in
            var index = 0
            while index < rows.count {
                // Safe: the target has room for all rows. A row outside of the column is a defect
                // of the caller and stops at this check.
                let row = Int(rows[index])
                precondition(row >= 0 && row < source.count)
                unsafe target.initializeElement(at: index, to: source[row])
                index += 1
            }
        }
        count = rows.count
    }
}

private func extend<Element>(_ target: inout [Element], _ source: [Element], _ rows: [Int32]?) {
    guard let rows else { return target.append(contentsOf: source) }
    for row in rows { target.append(source[Int(row)]) }
}
