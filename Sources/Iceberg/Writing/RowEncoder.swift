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
package import SQLiteBridge

/// Encodes rows; a value for each call, so that callers need no array of values.
package struct RowEncoder: ~Copyable {
    private let names: [String]
    private var rows: CellRows

    /// - Parameter capacity: rows between two batches; there may be more.
    /// - Throws: `LakeError.unsupported` at the column whose type cannot be written.
    package init(schema: IcebergSchema, capacity: Int = 1024) throws(LakeError) {
        names = schema.sqlColumnNames()
        var columns: [CellColumnDescription] = []
        for field in schema.fields {
            columns.append(
                CellColumnDescription(
                    try field.typedColumnType(), isRequired: field.isRequired,
                    isNested: field.type.primitive == nil))
        }
        rows = CellRows(columns, capacity: capacity)
    }

    package var columnCount: Int { names.count }
    /// Finished rows since the last batch.
    package var rowCount: Int { rows.rowCount }
    /// Bytes of texts and BLOBs since then.
    package var bytesCount: Int { rows.bytesCount }

    // MARK: Values

    /// - Parameter column: below `columnCount`.
    /// - Throws: `LakeError.invalidInput` at the column when it has no such value.
    package mutating func append(_ value: Int64, to column: Int) throws(LakeError) {
        do throws(LakeError) {
            try rows.set(value, column)
        } catch {
            throw error.at(.column(names[column]))
        }
    }

    /// - Throws: as for integers.
    package mutating func append(_ value: Double, to column: Int) throws(LakeError) {
        do throws(LakeError) {
            try rows.set(value, column)
        } catch {
            throw error.at(.column(names[column]))
        }
    }

    /// - Throws: as for integers; `LakeError.limit` when the column passes 2 GiB.
    package mutating func append(
        text: UnsafeBufferPointer<UInt8>, to column: Int
    ) throws(LakeError) {
        do throws(LakeError) {
            unsafe try rows.set(text: text, column)
        } catch {
            throw error.at(.column(names[column]))
        }
    }

    /// - Throws: as for texts.
    package mutating func append(
        blob: UnsafeBufferPointer<UInt8>, to column: Int
    ) throws(LakeError) {
        do throws(LakeError) {
            unsafe try rows.set(blob: blob, column)
        } catch {
            throw error.at(.column(names[column]))
        }
    }

    /// - Throws: `LakeError.invalidInput` at the column when it is required.
    package mutating func appendNull(to column: Int) throws(LakeError) {
        do throws(LakeError) {
            try rows.setNull(column)
        } catch {
            throw error.at(.column(names[column]))
        }
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

    /// A row of INSERT.
    ///
    /// - Throws: as the others; the row is then unfinished. `LakeError.invalidInput` when it lacks
    ///   a value of some column.
    package mutating func append(_ row: RowValues) throws(LakeError) {
        guard row.count == columnCount else { throw miscounted(row.count) }
        do throws(CellMisfit) {
            try row.append(to: &rows)
        } catch {
            throw error.error.at(.column(names[error.column]))
        }
    }

    // MARK: Rows

    /// Finishes a row: columns without a value are NULL.
    ///
    /// - Throws: `LakeError.invalidInput` at a column that is required and has none. The row is
    ///   then unfinished.
    package mutating func endRow() throws(LakeError) {
        do throws(CellMisfit) {
            try rows.endRow()
        } catch {
            throw error.error.at(.column(names[error.column]))
        }
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
        guard row.count == columnCount else { throw miscounted(row.count) }
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

    private func miscounted(_ count: Int) -> LakeError {
        LakeError(
            .invalidInput, "a row of \(count) values, the table has \(columnCount) columns")
    }

    /// Forgets the rows from `rowCount` on.
    package mutating func truncate(to rowCount: Int) { rows.truncate(to: rowCount) }

    /// The rows so far; the encoder is empty again.
    package mutating func takeBatch() -> TypedBatch { rows.take() }
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
