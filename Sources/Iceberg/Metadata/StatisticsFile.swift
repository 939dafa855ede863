// Files with statistics about snapshots: Puffin files of sketches, and partition statistics.
//
// They are informational: readers may pass over them, and over blobs that they do not know.
// Source: Iceberg specification, "Table Statistics" and "Partition Statistics".

import Columnar

/// A Puffin file of a snapshot.
package struct StatisticsFile: Hashable, Sendable {
    package struct Blob: Hashable, Sendable {
        package let type: String
        package let snapshotID: Int64
        package let sequenceNumber: Int64
        package let fieldIDs: [Int]
        package let properties: [String: String]
    }

    package let snapshotID: Int64
    package let path: String
    package let sizeBytes: Int64
    package let footerSizeBytes: Int64
    package let blobs: [Blob]
}

/// A file with a row of statistics for each partition of a snapshot.
package struct PartitionStatisticsFile: Hashable, Sendable {
    package let snapshotID: Int64
    package let path: String
    package let sizeBytes: Int64
}

// MARK: JSON

extension StatisticsFile {
    init(_ node: DocumentNode) throws(LakeError) {
        snapshotID = try node.required("snapshot-id").identifier()
        path = try node.required("statistics-path").string()
        sizeBytes = try node.required("file-size-in-bytes").int64()
        footerSizeBytes = try node.required("file-footer-size-in-bytes").int64()
        var blobs: [Blob] = []
        for blob in try node.member("blob-metadata")?.elements() ?? [] {
            blobs.append(
                Blob(
                    type: try blob.required("type").string(),
                    snapshotID: try blob.required("snapshot-id").identifier(),
                    sequenceNumber: try blob.required("sequence-number").int64(),
                    fieldIDs: try blob.member("fields")?.ints() ?? [],
                    properties: try blob.member("properties")?.texts() ?? [:]))
        }
        self.blobs = blobs
    }
}

extension PartitionStatisticsFile {
    init(_ node: DocumentNode) throws(LakeError) {
        snapshotID = try node.required("snapshot-id").identifier()
        path = try node.required("statistics-path").string()
        sizeBytes = try node.required("file-size-in-bytes").int64()
    }
}
