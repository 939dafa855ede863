// Mode insert: INSERT statements that bring the rows into another database.

import SQLiteBridge

extension OutputMode {
    static let insert = OutputMode(
        "insert", "SQL insert statements for TABLE", makeWriter: { InsertWriter($0, $1) })
}

/// Prints `INSERT INTO t(…) VALUES(…);`. Also what `.dump` prints rows with.
final class InsertWriter: RowWriter {
    private let columnCount: Int
    private let opening: [UInt8]

    convenience init(_ settings: OutputSettings, _ statement: Statement) {
        let names = statement.columnNames.map { Database.quotedIfNeeded($0) }
        self.init(
            target: Database.quotedIfNeeded(settings.insertTable)
                + (settings.showsHeaders ? "(\(names.joined(separator: ",")))" : ""),
            columnCount: statement.columnCount)
    }

    /// - Parameter target: what follows INSERT INTO, quoted as needed.
    init(target: String, columnCount: Int) {
        self.columnCount = columnCount
        opening = Array("INSERT INTO \(target) VALUES(".utf8)
    }

    func writeRow(of statement: Statement, to output: OutputBuffer) {
        output.append(opening)
        for index in 0..<columnCount {
            if index > 0 { output.append(0x2c) }
            writeValue(at: index, of: statement, to: output)
        }
        output.append(");\n")
    }

    private func writeValue(at index: Int, of statement: Statement, to output: OutputBuffer) {
        switch statement.type(at: index) {
        case .null:
            output.append("NULL")
        case .integer:
            statement.withText(at: index) { if let text = $0 { output.append(text) } }
        case .real:
            appendRealLiteral(statement.real(at: index), to: output)
        case .text:
            statement.withText(at: index) { text in
                if let text { appendOneLineLiteral(text, to: output) }
            }
        case .blob:
            statement.withBlob(at: index) { appendBlobLiteral($0, to: output) }
        }
    }

    func finish(to output: OutputBuffer) {}
}
