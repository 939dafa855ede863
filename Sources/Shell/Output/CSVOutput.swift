// Mode csv: RFC 4180 as sqlite3 writes it. A value is quoted when it is empty, holds the separator,
// a quote of either kind, a space or a control character, or any byte outside ASCII.

import SQLiteBridge

extension OutputMode {
    static let csv = OutputMode(
        "csv", "Comma-separated values", columnSeparator: ",", rowSeparator: "\r\n",
        makeWriter: { CSVWriter($0, $1) })
}

private final class CSVWriter: RowWriter {
    private let columnCount: Int
    private let columnSeparator: [UInt8]
    /// The separator when it is one byte, which is then looked for with the other special bytes.
    private let separatorByte: UInt8
    private let rowSeparator: [UInt8]
    private let nullText: [UInt8]
    private var header: [String]?

    init(_ settings: OutputSettings, _ statement: Statement) {
        columnCount = statement.columnCount
        columnSeparator = Array(settings.columnSeparator.utf8)
        separatorByte = columnSeparator.count == 1 ? columnSeparator[0] : 0x22
        rowSeparator = Array(settings.rowSeparator.utf8)
        nullText = Array(settings.nullText.utf8)
        header = settings.showsHeaders ? statement.columnNames : nil
    }

    func writeRow(of statement: Statement, to output: OutputBuffer) {
        if let names = header.take() { writeHeader(names, to: output) }
        for index in 0..<columnCount {
            if index > 0 { output.append(columnSeparator) }
            statement.withText(at: index) { text in
                if let text {
                    writeValue(text, to: output)
                } else {
                    output.append(nullText)
                }
            }
        }
        output.append(rowSeparator)
    }

    private func writeHeader(_ names: [String], to output: OutputBuffer) {
        for (index, name) in names.enumerated() {
            if index > 0 { output.append(columnSeparator) }
            let bytes = Array(name.utf8)
            writeValue(bytes.span, to: output)
        }
        output.append(rowSeparator)
    }

    private func writeValue(_ text: Span<UInt8>, to output: OutputBuffer) {
        if !text.isEmpty && isPlain(text) && !holdsSeparator(text) {
            output.append(text)
        } else {
            writeQuoted(text, to: output)
        }
    }

    /// Whether no byte asks for quotes.
    @inline(__always)
    private func isPlain(_ text: Span<UInt8>) -> Bool {
        for index in 0..<text.count {
            // Safe: index < text.count.
            let byte = unsafe text[unchecked: index]
            guard byte &- 0x21 < 0x5e, byte != 0x22, byte != 0x27, byte != separatorByte else {
                return false
            }
        }
        return true
    }

    /// Whether a separator of several bytes lies in the value.
    private func holdsSeparator(_ value: Span<UInt8>) -> Bool {
        guard columnSeparator.count > 1 else { return columnSeparator.isEmpty }
        guard value.count >= columnSeparator.count else { return false }
        return (0...(value.count - columnSeparator.count)).contains { start in
            columnSeparator.indices.allSatisfy { value[start + $0] == columnSeparator[$0] }
        }
    }

    private func writeQuoted(_ value: Span<UInt8>, to output: OutputBuffer) {
        output.append(0x22)
        // In pieces that end with a quote, which is then written once more.
        var start = 0
        for index in 0..<value.count {
            // Safe: index < value.count.
            guard unsafe value[unchecked: index] == 0x22 else { continue }
            output.append(value.extracting(start..<(index + 1)))
            output.append(0x22)
            start = index + 1
        }
        output.append(value.extracting(start..<value.count))
        output.append(0x22)
    }

    func finish(to output: OutputBuffer) {}
}
