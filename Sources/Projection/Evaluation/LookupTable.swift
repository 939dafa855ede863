// A small table in memory, found by the values of its keys.

package import Columnar

/// The rows of a lookup. Keys are compared as SQLite compares them: texts by their bytes, numbers
/// by their value, NULL with nothing.
package final class LookupTable: @unchecked Sendable {  // because: only read after init
    /// A column each, as long as the table.
    let columns: [AddressedVector]
    private let rowByKey: [[UInt8]: Int]
    private let arena = TextArena()

    /// - Parameters:
    ///   - rows: each with a value for each of the lookup's columns.
    ///   - keys: the places of the keys in a row.
    /// - Throws: `LakeError.unsupported` where two rows have the same keys: a join would double the
    ///   row that finds them.
    package init(rows: [[Value]], columnCount: Int, keys: [Int]) throws(LakeError) {
        var columns: [AddressedVector] = []
        for column in 0..<columnCount {
            let vector = AddressedVector(count: rows.count)
            for (row, values) in rows.enumerated() {
                vector.set(row, column < values.count ? values[column] : .null, in: arena)
            }
            columns.append(vector)
        }
        self.columns = columns
        var rowByKey: [[UInt8]: Int] = [:]
        var key: [UInt8] = []
        for row in rows.indices {
            key.removeAll(keepingCapacity: true)
            var isWhole = true
            for place in keys {
                isWhole = isWhole && Self.append(columns[place], row, to: &key)
            }
            guard isWhole else { continue }
            guard rowByKey.updateValue(row, forKey: key) == nil else {
                throw LakeError(
                    .unsupported, "two rows of a joined table have the same keys",
                    advice: "such a join is left to SQLite")
            }
        }
        self.rowByKey = rowByKey
    }

    /// The row whose keys equal the values; nil where there is none.
    ///
    /// - Parameter key: scratch memory.
    func row(_ values: [AddressedVector], _ row: Int, _ key: inout [UInt8]) -> Int? {
        key.removeAll(keepingCapacity: true)
        for vector in values {
            guard Self.append(vector, row, to: &key) else { return nil }
        }
        return rowByKey[key]
    }

    /// - Returns: false for NULL, which equals nothing.
    private static func append(
        _ vector: AddressedVector, _ row: Int, to key: inout [UInt8]
    ) -> Bool {
        let kind = vector.kind(row)
        var word = vector.word(row)
        switch kind {
        case ValueKind.null: return false
        case ValueKind.text, ValueKind.json, ValueKind.blob:
            key.append(kind == ValueKind.blob ? ValueKind.blob : ValueKind.text)
            word = UInt64(vector.length(row))
        case ValueKind.real:
            // A real that is an integer equals it.
            let real = Double(bitPattern: word)
            if let integer = Int64(exactly: real) {
                key.append(ValueKind.integer)
                word = UInt64(bitPattern: integer)
            } else {
                key.append(ValueKind.real)
            }
        default: key.append(ValueKind.integer)
        }
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            key.append(UInt8(truncatingIfNeeded: word >> shift))
        }
        if kind >= ValueKind.text { unsafe key.append(contentsOf: vector.bytes(row)) }
        return true
    }
}
