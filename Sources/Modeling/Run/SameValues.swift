// A function for a WHERE clause that lets every row pass, and stops the statement at the first row
// whose arguments are not those of the first one.
//
//     INSERT INTO t SELECT a FROM (query) WHERE healthlake_same_values(origin, snapshot)
//
// So who leaves columns out because they seem to hold one value learns which, or that they do not.

import Columnar
import SQLiteBridge

/// What one statement has seen.
final class SameValues: RowFunction {
    static let name = "healthlake_same_values"

    /// Those of the first row, each a text or NULL; nil before it.
    private(set) var values: [Value]?
    /// The first argument that some row has another value for, or that is a number, a BLOB or a
    /// text that no literal can hold; nil for none.
    private(set) var differing: Int?

    func call(_ arguments: FunctionArguments, into result: FunctionResult) {
        if let values {
            differing = values.indices.first { !Self.equals(arguments, $0, values[$0]) }
        } else {
            let first = (0..<arguments.count).map { arguments.value(at: $0) }
            differing = first.firstIndex { !Self.isLiteral($0) }
            values = first
        }
        if differing == nil {
            result.set(Int64(1))
        } else {
            result.fail("a column holds several values")
        }
    }

    /// Whether a text literal or NULL can stand for a value.
    private static func isLiteral(_ value: Value) -> Bool {
        switch value {
        case .null: true
        case .text(let bytes):
            !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
        case .integer, .real, .blob: false
        }
    }

    private static func equals(
        _ arguments: FunctionArguments, _ index: Int, _ value: Value
    ) -> Bool {
        switch value {
        case .null: arguments.type(at: index) == .null
        case .text(let bytes):
            unsafe arguments.type(at: index) == .text
                && arguments.withBytes(at: index) { unsafe $0.elementsEqual(bytes) }
        case .integer, .real, .blob: false
        }
    }
}
