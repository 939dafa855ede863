// Hands over whole rows, those of one group after another, without sorting.
//
// All rows are kept in memory and put in order of their groups. When they need more than the
// budget, the keys are split by hash into 2, 4, 8, … parts: only the rows of the first part are
// kept, handed over, and the scan is made again for the next part. Memory is bounded whatever the
// size; time is not lost as long as the rows fit, which planning sees to.

/// Rows of a scan, grouped.
package final class GroupedRows {
    private let open: () throws(LakeError) -> any BatchStream
    private let keyPositions: [Int]
    private let descending: [Bool]
    private let types: [DataType]
    private let memoryBytesMax: Int
    /// Parts still to be handed over: keys whose hash has `value` in its lowest `bitCount` bits.
    private var parts: [(bitCount: UInt64, value: UInt64)] = [(0, 0)]

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
        while let part = parts.popLast() {
            let rows = try collect(part, checkpoint)
            if let rows, rows.batch.rowCount > 0 { return rows }
        }
        return nil
    }

    /// The rows of one part; nil when they do not fit and the part was split in two.
    private func collect(
        _ part: (bitCount: UInt64, value: UInt64), _ checkpoint: () throws(LakeError) -> Void
    ) throws(LakeError) -> (batch: ColumnBatch, selection: [UInt32])? {
        var table = GroupTable()
        var groups: [UInt32] = []
        var collector = BatchCollector(types: types)
        let stream = try open()
        while let batch = try stream.next() {
            try checkpoint()
            try add(batch, part, &table, &groups, &collector)
            // One huge group cannot be split: at some depth it is kept all the same.
            if collector.sizeBytes + table.sizeBytes > memoryBytesMax && part.bitCount < 16 {
                let bit: UInt64 = 1 << part.bitCount
                parts.append((part.bitCount + 1, part.value | bit))
                parts.append((part.bitCount + 1, part.value))
                return nil
            }
        }
        let batch = try collector.finish()
        return (batch, order(groups, of: batch, groupCount: table.groupCount))
    }

    private func add(
        _ batch: ColumnBatch, _ part: (bitCount: UInt64, value: UInt64),
        _ table: inout GroupTable, _ groups: inout [UInt32],
        _ collector: inout BatchCollector
    ) throws(LakeError) {
        let keys = keyPositions.map { batch.columns[$0] }
        if part.bitCount == 0 {
            for row in 0..<batch.rowCount {
                groups.append(UInt32(table.group(of: row, keys: keys)))
            }
            return try collector.append(batch)
        }
        let mask: UInt64 = 1 << part.bitCount - 1
        // Other bits than those that choose the slot of the table.
        for row in 0..<batch.rowCount
        where table.hash(of: row, keys: keys) >> 40 & mask == part.value {
            groups.append(UInt32(table.group(of: row, keys: keys)))
            try collector.append(batch.columns, row: row)
        }
    }

    /// Rows by the order of their groups' keys, in order of arrival within a group: a counting
    /// sort.
    private func order(
        _ groups: [UInt32], of batch: ColumnBatch, groupCount: Int
    ) -> [UInt32] {
        var firstRows = [Int](repeating: 0, count: groupCount)
        for (row, group) in groups.enumerated().reversed() { firstRows[Int(group)] = row }
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
