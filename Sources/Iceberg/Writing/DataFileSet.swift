// The files of a writer: those being written, one for each open partition, and those that are done.
//
// Everything here happens in the order in which row groups were handed over to be encoded, and
// depends on their sizes alone, so that files are the same whatever the number of threads.

import Columnar
import Parquet
import Storage

final class DataFileSet {
    /// A file that is being written.
    private final class OpenFile {
        let number: Int
        let partition: Int
        let output: any OutputFile
        let writer: ParquetFileWriter
        /// The number of the first row, among all rows of the writer.
        let firstRow: Int
        /// Whether each row group goes on in the table's order.
        var isOrdered = true
        var lastKeys: [RowRank]?

        init(
            number: Int, partition: Int, output: any OutputFile, writer: ParquetFileWriter,
            firstRow: Int
        ) {
            self.number = number
            self.partition = partition
            self.output = output
            self.writer = writer
            self.firstRow = firstRow
        }
    }

    private struct DoneFile {
        let number: Int
        let firstRow: Int
        let content: ContentFile
    }

    /// A directory and the values that its files have in common.
    struct Partition {
        let values: [SingleValue?]
        let directory: String
    }

    /// An error, and the first row of what it spoilt.
    struct Failure {
        let error: LakeError
        let firstRow: Int
    }

    private let fileSystem: any FileSystem
    private let columns: FileColumns
    private let parquet: ParquetWriterOptions
    private let options: DataFileOptions
    private let schema: IcebergSchema
    private let specID: Int
    private let orderID: Int?
    private let order: RowOrder?
    private let writeID: String

    private var partitions: [Partition] = []
    /// By partition.
    private var open: [OpenFile?] = []
    private var openCount = 0
    private var done: [DoneFile] = []
    private var fileCount = 0
    private var madeDirectories: Set<String> = []
    /// The first failure; files that failed are gone.
    private(set) var failure: Failure?

    init(
        schema: IcebergSchema, specID: Int, orderID: Int?, order: RowOrder?, columns: FileColumns,
        parquet: ParquetWriterOptions, fileSystem: any FileSystem, options: DataFileOptions
    ) {
        self.schema = schema
        self.specID = specID
        self.orderID = orderID
        self.order = order
        self.columns = columns
        self.parquet = parquet
        self.fileSystem = fileSystem
        self.options = options
        writeID = options.writeID ?? randomUUIDText()
    }

    /// - Returns: the number of the partition.
    func add(_ partition: Partition) -> Int {
        partitions.append(partition)
        open.append(nil)
        return partitions.count - 1
    }

    /// Notes what went wrong with rows; the first time counts.
    func note(_ error: LakeError, firstRow: Int) {
        if failure == nil { failure = Failure(error: error, firstRow: firstRow) }
    }

    // MARK: Writing

    /// Appends a row group to the file of its partition.
    ///
    /// - Parameters:
    ///   - firstRow: the number of its first row.
    ///   - cut: the last mark at or before it: no file holds rows on both sides of one.
    func append(_ output: RowGroupOutput, to partition: Int, firstRow: Int, cut: Int) {
        if let file = open[partition] {
            let isFull = file.output.sizeBytes + output.group.sizeBytes > options.fileBytesTarget
            if isFull || file.firstRow < cut { close(partition) }
        }
        do throws(LakeError) {
            let file: OpenFile
            if let current = open[partition] {
                file = current
            } else {
                file = try begin(partition, firstRow: firstRow)
            }
            noteOrder(of: output, in: file)
            try file.writer.append(output.group)
        } catch {
            drop(partition, error, firstRow: firstRow)
        }
    }

    private func noteOrder(of output: RowGroupOutput, in file: OpenFile) {
        guard let ends = output.ends else { return }
        if let last = file.lastKeys, !RowOrder.isOrdered(last, ends.first) {
            file.isOrdered = false
        }
        file.lastKeys = ends.last
    }

    private func begin(_ partition: Int, firstRow: Int) throws(LakeError) -> OpenFile {
        if openCount >= max(options.openPartitionsMax, 1) { closeLargest() }
        let directory = partitions[partition].directory
        if !madeDirectories.contains(directory) {
            try fileSystem.makeDirectories(directory)
            madeDirectories.insert(directory)
        }
        let number = fileCount
        fileCount += 1
        let name = "\(options.fileNamePrefix)-\(number)-\(writeID).parquet"
        let output = try fileSystem.create(directory + "/" + name)
        do throws(LakeError) {
            let writer = try ParquetFileWriter(
                columns: columns.columns, options: parquet, into: output)
            let file = OpenFile(
                number: number, partition: partition, output: output, writer: writer,
                firstRow: firstRow)
            open[partition] = file
            openCount += 1
            return file
        } catch {
            output.abandon()
            throw error
        }
    }

    /// Makes room: the largest file has most of its size.
    private func closeLargest() {
        var largest: OpenFile?
        for case let file? in open
        where largest.map({ $0.output.sizeBytes < file.output.sizeBytes }) ?? true {
            largest = file
        }
        if let largest { close(largest.partition) }
    }

    /// Ends the file of a partition, when it has one.
    private func close(_ partition: Int) {
        guard let file = open[partition] else { return }
        do throws(LakeError) {
            let summary = try file.writer.finish()
            open[partition] = nil
            openCount -= 1
            done.append(
                DoneFile(
                    number: file.number, firstRow: file.firstRow, content: content(file, summary)))
        } catch {
            drop(partition, error, firstRow: file.firstRow)
        }
    }

    /// Gives up the file of a partition.
    private func drop(_ partition: Int, _ error: LakeError, firstRow: Int) {
        let file = open[partition]
        note(error, firstRow: min(file?.firstRow ?? firstRow, firstRow))
        guard let file else { return }
        file.output.abandon()
        open[partition] = nil
        openCount -= 1
    }

    private func content(_ file: OpenFile, _ summary: ParquetFileSummary) -> ContentFile {
        let isSorted = orderID != nil && (options.isSorted || (order != nil && file.isOrdered))
        return ContentFile(
            content: .data, path: file.output.path, format: .parquet, partitionSpecID: specID,
            partition: partitions[file.partition].values, recordCount: summary.rowCount,
            sizeBytes: summary.sizeBytes,
            statistics: FileStatistics.statistics(
                of: summary.leaves, schema: schema, columnsMax: options.metricsColumnsMax),
            splitOffsets: summary.rowGroupOffsets, equalityIDs: [],
            sortOrderID: isSorted ? orderID : nil, keyMetadata: nil, firstRowID: nil,
            referencedDataFile: nil, contentOffset: nil, contentSizeBytes: nil)
    }

    // MARK: Ends

    /// Takes back the files of rows from a number on; a failure that concerned only them is
    /// forgotten.
    ///
    /// - Throws: the first error of a removal, when all was tried.
    func rollBack(to row: Int) throws(LakeError) {
        for partition in open.indices {
            guard let file = open[partition], file.firstRow >= row else { continue }
            file.output.abandon()
            open[partition] = nil
            openCount -= 1
        }
        if let failure, failure.firstRow >= row { self.failure = nil }
        var first: LakeError?
        for file in done where file.firstRow >= row {
            do throws(LakeError) {
                try fileSystem.remove(file.content.path)
            } catch {
                first = first ?? error
            }
        }
        done.removeAll { $0.firstRow >= row }
        if let first { throw first }
    }

    /// Ends all files and makes their names durable.
    ///
    /// - Returns: the files in the order in which they were begun.
    func finish() throws(LakeError) -> [ContentFile] {
        for partition in open.indices { close(partition) }
        if let failure { throw failure.error }
        for directory in Set(done.map { DataFileSet.directory(of: $0.content.path) }).sorted() {
            do throws(LakeError) {
                try fileSystem.synchronizeDirectory(directory)
            } catch {
                // The system reports a failure once: nothing is durable from here on.
                note(error, firstRow: 0)
                throw error
            }
        }
        return done.sorted { $0.number < $1.number }.map(\.content)
    }

    private static func directory(of path: String) -> String {
        let bytes = Array(path.utf8)
        let end = bytes.lastIndex(of: UInt8(ascii: "/")) ?? 0
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    /// Removes all files, as far as the system lets it.
    func abandon() {
        for case let file? in open { file.output.abandon() }
        open = open.map { _ in nil }
        openCount = 0
        for file in done {
            // What stays is found by those who look for files that no snapshot names.
            try? fileSystem.remove(file.content.path)
        }
        done = []
    }
}
