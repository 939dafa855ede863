// The delete files of a snapshot, found by the data files that they concern.
//
//     position deletes  path equal, data sequence number <= that of the delete
//     deletion vector   the same; it replaces all position deletes of its file
//     equality deletes  data sequence number < that of the delete; same spec and partition, or a
//                       delete without partition, which concerns all files
//
// A position delete is matched by the path alone: the specification also wants equal partitions,
// but writers are known that store deletes of older files under the table's newer spec, and the
// path says what they meant. Source: Iceberg specification, "Scan Planning", "Delete Formats".

import Columnar
import Storage

/// Delete files by what they concern. One thread.
final class DeleteIndex {
    private struct Positions {
        let sequenceNumber: Int64
        let positions: PositionSet
    }

    /// Where an equality delete applies: nil for everywhere.
    private struct Scope: Hashable {
        let specID: Int
        let partition: [SingleValue?]
    }

    private let dataPaths: Set<String>
    private let metadata: TableMetadata
    private let resolver: PathResolver
    private let report: ScanReport
    private let checkpoint: () throws(LakeError) -> Void
    private var positionFiles: [ManifestEntry] = []
    /// By path of the data file; read when first asked for.
    private var positionsByPath: [String: [Positions]]?
    private var vectors: [String: ManifestEntry] = [:]
    private var equalityFiles: [Scope?: [ManifestEntry]] = [:]
    private var equalityDeletes: [Scope?: [EqualityDeletes]] = [:]

    /// - Parameter dataPaths: the data files that will be read; deletes of others are left alone.
    init(
        dataPaths: Set<String>, metadata: TableMetadata, resolver: PathResolver, report: ScanReport,
        checkpoint: @escaping () throws(LakeError) -> Void
    ) {
        self.dataPaths = dataPaths
        self.metadata = metadata
        self.resolver = resolver
        self.report = report
        self.checkpoint = checkpoint
    }

    /// Adds a live entry of a delete manifest.
    func add(_ entry: ManifestEntry) throws(LakeError) {
        let file = entry.file
        switch file.content {
        case .data:
            throw LakeError(
                .corrupt, "a delete manifest lists a data file", at: [.file(file.path)])
        case .positionDeletes where file.isDeletionVector:
            guard let path = file.referencedDataFile else {
                throw LakeError(
                    .corrupt, "a deletion vector without referenced_data_file",
                    at: [.file(file.path)])
            }
            if let other = vectors.updateValue(entry, forKey: path) {
                // One of them should have been removed; the later one has the other's rows.
                if other.sequenceNumber > entry.sequenceNumber { vectors[path] = other }
            }
        case .positionDeletes:
            if let path = file.onlyDataPath, !dataPaths.contains(path) { return }
            positionFiles.append(entry)
        case .equalityDeletes:
            let spec = metadata.partitionSpec(id: file.partitionSpecID)
            let isGlobal = spec?.fields.isEmpty ?? true
            let scope =
                isGlobal ? nil : Scope(specID: file.partitionSpecID, partition: file.partition)
            equalityFiles[scope, default: []].append(entry)
        }
    }

    // MARK: Positions

    /// The deleted positions of a data file.
    ///
    /// - Throws: `LakeError` at `.file` when a delete file is missing or damaged.
    func positions(for entry: ManifestEntry) throws(LakeError) -> PositionDeletes {
        let path = entry.file.path
        if let vector = vectors[path], entry.sequenceNumber <= vector.sequenceNumber {
            return PositionDeletes(positions: try deletionVector(vector))
        }
        guard !positionFiles.isEmpty else { return PositionDeletes(positions: nil) }
        let known: [String: [Positions]]
        if let positionsByPath {
            known = positionsByPath
        } else {
            known = try readPositionFiles()
            positionsByPath = known
        }
        var union: PositionSet?
        for deletes in known[path] ?? [] where entry.sequenceNumber <= deletes.sequenceNumber {
            if union == nil {
                union = deletes.positions
            } else {
                union?.formUnion(deletes.positions)
            }
        }
        return PositionDeletes(positions: union)
    }

    private func deletionVector(_ entry: ManifestEntry) throws(LakeError) -> PositionSet {
        let file = entry.file
        guard let offset = file.contentOffset, let size = file.contentSizeBytes else {
            throw LakeError(
                .corrupt, "a deletion vector without content_offset and content_size_in_bytes",
                at: [.file(file.path)])
        }
        report.add(files: 1, bytesRead: Int(clamping: size))
        return try DeletionVector.read(
            OpenFile(resolver.path(file.path)), offset: offset, sizeBytes: size,
            cardinality: file.recordCount)
    }

    private func readPositionFiles() throws(LakeError) -> [String: [Positions]] {
        var byPath: [String: [Positions]] = [:]
        for entry in positionFiles {
            try checkpoint()
            let read = try readPositionDeletes(
                entry.file, resolver: resolver, report: report, checkpoint: checkpoint)
            for (path, positions) in read {
                byPath[path, default: []].append(
                    Positions(
                        sequenceNumber: entry.sequenceNumber, positions: PositionSet(positions)))
            }
        }
        return byPath
    }

    // MARK: Equality

    /// The equality deletes that may concern a data file.
    ///
    /// - Throws: `LakeError` at `.file` when a delete file is missing or damaged.
    func equality(for entry: ManifestEntry) throws(LakeError) -> [EqualityDeletes] {
        guard !equalityFiles.isEmpty else { return [] }
        let scopes: [Scope?] = [
            nil, Scope(specID: entry.file.partitionSpecID, partition: entry.file.partition),
        ]
        var found: [EqualityDeletes] = []
        for scope in scopes {
            for deletes in try equalityDeletes(in: scope)
            where entry.sequenceNumber < deletes.sequenceNumberMax {
                found.append(deletes)
            }
        }
        return found
    }

    private func equalityDeletes(in scope: Scope?) throws(LakeError) -> [EqualityDeletes] {
        if let known = equalityDeletes[scope] { return known }
        var byIDs: [[Int]: EqualityDeletesBuilder] = [:]
        for entry in equalityFiles[scope] ?? [] {
            try checkpoint()
            let ids = Set(entry.file.equalityIDs).sorted()
            var builder: EqualityDeletesBuilder
            if let known = byIDs.removeValue(forKey: ids) {
                builder = known
            } else {
                builder = try EqualityDeletesBuilder(ids, metadata: metadata, entry)
            }
            try builder.add(
                entry, resolver: resolver, report: report, checkpoint: checkpoint)
            byIDs[ids] = builder
        }
        let built = byIDs.values.map { $0.finish() }
        equalityDeletes[scope] = built
        return built
    }
}

@available(*, unavailable)
extension DeleteIndex: Sendable {}

extension ContentFile {
    /// The only data file that a file of positions concerns, where it says so: it refers to it, or
    /// all its paths lie between two equal bounds. Bounds may be shortened, and are then no name of
    /// a file.
    fileprivate var onlyDataPath: String? {
        if let referencedDataFile { return referencedDataFile }
        guard let bounds = statistics[ReservedField.filePath], let lower = bounds.lowerBound,
            lower == bounds.upperBound
        else { return nil }
        guard let path = String(validating: lower, as: UTF8.self) else { return nil }
        return path.hasSuffix(".parquet") || path.hasSuffix(".avro") ? path : nil
    }
}
