// The metadata of a table as the JSON that it is, for the next version of it: what this version of
// healthlake does not know is written again as it was.

import Columnar
import JSON

/// A metadata document that is changed member by member.
struct MetadataDocument: Sendable {
    private(set) var json: JSONValue

    init(_ json: JSONValue) { self.json = json }

    /// A member; setting nil removes it.
    subscript(name: String) -> JSONValue? {
        get { json[name] }
        set { json = json.setting(name, newValue) }
    }

    /// The document as text.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        json.write(to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    // MARK: Changes

    /// Adds a snapshot, and moves the table's counters behind it.
    mutating func add(_ snapshot: JSONValue, sequenceNumber: Int64, nextRowID: Int64?) {
        append(snapshot, to: "snapshots")
        self["last-sequence-number"] = .integer(sequenceNumber)
        if let nextRowID { self["next-row-id"] = .integer(nextRowID) }
    }

    /// Moves a branch, keeping what it says about retention; `main` is also the current snapshot.
    ///
    /// - Parameter id: nil for a `main` without snapshots.
    mutating func moveBranch(_ name: String, to id: Int64?, milliseconds: Int64, version: Int) {
        let references = self["refs"] ?? .object([])
        if let id {
            let reference = references[name] ?? .object(of: [("type", .string("branch"))])
            self["refs"] = references.setting(
                name, reference.setting("snapshot-id", .integer(id)))
        } else {
            self["refs"] = references.setting(name, nil)
        }
        guard name == SnapshotReference.main else { return }
        if let id {
            self["current-snapshot-id"] = .integer(id)
            append(
                .object(of: [
                    ("snapshot-id", .integer(id)), ("timestamp-ms", .integer(milliseconds)),
                ]),
                to: "snapshot-log")
        } else {
            self["current-snapshot-id"] = version < 3 ? .integer(-1) : nil
        }
    }

    /// Makes or replaces a branch or tag.
    mutating func set(_ reference: SnapshotReference) {
        let value = JSONValue.object(of: [
            ("snapshot-id", .integer(reference.snapshotID)),
            ("type", .string(reference.kind.rawValue)),
            ("min-snapshots-to-keep", reference.minSnapshotsToKeep.map { .integer($0) }),
            ("max-snapshot-age-ms", reference.maxSnapshotAgeMilliseconds.map { .integer($0) }),
            ("max-ref-age-ms", reference.maxReferenceAgeMilliseconds.map { .integer($0) }),
        ])
        self["refs"] = (self["refs"] ?? .object([])).setting(reference.name, value)
    }

    mutating func removeReference(_ name: String) {
        self["refs"] = (self["refs"] ?? .object([])).setting(name, nil)
    }

    /// Notes the file that this document came from, and forgets the oldest ones.
    ///
    /// - Returns: the files that the log no longer names.
    mutating func log(
        previous location: String, milliseconds: Int64, entriesMax: Int
    ) -> [String] {
        append(
            .object(of: [
                ("metadata-file", .string(location)), ("timestamp-ms", .integer(milliseconds)),
            ]), to: "metadata-log")
        let entries = self["metadata-log"]?.array ?? []
        let excess = max(0, entries.count - max(1, entriesMax))
        self["metadata-log"] = .array(Array(entries.dropFirst(excess)))
        return entries.prefix(excess).compactMap { $0["metadata-file"]?.string }
    }

    private mutating func append(_ element: JSONValue, to name: String) {
        self[name] = .array((self[name]?.array ?? []) + [element])
    }
}

extension JSONValue {
    /// An object of texts in the order of their names.
    init(texts: [String: String]) {
        self = .object(
            texts.sorted { $0.key < $1.key }.map { Member($0.key, .string($0.value)) })
    }

    /// An object with one member set in its place, or removed; what is no object becomes one.
    func setting(_ name: String, _ value: JSONValue?) -> JSONValue {
        var known = members ?? []
        let place = known.firstIndex { $0.name == name }
        known.removeAll { $0.name == name }
        if let value { known.insert(Member(name, value), at: place ?? known.count) }
        return .object(known)
    }
}
