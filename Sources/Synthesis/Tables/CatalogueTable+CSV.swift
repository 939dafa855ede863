// The text of a catalogue table, as RFC 4180 has it.
//
//     file   = header line *(line)          lines end with LF or CR LF; the last end may be missing
//     line   = field *(separator field)     separator: a comma, or a tab (then there are no quotes)
//     field  = *plain / DQUOTE *(any / 2DQUOTE) DQUOTE
//
// A quoted field may hold separators and line breaks. An empty line is skipped, and so is a byte
// order mark. The text is UTF-8.

import CFacts
package import Columnar

extension CatalogueTable {
    /// The longest text that is read.
    package static let sizeBytesMax = 64 << 20

    package enum Separator: Sendable { case comma, tab }

    /// Reads the text of a file.
    ///
    /// - Parameters:
    ///   - name: of the table.
    ///   - origin: the file, as errors name it.
    /// - Throws: `LakeError.invalidInput` at the file and line: for a quote that does not end or
    ///   stands inside a plain field, text after a quoted field, bytes that are not UTF-8, a row of
    ///   another length than the header, no header, two columns of one name; `.limit` for a text
    ///   above `sizeBytesMax`.
    package init(
        name: String, origin: LakeError.Place, text: borrowing Span<UInt8>,
        separator: Separator = .comma
    ) throws(LakeError) {
        guard text.count <= Self.sizeBytesMax else {
            throw LakeError(
                .limit, "the text is longer than \(Self.sizeBytesMax) bytes", at: [origin])
        }
        var records: [Row] = []
        do throws(LakeError) {
            var scanner = CSVScanner(separator: separator, text: text)
            while let row = try scanner.next(text) { records.append(row) }
        } catch {
            throw error.at(origin)
        }
        guard let header = records.first else {
            throw LakeError(
                .invalidInput, "the text is empty", at: [origin],
                advice: "the first line names the columns")
        }
        records.removeFirst()
        try self.init(name: name, origin: origin, columns: header.fields, rows: records)
    }

    /// The table that the binary holds; nil when it holds none of that name.
    ///
    /// - Throws: `LakeError.invalidInput` when the file was damaged at the build.
    package static func embedded(_ name: String) throws(LakeError) -> CatalogueTable? {
        var count = 0
        guard let start = unsafe lake_facts_catalogue(name, &count) else { return nil }
        // Safe: the bytes are constants of the binary, `count` of them.
        let bytes = unsafe UnsafeBufferPointer(start: start, count: count)
        return try CatalogueTable(
            name: name, origin: .file("catalogue/\(name).csv"),
            text: unsafe Span(_unsafeElements: bytes))
    }
}

/// Goes through the text, record by record.
private struct CSVScanner {
    let isTabbed: Bool
    let separator: UInt8
    var position: Int
    var line = 1
    /// Fields of the record before.
    var fieldCount = 0

    init(separator: CatalogueTable.Separator, text: borrowing Span<UInt8>) {
        self.isTabbed = separator == .tab
        self.separator = isTabbed ? UInt8(ascii: "\t") : UInt8(ascii: ",")
        let hasMark = text.count >= 3 && text[0] == 0xef && text[1] == 0xbb && text[2] == 0xbf
        self.position = hasMark ? 3 : 0
    }

    /// The next record that is not empty; nil at the end.
    mutating func next(
        _ text: borrowing Span<UInt8>
    ) throws(LakeError) -> CatalogueTable.Row? {
        while position < text.count {
            let first = line
            var fields: [String] = []
            fields.reserveCapacity(fieldCount)
            var isEmpty = true
            var isLast = false
            while !isLast {
                let begin = position
                let field = try readField(text)
                isEmpty = isEmpty && position == begin
                fields.append(field)
                isLast = !(position < text.count && text[position] == separator)
                if !isLast {
                    position += 1
                    isEmpty = false
                }
            }
            endLine(text)
            fieldCount = fields.count
            if !isEmpty { return CatalogueTable.Row(line: first, fields: fields) }
        }
        return nil
    }

    /// Reads one field, up to the separator or the end of the line.
    private mutating func readField(_ text: borrowing Span<UInt8>) throws(LakeError) -> String {
        if !isTabbed, position < text.count, text[position] == quote { return try readQuoted(text) }
        let begin = position
        while position < text.count, text[position] != separator, !isAtLineEnd(text) {
            guard isTabbed || text[position] != quote else {
                throw LakeError(
                    .invalidInput, "there is a quote inside a field", at: [.line(line)],
                    advice: "put the whole field in quotes and write the inner quote twice")
            }
            position += 1
        }
        return try string(text.extracting(begin..<position), line: line)
    }

    private mutating func readQuoted(_ text: borrowing Span<UInt8>) throws(LakeError) -> String {
        let first = line
        var field: [UInt8] = []
        position += 1
        while position < text.count {
            let byte = text[position]
            position += 1
            if byte == quote {
                guard position < text.count, text[position] == quote else {
                    guard position == text.count || text[position] == separator || isAtLineEnd(text)
                    else {
                        throw LakeError(
                            .invalidInput, "there is text behind a quoted field",
                            at: [.line(line)], advice: "write an inner quote twice")
                    }
                    return try string(field.span, line: first)
                }
                position += 1
            } else if byte == lineFeed {
                line += 1
            }
            field.append(byte)
        }
        throw LakeError(.invalidInput, "a quote does not end", at: [.line(first)])
    }

    private func string(_ bytes: borrowing Span<UInt8>, line: Int) throws(LakeError) -> String {
        do {
            return String(copying: try UTF8Span(validating: copy bytes))
        } catch {
            throw LakeError(
                .invalidInput, "the text is not UTF-8", at: [.line(line)],
                advice: "save the file as UTF-8")
        }
    }

    private func isAtLineEnd(_ text: borrowing Span<UInt8>) -> Bool {
        text[position] == lineFeed
            || text[position] == carriageReturn
                && (position + 1 == text.count || text[position + 1] == lineFeed)
    }

    private mutating func endLine(_ text: borrowing Span<UInt8>) {
        if position < text.count, text[position] == carriageReturn { position += 1 }
        if position < text.count, text[position] == lineFeed { position += 1 }
        line += 1
    }
}

private let quote = UInt8(ascii: "\"")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
