// Rows of SQL values to typed columns, for one schema.
//
//     encoder.append(42, to: 0)          each column of a row once, in any order
//     encoder.append(text: …, to: 1)
//     encoder.endRow()                   columns that were left out are NULL
//     encoder.takeBatch()                every few thousand rows
//
// A value that does not fit leaves the row unfinished: `dropRow()` forgets it. Structs, lists and
// maps are JSON text; whether it fits the type shows when files are written.

package import Columnar

/// Encodes rows; a value for each call, so that callers need no array of values.
package struct RowEncoder: ~Copyable {
    private let names: [String]
    private let isRequired: [Bool]
    /// Whether a column is a struct, list or map.
    private let isNested: [Bool]
    private var builders: [TypedColumnBuilder]
    /// Finished rows since the last batch.
    package private(set) var rowCount = 0

    /// - Throws: `LakeError.unsupported` at the column whose type cannot be written.
    package init(schema: IcebergSchema) throws(LakeError) {
        names = schema.sqlColumnNames()
        isRequired = schema.fields.map(\.isRequired)
        isNested = schema.fields.map { $0.type.primitive == nil }
        builders = []
        for field in schema.fields {
            builders.append(TypedColumnBuilder(type: try field.typedColumnType()))
        }
    }

    package var columnCount: Int { builders.count }

    /// Memory that the rows take, about.
    package var sizeBytes: Int { builders.reduce(0) { $0 + $1.sizeBytes } }

    // MARK: Values

    /// - Parameter column: below `columnCount`.
    /// - Throws: `LakeError.invalidInput` at the column when it has no such value.
    @inline(__always)
    package mutating func append(_ value: Int64, to column: Int) throws(LakeError) {
        do throws(LakeError) {
            try builders[column].append(value)
        } catch {
            throw error.at(.column(names[column]))
        }
    }

    /// - Throws: as for integers.
    @inline(__always)
    package mutating func append(_ value: Double, to column: Int) throws(LakeError) {
        // SQLite has no NaN: what looks like one is NULL.
        guard !value.isNaN else { return try appendNull(to: column) }
        do throws(LakeError) {
            try builders[column].append(value)
        } catch {
            throw error.at(.column(names[column]))
        }
    }

    /// - Throws: as for integers; `LakeError.limit` when the column passes 2 GiB.
    @inline(__always)
    package mutating func append(
        text: UnsafeBufferPointer<UInt8>, to column: Int
    ) throws(LakeError) {
        do throws(LakeError) {
            if isNested[column] { unsafe try checkShape(text) }
            unsafe try builders[column].append(text: text)
        } catch {
            throw error.at(.column(names[column]))
        }
    }

    /// - Throws: as for texts.
    @inline(__always)
    package mutating func append(
        blob: UnsafeBufferPointer<UInt8>, to column: Int
    ) throws(LakeError) {
        do throws(LakeError) {
            unsafe try builders[column].append(blob: blob)
        } catch {
            throw error.at(.column(names[column]))
        }
    }

    /// - Throws: `LakeError.invalidInput` at the column when it is required.
    @inline(__always)
    package mutating func appendNull(to column: Int) throws(LakeError) {
        guard !isRequired[column] else {
            throw LakeError(
                .invalidInput, "NULL in a column that is NOT NULL", at: [.column(names[column])])
        }
        builders[column].appendNull()
    }

    /// A value of any kind.
    ///
    /// - Throws: as the others.
    package mutating func append(_ value: Value, to column: Int) throws(LakeError) {
        switch value {
        case .null: try appendNull(to: column)
        case .integer(let integer): try append(integer, to: column)
        case .real(let real): try append(real, to: column)
        case .text(let text):
            unsafe try text.withUnsafeBufferPointer { (text) throws(LakeError) in
                unsafe try append(text: text, to: column)
            }
        case .blob(let blob):
            unsafe try blob.withUnsafeBufferPointer { (blob) throws(LakeError) in
                unsafe try append(blob: blob, to: column)
            }
        }
    }

    /// Cheap, and catches what people mix up; the whole text is read when it is written.
    private func checkShape(_ text: UnsafeBufferPointer<UInt8>) throws(LakeError) {
        let first = unsafe text.first { $0 > 0x20 }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
            throw LakeError(
                .invalidInput, "a TEXT that is no JSON object or array, where the type is nested",
                advice: "write it as json_object() and json_array() do")
        }
    }

    // MARK: Rows

    /// Finishes a row: columns without a value are NULL.
    ///
    /// - Throws: `LakeError.invalidInput` at a column that is required and has none. The row is
    ///   then unfinished.
    package mutating func endRow() throws(LakeError) {
        for column in builders.indices where builders[column].count == rowCount {
            try appendNull(to: column)
        }
        rowCount += 1
    }

    /// Forgets the values of a row that was not finished.
    package mutating func dropRow() { truncate(to: rowCount) }

    /// A whole row.
    ///
    /// - Throws: as the others; the row is then forgotten. `LakeError.invalidInput` when it has not
    ///   a value for each column.
    package mutating func append(
        _ row: some RandomAccessCollection<Value>
    ) throws(LakeError) {
        guard row.count == columnCount else {
            throw LakeError(
                .invalidInput, "a row of \(row.count) values, the table has \(columnCount) columns")
        }
        do throws(LakeError) {
            var column = 0
            for value in row {
                try append(value, to: column)
                column += 1
            }
            try endRow()
        } catch {
            dropRow()
            throw error
        }
    }

    /// Forgets the rows from `rowCount` on.
    package mutating func truncate(to rowCount: Int) {
        for column in builders.indices { builders[column].truncate(to: rowCount) }
        self.rowCount = min(self.rowCount, rowCount)
    }

    /// The rows so far; the encoder is empty again.
    package mutating func takeBatch() -> TypedBatch {
        dropRow()
        var columns: [TypedColumn] = []
        columns.reserveCapacity(builders.count)
        for column in builders.indices { columns.append(builders[column].take()) }
        defer { rowCount = 0 }
        return TypedBatch(rowCount: rowCount, columns: columns)
    }
}

extension NestedField {
    /// The type of the typed column that holds the field's values: JSON for nested ones.
    ///
    /// - Throws: `LakeError.unsupported` at the column when its type cannot be written.
    package func typedColumnType() throws(LakeError) -> ScalarType {
        switch type {
        case .primitive(.geometry), .primitive(.geography), .variant:
            throw LakeError(
                .unsupported, "columns of this type are read but not written",
                at: [.column(name)])
        case .primitive(let type): return type.scalarType
        case .structure, .list, .map: return .json
        }
    }
}
