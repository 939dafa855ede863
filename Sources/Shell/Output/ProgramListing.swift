// EXPLAIN as a listing of SQLite's program, loops indented.

import SQLiteBridge

/// The rows of EXPLAIN, printed once all are there.
final class ProgramListing: RowWriter {
    private static let widths = [4, 13, 4, 4, 4, 13, 2, 13]
    private static let loopEnds: Set<String> = [
        "Next", "Prev", "VPrev", "VNext", "SorterNext", "Return",
    ]
    private static let loopStarts: Set<String> = [
        "Yield", "SeekLT", "SeekGT", "RowSetRead", "Rewind",
    ]

    private let names: [String]
    private let nullText: String
    private var rows: [[String?]] = []

    init(_ settings: OutputSettings, _ statement: Statement) {
        names = Array(statement.columnNames.prefix(ProgramListing.widths.count))
        nullText = settings.nullText
    }

    func writeRow(of statement: Statement, to output: OutputBuffer) {
        rows.append(names.indices.map { statement.text(at: $0) })
    }

    func finish(to output: OutputBuffer) {
        let last = names.count - 1
        for (index, name) in names.enumerated() {
            output.append(padded(name, to: ProgramListing.widths[index]))
            output.append(index == last ? "\n" : "  ")
        }
        for index in names.indices {
            output.append(String(repeating: "-", count: ProgramListing.widths[index]))
            output.append(index == last ? "\n" : "  ")
        }
        let indents = loopIndents()
        for (line, row) in rows.enumerated() {
            for (index, value) in row.enumerated() {
                if index == 1 { output.append(spaces: indents[line]) }
                let text = value ?? nullText
                let width = index == last ? 0 : ProgramListing.widths[index]
                output.append(padded(text, to: width))
                output.append(index == last ? "\n" : "  ")
            }
        }
    }

    private func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - displayWidth(of: text)))
    }

    /// Two columns for each loop around an instruction.
    private func loopIndents() -> [Int] {
        var indents = Array(repeating: 0, count: rows.count)
        var opcodes: [String] = []
        for (line, row) in rows.enumerated() {
            let opcode = row.count > 1 ? row[1] ?? "" : ""
            opcodes.append(opcode)
            func operand(_ index: Int) -> Int {
                index < row.count ? row[index].flatMap { Int($0) } ?? 0 : 0
            }
            // A jump counts from where its own program begins: subprograms count from 0 again.
            let target = operand(3) + (line - operand(0))
            guard target >= 0, target < line else { continue }
            let isLoop =
                ProgramListing.loopEnds.contains(opcode)
                || opcode == "Goto"
                    && (ProgramListing.loopStarts.contains(opcodes[target]) || operand(2) != 0)
            if isLoop {
                for inside in target..<line { indents[inside] += 2 }
            }
        }
        return indents
    }
}
