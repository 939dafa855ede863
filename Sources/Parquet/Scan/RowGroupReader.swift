// Reads one row group slice by slice.

package import Columnar
import Storage

/// The slices of one row group, in order. One thread at a time; slices may go to others.
package final class RowGroupReader {
    private enum Column {
        case flat(FlatColumnReader, DataType)
        case nested(NestedColumnReader)
        case constant(Value, DataType)
        case position(base: Int64)
        indirect case filled(Column, Column)
    }

    private let firstRow: Int
    private var columns: [Column] = []
    private var ranges: [Range<Int>]
    private var nestedRow = 0

    /// Opens a row group.
    ///
    /// - Parameters:
    ///   - index: of the row group.
    ///   - firstRow: rows of the file before it.
    ///   - conditions: used to leave out rows that cannot pass; the others still have to be tested.
    /// - Returns: nil when no row can pass, or none is wanted (`ScanReport.isDryRun`).
    /// - Throws: `LakeError` at `.file`, `.rowGroup`, `.column`.
    package init?(
        _ file: ParquetFile, rowGroup index: Int, firstRow: Int, columns plans: [ColumnPlan],
        conditions: [ColumnCondition], _ scratch: ScanScratch, report: ScanReport
    ) throws(LakeError) {
        let rowGroup = file.metadata.rowGroups[index]
        self.firstRow = firstRow
        let pruning = RowGroupPruning(
            file: file, rowGroupIndex: index, columns: plans, conditions: conditions)
        do throws(LakeError) {
            var reason = pruning.reasonByStatistics()
            if reason == nil { reason = try pruning.reasonByBloomFilters() }
            ranges = []
            var pages: [ScanReport.Part] = []
            if reason == nil {
                ranges = try pruning.rowRanges(report, decisions: &pages)
                if ranges.isEmpty && rowGroup.rowCount > 0 { reason = "page index" }
            }
            if reason == nil {
                // What only decides needs dictionaries and no more.
                let leaves = report.isDryRun ? [] : plans.flatMap(\.leaves).map(\.leaf)
                let windows = try RowGroupWindows(
                    file.file, leaves: leaves, of: rowGroup, report: report)
                var contexts: [Int: PageWalker] = [:]
                let opener = ColumnOpener(
                    file: file, rowGroupIndex: index, windows: windows,
                    arePagesSkipped: ranges != [0..<rowGroup.rowCount], scratch: scratch.pages,
                    report: report)
                for (position, plan) in plans.enumerated() {
                    let column = try opener.open(plan)
                    if case .flat(let reader, _) = column { contexts[position] = reader.walker }
                    columns.append(column)
                }
                reason = try pruning.reasonByDictionaries(
                    { (position) throws(LakeError) in
                        guard let walker = contexts[position] else { return nil }
                        return try walker.findDictionary() ? walker.chunk : nil
                    }, scratch.pages)
            }
            report.decide(.rowGroup, rowCount: rowGroup.rowCount, reason: reason) {
                "\(file.file.path), row group \(index)"
            }
            report.keep(pages)
            if reason != nil || report.isDryRun { return nil }
        } catch {
            let isPlaced = error.places.contains {
                if case .file = $0 { true } else { false }
            }
            throw isPlaced ? error : error.at(.rowGroup(index)).at(.file(file.file.path))
        }
    }

    /// Opens the columns of a row group.
    private struct ColumnOpener {
        let file: ParquetFile
        let rowGroupIndex: Int
        let windows: RowGroupWindows
        let arePagesSkipped: Bool
        let scratch: PageScratch
        let report: ScanReport

        private var rowGroup: RowGroup { file.metadata.rowGroups[rowGroupIndex] }

        func open(_ plan: ColumnPlan) throws(LakeError) -> Column {
            switch plan {
            case .constant(let value, let type): return .constant(value, type)
            case .position(let base): return .position(base: base)
            case .filled(let leaf, let other):
                return .filled(try open(.flat(leaf)), try open(other))
            case .nested(let column):
                var cursors: [LeafCursor] = []
                for leaf in column.leaves {
                    cursors.append(LeafCursor(leaf, try walker(leaf), scratch))
                }
                return .nested(NestedColumnReader(column, cursors))
            case .flat(let leaf):
                let offsets =
                    arePagesSkipped
                    ? try OffsetIndex.read(
                        file: file.file, chunk: rowGroup.columns[leaf.leaf.index],
                        rowCount: rowGroup.rowCount) : nil
                return .flat(
                    try FlatColumnReader(walker(leaf), offsetIndex: offsets), plan.type)
            }
        }

        private func walker(_ plan: LeafPlan) throws(LakeError) -> PageWalker {
            do throws(LakeError) {
                let metadata = try rowGroup.columns[plan.leaf.index].readable()
                let chunk = try ChunkContext(
                    file.file, plan.leaf, metadata, plan.conversion,
                    rowGroupIndex: rowGroupIndex, report: report)
                let input = ChunkInput(
                    file.file, range: metadata.byteRange,
                    window: windows.window(holding: metadata.byteRange), report: report)
                return PageWalker(chunk, input, valueCount: metadata.valueCount)
            } catch {
                throw error.at(.column(plan.leaf.name))
            }
        }
    }

    /// The next slice; nil at the end.
    ///
    /// - Throws: `LakeError` at `.file`, `.rowGroup`, `.column`.
    package func next() throws(LakeError) -> RowSlice? {
        guard let range = ranges.first else { return nil }
        let rows =
            range.lowerBound..<min(range.upperBound, range.lowerBound + ParquetLimits.sliceRows)
        if rows.upperBound == range.upperBound {
            ranges.removeFirst()
        } else {
            ranges[0] = rows.upperBound..<range.upperBound
        }
        guard !rows.isEmpty else { return try next() }
        var sources: [RowSlice.Source] = []
        for column in columns { sources.append(try source(column, rows)) }
        nestedRow = rows.upperBound
        return RowSlice(
            rows: rows.lowerBound + firstRow..<rows.upperBound + firstRow, firstRow: firstRow,
            sources: sources)
    }

    private func source(
        _ column: Column, _ rows: Range<Int>
    ) throws(LakeError) -> RowSlice.Source {
        switch column {
        case .constant(let value, let type): return .constant(value, type)
        case .position(let base): return .position(base: base)
        case .filled(let stored, let other):
            return .filled(try source(stored, rows), try source(other, rows))
        case .flat(let reader, let type): return .pages(try reader.pages(holding: rows), type)
        case .nested(let reader):
            if nestedRow < rows.lowerBound { try reader.skip(rows.lowerBound - nestedRow) }
            return .vector(try reader.read(rows.count))
        }
    }
}

@available(*, unavailable)
extension RowGroupReader: Sendable {}
