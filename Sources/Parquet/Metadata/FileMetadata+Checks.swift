// What must hold between the parts of a footer before pages are read by it.

import Columnar

extension FileMetadata {
    /// Checks all row groups, and counts their rows.
    mutating func checkRowGroups(footerOffset: Int, fileSizeBytes: Int) throws(LakeError) {
        var rows = 0
        for index in rowGroups.indices {
            do throws(LakeError) {
                try check(
                    &rowGroups[index], footerOffset: footerOffset, fileSizeBytes: fileSizeBytes)
            } catch {
                throw error.at(.rowGroup(index))
            }
            let (sum, isOverflowing) = rows.addingReportingOverflow(rowGroups[index].rowCount)
            guard !isOverflowing else {
                throw LakeError(.corrupt, "the rows of the row groups cannot be added up")
            }
            rows = sum
        }
        rowCount = rows
    }

    private func check(
        _ rowGroup: inout RowGroup, footerOffset: Int, fileSizeBytes: Int
    ) throws(LakeError) {
        let leaves = schema.leaves
        guard rowGroup.columns.count == leaves.count else {
            throw LakeError(
                .corrupt,
                "\(rowGroup.columns.count) column chunks, the schema has \(leaves.count) leaves")
        }
        for (index, leaf) in leaves.enumerated() {
            let chunk = rowGroup.columns[index]
            guard var metadata = chunk.metadata else { continue }
            do throws(LakeError) {
                try check(metadata, of: leaf, rowCount: rowGroup.rowCount)
                if chunk.filePath == nil {
                    metadata.byteRange = try range(
                        of: metadata, footerOffset: footerOffset, fileSizeBytes: fileSizeBytes)
                    rowGroup.columns[index].metadata = metadata
                }
            } catch {
                throw error.at(.column(leaf.name))
            }
        }
    }

    private func check(
        _ metadata: ColumnMetadata, of leaf: SchemaLeaf, rowCount: Int
    ) throws(LakeError) {
        guard metadata.type == leaf.physicalType else {
            throw LakeError(
                .corrupt,
                "the chunk is of type \(metadata.type.name), the schema says "
                    + leaf.physicalType.name)
        }
        // Names with points may be split in one place and not in the other.
        guard
            metadata.path.isEmpty || metadata.path == leaf.path
                || metadata.path.joined(separator: ".") == leaf.name
        else {
            throw LakeError(
                .corrupt, "the chunk is of column \(metadata.path.joined(separator: "."))")
        }
        guard leaf.maxRepetitionLevel > 0 || metadata.valueCount == rowCount else {
            throw LakeError(
                .corrupt, "num_values is \(metadata.valueCount), the row group has \(rowCount) rows"
            )
        }
    }

    /// The bytes of a chunk, which end where the footer begins at the latest.
    private func range(
        of metadata: ColumnMetadata, footerOffset: Int, fileSizeBytes: Int
    ) throws(LakeError) -> Range<Int> {
        let range = metadata.byteRange
        guard range.upperBound <= fileSizeBytes, range.lowerBound <= footerOffset else {
            throw LakeError(
                .corrupt,
                "the chunk is at bytes \(range.lowerBound) to \(range.upperBound), "
                    + "the file's pages end at \(footerOffset)")
        }
        guard metadata.dataPageOffset <= range.upperBound else {
            throw LakeError(
                .corrupt,
                "data_page_offset is \(metadata.dataPageOffset), the chunk ends at "
                    + "\(range.upperBound)")
        }
        return range.clamped(to: range.lowerBound..<footerOffset)
    }
}
