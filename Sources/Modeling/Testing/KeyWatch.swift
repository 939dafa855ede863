// Keys of a table, looked at while its rows are encoded, so that tests need not read them again.
//
//     threads       rows ─► records and, of each watched column, the batch's keys
//     this thread   records into the table, keys behind those of the batches before
//     tests         unique(id), not_null(id): answered by the keys, no scan
//
// What is compared are the values as the table has them: a column in which the table's type might
// make one value of two is not answered for.

import Columnar
import Projection

/// What is to be looked at, and what has been seen. Used by the run's thread.
final class KeyWatch {
    /// A column by its name in lower case.
    struct Column: Hashable, Sendable {
        let name: String
        /// Whether its values are compared, or only NULL is looked for.
        let isKey: Bool
        /// Whether its integers are kept, as long as they are few.
        var isReference = false
    }

    private(set) var columns: [Column]
    /// Whether all columns of the table are looked at, for NULL and for references.
    private let seesAll: Bool
    private var keys: [BatchKeys] = []
    /// Whether all rows of the table have been seen.
    private(set) var isWhole = false
    private var distinct: [Bool?] = []

    init(_ columns: [Column], seesAll: Bool = false) {
        self.columns = columns
        self.seesAll = seesAll
        discard()
    }

    /// Names the columns of the table, in lower case, before any of its rows is seen.
    func settle(on names: [String]) {
        guard seesAll else { return }
        let known = Set(columns.map(\.name))
        let added = names.filter { !known.contains($0) }
        if added.isEmpty { return }
        columns += added.map { Column(name: $0, isKey: false) }
        for index in columns.indices { columns[index].isReference = true }
        discard()
    }

    /// - Parameter batch: one for each column.
    func add(_ batch: [BatchKeys]) {
        for (index, part) in batch.enumerated() where index < keys.count { keys[index].add(part) }
    }

    func finish() { isWhole = true }

    /// The rows are not those of the table.
    func discard() {
        isWhole = false
        keys = Array(repeating: BatchKeys(), count: columns.count)
        distinct = Array(repeating: nil, count: columns.count)
    }

    /// Whether it is certain that no row has NULL there.
    func hasNoNull(_ column: String) -> Bool {
        guard isWhole, let index = columns.firstIndex(where: { $0.name == column }) else {
            return false
        }
        return !keys[index].hasNull
    }

    /// Whether it is certain that no value occurs twice there, nor two of which CAST makes the
    /// same text.
    ///
    /// - Parameter skipsNull: whether NULL may.
    func isDistinct(_ column: String, skipsNull: Bool) -> Bool {
        guard isWhole,
            let index = columns.firstIndex(where: { $0.name == column && $0.isKey }),
            skipsNull || !keys[index].hasNull
        else { return false }
        if let known = distinct[index] { return known }
        let answer = keys[index].areDistinct()
        distinct[index] = answer
        keys[index].forget()
        return answer
    }

    /// The integers that a column holds, besides NULL, each at least once; nil where it may hold
    /// something else, or too many.
    func integers(_ column: String) -> [Int64]? {
        guard isWhole,
            let index = columns.firstIndex(where: { $0.name == column && $0.isReference })
        else { return nil }
        return keys[index].references.integers
    }
}

/// The keys that one column has in some rows.
struct BatchKeys: Sendable {
    private(set) var hasNull = false
    private(set) var references = ReferencedIntegers()
    private var kind: Kind = .none
    private var hashes = KeyHashes()
    /// Integers are looked at only as long as they rise, as keys mostly do: then they are distinct,
    /// and nothing has to be kept of them.
    private var firstInteger: Int64 = 0
    private var lastInteger: Int64 = 0

    private enum Kind {
        case none, rising, text
        /// What cannot be told apart here.
        case unknown
    }

    init() {}

    /// Of a column that cannot be seen.
    static var unknown: BatchKeys {
        var keys = BatchKeys()
        keys.hasNull = true
        keys.kind = .unknown
        keys.references = .unknown
        return keys
    }

    /// - Parameter affinity: of the column that the values go to.
    init(
        _ vector: AddressedVector, _ affinity: ColumnAffinity, rowCount: Int,
        of column: KeyWatch.Column
    ) {
        if column.isReference {
            references = ReferencedIntegers(vector, affinity, rowCount: rowCount)
        }
        guard column.isKey else {
            hasNull = vector.hasNull(rowCount: rowCount)
            return
        }
        for row in 0..<rowCount {
            let kind = vector.kind(row)
            if kind == ValueKind.null {
                hasNull = true
            } else {
                add(vector, row, kind, affinity)
            }
        }
    }

    /// A column of the type TEXT makes '1' of 1, one of numbers 1 of '1', and reals may become
    /// integers: integers and texts of one column are not compared with each other.
    @inline(always)
    private mutating func add(
        _ vector: AddressedVector, _ row: Int, _ kind: UInt8, _ affinity: ColumnAffinity
    ) {
        switch kind {
        case ValueKind.integer where affinity != .real:
            let value = Int64(bitPattern: vector.word(row))
            if self.kind == .none {
                self.kind = .rising
                firstInteger = value
            } else if self.kind != .rising || value <= lastInteger {
                self.kind = .unknown
            }
            lastInteger = value
        case ValueKind.text where affinity == .text || affinity == .blob:
            if self.kind == .none { self.kind = .text }
            guard self.kind == .text else {
                self.kind = .unknown
                return
            }
            hashes.append(unsafe KeyHash.text(UnsafeRawBufferPointer(vector.bytes(row))))
        default: self.kind = .unknown
        }
    }

    /// Takes the keys of the rows behind these.
    mutating func add(_ other: BatchKeys) {
        hasNull = hasNull || other.hasNull
        references.add(other.references)
        switch (kind, other.kind) {
        case (_, .none): return
        case (.none, _):
            kind = other.kind
            firstInteger = other.firstInteger
        case (.rising, .rising) where other.firstInteger > lastInteger: break
        case (.text, .text): break
        default:
            kind = .unknown
            hashes = KeyHashes()
            return
        }
        lastInteger = other.lastInteger
        hashes.append(other.hashes)
    }

    func areDistinct() -> Bool {
        switch kind {
        case .none, .rising: true
        case .text: hashes.areDistinct()
        case .unknown: false
        }
    }

    /// Gives the memory of the compared keys back.
    mutating func forget() { hashes = KeyHashes() }
}
