// Which rows of a data file are deleted by their positions.

import Columnar

/// Deleted positions of one data file.
struct PositionDeletes: Sendable {
    /// Nil when no row is deleted.
    let positions: PositionSet?

    /// The rows of a slice that are left, counted from its first.
    ///
    /// - Parameter rows: counted from the start of the file.
    /// - Returns: nil when all are.
    func remaining(of rows: Range<Int>) -> [UInt32]? {
        guard let positions else { return nil }
        let range = Int64(rows.lowerBound)..<Int64(rows.upperBound)
        var kept: [UInt32] = []
        var next = rows.lowerBound
        var isAnyDeleted = false
        positions.forEachRun(in: range) { run in
            isAnyDeleted = true
            for row in next..<Int(run.lowerBound) { kept.append(UInt32(row - rows.lowerBound)) }
            next = Int(run.upperBound)
        }
        guard isAnyDeleted else { return nil }
        for row in next..<rows.upperBound { kept.append(UInt32(row - rows.lowerBound)) }
        return kept
    }
}
