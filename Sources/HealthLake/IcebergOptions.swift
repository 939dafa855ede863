// The arguments of USING iceberg(…).
//
//     location                                        which table
//     'column type, …'                                its columns, to make it
//     partition_by, sort_by, format_version,
//     properties, location                            only beside columns
//     codec, target_file_bytes                        how its files are written
//     mode                                            what a transaction's rows do to it
//     branch                                          where they go, and what is read
//     snapshot_id | as_of | ref                       what is read of it, which is never written

import Columnar
import Iceberg
import SQLiteBridge

/// What a statement says of an Iceberg table.
struct IcebergOptions {
    /// What a transaction's rows do to those that are there.
    enum Mode: String, CaseIterable {
        case append, overwrite
        case dynamicOverwrite = "dynamic_overwrite"
        /// As `append`; and the table must not be there yet.
        case error
    }

    let location: String
    /// The column list; nil to open a table.
    let columns: String?
    let mode: Mode?
    let branch: String?
    let selector: SnapshotSelector?
    let codec: String?
    let targetFileBytes: Int?
    let formatVersion: Int?
    let properties: [String: String]
    private let named: [String: String]

    var partitionBy: String? { named["partition_by"] }
    var sortBy: String? { named["sort_by"] }
    /// The directory of a catalog's table.
    var directory: String? { named["location"] }

    /// What is read: the snapshot that is named, or where the branch stands.
    var readSelector: SnapshotSelector {
        if let selector { return selector }
        guard let branch, branch != SnapshotReference.main else { return .current }
        return .reference(branch)
    }

    private static let selectors = ["snapshot_id", "as_of", "ref"]
    private static let creating = [
        "partition_by", "sort_by", "format_version", "properties", "location",
    ]
    private static let writing = ["codec", "target_file_bytes", "mode", "branch"]
    static let names = selectors + creating + writing

    static let signature =
        "CREATE VIRTUAL TABLE t USING iceberg(location [, 'column type, …'] [, partition_by='…'] "
        + "[, sort_by='…'] [, format_version=2|3] [, codec='zstd'] [, target_file_bytes=N] "
        + "[, properties='k=v, …'] [, location='directory'] "
        + "[, mode='append'|'overwrite'|'dynamic_overwrite'|'error'] [, branch='name'] "
        + "[, snapshot_id=N | as_of='time' | ref='name'])"

    /// - Throws: `LakeError.invalidInput` for options that are unknown, make no sense, or exclude
    ///   one another.
    init(_ texts: [String]) throws(LakeError) {
        let arguments = try ModuleArguments(texts, module: "iceberg", names: Self.names)
        guard let location = arguments.positional.first, !location.isEmpty else {
            throw LakeError(
                .invalidInput, "iceberg() takes a location and options",
                advice: "write USING iceberg('warehouse/db/table', ref='main') to open a table, or "
                    + "USING iceberg('warehouse/db/table', 'id bigint not null, name text') to "
                    + "make one")
        }
        self.location = location
        let columns = arguments.positional.dropFirst()
        self.columns = columns.isEmpty ? nil : columns.joined(separator: ", ")
        named = arguments.named
        selector = try Self.selector(named)
        mode = try Self.mode(named["mode"])
        branch = named["branch"]
        codec = named["codec"]
        targetFileBytes = try Self.integer("target_file_bytes", named, 1 << 10...1 << 40)
        formatVersion = try Self.integer("format_version", named, NewTable.formatVersions)
        properties = try Self.properties(named["properties"])
        if self.columns == nil {
            try exclude(Self.creating, because: "make a table, and there are no columns")
        }
        if selector != nil {
            try exclude(
                Self.creating + Self.writing,
                because: "are about writing, and a table at a snapshot is only read")
        }
    }

    private func exclude(_ names: [String], because reason: String) throws(LakeError) {
        guard let name = names.first(where: { named[$0] != nil }) else { return }
        throw LakeError(
            .invalidInput, "options such as this one \(reason)", at: [.argument(name)])
    }

    // MARK: Values

    /// Which snapshot the options name; nil when none does.
    private static func selector(
        _ options: [String: String]
    ) throws(LakeError) -> SnapshotSelector? {
        let given = selectors.filter { options[$0] != nil }
        guard given.count <= 1 else {
            throw LakeError(
                .invalidInput,
                "\(given.sorted().joined(separator: " and ")) name two snapshots",
                advice: "give one of snapshot_id, as_of and ref")
        }
        if let text = options["snapshot_id"] {
            guard let id = snapshotID(text) else {
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
        return options["ref"].map { .reference($0) }
    }

    /// An id as text; some writers print ids as if they had no sign.
    static func snapshotID(_ text: String) -> Int64? {
        Int64(text) ?? UInt64(text).map { Int64(bitPattern: $0) }
    }

    /// Milliseconds since 1970 of a date or a timestamp; a date is its first instant.
    private static func milliseconds(_ text: String) -> Int64? {
        timestampMilliseconds(text) ?? timestampMilliseconds(text + " 00:00:00")
    }

    private static func mode(_ text: String?) throws(LakeError) -> Mode? {
        guard let text else { return nil }
        guard let mode = Mode(rawValue: text.lowercased()) else {
            throw LakeError(
                .invalidInput, "there is no mode '\(text)'", at: [.argument("mode")],
                advice: modeAdvice)
        }
        return mode
    }

    static let modeAdvice =
        "mode can be 'append', 'overwrite' (a transaction's rows replace all), "
        + "'dynamic_overwrite' (they replace the partitions that they fall in) or 'error'"

    private static func integer(
        _ name: String, _ options: [String: String], _ range: ClosedRange<Int>
    ) throws(LakeError) -> Int? {
        guard let text = options[name] else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw LakeError(
                .invalidInput, "cannot be '\(text)'", at: [.argument(name)],
                advice: "it is an integer from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// `k=v, k=v`.
    private static func properties(_ text: String?) throws(LakeError) -> [String: String] {
        var properties: [String: String] = [:]
        for part in (text ?? "").split(separator: ",").map({ trim(String($0)) })
        where !part.isEmpty {
            guard let equals = part.firstIndex(of: "="), equals > part.startIndex else {
                throw LakeError(
                    .invalidInput, "'\(part)' is no property", at: [.argument("properties")],
                    advice: "write properties='key=value, key=value'")
            }
            let name = trim(String(part[..<equals]))
            guard properties[name] == nil else {
                throw LakeError(
                    .invalidInput, "the property '\(name)' is given twice",
                    at: [.argument("properties")])
            }
            properties[name] = trim(String(part[part.index(after: equals)...]))
        }
        return properties
    }

    // MARK: Mounts

    /// The arguments that open the table again, once it is made.
    var reopening: [String] {
        let kept = Self.names.filter { !Self.creating.contains($0) }
        return [Database.literal(location)]
            + kept.compactMap { name in
                // What was only a demand on the day it was made.
                if name == "mode", mode == .error || mode == .append { return nil }
                return named[name].map { "\(name)=\(Database.literal($0))" }
            }
    }
}
