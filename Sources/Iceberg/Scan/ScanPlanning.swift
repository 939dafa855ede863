// From a snapshot and conditions to the files to read.
//
//     manifest list ─ manifests that may match ─ data files that may match ─┐
//                   └ delete manifests ─ delete files, by what they are ────┴─ tasks
//
// Source: Iceberg specification, "Scan Planning".

import Columnar

/// Plans the scan of one snapshot.
struct ScanPlanning {
    let metadata: TableMetadata
    let snapshot: Snapshot
    let resolver: PathResolver
    let pruning: FilePruning
    let report: ScanReport
    let checkpoint: () throws(LakeError) -> Void

    /// Bits of a row number that count rows within a file, and those left for files.
    static let rowBits = 32
    private static let fileBits = 31

    /// The data files that may hold rows that pass, in the order of the manifests.
    ///
    /// - Throws: `LakeError` at `.file` when a manifest or delete file is missing or damaged.
    func tasks() throws(LakeError) -> [FileTask] {
        let manifests = try ManifestFile.manifests(of: snapshot, resolver: resolver)
        var candidates: [(entry: ManifestEntry, ordinal: Int)] = []
        let entryBits = Self.fileBits - bits(manifests.count)
        for (index, manifest) in manifests.enumerated() where manifest.content == .data {
            try checkpoint()
            guard !manifest.isEmpty else { continue }
            let reason = pruning.reason(against: manifest)
            report.decide(.manifest, rowCount: manifest.liveRows, reason: reason) {
                manifest.path
            }
            guard reason == nil else { continue }
            var position = 0
            try forEachLiveEntry(of: manifest) { (entry) throws(LakeError) in
                guard entry.file.content == .data else {
                    throw LakeError(
                        .corrupt, "a data manifest lists a delete file",
                        at: [.file(manifest.path)])
                }
                let reason = pruning.reason(against: entry.file)
                report.decide(
                    .file, rowCount: Int(clamping: entry.file.recordCount), reason: reason
                ) { entry.file.path }
                guard position >> entryBits == 0 else {
                    throw LakeError(
                        .limit, "a manifest of more than \(1 << entryBits) files",
                        at: [.file(manifest.path)])
                }
                if reason == nil {
                    candidates.append((entry, index << entryBits | position))
                }
                position += 1
            }
        }
        guard !candidates.isEmpty else { return [] }
        // Deletes decide nothing.
        let deletes = try deleteIndex(
            report.isDryRun ? [] : manifests, of: Set(candidates.map(\.entry.file.path)))
        var tasks: [FileTask] = []
        tasks.reserveCapacity(candidates.count)
        for (entry, ordinal) in candidates {
            tasks.append(
                FileTask(
                    file: entry.file, sequenceNumber: entry.sequenceNumber, ordinal: ordinal,
                    positionDeletes: try deletes.positions(for: entry),
                    equalityDeletes: try deletes.equality(for: entry)))
        }
        return tasks
    }

    private func deleteIndex(
        _ manifests: [ManifestFile], of dataPaths: Set<String>
    ) throws(LakeError) -> DeleteIndex {
        let index = DeleteIndex(
            dataPaths: dataPaths, metadata: metadata, resolver: resolver, report: report,
            checkpoint: checkpoint)
        for manifest in manifests where manifest.content == .deletes && !manifest.isEmpty {
            try checkpoint()
            try forEachLiveEntry(of: manifest, ofDeletes: true) {
                (entry) throws(LakeError) in try index.add(entry)
            }
        }
        return index
    }

    /// The live entries of a manifest, with the statistics that are asked of them only: that keeps
    /// long manifests cheap.
    ///
    /// - Parameter ofDeletes: whether the paths of position deletes are asked about, and not the
    ///   columns of conditions.
    private func forEachLiveEntry(
        of manifest: ManifestFile, ofDeletes: Bool = false,
        _ body: (ManifestEntry) throws(LakeError) -> Void
    ) throws(LakeError) {
        let columns =
            ofDeletes
            ? [ReservedField.filePath] : Set(pruning.conditions.map(\.field.id))
        var reader = try ManifestReader(
            manifest, of: metadata, statisticsOf: columns, resolver: resolver)
        while let entry = try reader.next() {
            if entry.isLive { try body(entry) }
        }
    }

    private func bits(_ count: Int) -> Int { Int.bitWidth - count.leadingZeroBitCount }
}

extension ManifestFile {
    /// Rows of live files, where the list says it.
    var liveRows: Int? {
        guard let addedRows, let existingRows else { return nil }
        return Int(clamping: addedRows &+ existingRows)
    }
}

/// Ids of fields that every table has.
///
/// Source: Iceberg specification, "Reserved Field IDs".
enum ReservedField {
    static let rowID = 2_147_483_540
    static let lastUpdatedSequenceNumber = 2_147_483_539
    /// Of position delete files.
    static let position = 2_147_483_545
    static let filePath = 2_147_483_546
}
