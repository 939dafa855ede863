// The time at which a row was first seen, for SQL that makes its table anew.
//
//     SELECT id, healthlake_first_seen(now, id) FROM (query)
//
// A join with the old table would sort it and search it for each row.

import Columnar
import SQLiteBridge

/// Looks keys up among the rows of the table that is there.
final class FirstSeenLookup: RowFunction {
    static let name = "healthlake_first_seen"

    private let known: FirstSeenTimes
    /// The affinities of the keys in the old table.
    private let affinities: [ColumnAffinity]
    /// Whether a key came that a comparison with the old table's would convert.
    private(set) var isLeftToSQLite = false

    init(_ known: FirstSeenTimes, _ affinities: [ColumnAffinity]) {
        self.known = known
        self.affinities = affinities
    }

    /// The first argument, or the time of the row whose key the others are.
    func call(_ arguments: FunctionArguments, into result: FunctionResult) {
        for (index, affinity) in affinities.enumerated() where affinity != .blob {
            let type = arguments.type(at: index + 1)
            let isText = type == .text || type == .blob
            if type != .null, isText != (affinity == .text) {
                isLeftToSQLite = true
                return result.fail("a key is not of the type of its column")
            }
        }
        guard let time = known.time(of: arguments, from: 1) else {
            return result.set(arguments, at: 0)
        }
        unsafe time.withUnsafeBufferPointer { unsafe result.set(text: $0) }
    }
}
