// OMOP tables as Iceberg tables: below a directory, or below a namespace of a SQL catalog.
//
// Data files are written while rows come; all tables are committed at the end, one snapshot each.
// Until then nobody sees anything, and what a killed run leaves is listed by iceberg_orphans().
//
// Making and committing a table is a dozen waits for the disk: tables in directories of their own
// are made, prepared and published side by side. Those of a catalog share its database and take
// turns.

import Columnar
import Compression
import Iceberg
import Storage
import SynthesisOMOP

/// Writes the rows of each table to data files of an Iceberg table.
final class IcebergSink: OMOPSink {
    // because: a table is one thread's between two calls of `inParallel`, which waits for them.
    private final class Table: @unchecked Sendable {
        let name: OMOPTable
        let committer: TableCommitter
        let writer: DataFileWriter
        var rowCount: Int64 = 0
        /// Whether a snapshot refers to the files.
        var isPublished = false

        init(_ name: OMOPTable, _ committer: TableCommitter, _ writer: DataFileWriter) {
            self.name = name
            self.committer = committer
            self.writer = writer
        }
    }

    /// Of one table, and of all that are written at once.
    private static let bufferedBytesMax = 128 << 20
    private static let heldBytesMax = 256 << 20
    /// Below that a table is not asked to let go: its row groups would be too small.
    private static let heldBytesMin = 1 << 20

    private let mode: WriteMode
    private let summary: [String: String]
    private let isCatalog: Bool
    private var tables: [OMOPTable: Table] = [:]
    /// The data files of each table, in the order of tables.
    private var files: [Shared<[ContentFile]>] = []

    /// What a thread needs to make a table, and what it wrote.
    // because: the connection in it is used only where tables take turns.
    private struct Shared<Value>: @unchecked Sendable { let value: Value }

    init(
        _ output: OMOPOutput, mode: WriteMode, hasDefects: Bool, codec: Codec, threadCount: Int,
        metadata: [(String, String)], summary: [String: String], environment: CommitEnvironment,
        fileSystem: TogetherFileSystem
    ) throws(LakeError) {
        self.mode = mode
        self.summary = summary
        isCatalog = output.location.contains("#")
        let names = OMOPTable.allCases.filter { output.tables.contains($0) }
        let shared = Shared(value: environment)
        let made = try Self.steps(names.count, isCatalog) { (index) throws(LakeError) in
            do throws(LakeError) {
                return try Self.table(
                    names[index], output, mode: mode, hasDefects: hasDefects, codec: codec,
                    threadCount: threadCount, metadata: metadata, environment: shared.value,
                    dataFiles: fileSystem)
            } catch {
                throw error.at(.table(names[index].rawValue))
            }
        }
        for table in made { tables[table.name] = table }
    }

    /// Runs a step for each table: side by side, or in turns for those of a catalog.
    private static func steps<Output: Sendable>(
        _ count: Int, _ takeTurns: Bool,
        _ step: @escaping @Sendable (Int) throws(LakeError) -> Output
    ) throws(LakeError) -> [Output] {
        guard takeTurns else { return try inParallel(count, step) }
        var outputs: [Output] = []
        for index in 0..<count { outputs.append(try step(index)) }
        return outputs
    }

    private static func table(
        _ name: OMOPTable, _ output: OMOPOutput, mode: WriteMode, hasDefects: Bool, codec: Codec,
        threadCount: Int, metadata: [(String, String)], environment: CommitEnvironment,
        dataFiles: TogetherFileSystem
    ) throws(LakeError) -> Table {
        let columns = name.columns.map { column in
            // Damaged data has NULL where the CDM wants a value.
            let isRequired = column.isRequired && !hasDefects
            return "\"\(column.name)\" \(typeName(column.type))" + (isRequired ? " not null" : "")
        }
        let partitionBy = output.partitionBy[name] ?? name.defaultPartitionBy
        let definition = try TableDefinition(
            columns: columns.joined(separator: ", "),
            partitionBy: partitionBy.flatMap { $0.isEmpty ? nil : $0 }, sortBy: name.sortBy)
        let committer = try TableCommitter.create(
            location(of: name, below: output.location),
            NewTable(
                fields: definition.fields, partitionFields: definition.partitionFields,
                sortFields: definition.sortFields, properties: [:],
                formatVersion: output.formatVersion),
            ifNotExists: true, in: environment)
        let metadataOfTable = committer.metadata
        if mode == .error, metadataOfTable.currentSnapshotID != nil {
            throw LakeError(
                .conflict, "the Iceberg table has rows already",
                advice: "give mode overwrite or append, or another location")
        }
        guard let spec = metadataOfTable.partitionSpec(id: metadataOfTable.defaultSpecID) else {
            throw LakeError(.corrupt, "the table's default partition spec is missing")
        }
        try checkColumns(definition.fields, metadataOfTable.currentSchema.fields)
        var options = DataFileOptions()
        options.codec = codec
        options.fileBytesTarget = output.fileBytesTarget
        options.threadCount = threadCount
        options.bufferedBytesMax = Self.bufferedBytesMax
        options.keyValueMetadata = metadata
        let writer = try DataFileWriter(
            schema: metadataOfTable.currentSchema, spec: spec,
            sortOrder: metadataOfTable.sortOrder(id: metadataOfTable.defaultSortOrderID),
            directory: committer.tableDirectory + "/data", fileSystem: dataFiles,
            options: options)
        return Table(name, committer, writer)
    }

    /// `warehouse/person`, or `catalog.sqlite#omop.person` for `catalog.sqlite#omop`.
    private static func location(of table: OMOPTable, below location: String) -> String {
        if location.contains("#") {
            return location + (location.hasSuffix("#") ? "" : ".") + table.rawValue
        }
        return location + "/" + table.rawValue
    }

    private static func typeName(_ type: ScalarType) -> String {
        switch type {
        case .integer(let bits, _): bits <= 32 ? "int" : "long"
        case .double: "double"
        case .float: "float"
        case .date: "date"
        case .timestamp(_, let isUTC): isUTC ? "timestamptz" : "timestamp"
        case .boolean: "boolean"
        default: "string"
        }
    }

    /// An existing table must have the columns that are written, in their order.
    private static func checkColumns(
        _ wanted: [NestedField], _ found: [NestedField]
    ) throws(LakeError) {
        let isSame =
            wanted.count == found.count
            && zip(wanted, found).allSatisfy { $0.name == $1.name && $0.type == $1.type }
        guard isSame else {
            throw LakeError(
                .conflict, "the Iceberg table that is there has other columns",
                advice: "give another location")
        }
    }

    func append(_ rows: OMOPRows) throws(LakeError) {
        guard rows.batch.rowCount > 0, let table = tables[rows.table] else { return }
        do throws(LakeError) {
            try table.writer.append(rows.batch)
        } catch {
            throw error.at(.table(rows.table.rawValue))
        }
        table.rowCount += Int64(rows.batch.rowCount)
        relieve()
    }

    /// Keeps the rows of all tables together within their budget.
    private func relieve() {
        var heldBytes = 0
        for table in tables.values { heldBytes += table.writer.heldBytes }
        while heldBytes > Self.heldBytesMax {
            // In the order of tables, so that equal ones do not depend on a dictionary's order.
            var most: Table?
            for name in OMOPTable.allCases {
                guard let table = tables[name] else { continue }
                if table.writer.heldBytes > most?.writer.heldBytes ?? Self.heldBytesMin {
                    most = table
                }
            }
            guard let writer = most?.writer else { return }
            heldBytes -= writer.heldBytes
            writer.relieve()
            heldBytes += writer.heldBytes
        }
    }

    func complete() throws(LakeError) {
        for name in OMOPTable.allCases {
            guard let table = tables[name] else { continue }
            do throws(LakeError) {
                files.append(Shared(value: try table.writer.finish()))
            } catch {
                throw error.at(.table(name.rawValue))
            }
        }
    }

    func publish() throws(LakeError) -> [OMOPTableSummary] {
        let tables = OMOPTable.allCases.compactMap { self.tables[$0] }
        let files = self.files
        let commits = try prepare(tables, files)
        return try Self.steps(tables.count, isCatalog) { (index) throws(LakeError) in
            try Self.publish(tables[index], commits[index].value, files[index].value)
        }
    }

    /// Writes everything that commits need, so that little is left that may fail: where one fails,
    /// no table shows anything new.
    private func prepare(
        _ tables: [Table], _ files: [Shared<[ContentFile]>]
    ) throws(LakeError) -> [Shared<PreparedCommit>] {
        let mode = self.mode
        let summary = self.summary
        let outcomes = try Self.steps(tables.count, isCatalog) { (index) throws(LakeError) in
            let change = TableChange(
                mode == .overwrite ? .overwriteAll : .append, files: files[index].value,
                summary: summary)
            return Shared(
                value: Result { () throws(LakeError) in
                    try tables[index].committer.prepare(change)
                })
        }
        var commits: [Shared<PreparedCommit>] = []
        var failure: LakeError?
        for (table, outcome) in zip(tables, outcomes) {
            switch outcome.value {
            case .success(let commit): commits.append(Shared(value: commit))
            case .failure(let error): failure = failure ?? error.at(.table(table.name.rawValue))
            }
        }
        guard let failure else { return commits }
        for (table, outcome) in zip(tables, outcomes) {
            if case .success(let commit) = outcome.value { table.committer.discard(commit) }
        }
        throw failure
    }

    private static func publish(
        _ table: Table, _ commit: PreparedCommit, _ files: [ContentFile]
    ) throws(LakeError) -> OMOPTableSummary {
        do throws(LakeError) {
            let result = try table.committer.publish(commit)
            table.isPublished = true
            return OMOPTableSummary(
                table: table.name, rowCount: table.rowCount,
                sizeBytes: files.reduce(0) { $0 + ($1.sizeBytes ?? 0) }, fileCount: files.count,
                snapshotID: result.snapshotID)
        } catch {
            throw error.at(.table(table.name.rawValue))
        }
    }

    func abandon() {
        // The files of a table that was published are its own.
        for table in tables.values where !table.isPublished { table.writer.abandon() }
        tables = [:]
    }
}
