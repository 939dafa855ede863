// Hands over whole rows, those of one group after another, without sorting.
//
// All rows are kept in memory and put in order of their groups. When they need more than the
// budget, the keys are split at the middle one of those seen: only the rows of the first range are
// kept and handed over, and the scan is made again for the next range. Memory is bounded whatever
// the size; time is not lost as long as the rows fit, which planning sees to.

/// Rows of a scan, grouped; groups in the order of their keys.
package final class GroupedRows {
    private let open: () throws(LakeError) -> any BatchStream
    private let keyPositions: [Int]
    private let descending: [Bool]
    private let types: [DataType]
    private let memoryBytesMax: Int
    /// Ranges of keys still to be handed over, the next one last.
    private var ranges = [KeyRange()]

    /// Keys from `lower` up to, but not including, `upper`, in the order asked for.
    private struct KeyRange {
        var lower: [Value]?
        var upper: [Value]?
        /// How often it was split; a thousand scans are enough, then rows are kept all the same.
        var depth = 0

        static let depthMax = 10
    }

    /// - Parameters:
    ///   - keyPositions: of the keys among the stream's columns.
    ///   - descending: one flag for each key; groups come in this order.
    ///   - types: of the stream's columns.
    ///   - open: begins the scan; called again for each part.
    package init(
        keyPositions: [Int], descending: [Bool], types: [DataType], memoryBytesMax: Int,
        open: @escaping () throws(LakeError) -> any BatchStream
    ) {
        self.keyPositions = keyPositions
        self.descending = descending
        self.types = types
        self.memoryBytesMax = memoryBytesMax
        self.open = open
    }

    /// The next rows: a batch and its rows in the order in which to read them. No group is split.
    ///
    /// - Parameter checkpoint: called once a batch of the scan; may throw to stop.
    package func next(
        checkpoint: () throws(LakeError) -> Void
    ) throws(LakeError) -> (batch: ColumnBatch, selection: [UInt32])? {
        while let range = ranges.popLast() {
            let rows = try collect(range, checkpoint)
            if let rows, rows.batch.rowCount > 0 { return rows }
        }
        return nil
    }

    /// The rows of one range; nil when they do not fit and the range was split in two.
    private func collect(
        _ range: KeyRange, _ checkpoint: () throws(LakeError) -> Void
    ) throws(LakeError) -> (batch: ColumnBatch, selection: [UInt32])? {
        var table = GroupTable()
        var groups: [UInt32] = []
        var collector = BatchCollector(types: types)
        let stream = try open()
        while let batch = try stream.next() {
            try checkpoint()
            try add(batch, range, &table, &groups, &collector)
            // One group cannot be split.
            if collector.sizeBytes > memoryBytesMax, table.groupCount > 1,
                range.depth < KeyRange.depthMax
            {
                split(range, at: middleKey(try collector.finish(), groups, table.groupCount))
                return nil
            }
        }
        let batch = try collector.finish()
        return (batch, order(groups, of: batch, groupCount: table.groupCount))
    }

    private func split(_ range: KeyRange, at key: [Value]) {
        let depth = range.depth + 1
        ranges.append(KeyRange(lower: key, upper: range.upper, depth: depth))
        ranges.append(KeyRange(lower: range.lower, upper: key, depth: depth))
    }

    /// The key in the middle of those seen; never the first.
    private func middleKey(
        _ batch: ColumnBatch, _ groups: [UInt32], _ groupCount: Int
    ) -> [Value] {
        let firstRows = firstRows(of: groups, groupCount: groupCount)
        let keys = keyPositions.map { batch.columns[$0] }
        let sorted = orderedGroups(keys, rows: firstRows, descending: descending)
        let row = firstRows[sorted[max(1, groupCount / 2)]]
        return keys.map { $0.value(at: row) }
    }

    private func add(
        _ batch: ColumnBatch, _ range: KeyRange, _ table: inout GroupTable,
        _ groups: inout [UInt32], _ collector: inout BatchCollector
    ) throws(LakeError) {
        let keys = keyPositions.map { batch.columns[$0] }
        if range.depth == 0 {
            for row in 0..<batch.rowCount {
                groups.append(UInt32(table.group(of: row, keys: keys)))
            }
            return try collector.append(batch)
        }
        for row in 0..<batch.rowCount where isIn(range, row, keys) {
            groups.append(UInt32(table.group(of: row, keys: keys)))
            try collector.append(batch.columns, row: row)
        }
    }

    private func isIn(_ range: KeyRange, _ row: Int, _ keys: [ColumnVector]) -> Bool {
        if let lower = range.lower, compareKey(keys, row, lower, descending: descending) < 0 {
            return false
        }
        if let upper = range.upper, compareKey(keys, row, upper, descending: descending) >= 0 {
            return false
        }
        return true
    }

    /// A row of each group.
    private func firstRows(of groups: [UInt32], groupCount: Int) -> [Int] {
        var firstRows = [Int](repeating: 0, count: groupCount)
        for (row, group) in groups.enumerated().reversed() { firstRows[Int(group)] = row }
        return firstRows
    }

    /// Rows by the order of their groups' keys, in order of arrival within a group: a counting
    /// sort.
    private func order(
        _ groups: [UInt32], of batch: ColumnBatch, groupCount: Int
    ) -> [UInt32] {
        let firstRows = firstRows(of: groups, groupCount: groupCount)
        let keys = keyPositions.map { batch.columns[$0] }
        let sorted = orderedGroups(keys, rows: firstRows, descending: descending)
        var sizes = [Int](repeating: 0, count: groupCount)
        for group in groups { sizes[Int(group)] += 1 }
        var places = [Int](repeating: 0, count: groupCount)
        var place = 0
        for group in sorted {
            places[group] = place
            place += sizes[group]
        }
        var order = [UInt32](repeating: 0, count: groups.count)
        for (row, group) in groups.enumerated() {
            order[places[Int(group)]] = UInt32(row)
            places[Int(group)] += 1
        }
        return order
    }
}
