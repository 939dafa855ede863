// Mode line: one value a line, an empty line between rows.

import SQLiteBridge

extension OutputMode {
    static let line = OutputMode("line", "One value per line", makeWriter: { LineWriter($0, $1) })
}

private final class LineWriter: RowWriter {
    /// The names, aligned to the right, with ` = ` behind.
    private let labels: [[UInt8]]
    private let rowSeparator: [UInt8]
    private let nullText: [UInt8]
    private var isFirst = true

    init(_ settings: OutputSettings, _ statement: Statement) {
        let names = statement.columnNames
        let widths = names.map { displayWidth(of: $0) }
        let width = max(5, widths.max() ?? 0)
        labels = zip(names, widths).map { name, own in
            Array(String(repeating: " ", count: width - own).utf8) + Array("\(name) = ".utf8)
        }
        rowSeparator = Array(settings.rowSeparator.utf8)
        nullText = Array(settings.nullText.utf8)
    }

    func writeRow(of statement: Statement, to output: OutputBuffer) {
        if !isFirst { output.append(rowSeparator) }
        isFirst = false
        for index in labels.indices {
            output.append(labels[index])
            statement.withText(at: index) { text in
                if let text {
                    output.append(text)
                } else {
                    output.append(nullText)
                }
            }
            output.append(rowSeparator)
        }
    }

    func finish(to output: OutputBuffer) {}
}
