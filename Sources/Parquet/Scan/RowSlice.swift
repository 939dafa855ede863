// A range of rows of a row group: the unit of work of a scan.

package import Columnar

/// Rows whose values are decoded when they are asked for, by any thread.
package final class RowSlice: Sendable {
    enum Source: Sendable {
        case pages([DataPage], DataType)
        case vector(ColumnVector)
        case constant(Value, DataType)
        case position(base: Int64)
        indirect case filled(Source, Source)
    }

    /// Counted from the start of the file.
    package let rows: Range<Int>
    /// The row group's first row.
    private let firstRow: Int
    private let sources: [Source]

    /// Rows that are in memory already, of formats that are not read by pages.
    package init(rows: Range<Int>, vectors: [ColumnVector]) {
        self.rows = rows
        firstRow = rows.lowerBound
        sources = vectors.map { .vector($0) }
    }

    init(rows: Range<Int>, firstRow: Int, sources: [Source]) {
        self.rows = rows
        self.firstRow = firstRow
        self.sources = sources
    }

    package var rowCount: Int { rows.count }

    /// The values of a column.
    ///
    /// - Parameters:
    ///   - column: index into the scan's columns.
    ///   - selection: the rows wanted, counted from the slice's first, ascending; nil for all.
    /// - Throws: `LakeError` at `.file`, `.rowGroup`, `.column`, `.page`.
    package func vector(
        _ column: Int, selection: [UInt32]?, _ scratch: ScanScratch
    ) throws(LakeError) -> ColumnVector {
        try vector(sources[column], selection: selection, scratch)
    }

    private func vector(
        _ source: Source, selection: [UInt32]?, _ scratch: ScanScratch
    ) throws(LakeError) -> ColumnVector {
        switch source {
        case .filled(let stored, let other):
            return try vector(stored, selection: selection, scratch).filled(
                from: vector(other, selection: selection, scratch))
        case .constant(let value, let type):
            return try ColumnVector(
                constant: value, type: type, count: selection?.count ?? rowCount)
        case .vector(let vector):
            guard let selection else { return vector }
            return try vector.selecting(selection)
        case .position(let base): return try positions(selection, base)
        case .pages(let pages, let type):
            let local = rows.lowerBound - firstRow..<rows.upperBound - firstRow
            var parts: [VectorPart] = []
            for page in pages {
                let part = page.rows.clamped(to: local)
                guard !part.isEmpty, selection.map({ touches($0, part, local) }) ?? true else {
                    // Rows that nobody wants, of a page that need not be decoded.
                    parts.append(
                        VectorPart(
                            try ColumnVector(constant: .null, type: type, count: part.count),
                            rows: 0..<part.count))
                    continue
                }
                parts.append(
                    VectorPart(
                        try page.values(scratch.pages),
                        rows: part.lowerBound - page.rows.lowerBound..<part.upperBound
                            - page.rows.lowerBound))
            }
            return try ColumnVector.joining(parts, selection: selection, type: type)
        }
    }

    private func touches(_ selection: [UInt32], _ part: Range<Int>, _ local: Range<Int>) -> Bool {
        // The first selected row that is not before the part.
        var (low, high) = (0, selection.count)
        while low < high {
            let middle = (low + high) / 2
            if Int(selection[middle]) + local.lowerBound < part.lowerBound {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < selection.count
            && Int(selection[low]) + local.lowerBound < part.upperBound
    }

    private func positions(
        _ selection: [UInt32]?, _ base: Int64
    ) throws(LakeError) -> ColumnVector {
        var builder = ColumnBuilder(type: .bigint, capacity: selection?.count ?? rowCount)
        if let selection {
            for row in selection { builder.append(base + Int64(rows.lowerBound + Int(row))) }
        } else {
            for row in rows { builder.append(base + Int64(row)) }
        }
        return ColumnVector(builder, bytes: nil)
    }
}

/// Memory that one thread of a scan uses again.
package final class ScanScratch {
    let pages: PageScratch

    /// - Throws: `LakeError.limit`.
    package init() throws(LakeError) { pages = try PageScratch() }
}

@available(*, unavailable)
extension ScanScratch: Sendable {}
