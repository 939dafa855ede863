// Rows to data files.
//
//     append ─→ partition values ─→ a buffer for each partition ─→ row groups ─→ files
//                                   (sorted when it is full)       (encoded by threads)
//
// Rows are numbered as they come. A mark is such a number; while it stands, no row group and no
// file holds rows on both sides of it, so that rolling back removes whole files and the end of
// buffers, and nothing has to be read again. Marks stand until they are released, as savepoints
// are. What was encoded is appended in the order in which it was handed over, so that the bytes of
// files do not depend on the number of threads.

package import Columnar
import Parquet
package import Storage

/// Writes the rows of one transaction to data files of one table. One thread at a time.
package final class DataFileWriter {
    private enum State { case writing, finished, abandoned }

    /// A row group under way.
    private struct Encoding {
        let partition: Int
        let firstRow: Int
        /// The last mark at or before the first row.
        let cut: Int
        let sizeBytes: Int
    }

    private let schema: IcebergSchema
    private let columnTypes: [ScalarType]
    private let partitioning: RowPartitioning
    private let spec: PartitionSpec
    private let directory: String
    private let options: DataFileOptions
    private let files: DataFileSet
    private let lane: RowGroupLane
    /// How often the rows of a row group are in memory while it is encoded: sorting makes a copy.
    private let copies: Int
    private let lanes: OrderedLanes<RowGroupLane>

    private var state = State.writing
    /// Rows so far, those that were rolled back left out.
    package private(set) var rowCount = 0
    /// Row numbers, ascending; a mark is its place here.
    private var marks: [Int] = []
    private var buffers: [RowBuffer] = []
    private var partitionNumbers: [[SingleValue?]: Int] = [:]
    /// In the order in which they were handed over.
    private var encodings: [Encoding] = []
    private var encodingBytes = 0
    /// Memory that rows take which wait for their row group, about.
    private var gatheredBytes = 0

    /// The most memory that rows took, about.
    package private(set) var bufferedBytesPeak = 0

    /// - Parameters:
    ///   - order: nil or order 0 for rows in any order.
    ///   - directory: where data files go, without a slash at its end; made when it is not there.
    /// - Throws: `LakeError.unsupported` for columns, partitions and orders that cannot be written.
    package init(
        schema: IcebergSchema, spec: PartitionSpec, sortOrder order: SortOrder? = nil,
        directory: String, fileSystem: any FileSystem,
        options: DataFileOptions = DataFileOptions()
    ) throws(LakeError) {
        self.schema = schema
        self.spec = spec
        self.directory = directory
        self.options = options
        partitioning = try RowPartitioning(spec, schema: schema)
        var types: [ScalarType] = []
        for field in schema.fields { types.append(try field.typedColumnType()) }
        columnTypes = types
        let columns = try FileColumns(schema)
        let rowOrder = try RowOrder(order, schema: schema)
        var parquet = ParquetWriterOptions()
        parquet.codec = options.codec
        parquet.compressionLevel = options.compressionLevel
        parquet.keyValueMetadata = options.keyValueMetadata
        parquet.bloomFilterColumns = options.bloomFilterColumns
        files = DataFileSet(
            schema: schema, specID: spec.id, orderID: rowOrder == nil ? nil : order?.id,
            order: options.isSorted ? nil : rowOrder, columns: columns, parquet: parquet,
            fileSystem: fileSystem, options: options)
        copies = rowOrder == nil || options.isSorted ? 1 : 2
        lane = RowGroupLane(
            encoder: try RowGroupEncoder(columns: columns.columns, options: parquet),
            columns: columns.sources, order: options.isSorted ? nil : rowOrder)
        lanes = OrderedLanes([lane], workerCount: max(options.threadCount, 1))
    }

    deinit {
        if state == .writing { files.abandon() }
        // Before `lanes` joins its threads, which may sleep in there.
        lane.close()
    }

    // MARK: Rows

    /// Appends rows; columns stand in the order of the schema.
    ///
    /// - Throws: `LakeError.invalidInput` when the batch does not fit the schema, or a value has no
    ///   partition: none of its rows is appended then. Any error of an earlier row group or file:
    ///   the rows count as appended, and rolling back to a mark before the rows in trouble makes
    ///   the writer sound again.
    package func append(_ batch: TypedBatch) throws(LakeError) {
        try checkWriting()
        try check(batch)
        // Large batches in pieces of a row group.
        let sizeBytes = max(batch.sizeBytes, 1)
        let groups = max(
            (batch.rowCount + options.rowGroupRows - 1) / options.rowGroupRows,
            (sizeBytes + options.rowGroupBytes - 1) / options.rowGroupBytes, 1)
        let parts = try partitioning.parts(of: batch, schema: schema)
        guard groups > 1 else { return try append(batch, parts) }
        let rows = (batch.rowCount + groups - 1) / groups
        var start = 0
        while start < batch.rowCount {
            let end = min(start + rows, batch.rowCount)
            let piece = batch.slice(start..<end)
            // Partitions were found for all rows above, so that this does not fail.
            try append(piece, try partitioning.parts(of: piece, schema: schema))
            start = end
        }
    }

    private func append(
        _ batch: TypedBatch, _ parts: [RowPartitioning.Part]
    ) throws(LakeError) {
        let firstNumber = rowCount
        rowCount += batch.rowCount
        for part in parts {
            let partition = partitionNumber(part.partition)
            let added = part.rows?.count ?? batch.rowCount
            if buffers[partition].rowCount + added > options.rowGroupRows { flush(partition) }
            gatheredBytes -= buffers[partition].sizeBytes
            do throws(LakeError) {
                if let rows = part.rows {
                    try buffers[partition].append(batch, rows: rows, firstNumber: firstNumber)
                } else {
                    try buffers[partition].append(batch, firstNumber: firstNumber)
                }
            } catch {
                files.note(error, firstRow: firstNumber)
            }
            gatheredBytes += buffers[partition].sizeBytes
            notePeak()
            if buffers[partition].rowCount >= options.rowGroupRows
                || buffers[partition].sizeBytes >= options.rowGroupBytes
            {
                flush(partition)
            }
        }
        while gatheredBytes > max(options.bufferedBytesMax / 2, 1) { flushLargest() }
        try checkFailure()
    }

    private func partitionNumber(_ values: [SingleValue?]) -> Int {
        if let number = partitionNumbers[values] { return number }
        let path = PartitionPath.path(values, spec: spec, sources: partitioning.sources)
        let number = files.add(
            DataFileSet.Partition(
                values: values, directory: path.isEmpty ? directory : directory + "/" + path))
        partitionNumbers[values] = number
        buffers.append(RowBuffer())
        return number
    }

    private func check(_ batch: TypedBatch) throws(LakeError) {
        guard Int32(exactly: batch.rowCount) != nil else {
            throw LakeError(.limit, "a batch of \(batch.rowCount) rows")
        }
        guard batch.columns.count == columnTypes.count else {
            throw LakeError(
                .invalidInput,
                "rows of \(batch.columns.count) columns, the table has "
                    + "\(columnTypes.count)")
        }
        for (index, column) in batch.columns.enumerated() {
            let field = schema.fields[index]
            guard column.type == columnTypes[index], column.count == batch.rowCount else {
                throw LakeError(
                    .invalidInput,
                    "\(column.count) values of the type \(column.type.dataType.declaration), where "
                        + "there should be \(batch.rowCount) of "
                        + columnTypes[index].dataType.declaration, at: [.column(field.name)])
            }
            if field.isRequired, let validity = column.validity, validity.contains(false) {
                throw LakeError(
                    .invalidInput, "NULL in a column that is NOT NULL", at: [.column(field.name)])
            }
        }
    }

    private func checkWriting() throws(LakeError) {
        guard state == .writing else {
            throw LakeError(.internal, "rows for a writer that has ended")
        }
        try checkFailure()
    }

    private func checkFailure() throws(LakeError) {
        if let failure = files.failure { throw failure.error }
    }

    // MARK: Row groups

    /// Hands the rows of a partition over to be encoded.
    private func flush(_ partition: Int) {
        gatheredBytes -= buffers[partition].sizeBytes
        let runs = buffers[partition].takeRuns(cutAt: marks)
        gatheredBytes += buffers[partition].sizeBytes
        for run in runs {
            let cut = marks.last { $0 <= run.firstNumber } ?? 0
            let sizeBytes = run.pieces.reduce(0) { $0 + $1.sizeBytes } * copies
            while !encodings.isEmpty,
                encodings.count > options.threadCount
                    || encodingBytes + sizeBytes > options.bufferedBytesMax / 2
            {
                collect()
            }
            lane.add(
                RowGroupInput(
                    pieces: run.pieces, rowCount: run.pieces.reduce(0) { $0 + $1.rowCount }))
            encodings.append(
                Encoding(
                    partition: partition, firstRow: run.firstNumber, cut: cut,
                    sizeBytes: sizeBytes))
            encodingBytes += sizeBytes
            notePeak()
        }
    }

    /// Memory that rows take, about: those that wait, and those of row groups under way.
    package var heldBytes: Int { gatheredBytes + encodingBytes }

    /// Lets some memory go: waits for the oldest row group under way, else hands the largest buffer
    /// over. For owners of many writers with one budget.
    package func relieve() {
        if encodings.isEmpty { flushLargest() }
        if !encodings.isEmpty { collect() }
    }

    private func flushLargest() {
        var largest = 0
        for partition in buffers.indices
        where buffers[partition].sizeBytes > buffers[largest].sizeBytes { largest = partition }
        guard buffers[largest].rowCount > 0 else { return gatheredBytes = 0 }
        flush(largest)
    }

    /// Appends the oldest row group under way to its file.
    private func collect() {
        let encoding = encodings.removeFirst()
        encodingBytes -= encoding.sizeBytes
        do throws(LakeError) {
            guard let output = try lanes.next() else { return }
            files.append(
                output, to: encoding.partition, firstRow: encoding.firstRow, cut: encoding.cut)
        } catch {
            files.note(error, firstRow: encoding.firstRow)
        }
    }

    private func collectAll() { while !encodings.isEmpty { collect() } }

    private func notePeak() {
        bufferedBytesPeak = max(bufferedBytesPeak, gatheredBytes + encodingBytes)
    }

    // MARK: Marks

    /// Marks the rows so far.
    ///
    /// - Parameter pendingRows: rows that will be appended next and count as before the mark.
    /// - Returns: the mark, for `rollBack(to:)` and `release(_:)`.
    package func mark(pendingRows: Int = 0) -> Int {
        marks.append(max(rowCount + pendingRows, marks.last ?? 0))
        return marks.count - 1
    }

    /// The rows before a mark.
    func row(of mark: Int) throws(LakeError) -> Int {
        guard state == .writing, marks.indices.contains(mark) else {
            throw LakeError(.internal, "a savepoint that the writer does not know")
        }
        return marks[mark]
    }

    /// Forgets a mark and those behind it, and keeps all rows. Row groups and files grow larger
    /// when marks that are not needed any more are released.
    package func release(_ mark: Int) {
        if mark >= 0, mark < marks.count { marks.removeLast(marks.count - mark) }
    }

    /// Takes back the rows that were appended behind a mark. The mark stays, those behind it go.
    ///
    /// - Throws: `LakeError.internal` for a mark that is not there; `.io` when a file could not be
    ///   removed: the rows are gone nevertheless.
    package func rollBack(to mark: Int) throws(LakeError) {
        let limit = try row(of: mark)
        marks.removeLast(marks.count - mark - 1)
        guard rowCount > limit || files.failure != nil else { return }
        collectAll()
        for partition in buffers.indices {
            gatheredBytes -= buffers[partition].sizeBytes
            buffers[partition].truncate(below: limit)
            gatheredBytes += buffers[partition].sizeBytes
        }
        rowCount = min(rowCount, limit)
        try files.rollBack(to: limit)
    }

    // MARK: Ends

    /// Writes what is left and ends all files.
    ///
    /// - Returns: the files in the order in which they were begun; none without rows.
    /// - Throws: the first error of all row groups and files; `abandon()` is left to the caller.
    package func finish() throws(LakeError) -> [ContentFile] {
        try checkWriting()
        marks = []
        for partition in buffers.indices where buffers[partition].rowCount > 0 {
            flush(partition)
        }
        collectAll()
        let written = try files.finish()
        state = .finished
        lane.close()
        return written
    }

    /// Removes all files, also those of a finished writer, as far as the system lets it.
    package func abandon() {
        lane.close()
        state = .abandoned
        encodings = []
        buffers = []
        files.abandon()
    }
}
