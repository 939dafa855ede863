// Modes column, table, box, markdown and qbox: all rows are gathered, the widest value of a column
// sets its width.

import SQLiteBridge

extension OutputMode {
    static let column = columnar(
        "column", "Output in columns.  (See .width)", turnsHeadersOn: true, ColumnFrame.column)
    static let table = columnar("table", "ASCII-art table", ColumnFrame.table)
    static let box = columnar("box", "Tables using unicode box-drawing characters", .box)
    static let markdown = columnar("markdown", "Markdown table format", ColumnFrame.markdown)
    static let qbox = columnar("qbox", "Shorthand for \"box --wrap 60 --quote\"", .box)

    private static func columnar(
        _ name: String, _ summary: String, turnsHeadersOn: Bool = false, _ frame: ColumnFrame
    ) -> OutputMode {
        OutputMode(name, summary, turnsHeadersOn: turnsHeadersOn, isColumnar: true) {
            ColumnarWriter($0, $1, frame)
        }
    }
}

/// Gathers cells and prints them in a frame.
private final class ColumnarWriter: RowWriter {
    /// One display line of one cell; its text lies in `arena`.
    private struct Cell {
        var start: Int
        var count: Int
        var width: Int
    }

    private let settings: OutputSettings
    private let frame: ColumnFrame
    private let columnCount: Int
    private let nullText: [UInt8]
    private var header: [Cell] = []
    /// Line after line, `columnCount` cells each.
    private var cells: [Cell] = []
    /// For each line whether it is the last one of its row.
    private var endsRow: [Bool] = []
    private var arena: [UInt8] = []
    private var widths: [Int]

    init(_ settings: OutputSettings, _ statement: Statement, _ frame: ColumnFrame) {
        self.settings = settings
        self.frame = frame
        columnCount = statement.columnCount
        nullText = Array(settings.nullText.utf8)
        widths = (0..<columnCount).map { abs(settings.width(of: $0)) }
        for (index, name) in statement.columnNames.enumerated() {
            let bytes = Array(name.utf8)
            header.append(layOut(bytes[...], from: 0, column: index).cell)
        }
    }

    // MARK: Gathering

    func writeRow(of statement: Statement, to output: OutputBuffer) {
        let values = (0..<columnCount).map { value(at: $0, of: statement) }
        var starts: [Int?] = values.map { $0.startIndex }
        repeat {
            for index in 0..<columnCount {
                guard let start = starts[index] else {
                    cells.append(Cell(start: 0, count: 0, width: 0))
                    continue
                }
                let (cell, next) = layOut(values[index], from: start, column: index)
                cells.append(cell)
                starts[index] = next
            }
            endsRow.append(starts.allSatisfy { $0 == nil })
        } while endsRow.last == false
    }

    private func value(at index: Int, of statement: Statement) -> ArraySlice<UInt8> {
        let type = statement.type(at: index)
        guard settings.quotesValues, type != .integer, type != .real else {
            return statement.withText(at: index) { text in
                guard let text else { return nullText[...] }
                return unsafe text.withUnsafeBufferPointer { unsafe Array($0)[...] }
            }
        }
        let literal = OutputBuffer.gathering { output in
            switch type {
            case .text:
                statement.withText(at: index) {
                    if let text = $0 { appendLiteral(text, to: output) }
                }
            case .blob:
                statement.withBlob(at: index) { appendBlobLiteral($0, to: output, prefix: 0x78) }
            default: output.append("NULL")
            }
        }
        return literal[...]
    }

    private func layOut(
        _ value: ArraySlice<UInt8>, from start: Int, column: Int
    ) -> (cell: Cell, next: Int?) {
        let own = abs(settings.width(of: column))
        let line = wrapLine(
            of: value, from: start, maximumWidth: own == 0 ? settings.wrapWidth : own,
            wrapsAtWords: settings.wrapsAtWords)
        let cell = Cell(start: arena.count, count: line.text.count, width: line.width)
        arena.append(contentsOf: line.text)
        widths[column] = max(widths[column], line.width)
        return (cell, line.next)
    }

    // MARK: Printing

    func finish(to output: OutputBuffer) {
        writeHeader(to: output)
        let spansLines = endsRow.contains(false)
        for line in endsRow.indices {
            output.append(frame.left)
            for column in 0..<columnCount {
                let cell = cells[line * columnCount + column]
                writeCell(cell, column: column, to: output)
                output.append(column == columnCount - 1 ? frame.right : frame.between)
            }
            if spansLines && endsRow[line] && line + 1 < endsRow.count {
                frame.writeRowSeparator(widths, to: output)
            }
            output.flushIfFull()
            if InterruptFlag.isRaised || output.isBroken { return }
        }
        frame.writeRule(frame.bottom, widths, to: output)
    }

    private func writeHeader(to output: OutputBuffer) {
        if frame.alwaysHasHeader {
            frame.writeRule(frame.top, widths, to: output)
            output.append(frame.left)
            for (column, cell) in header.enumerated() {
                let space = widths[column] - cell.width
                output.append(spaces: space / 2)
                output.append(arena[cell.start..<(cell.start + cell.count)])
                output.append(spaces: (space + 1) / 2)
                output.append(column == columnCount - 1 ? frame.right : frame.between)
            }
            frame.writeRule(frame.underHeader, widths, to: output)
        } else if settings.showsHeaders {
            for (column, cell) in header.enumerated() {
                writeCell(cell, column: column, to: output)
                output.append(column == columnCount - 1 ? frame.right : frame.between)
            }
            for (column, width) in widths.enumerated() {
                output.append(String(repeating: "-", count: width))
                output.append(column == columnCount - 1 ? frame.right : frame.between)
            }
        }
    }

    private func writeCell(_ cell: Cell, column: Int, to output: OutputBuffer) {
        let space = widths[column] - cell.width
        if settings.width(of: column) < 0 { output.append(spaces: space) }
        output.append(arena[cell.start..<(cell.start + cell.count)])
        if settings.width(of: column) >= 0 { output.append(spaces: space) }
    }
}

extension OutputSettings {
    /// The width that `.width` gave a column, 0 for none.
    fileprivate func width(of column: Int) -> Int {
        column < widths.count ? widths[column] : 0
    }
}
