// iceberg_append() and iceberg_overwrite(): a source into an Iceberg table, as one snapshot.

import Columnar
import Iceberg
import SQLiteBridge

/// The functions' part of the registry.
struct IcebergAppendFunctions {
    let settings: ScanSettings
    let log: ScanLog

    var entries: [RegistryEntry] {
        [
            entry(
                "iceberg_append", replaces: false,
                help: "Appends a source (a path, a mount or a table) to an Iceberg table, columns "
                    + "by name: what INSERT … SELECT does, some times as fast, since no row "
                    + "passes through SQLite. Options: columns, branch, codec, target_file_bytes. "
                    + "Answers a JSON summary.",
                example: "SELECT iceberg_append('{scratch}/visit', 'more') ->> 'rows'"),
            entry(
                "iceberg_overwrite", replaces: true,
                help: "The same, in place of all rows, or with json_object('mode', "
                    + "'dynamic_overwrite') of the partitions that the new rows fall in. Answers a "
                    + "JSON summary.",
                example: "SELECT iceberg_overwrite('{scratch}/visit', 'more', "
                    + "json_object('codec', 'zstd')) ->> 'rows'"),
        ]
    }

    /// Makes the tables of the examples.
    private static let tables =
        "CREATE VIRTUAL TABLE temp.visit USING iceberg('{scratch}/visit', "
        + "'visit_id bigint not null', mode='append'); "
        + "CREATE TEMP TABLE IF NOT EXISTS more AS SELECT 3 AS visit_id; "

    private func entry(
        _ name: String, replaces: Bool, help: String, example: String
    ) -> RegistryEntry {
        let (settings, log) = (settings, log)
        let function = ScalarFunction(name, argumentCount: nil, effect: .direct) {
            (call) throws(LakeError) in
            guard (2...3).contains(call.arguments.count), let source = call.arguments[1].string,
                !source.isEmpty
            else {
                throw LakeError(
                    .invalidInput, "\(name)() takes a location, a source and options",
                    advice: "write \(name)('warehouse/db/table', 'measurement.parquet')")
            }
            let place = try IcebergFunctions.place(call.arguments, name, call.database)
            let options = try IcebergAppendOptions(
                call.arguments.count > 2 ? call.arguments[2] : .null, location: place.text,
                replaces: replaces)
            return try IcebergAppend(
                place: place, options: options, settings: settings, log: log
            ).run(source: source)
        }
        return RegistryEntry(
            item: .function(function), signature: "\(name)(location, source [, options])",
            help: help, example: Self.tables + example)
    }
}
