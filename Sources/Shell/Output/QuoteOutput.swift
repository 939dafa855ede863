// Mode quote: values as SQL literals.

import SQLiteBridge

extension OutputMode {
    static let quote = OutputMode(
        "quote", "Escape answers as for SQL", columnSeparator: ",", rowSeparator: "\n",
        makeWriter: { QuoteWriter($0, $1) })
}

private final class QuoteWriter: RowWriter {
    private let columnCount: Int
    private let columnSeparator: [UInt8]
    private let rowSeparator: [UInt8]
    private var header: [String]?

    init(_ settings: OutputSettings, _ statement: Statement) {
        columnCount = statement.columnCount
        columnSeparator = Array(settings.columnSeparator.utf8)
        rowSeparator = Array(settings.rowSeparator.utf8)
        header = settings.showsHeaders ? statement.columnNames : nil
    }

    func writeRow(of statement: Statement, to output: OutputBuffer) {
        if let names = header.take() {
            for (index, name) in names.enumerated() {
                if index > 0 { output.append(columnSeparator) }
                let bytes = Array(name.utf8)
                appendLiteral(bytes.span, to: output)
            }
            output.append(rowSeparator)
        }
        for index in 0..<columnCount {
            if index > 0 { output.append(columnSeparator) }
            writeValue(at: index, of: statement, to: output)
        }
        output.append(rowSeparator)
    }

    private func writeValue(at index: Int, of statement: Statement, to output: OutputBuffer) {
        switch statement.type(at: index) {
        case .null:
            output.append("NULL")
        case .integer:
            statement.withText(at: index) { if let text = $0 { output.append(text) } }
        case .real:
            withSQLiteText(of: statement.real(at: index), digits: 20) { output.append($0) }
        case .text:
            statement.withText(at: index) { text in
                if let text { appendLiteral(text, to: output) }
            }
        case .blob:
            statement.withBlob(at: index) { appendBlobLiteral($0, to: output) }
        }
    }

    func finish(to output: OutputBuffer) {}
}
