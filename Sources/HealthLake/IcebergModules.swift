// The tables over Iceberg tables: USING iceberg(…).

import Columnar
import Iceberg
import SQLiteBridge

/// The Iceberg part of the registry.
enum IcebergModules {
    static var entries: [RegistryEntry] { [created] }

    private static var created: RegistryEntry {
        let module = ScanModule(
            "iceberg",
            .virtualTable { (texts) throws(LakeError) in
                let arguments = try ModuleArguments(
                    texts, module: "iceberg", names: ["snapshot_id", "as_of", "ref"])
                guard let location = arguments.positional.first,
                    arguments.positional.count == 1
                else {
                    throw LakeError(
                        .invalidInput, "iceberg() takes a location and options",
                        advice: "write USING iceberg('warehouse/db/table', ref='main')")
                }
                return try IcebergTable(
                    location: location, selector: try selector(arguments.named))
            })
        return RegistryEntry(
            item: .module(module),
            signature: "CREATE VIRTUAL TABLE t USING iceberg(location [, snapshot_id=N | "
                + "as_of='time' | ref='name'])",
            help: "A table over an Iceberg table: a table directory, a metadata file, or "
                + "'catalog.sqlite#namespace.table'.",
            example: "CREATE VIRTUAL TABLE temp.person USING "
                + "iceberg('Fixtures/iceberg/pyiceberg-person')")
    }

    /// Which snapshot the options name.
    private static func selector(
        _ options: [String: String]
    ) throws(LakeError) -> SnapshotSelector {
        guard options.count <= 1 else {
            throw LakeError(
                .invalidInput,
                "\(options.keys.sorted().joined(separator: " and ")) name two snapshots",
                advice: "give one of snapshot_id, as_of and ref")
        }
        if let text = options["snapshot_id"] {
            // Some writers print ids as if they had no sign.
            guard let id = Int64(text) ?? UInt64(text).map({ Int64(bitPattern: $0) }) else {
                throw LakeError(
                    .invalidInput, "'\(text)' is no snapshot id", at: [.argument("snapshot_id")],
                    advice: "iceberg_snapshots(location) lists them")
            }
            return .id(id)
        }
        if let text = options["as_of"] {
            guard let milliseconds = Int64(text) ?? milliseconds(text) else {
                throw LakeError(
                    .invalidInput, "'\(text)' is no time", at: [.argument("as_of")],
                    advice: "write '2026-01-31 12:00:00' (UTC) or milliseconds since 1970")
            }
            return .asOf(milliseconds: milliseconds)
        }
        return options["ref"].map { .reference($0) } ?? .current
    }

    /// Milliseconds since 1970 of a date or a timestamp; a date is its first instant.
    private static func milliseconds(_ text: String) -> Int64? {
        timestampMilliseconds(text) ?? timestampMilliseconds(text + " 00:00:00")
    }
}
