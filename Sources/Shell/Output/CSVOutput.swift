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
        let bytes = unsafe text.bytes
        var index = 0
        // Eight bytes at once; the exact bytes do not matter, only whether there is one.
        while index &+ 8 <= text.count {
            // Safe: eight bytes are left.
            let word = unsafe bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: index, as: UInt64.self)
            let above = word | ((word & Self.lowBits) &+ Self.ones)  // 0x7f and what is not ASCII
            let below = (word &- (Self.ones &* 0x21)) & ~word
            let quotes =
                zeroBytes(word ^ (Self.ones &* 0x22)) | zeroBytes(word ^ (Self.ones &* 0x27))
            let separators = zeroBytes(word ^ (Self.ones &* UInt64(separatorByte)))
            if (above | below | quotes | separators) & Self.highBits != 0 { return false }
            index &+= 8
        }
        while index < text.count {
            // Safe: index < text.count.
            let byte = unsafe text[unchecked: index]
            guard byte &- 0x21 < 0x5e, byte != 0x22, byte != 0x27, byte != separatorByte else {
                return false
            }
            index &+= 1
        }
        return true
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let lowBits: UInt64 = 0x7f7f_7f7f_7f7f_7f7f
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// A word whose high bits tell where a byte is zero (and perhaps in bytes above such a one).
    @inline(__always)
    private func zeroBytes(_ word: UInt64) -> UInt64 { (word &- Self.ones) & ~word }

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
