// Mode html: the rows of a table, without the TABLE element around them.

import SQLiteBridge

extension OutputMode {
    static let html = OutputMode("html", "HTML <table> code", makeWriter: { HTMLWriter($0, $1) })
}

private final class HTMLWriter: RowWriter {
    private let columnCount: Int
    private let nullText: [UInt8]
    private var header: [String]?

    init(_ settings: OutputSettings, _ statement: Statement) {
        columnCount = statement.columnCount
        nullText = Array(settings.nullText.utf8)
        header = settings.showsHeaders ? statement.columnNames : nil
    }

    func writeRow(of statement: Statement, to output: OutputBuffer) {
        if let names = header.take() {
            output.append("<TR>")
            for name in names {
                let bytes = Array(name.utf8)
                writeCell(bytes.span, tag: "TH", to: output)
            }
            output.append("</TR>\n")
        }
        output.append("<TR>")
        for index in 0..<columnCount {
            statement.withText(at: index) { text in
                if let text {
                    writeCell(text, tag: "TD", to: output)
                } else {
                    let null = nullText
                    writeCell(null.span, tag: "TD", to: output)
                }
            }
        }
        output.append("</TR>\n")
    }

    private func writeCell(_ text: Span<UInt8>, tag: String, to output: OutputBuffer) {
        output.append("<\(tag)>")
        for index in 0..<text.count {
            switch text[index] {
            case 0x3c: output.append("&lt;")
            case 0x3e: output.append("&gt;")
            case 0x26: output.append("&amp;")
            case 0x22: output.append("&quot;")
            case 0x27: output.append("&#39;")
            case let byte: output.append(byte)
            }
        }
        output.append("</\(tag)>\n")
    }

    func finish(to output: OutputBuffer) {}
}
