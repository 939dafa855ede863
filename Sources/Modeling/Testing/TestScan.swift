// One pass over a relation for all of its tests that are ready.
//
//     SELECT (C1), (C2), k, l FROM R       a column for each condition, then those of keys
//
// A mart is a view, and a view is computed again by each statement that reads it: with a scan for
// each test the tests would take longer than the models. What the scan tells is which tests pass; a
// test that does not, or that the scan cannot decide, is run as its SQL stands.

import Columnar
import SQLiteBridge

/// The tests of one relation that one scan decides.
struct TestScan {
    /// Tests by their index in the graph.
    private var tests: [(index: Int, shape: TestShape)] = []
    let relation: String

    init(relation: String) { self.relation = relation }

    mutating func add(_ index: Int, _ shape: TestShape) { tests.append((index, shape)) }

    /// - Parameter keys: those of the relations that tests look into.
    /// - Returns: the tests that pass.
    /// - Throws: `LakeError` when the relation cannot be read so.
    func passing(
        on database: Database, _ keys: (_ shape: TestShape) throws(LakeError) -> KnownKeys?
    ) throws(LakeError) -> [Int] {
        var states: [State] = []
        var columns: [String] = []
        for (index, shape) in tests {
            guard let decision = try decision(for: shape, keys) else { continue }
            let list = Self.columns(of: shape)
            states.append(State(index: index, firstColumn: columns.count, list.count, decision))
            columns += list
        }
        guard !states.isEmpty, columns.count <= ModelingLimits.columnsMax else { return [] }
        let query = "SELECT \(columns.joined(separator: ", ")) FROM \(relation)"
        try database.sql { () throws(SQLiteError) in
            guard let statement = try database.prepare(query).statement else { return }
            var key = KeyBytes()
            while try statement.step() {
                var place = 0
                while place < states.count {
                    if states[place].passes { states[place].read(statement, &key) }
                    place += 1
                }
            }
        }
        return states.filter(\.passes).map(\.index)
    }

    private func decision(
        for shape: TestShape, _ keys: (_ shape: TestShape) throws(LakeError) -> KnownKeys?
    ) throws(LakeError) -> State.Decision? {
        switch shape.kind {
        case .noRow: return .noRow
        case .distinct(_, let skipsNull): return .distinct(DistinctHashes(), skipsNull: skipsNull)
        case .known: return try keys(shape).map { .known($0) }
        }
    }

    private static func columns(of shape: TestShape) -> [String] {
        switch shape.kind {
        case .noRow(let condition): ["(\(condition))"]
        case .distinct(let columns, _): columns
        case .known(let column, _, _): [column]
        }
    }

    /// One test while rows go by.
    private struct State {
        enum Decision {
            case noRow
            case distinct(DistinctHashes, skipsNull: Bool)
            case known(KnownKeys)
        }

        let index: Int
        private let firstColumn: Int
        private let columnCount: Int
        private var decision: Decision
        private(set) var passes = true

        init(index: Int, firstColumn: Int, _ columnCount: Int, _ decision: Decision) {
            self.index = index
            self.firstColumn = firstColumn
            self.columnCount = columnCount
            self.decision = decision
        }

        mutating func read(_ statement: Statement, _ key: inout KeyBytes) {
            switch decision {
            case .noRow: passes = statement.real(at: firstColumn) == 0
            case .known(let keys):
                if statement.type(at: firstColumn) == .null { return }
                key.begin()
                key.add(statement, at: firstColumn)
                passes = !key.isUnknown && keys.contains(key)
            case .distinct(var hashes, let skipsNull):
                if skipsNull, statement.type(at: firstColumn) == .null { return }
                key.begin()
                for column in firstColumn..<firstColumn + columnCount {
                    key.add(statement, at: column)
                }
                // Moved out and in again, so that the slots have one owner and are not copied.
                decision = .noRow
                passes = !key.isUnknown && hashes.insert(key.hash)
                decision = .distinct(hashes, skipsNull: skipsNull)
            }
        }
    }
}

/// Reads the keys of relations, once each.
final class KeyReader {
    private let database: Database
    private var known: [String: KnownKeys?] = [:]

    init(_ database: Database) { self.database = database }

    /// The values of a column; nil when there are too many, or some that are not compared here.
    func keys(_ relation: String, _ field: String) throws(LakeError) -> KnownKeys? {
        let name = relation + "." + field
        if let keys = known[name] { return keys }
        let keys = KnownKeys()
        let isWhole = try database.sql { () throws(SQLiteError) in
            let query = "SELECT \(field) FROM \(relation)"
            guard let statement = try database.prepare(query).statement else { return false }
            var key = KeyBytes()
            while try statement.step() {
                if statement.type(at: 0) == .null { continue }
                key.begin()
                key.add(statement, at: 0)
                guard !key.isUnknown, keys.insert(key) else { return false }
            }
            return true
        }
        known[name] = .some(isWhole ? keys : nil)
        return isWhole ? keys : nil
    }
}
