// The entries of all manifests of a snapshot, one after another: one manifest is open at a time.

import Columnar

/// Walks the entries of a snapshot, those of deleted files among them or not.
final class EntryCursor: RowCursor {
    private let table: IcebergTable
    private let statisticsOf: Set<Int>?
    private let withDeleted: Bool
    private let make: (ManifestEntry, Int) throws(LakeError) -> Value
    private var manifests: ArraySlice<ManifestFile>
    private var reader: ManifestReader?
    private var entry: ManifestEntry?

    /// - Parameters:
    ///   - wantsStatistics: whether the statistics of columns are decoded.
    ///   - withDeleted: whether entries of files that were removed are rows too.
    ///   - make: a value of a row, by the index of its column.
    init(
        _ table: IcebergTable, wantsStatistics: Bool, withDeleted: Bool,
        _ make: @escaping (ManifestEntry, Int) throws(LakeError) -> Value
    ) throws(LakeError) {
        self.table = table
        statisticsOf = wantsStatistics ? nil : []
        self.withDeleted = withDeleted
        self.make = make
        manifests = try table.manifests()[...]
    }

    func next() throws(LakeError) -> Bool {
        while true {
            while let entry = try reader?.next() {
                guard entry.isLive || withDeleted else { continue }
                self.entry = entry
                return true
            }
            reader = nil
            guard let manifest = manifests.popFirst() else {
                entry = nil
                return false
            }
            if manifest.isEmpty && !withDeleted { continue }
            reader = try ManifestReader(
                manifest, of: table.metadata, statisticsOf: statisticsOf, resolver: table.resolver)
        }
    }

    func value(_ column: Int) throws(LakeError) -> Value {
        guard let entry else { return .null }
        return try make(entry, column)
    }
}

extension IcebergTable {
    /// The manifests of the selected snapshot; none in an empty table.
    func manifests() throws(LakeError) -> [ManifestFile] {
        guard let snapshot = selected.snapshot else { return [] }
        return try ManifestFile.manifests(of: snapshot, resolver: resolver)
    }
}
