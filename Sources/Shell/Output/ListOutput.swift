// Modes list, tabs and ascii: values with a separator between them, one row a line.

import SQLiteBridge

extension OutputMode {
    static let list = OutputMode(
        "list", "Values delimited by \"|\"", columnSeparator: "|", rowSeparator: "\n",
        makeWriter: { ListWriter($0, $1) })
    static let tabs = OutputMode(
        "tabs", "Tab-separated values", columnSeparator: "\t", rowSeparator: "\n",
        makeWriter: { ListWriter($0, $1) })
    static let ascii = OutputMode(
        "ascii", "Columns/rows delimited by 0x1F and 0x1E", columnSeparator: "\u{1f}",
        rowSeparator: "\u{1e}", makeWriter: { ListWriter($0, $1) })
}

private final class ListWriter: RowWriter {
    private let columnCount: Int
    private let columnSeparator: [UInt8]
    private let rowSeparator: [UInt8]
    private let nullText: [UInt8]
    private var header: [String]?

    init(_ settings: OutputSettings, _ statement: Statement) {
        columnCount = statement.columnCount
        columnSeparator = Array(settings.columnSeparator.utf8)
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
                    output.append(text)
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
            output.append(name)
        }
        output.append(rowSeparator)
    }

    func finish(to output: OutputBuffer) {}
}

extension Statement {
    /// The names of the result's columns.
    var columnNames: [String] { (0..<columnCount).map { columnName(at: $0) } }
}
