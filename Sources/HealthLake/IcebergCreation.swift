// CREATE VIRTUAL TABLE … USING iceberg(location, 'column type, …'): makes the Iceberg table, or
// takes one that is there already.
//
//     the table          mode          outcome
//     is not there       any           made
//     is there           error         refused
//     other columns …    any           refused, with the differences
//     without rows       none          taken
//     with rows          none          refused, since nobody said what is to become of them
//     with rows          append, …     taken

import Columnar
import Iceberg
import SQLiteBridge

/// Makes tables from their options.
struct IcebergCreation {
    let place: IcebergPlace
    let options: IcebergOptions

    /// Makes the table, or makes sure that the one that is there is meant.
    ///
    /// - Parameter columns: the column list.
    /// - Throws: `LakeError.invalidInput` for a definition that makes no sense, `.conflict` for a
    ///   table that is there and not as described; what the commit throws.
    func run(columns: String) throws(LakeError) {
        let definition = try TableDefinition(
            columns: columns, partitionBy: options.partitionBy, sortBy: options.sortBy)
        try place.checkWritable()
        var table = NewTable(
            fields: definition.fields, partitionFields: definition.partitionFields,
            sortFields: definition.sortFields, properties: properties,
            formatVersion: options.formatVersion ?? 2)
        table.location = options.directory
        _ = try DataFileOptions(options, properties: table.properties, threadCount: 1)
        let environment = CommitEnvironment(place)
        let existing: TableCommitter
        do throws(LakeError) {
            existing = try TableCommitter.open(place.text, in: environment)
        } catch  where error.code == .notFound {
            _ = try TableCommitter.create(place.text, table, ifNotExists: false, in: environment)
            return
        }
        try check(existing.metadata, definition)
    }

    /// Properties of the new table: those given, and how its files are to be written, so that
    /// whoever opens it later writes them so.
    private var properties: [String: String] {
        options.properties.merging(options.writingProperties) { $1 }
    }

    private func check(
        _ metadata: TableMetadata, _ definition: TableDefinition
    ) throws(LakeError) {
        if options.mode == .error {
            throw LakeError(
                .conflict, "there is already a table", at: [.file(place.text)],
                advice: "leave mode='error' out, or choose another location")
        }
        let differences = IcebergDifferences.list(metadata, from: definition, options)
        guard differences.isEmpty else {
            throw LakeError(
                .conflict,
                "there is already a table, which " + differences.joined(separator: "; it "),
                at: [.file(place.text)],
                advice: "leave the columns out to open it, or choose another location")
        }
        guard options.mode == nil, metadata.hasRows else { return }
        throw LakeError(
            .conflict, "there is already a table, and it has rows", at: [.file(place.text)],
            advice: "say what becomes of them: " + IcebergOptions.modeAdvice
                + "; or leave the columns out to open it")
    }
}

extension TableMetadata {
    /// Whether the current snapshot has rows, as far as its summary tells.
    fileprivate var hasRows: Bool {
        guard let snapshot = currentSnapshotID.flatMap({ snapshot(id: $0) }) else { return false }
        return snapshot.summary["total-records"] != "0"
    }
}

extension CommitEnvironment {
    /// The surroundings of commits to a table of a connection.
    init(_ place: IcebergPlace) {
        self.init()
        database = place.database
    }
}
