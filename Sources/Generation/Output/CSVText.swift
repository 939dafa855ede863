// Rows of typed columns as lines of CSV.
// Source: RFC 4180.

import Columnar

/// Writes lines.
enum CSVText {
    private static let comma = UInt8(ascii: ",")

    /// All rows of a batch, each with CR LF at its end.
    static func lines(_ batch: TypedBatch) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(batch.rowCount * batch.columns.count * 8)
        for row in 0..<batch.rowCount {
            for (index, column) in batch.columns.enumerated() {
                if index > 0 { text.append(comma) }
                append(column, row, to: &text)
            }
            text.append(UInt8(ascii: "\r"))
            text.append(UInt8(ascii: "\n"))
        }
        return text
    }

    private static func append(_ column: TypedColumn, _ row: Int, to text: inout [UInt8]) {
        if let validity = column.validity, !validity[row] { return }
        switch column.values {
        case .booleans(let values): text.append(values[row] ? UInt8(ascii: "1") : UInt8(ascii: "0"))
        case .int32s(let values): appendNumber(Int64(values[row]), column.type, to: &text)
        case .int64s(let values): appendNumber(values[row], column.type, to: &text)
        case .floats(let values): appendReal(Double(values[row]), to: &text)
        case .doubles(let values): appendReal(values[row], to: &text)
        case .bytes(let values): appendField(values[row], to: &text)
        case .dictionary(let indexes, let entries):
            appendField(entries[Int(indexes[row])], to: &text)
        }
    }

    private static func appendNumber(_ value: Int64, _ type: ScalarType, to text: inout [UInt8]) {
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: CalendarText.bytesMax) {
            scratch in
            guard let base = scratch.baseAddress else { return }
            // Safe: the allocation has the room that the writers ask for.
            switch type {
            case .date:
                let count = unsafe CalendarText.writeDate(value, base)
                unsafe text.append(contentsOf: UnsafeBufferPointer(start: base, count: count))
            case .timestamp(let unit, let isUTC):
                let count = unsafe CalendarText.writeTimestamp(value, unit, isUTC: isUTC, base)
                unsafe text.append(contentsOf: UnsafeBufferPointer(start: base, count: count))
            default: text.append(contentsOf: String(value).utf8)
            }
        }
    }

    /// Whole numbers without a point, as most tools write them.
    private static func appendReal(_ value: Double, to text: inout [UInt8]) {
        if value == value.rounded(), abs(value) < 1e15 {
            text.append(contentsOf: String(Int64(value)).utf8)
        } else {
            text.append(contentsOf: value.description.utf8)
        }
    }

    /// - Parameter quotesEmpty: whether an empty text must not look like NULL.
    static func appendField(
        _ bytes: ArraySlice<UInt8>, quotesEmpty: Bool = true, to text: inout [UInt8]
    ) {
        let needsQuotes = bytes.contains { byte in
            byte == comma || byte == UInt8(ascii: "\"") || byte == 10 || byte == 13
        }
        // An empty field is NULL; an empty text is two quotation marks.
        guard needsQuotes || (bytes.isEmpty && quotesEmpty) else {
            text.append(contentsOf: bytes)
            return
        }
        text.append(UInt8(ascii: "\""))
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { text.append(byte) }
            text.append(byte)
        }
        text.append(UInt8(ascii: "\""))
    }
}
