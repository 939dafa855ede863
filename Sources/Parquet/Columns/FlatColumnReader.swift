// The pages of a column without repetition, found for one range of rows after another.

import Columnar

/// Finds the pages that hold given rows. One thread at a time; the pages may go to others.
final class FlatColumnReader {
    let walker: PageWalker
    private let offsetIndex: OffsetIndex?
    /// Pages found and not passed yet.
    private var pages: [DataPage] = []
    /// The first row behind the pages found.
    private var nextRow = 0
    /// With an offset index: the next page to look at.
    private var nextPage = 0

    /// - Parameter offsetIndex: given where pages are to be skipped.
    init(_ walker: PageWalker, offsetIndex: OffsetIndex?) throws(LakeError) {
        self.walker = walker
        self.offsetIndex = offsetIndex
        if let first = offsetIndex?.pages.first { try walker.readDictionary(before: first.offset) }
    }

    /// The pages that hold `rows`; ranges come in ascending order.
    ///
    /// - Throws: `LakeError` at `.file`, `.rowGroup`, `.column`: `.corrupt` when the pages end
    ///   before the rows do.
    func pages(holding rows: Range<Int>) throws(LakeError) -> [DataPage] {
        pages.removeAll { $0.rows.upperBound <= rows.lowerBound }
        do throws(LakeError) {
            if let offsetIndex {
                try find(rows, by: offsetIndex)
            } else {
                try walk(to: rows)
            }
        } catch {
            throw walker.chunk.located(error)
        }
        return pages.filter { $0.rows.lowerBound < rows.upperBound }
    }

    private func walk(to rows: Range<Int>) throws(LakeError) {
        while nextRow < rows.upperBound {
            guard let page = try walker.next() else {
                throw LakeError(
                    .corrupt, "the column has \(nextRow) rows, fewer than the row group")
            }
            let range = nextRow..<nextRow + page.header.valueCount
            nextRow = range.upperBound
            if !range.isEmpty && range.upperBound > rows.lowerBound {
                pages.append(DataPage(page, rows: range, in: walker.chunk))
            }
        }
    }

    private func find(_ rows: Range<Int>, by index: OffsetIndex) throws(LakeError) {
        while nextPage < index.pages.count {
            let range = index.rowRange(ofPage: nextPage)
            guard range.lowerBound < rows.upperBound else { return }
            defer { nextPage += 1 }
            guard range.upperBound > rows.lowerBound, !range.isEmpty else { continue }
            let page = try walker.page(at: index.pages[nextPage].offset)
            guard page.header.valueCount == range.count else {
                throw LakeError(
                    .corrupt,
                    "the offset index gives the page \(range.count) rows, it has "
                        + "\(page.header.valueCount)", at: [.byteOffset(page.bodyOffset)])
            }
            pages.append(DataPage(page, rows: range, in: walker.chunk))
        }
    }
}

@available(*, unavailable)
extension FlatColumnReader: Sendable {}
