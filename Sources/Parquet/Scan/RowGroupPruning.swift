// Which rows of a row group conditions can hold for: by its statistics, bloom filters, dictionaries
// and page index.

package import Columnar
import Storage

/// A condition on one column of a scan over a file.
package struct ColumnCondition: Sendable {
    /// Index into the scan's columns.
    package let column: Int
    package let test: Predicate.Test

    package init(column: Int, test: Predicate.Test) {
        self.column = column
        self.test = test
    }
}

/// Looks for row groups and pages that need not be read.
struct RowGroupPruning {
    let file: ParquetFile
    let rowGroupIndex: Int
    let columns: [ColumnPlan]
    let conditions: [ColumnCondition]

    private var rowGroup: RowGroup { file.metadata.rowGroups[rowGroupIndex] }

    /// Why no row of the row group can pass, by what needs no reading; nil when one may.
    func reasonByStatistics() -> String? {
        for condition in conditions {
            let range: ValueRange
            switch columns[condition.column] {
            case .constant(let value, _): range = ValueRange(only: value)
            case .position:
                range = ValueRange(mayHoldNull: false)
            case .nested, .filled: continue
            case .flat(let plan):
                let leaf = plan.leaf
                guard let metadata = rowGroup.columns[leaf.index].metadata else { continue }
                range = StatisticsRange(
                    metadata.statistics, of: leaf,
                    order: file.metadata.columnOrder(ofLeaf: leaf.index),
                    valueCount: metadata.valueCount
                ).valueRange(plan.conversion)
            }
            if !condition.test.mayHold(in: range) {
                return "\(name(of: condition)): statistics"
            }
        }
        return nil
    }

    /// Why no row can pass, by bloom filters; nil when one may.
    func reasonByBloomFilters() throws(LakeError) -> String? {
        for condition in conditions {
            guard case .flat(let plan) = columns[condition.column],
                let values = condition.test.equalValues,
                rowGroup.columns[plan.leaf.index].metadata?.bloomFilterOffset != nil
            else { continue }
            var hashes: [UInt64] = []
            var isCertain = true
            for value in values {
                guard let bound = plan.conversion.bound(of: value, as: plan.leaf.valueType),
                    let known = bloomHashes(of: bound, in: plan.leaf)
                else {
                    isCertain = false
                    break
                }
                hashes += known
            }
            guard isCertain,
                let filter = try BloomFilter.read(
                    file: file.file, chunk: rowGroup.columns[plan.leaf.index])
            else { continue }
            var mayContain = false
            for hash in hashes where try filter.mayContain(hash: hash) { mayContain = true }
            if !mayContain { return "\(name(of: condition)): bloom filter" }
        }
        return nil
    }

    /// Why no row can pass, by the dictionaries of columns that have no other values; nil when one
    /// may.
    func reasonByDictionaries(
        _ chunk: (Int) throws(LakeError) -> ChunkContext?, _ scratch: PageScratch
    ) throws(LakeError) -> String? {
        for condition in conditions {
            guard case .flat(let plan) = columns[condition.column],
                !condition.test.acceptsNull, condition.test.isSelective,
                let metadata = rowGroup.columns[plan.leaf.index].metadata,
                metadata.isDictionaryOnly, let context = try chunk(condition.column)
            else { continue }
            let values = try context.dictionaryValues(scratch)
            if condition.test.rows(of: values, among: nil).isEmpty {
                return "\(name(of: condition)): dictionary"
            }
        }
        return nil
    }

    /// The rows that may pass by the page index, ascending; all rows where there is none.
    ///
    /// - Parameter decisions: gets one for each page, where the report keeps them.
    func rowRanges(
        _ report: ScanReport, decisions: inout [ScanReport.Part]
    ) throws(LakeError) -> [Range<Int>] {
        var ranges = [0..<rowGroup.rowCount]
        for condition in conditions {
            guard case .flat(let plan) = columns[condition.column] else { continue }
            let chunk = rowGroup.columns[plan.leaf.index]
            guard chunk.columnIndexOffset != nil, chunk.offsetIndexOffset != nil,
                let offsets = try OffsetIndex.read(
                    file: file.file, chunk: chunk, rowCount: rowGroup.rowCount),
                let index = try ColumnIndex.read(file: file.file, chunk: chunk)
            else { continue }
            guard index.pageCount == offsets.pages.count else {
                throw LakeError(
                    .corrupt,
                    "the page index has \(index.pageCount) pages, the offset index "
                        + "\(offsets.pages.count)", at: [.column(plan.leaf.name)])
            }
            let order = file.metadata.columnOrder(ofLeaf: plan.leaf.index)
            var kept: [Range<Int>] = []
            var skipped = 0
            for page in 0..<index.pageCount {
                let range = index.range(ofPage: page, of: plan.leaf, order: order)
                    .valueRange(plan.conversion)
                let isKept = condition.test.mayHold(in: range)
                let rows = offsets.rowRange(ofPage: page)
                if report.keepsDecisions {
                    decisions.append(
                        ScanReport.Part(
                            .page,
                            "\(file.file.path), row group \(rowGroupIndex), column "
                                + "\(plan.leaf.name), page \(page)",
                            rowCount: rows.count,
                            reason: isKept ? nil : "\(plan.leaf.name): page index"))
                }
                if isKept { kept.append(rows) } else { skipped += 1 }
            }
            report.skipPages(skipped, of: index.pageCount - skipped)
            if skipped > 0 { ranges = intersection(ranges, kept) }
        }
        return ranges
    }

    private func name(of condition: ColumnCondition) -> String {
        guard case .flat(let plan) = columns[condition.column] else {
            return "column \(condition.column + 1)"
        }
        return plan.leaf.name
    }
}

/// The rows in both lists of ascending ranges; neighbours are joined.
private func intersection(_ left: [Range<Int>], _ right: [Range<Int>]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var (a, b) = (0, 0)
    while a < left.count && b < right.count {
        let start = max(left[a].lowerBound, right[b].lowerBound)
        let end = min(left[a].upperBound, right[b].upperBound)
        if start < end {
            if let last = result.last, last.upperBound == start {
                result[result.count - 1] = last.lowerBound..<end
            } else {
                result.append(start..<end)
            }
        }
        if left[a].upperBound < right[b].upperBound { a += 1 } else { b += 1 }
    }
    return result
}

extension Predicate.Test {
    /// Whether it can be worth while to look for values that pass.
    fileprivate var isSelective: Bool {
        switch self {
        case .isNull, .isNotNull: false
        case .compare, .isIn, .hasPrefix: true
        }
    }
}

extension ColumnMetadata {
    /// Whether all values that are not null stand in the dictionary.
    fileprivate var isDictionaryOnly: Bool {
        let dataPages = encodingStats.filter { $0.pageType == 0 || $0.pageType == 3 }
        return !dataPages.isEmpty && dataPages.allSatisfy(\.encoding.isDictionary)
    }
}
