// Which snapshot a query reads, and with which columns.
//
//     by            snapshot                                     schema
//     nothing       the current one                              the table's
//     id            that one                                     the snapshot's
//     time          the log's last entry at or before it         the snapshot's
//     branch        its head                                     the table's
//     tag           what it names                                the snapshot's
//
// A snapshot that does not say its schema is read with the table's.
// Source: Iceberg specification, "Snapshot References" and "Point in Time Reads"; the choice of the
// schema is that of Iceberg's Java library (`SnapshotUtil.schemaFor`).

package import Columnar

/// A choice of a snapshot.
package enum SnapshotSelector: Hashable, Sendable {
    case current
    case id(Int64)
    /// As it was at this time, in milliseconds since 1970-01-01 00:00:00 UTC.
    case asOf(milliseconds: Int64)
    /// A branch or tag, in the exact case.
    case reference(String)
}

/// What a selector found.
package struct SelectedSnapshot: Sendable {
    /// Nil when the table has no snapshot: it is empty.
    package let snapshot: Snapshot?
    package let schema: IcebergSchema
}

extension TableMetadata {
    /// Finds the snapshot of a selector.
    ///
    /// - Throws: `LakeError.notFound` when there is none, with what there is in the advice;
    ///   `LakeError.corrupt` when the table's own references lead nowhere.
    package func select(_ selector: SnapshotSelector) throws(LakeError) -> SelectedSnapshot {
        switch selector {
        case .current:
            return SelectedSnapshot(
                snapshot: currentSnapshotID.flatMap { snapshot(id: $0) }, schema: currentSchema)
        case .id(let id):
            guard let snapshot = snapshot(id: id) else {
                throw LakeError(
                    .notFound, "the table has no snapshot \(id)",
                    advice: adviceOnSnapshots(near: id))
            }
            return try withItsSchema(snapshot)
        case .asOf(let milliseconds): return try withItsSchema(snapshot(at: milliseconds))
        case .reference(let name):
            guard let reference = references.first(where: { $0.name == name }) else {
                throw LakeError(
                    .notFound, "the table has no branch or tag '\(name)'",
                    advice: adviceOnReferences(near: name))
            }
            guard let snapshot = snapshot(id: reference.snapshotID) else {
                throw LakeError(
                    .corrupt,
                    "the \(reference.kind.rawValue) '\(name)' names snapshot "
                        + "\(reference.snapshotID), which the table does not have")
            }
            if reference.kind == .tag { return try withItsSchema(snapshot) }
            return SelectedSnapshot(snapshot: snapshot, schema: currentSchema)
        }
    }

    private func withItsSchema(_ snapshot: Snapshot) throws(LakeError) -> SelectedSnapshot {
        guard let id = snapshot.schemaID else {
            return SelectedSnapshot(snapshot: snapshot, schema: currentSchema)
        }
        guard let schema = schema(id: id) else {
            throw LakeError(
                .corrupt,
                "snapshot \(snapshot.id) has the schema-id \(id), which is not among the schemas")
        }
        return SelectedSnapshot(snapshot: snapshot, schema: schema)
    }

    /// The snapshot that was current at a time. The log may run backwards by the difference of two
    /// writers' clocks; the entry that was written last counts.
    private func snapshot(at milliseconds: Int64) throws(LakeError) -> Snapshot {
        let history = snapshotLog.isEmpty ? ancestry() : snapshotLog
        guard let entry = history.last(where: { $0.timestampMilliseconds <= milliseconds }) else {
            let earliest = history.map(\.timestampMilliseconds).min()
            throw LakeError(
                .notFound, "the table has no snapshot at or before \(utcText(milliseconds))",
                advice: earliest.map { "the earliest is of \(utcText($0))" }
                    ?? "the table has no snapshots")
        }
        guard let snapshot = snapshot(id: entry.snapshotID) else {
            throw LakeError(
                .notFound,
                "snapshot \(entry.snapshotID), current at \(utcText(milliseconds)), has expired",
                advice: snapshots.map(\.timestampMilliseconds).min().map {
                    "the earliest that is left is of \(utcText($0))"
                })
        }
        return snapshot
    }

    /// The current snapshot and those before it as a log, for tables that have none.
    private func ancestry() -> [SnapshotLogEntry] {
        var log: [SnapshotLogEntry] = []
        var next = currentSnapshotID.flatMap { snapshot(id: $0) }
        // No chain is longer than there are snapshots, unless it leads in a circle.
        while let snapshot = next, log.count < snapshots.count {
            log.append(
                SnapshotLogEntry(
                    snapshotID: snapshot.id, timestampMilliseconds: snapshot.timestampMilliseconds))
            next = snapshot.parentID.flatMap { self.snapshot(id: $0) }
        }
        return log.reversed()
    }

    private func adviceOnSnapshots(near id: Int64) -> String {
        guard !snapshots.isEmpty else { return "the table has no snapshots" }
        let text = Array("\(id)".utf8)
        if let near = snapshots.first(where: {
            editDistance(text, Array("\($0.id)".utf8), max: 2) <= 2
        }) {
            return "did you mean \(near.id)?"
        }
        let shown = snapshots.suffix(IcebergLimits.namesShownMax).map { "\($0.id)" }
        let more = snapshots.count > shown.count ? "the last of \(snapshots.count) are" : "it has"
        return "\(more) \(shown.joined(separator: ", "))"
    }

    private func adviceOnReferences(near name: String) -> String {
        guard !references.isEmpty else { return "the table has no snapshots" }
        let near = references.map(\.name).filter { candidate in
            candidate.lowercased() == name.lowercased()
                || editDistance(Array(name.utf8), Array(candidate.utf8), max: 2)
                    < min(3, name.utf8.count)
        }
        if let first = near.first { return "did you mean '\(first)'?" }
        let shown = references.prefix(IcebergLimits.namesShownMax).map { "'\($0.name)'" }
        let more =
            references.count > shown.count ? "the first of \(references.count) are" : "it has"
        return "\(more) \(shown.joined(separator: ", "))"
    }
}

/// A time for errors: `2026-01-31 12:00:00.000 UTC`.
func utcText(_ milliseconds: Int64) -> String {
    let days = floorDivide(milliseconds, 86_400_000)
    let date = CivilDate(daysSinceEpoch: days)
    let ofDay = milliseconds &- days &* 86_400_000
    func padded(_ value: Int64, _ count: Int) -> String {
        let digits = "\(value)"
        return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
    }
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2)) "
        + "\(padded(ofDay / 3_600_000, 2)):\(padded(ofDay / 60_000 % 60, 2)):"
        + "\(padded(ofDay / 1000 % 60, 2)).\(padded(ofDay % 1000, 3)) UTC"
}
