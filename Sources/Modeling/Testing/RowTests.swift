// What tests of one relation have seen of its rows.
//
// Each column that keys are made of is read once a row, whatever number of tests is about it: its
// hash, whether it is NULL, whether it is among the keys of a parent.

import SQLiteBridge

struct RowTests {
    /// The columns to be read, as SQL, in the order in which they are read.
    private(set) var names: [String] = []
    private var columns: [KeyColumn] = []
    private var distinct: [DistinctTest] = []
    /// Tests by their index in the graph that ask for a column without NULL.
    private var notNull: [(test: Int, column: Int)] = []

    // MARK: Tests

    mutating func addDistinct(_ test: Int, _ keys: [String], skipsNull: Bool) {
        distinct.append(
            DistinctTest(test: test, columns: keys.map { column($0) }, skipsNull: skipsNull))
    }

    mutating func addKnown(_ test: Int, _ name: String, _ keys: KnownKeys) {
        columns[column(name)].parents.append(KeyColumn.Parent(test: test, keys: keys))
    }

    /// - Returns: false when the column is none of those that are read.
    mutating func addNotNull(_ test: Int, _ name: Substring) -> Bool {
        guard let column = names.firstIndex(where: { $0 == name }) else { return false }
        notNull.append((test, column))
        return true
    }

    private mutating func column(_ name: String) -> Int {
        if let known = names.firstIndex(of: name) { return known }
        names.append(name)
        columns.append(KeyColumn())
        return names.count - 1
    }

    // MARK: Rows

    mutating func read(_ statement: Statement) {
        var index = 0
        while index < columns.count {
            columns[index].read(statement, at: index)
            index += 1
        }
        index = 0
        while index < distinct.count {
            distinct[index].read(columns)
            index += 1
        }
    }

    /// The tests that no row speaks against.
    func passing() -> [Int] {
        let whole = notNull.filter { !columns[$0.column].hasNull }.map(\.test)
        let known = columns.flatMap { $0.parents.filter(\.passes).map(\.test) }
        return whole + known + distinct.filter { $0.passes(columns) }.map(\.test)
    }
}

/// One column of the rows that go by.
private struct KeyColumn {
    /// A test that looks for the values among the keys of a parent.
    struct Parent {
        let test: Int
        let keys: KnownKeys
        /// The key that was found last: rows of one patient lie together.
        var last = -1
        var passes = true
    }

    var parents: [Parent] = []
    /// Of the value in the row.
    private(set) var hash: UInt64 = 0
    /// The value in the row, if it is an integer.
    private(set) var integer: Int64?
    private(set) var isNull = false
    private(set) var hasNull = false
    /// Whether a value was one of those that are not compared here.
    private(set) var hasUnknown = false

    mutating func read(_ statement: Statement, at index: Int) {
        integer = nil
        isNull = false
        switch statement.type(at: index) {
        case .integer:
            let value = statement.integer(at: index)
            integer = value
            hash = KeyHash.integer(value)
            if !parents.isEmpty {
                unsafe withUnsafeBytes(of: value) { unsafe look(for: .integer, $0) }
            }
        case .text:
            unsafe statement.withBlobBytes(at: index) { text in
                hash = unsafe KeyHash.text(text)
                if !parents.isEmpty { unsafe look(for: .text, text) }
            }
        case .null:
            hash = KeyHash.null
            isNull = true
            hasNull = true
        case .real, .blob:
            hasUnknown = true
            for parent in parents.indices { parents[parent].passes = false }
        }
    }

    private mutating func look(for tag: KnownKeys.Tag, _ key: UnsafeRawBufferPointer) {
        var place = 0
        while place < parents.count {
            let last = parents[place].last
            if unsafe last < 0 || !parents[place].keys.isKey(last, tag, key) {
                if let found = unsafe parents[place].keys.index(of: tag, key, hash) {
                    parents[place].last = found
                } else {
                    parents[place].passes = false
                }
            }
            place += 1
        }
    }
}

/// A test that no key occurs twice.
private struct DistinctTest {
    let test: Int
    let columns: [Int]
    let skipsNull: Bool
    private var hashes = KeyHashes()

    init(test: Int, columns: [Int], skipsNull: Bool) {
        self.test = test
        self.columns = columns
        self.skipsNull = skipsNull
    }

    mutating func read(_ row: [KeyColumn]) {
        let first = columns[0]
        if skipsNull, row[first].isNull { return }
        if columns.count == 1, let integer = row[first].integer {
            return hashes.append(row[first].hash, of: integer)
        }
        var hash = row[first].hash
        var place = 1
        while place < columns.count {
            hash = KeyHash.combined(hash, row[columns[place]].hash)
            place += 1
        }
        hashes.append(hash)
    }

    func passes(_ row: [KeyColumn]) -> Bool {
        columns.allSatisfy { !row[$0].hasUnknown } && hashes.areDistinct()
    }
}
