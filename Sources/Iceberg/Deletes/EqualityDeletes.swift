// Rows that are deleted by their values.
//
// The delete files of one scope (a partition, or the whole table) with the same columns become one
// table from keys to the highest sequence number that deletes them. A row goes when its file is
// older. NULL equals NULL; values compare in the type that the column has now, so that an int finds
// the long that it became. Source: Iceberg specification, "Equality Delete Files".

import Columnar

/// Deleted keys over some columns.
final class EqualityDeletes: Sendable {
    /// The columns compared, with the types they are read as.
    let fields: [NestedField]
    let sequenceNumberMax: Int64
    private let groups: GroupTable
    /// By group: the highest sequence number that deletes the key.
    private let sequenceNumbers: [Int64]

    fileprivate init(
        fields: [NestedField], groups: GroupTable, sequenceNumbers: [Int64]
    ) {
        self.fields = fields
        self.groups = groups
        self.sequenceNumbers = sequenceNumbers
        sequenceNumberMax = sequenceNumbers.max() ?? .min
    }

    /// The rows that are left, of those in `selection`.
    ///
    /// - Parameters:
    ///   - keys: the values of `fields` in all rows of a slice.
    ///   - sequenceNumber: the data file's.
    func remaining(
        _ keys: [ColumnVector], rowCount: Int, among selection: [UInt32]?, sequenceNumber: Int64
    ) -> [UInt32] {
        var key: [UInt8] = []
        var kept: [UInt32] = []
        kept.reserveCapacity(selection?.count ?? rowCount)
        func look(_ row: UInt32) {
            if let group = groups.knownGroup(of: Int(row), keys: keys, &key),
                sequenceNumbers[group] > sequenceNumber
            {
                return
            }
            kept.append(row)
        }
        if let selection {
            for row in selection { look(row) }
        } else {
            for row in 0..<UInt32(rowCount) { look(row) }
        }
        return kept
    }
}

/// Collects the keys of delete files.
struct EqualityDeletesBuilder {
    private let fields: [NestedField]
    private var groups = GroupTable()
    private var sequenceNumbers: [Int64] = []

    /// - Throws: `LakeError.corrupt` at `.file` when the file names no columns, or one that the
    ///   table never had.
    init(_ ids: [Int], metadata: TableMetadata, _ entry: ManifestEntry) throws(LakeError) {
        guard !ids.isEmpty else {
            throw LakeError(
                .corrupt, "an equality delete file without equality_ids",
                at: [.file(entry.file.path)])
        }
        var fields: [NestedField] = []
        for id in ids {
            guard let field = metadata.field(id: id) else {
                throw LakeError(
                    .corrupt, "equality_ids has \(id), which is no field of any schema",
                    at: [.file(entry.file.path)])
            }
            fields.append(field)
        }
        self.fields = fields
    }

    /// Reads a delete file.
    mutating func add(
        _ entry: ManifestEntry, resolver: PathResolver, report: ScanReport,
        checkpoint: () throws(LakeError) -> Void
    ) throws(LakeError) {
        var numbered: [UInt32] = []
        try forEachBatch(
            of: entry.file, fields: fields, resolver: resolver, report: report
        ) { (batch) throws(LakeError) in
            try checkpoint()
            numbered.removeAll(keepingCapacity: true)
            try groups.number(batch.columns, rowCount: batch.rowCount, into: &numbered) { _ in
                sequenceNumbers.append(.min)
            }
            for group in numbered {
                sequenceNumbers[Int(group)] = max(
                    sequenceNumbers[Int(group)], entry.sequenceNumber)
            }
        }
    }

    func finish() -> EqualityDeletes {
        EqualityDeletes(fields: fields, groups: groups, sequenceNumbers: sequenceNumbers)
    }
}
