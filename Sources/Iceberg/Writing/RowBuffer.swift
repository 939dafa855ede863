// The rows of one partition that wait for their row group.
//
//     pieces   [ a whole batch ][ rows picked from several batches ][ a whole batch ] …
//     numbers    100…                3, 17, 230, …                    5000…
//
// Every row has its number in the order in which the writer was given it, so that rows behind a
// mark can be taken back. Large parts of a batch are kept as they are (a batch of one partition is
// not copied), small ones are gathered in the last piece.

import Columnar

/// Rows, ascending by their numbers.
struct RowBuffer {
    /// What a piece takes besides its values, for each column.
    private static let pieceOverheadBytes = 128
    /// From so many rows on a part of a batch is a piece of its own.
    private static let pieceRowsMin = 1024
    /// Beyond it another piece begins, so that no column passes what its offsets hold.
    private static let pieceBytesMax = 1 << 30

    private struct Piece {
        var batch: TypedBatch
        /// Of the first row; those behind it follow, when `numbers` is nil.
        var firstNumber: Int
        var numbers: [Int]?

        func number(at row: Int) -> Int { numbers?[row] ?? firstNumber + row }

        /// The rows whose numbers are below `limit`.
        func countBelow(_ limit: Int) -> Int {
            guard numbers != nil else { return min(max(limit - firstNumber, 0), batch.rowCount) }
            var low = 0
            var high = batch.rowCount
            while low < high {
                let middle = (low + high) / 2
                if number(at: middle) < limit { low = middle + 1 } else { high = middle }
            }
            return low
        }

        func slice(_ range: Range<Int>) -> Piece {
            Piece(
                batch: batch.slice(range), firstNumber: number(at: range.lowerBound),
                numbers: numbers.map { Array($0[range]) })
        }

        var sizeBytes: Int {
            batch.sizeBytes + 8 * (numbers?.count ?? 0)
                + RowBuffer.pieceOverheadBytes * batch.columns.count
        }
    }

    private var pieces: [Piece] = []
    private(set) var rowCount = 0
    /// Memory that the rows take, about.
    private(set) var sizeBytes = 0

    /// The number of the first row; nil when there is none.
    var firstNumber: Int? { pieces.first?.number(at: 0) }

    /// Appends a whole batch.
    mutating func append(_ batch: TypedBatch, firstNumber: Int) throws(LakeError) {
        if batch.rowCount < RowBuffer.pieceRowsMin {
            let rows = (0..<Int32(truncatingIfNeeded: batch.rowCount)).map { $0 }
            return try append(batch, rows: rows, firstNumber: firstNumber)
        }
        add(Piece(batch: batch, firstNumber: firstNumber, numbers: nil))
    }

    /// Appends rows of a batch.
    ///
    /// - Parameters:
    ///   - rows: ascending, not empty.
    ///   - firstNumber: of the batch's first row.
    mutating func append(
        _ batch: TypedBatch, rows: [Int32], firstNumber: Int
    ) throws(LakeError) {
        let numbers = rows.map { firstNumber + Int($0) }
        if rows.count >= RowBuffer.pieceRowsMin {
            add(
                Piece(
                    batch: batch.gather(rows), firstNumber: firstNumber + Int(rows[0]),
                    numbers: numbers))
            return
        }
        let hasRoom =
            pieces.last.map { last in
                last.numbers != nil
                    && last.sizeBytes + batch.sizeBytes <= RowBuffer.pieceBytesMax
            } ?? false
        if !hasRoom {
            add(
                Piece(
                    batch: TypedBatch(
                        rowCount: 0, columns: batch.columns.map { TypedColumn(emptyOf: $0.type) }),
                    firstNumber: numbers[0], numbers: []))
        }
        let last = pieces.count - 1
        sizeBytes -= pieces[last].sizeBytes
        defer { sizeBytes += pieces[last].sizeBytes }
        for column in batch.columns.indices {
            try pieces[last].batch.columns[column].append(batch.columns[column], rows: rows)
        }
        pieces[last].batch.rowCount += rows.count
        pieces[last].numbers?.append(contentsOf: numbers)
        rowCount += rows.count
    }

    private mutating func add(_ piece: Piece) {
        pieces.append(piece)
        rowCount += piece.batch.rowCount
        sizeBytes += piece.sizeBytes
    }

    /// Forgets the rows with numbers from `limit` on.
    mutating func truncate(below limit: Int) {
        while let last = pieces.last {
            let kept = last.countBelow(limit)
            if kept == last.batch.rowCount { return }
            pieces.removeLast()
            rowCount -= last.batch.rowCount
            sizeBytes -= last.sizeBytes
            if kept > 0 { return add(last.slice(0..<kept)) }
        }
    }

    /// Takes out rows to be written: all, or those before the last mark where these are the most.
    /// What lies behind it may be few and rolled back soon, and would make a file of its own.
    ///
    /// - Parameter marks: ascending; no run holds rows on both sides of one.
    /// - Returns: runs of rows with the number of the first, in their order.
    mutating func takeRuns(
        cutAt marks: [Int]
    ) -> [(pieces: [TypedBatch], firstNumber: Int)] {
        var taken = pieces
        let all = rowCount
        self = RowBuffer()
        if let last = marks.last {
            let before = taken.reduce(0) { $0 + $1.countBelow(last) }
            if before < all, before >= all - before {
                for piece in taken.reversed() {
                    let kept = piece.countBelow(last)
                    if kept == piece.batch.rowCount { break }
                    taken.removeLast()
                    pieces.insert(piece.slice(kept..<piece.batch.rowCount), at: 0)
                    if kept > 0 { taken.append(piece.slice(0..<kept)) }
                }
                rowCount = pieces.reduce(0) { $0 + $1.batch.rowCount }
                sizeBytes = pieces.reduce(0) { $0 + $1.sizeBytes }
            }
        }
        return RowBuffer.runs(of: taken, cutAt: marks)
    }

    private static func runs(
        of pieces: [Piece], cutAt marks: [Int]
    ) -> [(pieces: [TypedBatch], firstNumber: Int)] {
        var runs: [(pieces: [TypedBatch], firstNumber: Int)] = []
        // The first mark behind the row in hand.
        var next = 0
        var limit: Int?
        for piece in pieces {
            var start = 0
            while start < piece.batch.rowCount {
                let number = piece.number(at: start)
                if runs.isEmpty || (limit.map { number >= $0 } ?? false) {
                    runs.append((pieces: [], firstNumber: number))
                    while next < marks.count, marks[next] <= number { next += 1 }
                    limit = next < marks.count ? marks[next] : nil
                }
                let end = limit.map { piece.countBelow($0) } ?? piece.batch.rowCount
                let range = start..<end
                runs[runs.count - 1].pieces.append(
                    range.count == piece.batch.rowCount ? piece.batch : piece.batch.slice(range))
                start = end
            }
        }
        return runs
    }
}
