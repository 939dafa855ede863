// The generic grouping operator: drains any stream of batches and gives one row for each group.

/// Groups the rows of `input`. Groups come in order of first arrival unless the
/// grouping asks for another; with no keys there is exactly one
/// group, also over no rows. Memory is bounded by the number of groups.
package final class AggregateStream: BatchStream {
    private static let outputRowsMax = 4096

    private let input: any BatchStream
    /// Where keys and arguments stand among the columns of `input`.
    private let keyPositions: [Int]
    private let argumentPositions: [Int?]
    private var states: [AggregateState]
    private var collected = BatchCollector(types: [])
    private var keyTypes: [DataType]
    private var table = GroupTable()
    private var emitted = 0
    private var keys: ColumnBatch?
    private let descending: [Bool]?
    /// Groups in the order in which they come.
    private var order: [Int] = []

    /// - Parameters:
    ///   - input: a stream whose columns are `columns`.
    ///   - columns: indexes into the schema's fields, which `grouping` refers to.
    package init(
        _ input: any BatchStream, columns: [Int], schema: TableSchema, grouping: Grouping
    ) {
        self.input = input
        descending = grouping.descending
        keyPositions = grouping.keys.compactMap { columns.firstIndex(of: $0) }
        argumentPositions = grouping.aggregates.map { aggregate in
            aggregate.column.flatMap { columns.firstIndex(of: $0) }
        }
        keyTypes = grouping.keys.map { schema.fields[$0].type }
        states = grouping.aggregates.map { AggregateState($0.function) }
        collected = BatchCollector(types: keyTypes)
    }

    /// The columns that a scan must read for a grouping, each once.
    package static func columns(for grouping: Grouping) -> [Int] {
        var columns: [Int] = []
        for column in grouping.keys + grouping.aggregates.compactMap(\.column)
        where !columns.contains(column) {
            columns.append(column)
        }
        return columns
    }

    package func next() throws(LakeError) -> ColumnBatch? {
        if keys == nil { try drain() }
        guard let keys, emitted < keys.rowCount else { return nil }
        let count = min(Self.outputRowsMax, keys.rowCount - emitted)
        let rows = order[emitted..<emitted + count]
        emitted += count
        var vectors: [ColumnVector] = []
        for vector in keys.columns { vectors.append(try slice(vector, rows)) }
        for state in states {
            var builder = ColumnBuilder(type: .real, capacity: count)
            for group in rows { try builder.append(state.result(of: group)) }
            vectors.append(ColumnVector(builder, bytes: nil))
        }
        return ColumnBatch(rowCount: count, columns: vectors)
    }

    private func drain() throws(LakeError) {
        var groups: [UInt32] = []
        if keyPositions.isEmpty { for index in states.indices { states[index].grow(to: 1) } }
        while let batch = try input.next() {
            groups.removeAll(keepingCapacity: true)
            if keyPositions.isEmpty {
                groups.append(contentsOf: repeatElement(0, count: batch.rowCount))
            } else {
                try number(batch, &groups)
            }
            for index in states.indices {
                let argument = argumentPositions[index].map { batch.columns[$0] }
                try states[index].add(argument, groups: groups)
            }
        }
        let batch = try collected.finish(rowCount: keyPositions.isEmpty ? 1 : table.groupCount)
        order =
            if let descending, !keyPositions.isEmpty {
                orderedGroups(
                    batch.columns, rows: Array(0..<batch.rowCount), descending: descending)
            } else {
                Array(0..<batch.rowCount)
            }
        keys = batch
    }

    private func number(_ batch: ColumnBatch, _ groups: inout [UInt32]) throws(LakeError) {
        let vectors = keyPositions.map { batch.columns[$0] }
        try table.number(vectors, rowCount: batch.rowCount, into: &groups) {
            (row) throws(LakeError) in
            try collected.append(vectors, row: row)
        }
        for index in states.indices { states[index].grow(to: table.groupCount) }
    }

    private func slice(
        _ vector: ColumnVector, _ rows: ArraySlice<Int>
    ) throws(LakeError) -> ColumnVector {
        var builder = ColumnBuilder(type: vector.type, capacity: rows.count)
        for row in rows { try builder.append(vector.value(at: row)) }
        return ColumnVector(builder, bytes: nil)
    }
}

extension TableSource {
    /// Answers a grouping from the rows of a scan: what a source does that has no better way.
    package func open(
        _ request: ScanRequest, grouping: Grouping, in environment: ScanEnvironment
    ) throws(LakeError) -> any BatchStream {
        let columns = AggregateStream.columns(for: grouping)
        let rows = ScanRequest(columns: columns, predicates: request.predicates)
        return AggregateStream(
            try open(rows, in: environment), columns: columns, schema: schema, grouping: grouping)
    }
}
