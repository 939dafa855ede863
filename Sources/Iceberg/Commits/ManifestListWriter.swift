// Writes the manifest list of a snapshot.
//
// From version 3 on every data manifest gets the id of its first row here, in the order of the
// list: those that have one keep it, the others take the table's next row id and as many behind it
// as they have rows.
// Source: Iceberg specification, "Manifest Lists", "Row Lineage".

import Avro
import Columnar
import JSON
import Storage

/// Writes a manifest list.
enum ManifestListWriter {
    /// - Parameters:
    ///   - manifests: in the order of the list; all counts are known.
    ///   - nextRowID: the table's (version 3), or nil.
    /// - Returns: the table's next row id behind it.
    /// - Throws: `LakeError` at `.file`.
    static func write(
        _ manifests: [ManifestFile], to path: String, parentID: Int64?, nextRowID: Int64?,
        _ commit: ManifestWriter.Commit
    ) throws(LakeError) -> Int64? {
        var nextRowID = nextRowID
        var metadata: [(key: String, value: String)] = [
            ("snapshot-id", String(commit.snapshotID)),
            ("parent-snapshot-id", parentID.map { String($0) } ?? "null"),
            ("sequence-number", String(commit.sequenceNumber)),
            ("format-version", String(commit.metadata.formatVersion)),
        ]
        if let nextRowID { metadata.append(("first-row-id", String(nextRowID))) }
        let file = try commit.environment.fileSystem.create(path)
        let random = commit.environment.randomID
        do throws(LakeError) {
            var writer = try AvroFileWriter(
                file, schema: ManifestSchema.list(version: commit.metadata.formatVersion),
                metadata: metadata, syncMarker: (random(), random()))
            for manifest in manifests {
                var firstRowID = manifest.firstRowID
                if let next = nextRowID, manifest.content == .data, firstRowID == nil {
                    firstRowID = next
                    let rows = (manifest.addedRows ?? 0) &+ (manifest.existingRows ?? 0)
                    let (sum, overflow) = next.addingReportingOverflow(max(0, rows))
                    guard !overflow else {
                        throw LakeError(.limit, "the table's row ids pass 64 bits")
                    }
                    nextRowID = sum
                }
                let hasRowIDs = nextRowID != nil
                try writer.append { encoder in
                    encode(manifest, firstRowID: firstRowID, hasRowIDs: hasRowIDs, to: &encoder)
                }
            }
            try writer.finish()
        } catch {
            file.abandon()
            throw error
        }
        return nextRowID
    }

    /// In the order of `ManifestSchema.list`.
    private static func encode(
        _ manifest: ManifestFile, firstRowID: Int64?, hasRowIDs: Bool,
        to encoder: inout AvroEncoder
    ) {
        encoder.string(manifest.path)
        encoder.long(manifest.sizeBytes ?? 0)
        encoder.long(Int64(manifest.partitionSpecID ?? 0))
        encoder.int(manifest.content == .data ? 0 : 1)
        encoder.long(manifest.sequenceNumber)
        encoder.long(manifest.minSequenceNumber)
        encoder.long(manifest.addedSnapshotID ?? 0)
        for count in [
            manifest.addedFiles, manifest.existingFiles, manifest.deletedFiles,
            manifest.addedRows, manifest.existingRows, manifest.deletedRows,
        ] {
            encoder.long(count ?? 0)
        }
        encoder.optional(manifest.partitions) { encoder, partitions in
            encoder.array(partitions) { encoder, summary in
                encoder.boolean(summary.containsNull)
                encoder.optional(summary.containsNaN) { $0.boolean($1) }
                encoder.optional(summary.lowerBound)
                encoder.optional(summary.upperBound)
            }
        }
        encoder.optional(manifest.keyMetadata)
        if hasRowIDs { encoder.optional(firstRowID) }
    }
}
