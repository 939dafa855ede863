// The output modes: one type a mode, one line here to register it.

import SQLiteBridge

/// Prints the rows of one statement in one format.
protocol RowWriter: AnyObject {
    /// Prints, or gathers, the row on which `statement` stands.
    func writeRow(of statement: Statement, to output: OutputBuffer)
    /// Ends the statement's output; called when there was at least one row.
    func finish(to output: OutputBuffer)
}

/// A way of printing results.
struct OutputMode: Sendable {
    let name: String
    /// One line for `.help mode`.
    let summary: String
    /// The separators that choosing the mode sets; nil leaves them.
    let columnSeparator: String?
    let rowSeparator: String?
    /// Whether choosing it turns headers on, unless the user decided on them.
    let turnsHeadersOn: Bool
    /// Whether it takes widths and wrapping.
    let isColumnar: Bool
    /// The writer for a statement that has at least one column.
    let makeWriter: @Sendable (OutputSettings, Statement) -> any RowWriter

    init(
        _ name: String, _ summary: String, columnSeparator: String? = nil,
        rowSeparator: String? = nil, turnsHeadersOn: Bool = false, isColumnar: Bool = false,
        makeWriter: @escaping @Sendable (OutputSettings, Statement) -> any RowWriter
    ) {
        self.name = name
        self.summary = summary
        self.columnSeparator = columnSeparator
        self.rowSeparator = rowSeparator
        self.turnsHeadersOn = turnsHeadersOn
        self.isColumnar = isColumnar
        self.makeWriter = makeWriter
    }

    /// All modes in alphabetical order.
    static let all: [OutputMode] = [
        .ascii, .box, .column, .csv, .html, .insert, .json, .line, .list, .markdown, .qbox,
        .quote, .table, .tabs,
    ]

    /// The mode of which `prefix` is the beginning.
    static func named(_ prefix: String) -> OutputMode? {
        all.first { $0.name == prefix }
            ?? (prefix.isEmpty ? nil : preferred(prefix) ?? all.first { $0.name.hasPrefix(prefix) })
    }

    /// What sqlite3 takes for prefixes of more than one mode.
    private static func preferred(_ prefix: String) -> OutputMode? {
        switch prefix {
        case "l", "li": .line
        case "c": .column
        case "t", "ta", "tab": .table
        default: nil
        }
    }
}

extension OutputSettings {
    /// Chooses a mode with what it brings along, as `.mode` does.
    mutating func choose(_ mode: OutputMode) {
        self.mode = mode
        if let separator = mode.columnSeparator { columnSeparator = separator }
        if let separator = mode.rowSeparator { rowSeparator = separator }
        if mode.turnsHeadersOn && !isHeadersChosen { showsHeaders = true }
    }
}
