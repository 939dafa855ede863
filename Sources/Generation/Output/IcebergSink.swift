// OMOP tables as Iceberg tables: below a directory, or below a namespace of a SQL catalog.
//
// Data files are written while rows come; all tables are committed at the end, one snapshot each.
// Until then nobody sees anything, and what a killed run leaves is listed by iceberg_orphans().

import Columnar
import Compression
import Iceberg
import Storage
import SynthesisOMOP

/// Writes the rows of each table to data files of an Iceberg table.
final class IcebergSink: OMOPSink {
    private final class Table {
        let committer: TableCommitter
        let writer: DataFileWriter
        var rowCount: Int64 = 0

        init(_ committer: TableCommitter, _ writer: DataFileWriter) {
            self.committer = committer
            self.writer = writer
        }
    }

    private let mode: WriteMode
    private let summary: [String: String]
    private var tables: [OMOPTable: Table] = [:]

    init(
        _ output: OMOPOutput, mode: WriteMode, hasDefects: Bool, codec: Codec, threadCount: Int,
        metadata: [(String, String)], summary: [String: String], environment: CommitEnvironment
    ) throws(LakeError) {
        self.mode = mode
        self.summary = summary
        let names = OMOPTable.allCases.filter { output.tables.contains($0) }
        do throws(LakeError) {
            for name in names {
                do throws(LakeError) {
                    tables[name] = try Self.table(
                        name, output, mode: mode, hasDefects: hasDefects, codec: codec,
                        threadCount: threadCount, metadata: metadata, environment: environment)
                } catch {
                    throw error.at(.table(name.rawValue))
                }
            }
        } catch {
            abandon()
            throw error
        }
    }

    private static func table(
        _ name: OMOPTable, _ output: OMOPOutput, mode: WriteMode, hasDefects: Bool, codec: Codec,
        threadCount: Int, metadata: [(String, String)], environment: CommitEnvironment
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
        options.keyValueMetadata = metadata
        let writer = try DataFileWriter(
            schema: metadataOfTable.currentSchema, spec: spec,
            sortOrder: metadataOfTable.sortOrder(id: metadataOfTable.defaultSortOrderID),
            directory: committer.tableDirectory + "/data", fileSystem: environment.fileSystem,
            options: options)
        return Table(committer, writer)
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
    }

    func finish() throws(LakeError) -> [OMOPTableSummary] {
        var summaries: [OMOPTableSummary] = []
        var files: [OMOPTable: [ContentFile]] = [:]
        let names = OMOPTable.allCases.filter { tables[$0] != nil }
        // Every file is durable before the first table shows anything new.
        for name in names { files[name] = try tables[name]?.writer.finish() }
        for name in names {
            guard let table = tables[name] else { continue }
            let written = files[name] ?? []
            do throws(LakeError) {
                let change = TableChange(
                    mode == .overwrite ? .overwriteAll : .append, files: written,
                    summary: summary)
                let result = try table.committer.publish(try table.committer.prepare(change))
                summaries.append(
                    OMOPTableSummary(
                        table: name, rowCount: table.rowCount,
                        sizeBytes: written.reduce(0) { $0 + ($1.sizeBytes ?? 0) },
                        fileCount: written.count, snapshotID: result.snapshotID))
            } catch {
                throw error.at(.table(name.rawValue))
            }
        }
        tables = [:]
        return summaries
    }

    func abandon() {
        for table in tables.values { table.writer.abandon() }
        tables = [:]
    }
}
