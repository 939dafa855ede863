// SQL values to data files: an encoder and a writer, with marks that count the rows of both.

package import Columnar
package import SQLiteBridge
package import Storage

/// Takes rows value by value. One thread at a time.
package final class TableRowWriter {
    /// The encoder is emptied when it has so many rows, or so many bytes of texts and BLOBs: one
    /// row may have a gigabyte.
    private static let batchRowsMax = 8192
    private static let batchBytesMax = 4 << 20

    private var encoder: RowEncoder
    private let writer: DataFileWriter
    /// Rows that the writer would not take; they go when their statement is rolled back.
    private var refused: TypedBatch?

    /// - Parameters:
    ///   - writer: takes the rows; nobody else uses it.
    ///   - schema: that of the writer.
    /// - Throws: as `RowEncoder.init`.
    package init(_ writer: DataFileWriter, schema: IcebergSchema) throws(LakeError) {
        encoder = try RowEncoder(schema: schema, capacity: TableRowWriter.batchRowsMax + 1)
        self.writer = writer
    }

    /// - Throws: as `RowEncoder.init` and `DataFileWriter.init`.
    package init(
        schema: IcebergSchema, spec: PartitionSpec, sortOrder: SortOrder? = nil,
        directory: String, fileSystem: any FileSystem,
        options: DataFileOptions = DataFileOptions()
    ) throws(LakeError) {
        encoder = try RowEncoder(schema: schema, capacity: TableRowWriter.batchRowsMax + 1)
        writer = try DataFileWriter(
            schema: schema, spec: spec, sortOrder: sortOrder, directory: directory,
            fileSystem: fileSystem, options: options)
    }

    /// Rows so far.
    package var rowCount: Int { writer.rowCount + pendingRows }
    private var pendingRows: Int { encoder.rowCount + (refused?.rowCount ?? 0) }
    package var columnCount: Int { encoder.columnCount }

    /// Appends a row.
    ///
    /// - Parameter fill: appends the row's values to the encoder, each column once; columns that it
    ///   leaves out are NULL.
    /// - Throws: what `fill` throws, as `RowEncoder.endRow()`, and as `DataFileWriter.append(_:)`.
    ///   A row that does not fit is forgotten.
    @inline(__always)
    package func appendRow(
        _ fill: (inout RowEncoder) throws(LakeError) -> Void
    ) throws(LakeError) {
        do throws(LakeError) {
            try fill(&encoder)
            try encoder.endRow()
        } catch {
            encoder.dropRow()
            throw error
        }
        try flushWhenFull()
    }

    /// Appends a row of INSERT.
    ///
    /// - Throws: as `appendRow(_:)`.
    package func append(_ row: RowValues) throws(LakeError) {
        do throws(LakeError) {
            try encoder.append(row)
        } catch {
            encoder.dropRow()
            throw error
        }
        try flushWhenFull()
    }

    private func flushWhenFull() throws(LakeError) {
        guard
            encoder.rowCount >= TableRowWriter.batchRowsMax
                || encoder.bytesCount >= TableRowWriter.batchBytesMax
        else { return }
        try flush()
    }

    /// Appends rows as columns.
    ///
    /// - Throws: as `DataFileWriter.append(_:)`.
    package func append(_ batch: TypedBatch) throws(LakeError) {
        try flush()
        try writer.append(batch)
    }

    private func flush() throws(LakeError) {
        guard refused == nil else {
            throw LakeError(
                .invalidInput, "rows were refused before",
                advice: "roll the statement or the transaction back")
        }
        guard encoder.rowCount > 0 else { return }
        let batch = encoder.takeBatch()
        let before = writer.rowCount
        do throws(LakeError) {
            try writer.append(batch)
        } catch {
            if writer.rowCount == before { refused = batch }
            throw error
        }
    }

    /// See `DataFileWriter.mark(pendingRows:)`.
    package func mark() -> Int { writer.mark(pendingRows: pendingRows) }

    /// See `DataFileWriter.release(_:)`.
    package func release(_ mark: Int) { writer.release(mark) }

    /// See `DataFileWriter.rollBack(to:)`.
    package func rollBack(to mark: Int) throws(LakeError) {
        let kept = try max(writer.row(of: mark) - writer.rowCount, 0)
        if let batch = refused {
            encoder.truncate(to: 0)
            refused = nil
            try writer.rollBack(to: mark)
            if kept > 0 { try writer.append(batch.slice(0..<min(kept, batch.rowCount))) }
        } else {
            encoder.truncate(to: kept)
            try writer.rollBack(to: mark)
        }
    }

    /// See `DataFileWriter.finish()`.
    package func finish() throws(LakeError) -> [ContentFile] {
        try flush()
        return try writer.finish()
    }

    /// See `DataFileWriter.abandon()`.
    package func abandon() { writer.abandon() }
}
