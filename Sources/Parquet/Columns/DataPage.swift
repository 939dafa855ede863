// A page of a column without repetition: as many rows as values and nulls.

import Columnar
import Synchronization

/// A page that is decoded when its values are first wanted, by whichever thread wants them.
final class DataPage: Sendable {
    let chunk: ChunkContext
    /// Counted from the start of the row group.
    let rows: Range<Int>
    private let page: LocatedPage
    private let vector = Mutex<ColumnVector?>(nil)

    init(_ page: LocatedPage, rows: Range<Int>, in chunk: ChunkContext) {
        self.page = page
        self.rows = rows
        self.chunk = chunk
    }

    /// The values of all rows of the page.
    ///
    /// - Throws: `LakeError` at `.file`, `.rowGroup`, `.column`, `.page`.
    func values(_ scratch: PageScratch) throws(LakeError) -> ColumnVector {
        try vector.withLock { (known) throws(LakeError) in
            if let known { return known }
            do throws(LakeError) {
                let decoded = try decode(scratch)
                known = decoded
                return decoded
            } catch {
                throw chunk.located(error.at(.page(page.index)))
            }
        }
    }

    private func decode(_ scratch: PageScratch) throws(LakeError) -> ColumnVector {
        var body = try PageBody(page, in: chunk, scratch)
        let count = rows.count
        guard body.definitionLevels != nil else {
            return try decodeValues(
                of: body, valueCount: count, rowCount: count, levels: nil, in: chunk, scratch)
        }
        scratch.reserveLevels(count)
        let full = unsafe try body.definitionLevels?.decode(into: scratch.levels, count: count) ?? 0
        return unsafe try decodeValues(
            of: body, valueCount: full, rowCount: count, levels: UnsafePointer(scratch.levels),
            in: chunk, scratch)
    }
}
