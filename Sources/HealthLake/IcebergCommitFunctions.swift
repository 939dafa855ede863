// Functions that commit to Iceberg tables, or look after their files: iceberg_rollback(),
// iceberg_tag(), iceberg_branch(), iceberg_sync(), iceberg_orphans().

import Columnar
import Iceberg
import JSON
import SQLiteBridge

/// The functions' part of the registry.
enum IcebergCommitFunctions {
    static var entries: [RegistryEntry] { [rollback, tag, branch, synchronize, orphans] }

    /// Makes the table of the examples.
    private static let table =
        "CREATE VIRTUAL TABLE temp.visit USING iceberg('{scratch}/visit', "
        + "'visit_id bigint not null', mode='append'); INSERT INTO visit VALUES (1), (2); "

    // MARK: Snapshots and references

    private static var rollback: RegistryEntry {
        let function = ScalarFunction("iceberg_rollback", argumentCount: 2, effect: .direct) {
            (call) throws(LakeError) in
            let id = try snapshotID(call.arguments[1])
            return try commit(call, "iceberg_rollback", .rollback(snapshotID: id))
        }
        return RegistryEntry(
            item: .function(function), signature: "iceberg_rollback(location, snapshot_id)",
            help: "Makes an earlier snapshot the current one; later ones stay and can be rolled "
                + "to. Answers a JSON summary.",
            example: table + "SELECT iceberg_rollback('{scratch}/visit', (SELECT min(snapshot_id) "
                + "FROM iceberg_snapshots('{scratch}/visit'))) ->> 'operation'")
    }

    private static var tag: RegistryEntry {
        reference(
            "iceberg_tag", .tag,
            help: "Names a snapshot, the current one unless it is given, for ever: ref='name' "
                + "reads it. Answers a JSON summary.",
            example: table + "SELECT iceberg_tag('{scratch}/visit', 'release') ->> 'reference'")
    }

    private static var branch: RegistryEntry {
        reference(
            "iceberg_branch", .branch,
            help: "Begins a branch at a snapshot, the current one unless it is given: "
                + "branch='name' writes to it. Answers a JSON summary.",
            example: table + "SELECT iceberg_branch('{scratch}/visit', 'draft') ->> 'reference'")
    }

    private static func reference(
        _ function: String, _ kind: SnapshotReference.Kind, help: String, example: String
    ) -> RegistryEntry {
        let item = ScalarFunction(function, argumentCount: nil, effect: .direct) {
            (call) throws(LakeError) in
            guard (2...3).contains(call.arguments.count),
                let name = call.arguments[1].string, !name.isEmpty
            else {
                throw LakeError(
                    .invalidInput, "\(function)() takes a location, a name and a snapshot id",
                    advice: "write \(function)('warehouse/db/table', 'name')")
            }
            let place = try IcebergFunctions.place(call.arguments, function, call.database)
            let committer = try TableCommitter.open(place.text, in: CommitEnvironment(place))
            let id =
                call.arguments.count > 2 && call.arguments[2] != .null
                ? try snapshotID(call.arguments[2]) : committer.metadata.currentSnapshotID
            guard let id else {
                throw LakeError(
                    .invalidInput,
                    "the table has no snapshot yet, so that there is nothing to name",
                    at: [.file(place.text)])
            }
            let reference = SnapshotReference(name: name, snapshotID: id, kind: kind)
            return try commit(
                call, function, .setReference(reference, mayReplace: false), reference: name)
        }
        return RegistryEntry(
            item: .function(item), signature: "\(function)(location, name [, snapshot_id])",
            help: help, example: example)
    }

    private static func snapshotID(_ value: Value) throws(LakeError) -> Int64 {
        switch value {
        case .integer(let id): return id
        case .text(let bytes):
            if let id = IcebergOptions.snapshotID(String(decoding: bytes, as: UTF8.self)) {
                return id
            }
        case .null, .real, .blob: break
        }
        throw LakeError(
            .invalidInput, "is no snapshot id", at: [.argument("snapshot_id")],
            advice: "iceberg_snapshots(location) lists them")
    }

    // MARK: Commits

    /// Commits a change without rows.
    ///
    /// - Returns: a JSON object that says what came of it.
    /// - Throws: what the commit throws.
    private static func commit(
        _ call: FunctionCall, _ function: String, _ operation: TableChange.Operation,
        reference: String? = nil
    ) throws(LakeError) -> Value {
        let place = try IcebergFunctions.place(call.arguments, function, call.database)
        try place.checkWritable()
        let committer = try TableCommitter.open(place.text, in: CommitEnvironment(place))
        let prepared = try committer.prepare(TableChange(operation))
        let result: CommitResult
        do throws(LakeError) {
            result = try committer.publish(prepared)
        } catch {
            if error.code == .conflict { committer.discard(prepared) }
            throw error
        }
        var members: [JSONValue.Member] = [.init("table", .string(place.text))]
        if let reference { members.append(.init("reference", .string(reference))) }
        if let id = result.snapshotID { members.append(.init("snapshot_id", .number("\(id)"))) }
        if reference == nil, let id = result.parentID {
            members.append(.init("previous_snapshot_id", .number("\(id)")))
        }
        members.append(.init("metadata_location", .string(result.metadataLocation)))
        if !result.warnings.isEmpty {
            members.append(.init("warnings", .array(result.warnings.map { .string($0) })))
        }
        return .text(JSONValue.object(members).text)
    }

    // MARK: Files

    private static var synchronize: RegistryEntry {
        let function = ScalarFunction("iceberg_sync", argumentCount: 1, effect: .direct) {
            (call) throws(LakeError) in
            let place = try IcebergFunctions.place(call.arguments, "iceberg_sync", call.database)
            try place.checkWritable()
            let hint = try VersionHint.synchronize(
                location: place.text, in: CommitEnvironment(place))
            return .text(
                JSONValue.object([
                    .init("table", .string(place.text)),
                    .init("hinted_version", hint.hinted.map { .number("\($0)") } ?? .null),
                    .init("version", .number("\(hint.newest)")),
                ]).text)
        }
        return RegistryEntry(
            item: .function(function), signature: "iceberg_sync(location)",
            help: "Makes version-hint.text of a directory table name its newest version, where a "
                + "writer that was killed left it behind. Answers a JSON summary.",
            example: table + "SELECT iceberg_sync('{scratch}/visit') ->> 'version'")
    }

    private static let orphansSchema = TableSchema([
        Field("path", .text, comment: "of a file that no version of the table refers to"),
        Field("size_bytes", .bigint), Field("modified", .timestampWithZone),
    ])

    private static var orphans: RegistryEntry {
        let module = ScanModule(
            "iceberg_orphans",
            .connectedFunction(
                schema: { () throws(LakeError) in orphansSchema },
                parameters: [ScanParameter("_location", isRequired: true)],
                connect: { (arguments, database) throws(LakeError) in
                    let place = try IcebergFunctions.place(arguments, "iceberg_orphans", database)
                    let files = try OrphanFiles.list(place.text, in: CommitEnvironment(place))
                    let time = ScalarType.timestamp(.milliseconds, isUTC: true)
                    let text = try ScalarConversion(from: time, in: .integer, to: time)
                    var rows: [[Value]] = []
                    for file in files {
                        let modified = UInt64(bitPattern: file.modifiedMilliseconds)
                        rows.append([
                            .text(file.path), .integer(Int64(file.sizeBytes)),
                            try text.value(word: modified),
                        ])
                    }
                    return RowsTable(orphansSchema, rows: rows)
                }))
        return RegistryEntry(
            item: .module(module), signature: "iceberg_orphans(location)",
            help: "The files below a table's directory that no version of it refers to, such as "
                + "those of a writer that was killed, or is at work: path, size_bytes, modified.",
            example: table + "SELECT count(*) FROM iceberg_orphans('{scratch}/visit')")
    }
}
