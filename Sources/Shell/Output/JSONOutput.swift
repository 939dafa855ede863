// Mode json: an array of objects for each statement that has rows, one object a line.

import SQLiteBridge

extension OutputMode {
    static let json = OutputMode(
        "json", "Results in a JSON array", makeWriter: { JSONWriter($0, $1) })
}

private final class JSONWriter: RowWriter {
    /// For each column what comes before its value: `{"name":` or `,"name":`.
    private let prefixes: [[UInt8]]
    private var isFirst = true

    init(_ settings: OutputSettings, _ statement: Statement) {
        prefixes = statement.columnNames.enumerated().map { index, name in
            let bytes = Array(name.utf8)
            var prefix: [UInt8] = [index == 0 ? 0x7b : 0x2c]
            appendJSONString(bytes.span, to: { prefix.append($0) })
            prefix.append(0x3a)
            return prefix
        }
    }

    func writeRow(of statement: Statement, to output: OutputBuffer) {
        output.append(isFirst ? "[" : ",\n")
        isFirst = false
        for index in prefixes.indices {
            output.append(prefixes[index])
            writeValue(at: index, of: statement, to: output)
        }
        output.append(0x7d)
    }

    private func writeValue(at index: Int, of statement: Statement, to output: OutputBuffer) {
        switch statement.type(at: index) {
        case .null:
            output.append("null")
        case .integer:
            statement.withText(at: index) { if let text = $0 { output.append(text) } }
        case .real:
            writeNumber(statement.real(at: index), to: output)
        case .text:
            statement.withText(at: index) { text in
                if let text { writeString(text, to: output) }
            }
        case .blob:
            statement.withBlob(at: index) { writeString($0, to: output) }
        }
    }

    /// Writes a REAL; infinity is a number too large for a double.
    private func writeNumber(_ value: Double, to output: OutputBuffer) {
        if value.isInfinite {
            output.append(value < 0 ? "-1e999" : "1e999")
        } else {
            withSQLiteText(of: value, digits: 20) { output.append($0) }
        }
    }

    /// Writes a string; the usual one, without anything to escape, in one piece.
    private func writeString(_ text: Span<UInt8>, to output: OutputBuffer) {
        var isPlain = true
        for index in 0..<text.count {
            // Safe: index < text.count.
            let byte = unsafe text[unchecked: index]
            if byte < 0x20 || byte == 0x22 || byte == 0x5c {
                isPlain = false
                break
            }
        }
        if isPlain {
            output.append(0x22)
            output.append(text)
            output.append(0x22)
        } else {
            appendJSONString(text, to: { output.append($0) })
        }
    }

    func finish(to output: OutputBuffer) { output.append("]\n") }
}

/// Appends a JSON string, byte after byte. Bytes that are not UTF-8 are passed on as they are.
private func appendJSONString(_ text: Span<UInt8>, to append: (UInt8) -> Void) {
    let digits = Array("0123456789abcdef".utf8)
    append(0x22)
    for index in 0..<text.count {
        let byte = text[index]
        switch byte {
        case 0x22, 0x5c:
            append(0x5c)
            append(byte)
        case 0x08: "\\b".utf8.forEach(append)
        case 0x09: "\\t".utf8.forEach(append)
        case 0x0a: "\\n".utf8.forEach(append)
        case 0x0c: "\\f".utf8.forEach(append)
        case 0x0d: "\\r".utf8.forEach(append)
        case ..<0x20:
            "\\u00".utf8.forEach(append)
            append(digits[Int(byte >> 4)])
            append(digits[Int(byte & 15)])
        default:
            append(byte)
        }
    }
    append(0x22)
}
