// Columns made from a few rows by a closure each: for tables of hundreds of rows.

import Columnar

/// Builds the columns of a batch from rows at hand.
struct TypedRows<Row> {
    let rows: [Row]

    func ints(_ value: (Row) -> Int32?) -> TypedColumn {
        column(.int, value) { .int32s($0.map { $0 ?? 0 }) }
    }

    func dates(_ value: (Row) -> Int32?) -> TypedColumn {
        column(.date, value) { .int32s($0.map { $0 ?? 0 }) }
    }

    func doubles(_ value: (Row) -> Double?) -> TypedColumn {
        column(.double, value) { .doubles($0.map { $0 ?? 0 }) }
    }

    /// Empty text is NULL.
    func texts(_ value: (Row) -> String) -> TypedColumn {
        let present: (Row) -> String? = { row in
            let text = value(row)
            return text.isEmpty ? nil : text
        }
        return column(.string, present) { texts in
            var bytes = ByteColumn()
            for text in texts { bytes.append((text ?? "").utf8) }
            return .bytes(bytes)
        }
    }

    private func column<Value>(
        _ type: ScalarType, _ value: (Row) -> Value?, _ make: ([Value?]) -> TypedColumn.Values
    ) -> TypedColumn {
        let values = rows.map(value)
        let hasNull = values.contains { $0 == nil }
        return TypedColumn(
            type: type, count: rows.count, validity: hasNull ? values.map { $0 != nil } : nil,
            values: make(values))
    }
}
