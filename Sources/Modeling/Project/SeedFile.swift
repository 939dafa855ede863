// Seeds: small tables kept as CSV with a header.
//
//     file   = record { line-end record }
//     record = field { "," field }
//     field  = plain | '"' { any | '""' } '"'
//
// A column whose type is not given is INTEGER when all its values are whole numbers, REAL when all
// are numbers, BOOLEAN when all are true or false, DATE or TIMESTAMP when all are, else TEXT; a
// field without characters is NULL. As with dbt, `007` is a number; the run warns of such columns,
// which are codes as a rule and want `column_types`.
// Source: RFC 4180; dbt documentation, "Seeds".

import Columnar

/// The rows of one seed.
struct SeedFile {
    let columns: [String]
    /// Fields by rows; nil is NULL.
    private(set) var rows: [[String?]] = []
    private let path: String

    /// - Throws: `LakeError.invalidInput` at `.file`, `.line` for a record with another number of
    ///   fields than the header, an open quote and column names that are missing or doubled.
    init(_ bytes: [UInt8], path: String, delimiter: UInt8 = UInt8(ascii: ",")) throws(LakeError) {
        self.path = path
        var reader = CSVRecords(bytes, delimiter: delimiter)
        guard let header = try Self.located(path, { () throws(LakeError) in try reader.next() })
        else { throw LakeError(.invalidInput, "the seed has no header", at: [.file(path)]) }
        columns = header.fields.map { $0 ?? "" }
        try Self.check(columns, path: path)
        while let record = try Self.located(path, { () throws(LakeError) in try reader.next() }) {
            guard record.fields.count == columns.count else {
                throw LakeError(
                    .invalidInput,
                    "the record has \(record.fields.count) fields, the header \(columns.count)",
                    at: [.file(path), .line(record.line)],
                    advice: "put quotes around a field that holds a comma")
            }
            rows.append(record.fields)
        }
    }

    private static func located<Result>(
        _ path: String, _ body: () throws(LakeError) -> Result
    ) throws(LakeError) -> Result {
        do throws(LakeError) { return try body() } catch { throw error.at(.file(path)) }
    }

    private static func check(_ columns: [String], path: String) throws(LakeError) {
        var seen: Set<String> = []
        for (index, name) in columns.enumerated() {
            guard !name.isEmpty else {
                throw LakeError(
                    .invalidInput, "column \(index + 1) of the header has no name",
                    at: [.file(path), .line(1)])
            }
            guard seen.insert(name.lowercased()).inserted else {
                throw LakeError(
                    .invalidInput, "the column '\(name)' stands twice in the header",
                    at: [.file(path), .line(1)])
            }
        }
    }

    /// The type that the values of a column have in common.
    func inferredType(column index: Int) -> String { kinds(column: index).type }

    /// Whether a column becomes one of numbers although some of them begin with a zero.
    func losesZeros(column index: Int) -> Bool {
        let kinds = kinds(column: index)
        return kinds.hasLeadingZeros && (kinds.type == "INTEGER" || kinds.type == "REAL")
    }

    private func kinds(column index: Int) -> ColumnKinds {
        var kinds = ColumnKinds()
        for row in rows {
            guard let text = row[index] else { continue }
            kinds.see(Array(text.utf8))
        }
        return kinds
    }
}

/// What all values of a column can be.
private struct ColumnKinds {
    private var isEmpty = true
    private var isInteger = true
    private var isReal = true
    private var isBoolean = true
    private var isDate = true
    private var isTimestamp = true
    private(set) var hasLeadingZeros = false

    var type: String {
        if isEmpty { return "TEXT" }
        if isInteger { return "INTEGER" }
        if isReal { return "REAL" }
        if isBoolean { return "BOOLEAN" }
        if isDate { return "DATE" }
        return isTimestamp ? "TIMESTAMP" : "TEXT"
    }

    mutating func see(_ text: [UInt8]) {
        isEmpty = false
        if isInteger { isInteger = isWhole(text) }
        if isReal { isReal = isNumber(text) }
        if isBoolean { isBoolean = isTruth(text) }
        if isDate { isDate = matches(text, "0000-00-00") }
        if isTimestamp {
            isTimestamp =
                matches(text, "0000-00-00 00:00:00") || matches(text, "0000-00-00T00:00:00")
        }
    }

    private mutating func isWhole(_ text: [UInt8]) -> Bool {
        let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.allSatisfy(isDigit), digits.count <= 18 else { return false }
        if digits.count > 1, digits.first == UInt8(ascii: "0") { hasLeadingZeros = true }
        return true
    }

    private mutating func isNumber(_ text: [UInt8]) -> Bool {
        if isWhole(text) { return true }
        let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
        guard let first = digits.first, isDigit(first) || first == UInt8(ascii: "."),
            digits.contains(where: { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }),
            digits.allSatisfy({ isDigit($0) || ".eE+-".utf8.contains($0) })
        else { return false }
        return Double(String(decoding: digits, as: UTF8.self)) != nil
    }

    private func isTruth(_ text: [UInt8]) -> Bool {
        let lower = text.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
        return lower.elementsEqual("true".utf8) || lower.elementsEqual("false".utf8)
    }

    private func matches(_ text: [UInt8], _ shape: String) -> Bool {
        guard text.count == shape.utf8.count else { return false }
        return zip(text, shape.utf8).allSatisfy { byte, wanted in
            wanted == UInt8(ascii: "0") ? isDigit(byte) : byte == wanted
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

/// The records of a CSV text.
private struct CSVRecords {
    private let bytes: [UInt8]
    private let delimiter: UInt8
    private var position = 0
    private var line = 1

    init(_ bytes: [UInt8], delimiter: UInt8) {
        self.bytes = bytes
        self.delimiter = delimiter
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    }

    /// The next record, empty lines passed over; nil at the end.
    mutating func next() throws(LakeError) -> (fields: [String?], line: Int)? {
        while position < bytes.count, isLineEnd(bytes[position]) { passLineEnd() }
        guard position < bytes.count else { return nil }
        let start = line
        var fields: [String?] = []
        while true {
            fields.append(try field())
            guard position < bytes.count, bytes[position] == delimiter else { break }
            position += 1
        }
        if position < bytes.count { passLineEnd() }
        return (fields, start)
    }

    private mutating func field() throws(LakeError) -> String? {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            let start = position
            while position < bytes.count, bytes[position] != delimiter, !isLineEnd(bytes[position])
            { position += 1 }
            return start == position
                ? nil : String(decoding: bytes[start..<position], as: UTF8.self)
        }
        let start = line
        var content: [UInt8] = []
        position += 1
        while true {
            guard position < bytes.count else {
                throw LakeError(
                    .invalidInput, "a quoted field that begins here does not end",
                    at: [.line(start)])
            }
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                guard position < bytes.count, bytes[position] == byte else { break }
                position += 1
            } else if byte == 0x0a {
                line += 1
            }
            content.append(byte)
        }
        guard position == bytes.count || bytes[position] == delimiter || isLineEnd(bytes[position])
        else {
            throw LakeError(
                .invalidInput, "characters follow the closing quote of a field", at: [.line(line)],
                advice: "double a quote that belongs to the field")
        }
        return content.isEmpty ? nil : String(decoding: content, as: UTF8.self)
    }

    private mutating func passLineEnd() {
        if bytes[position] == 0x0d, position + 1 < bytes.count, bytes[position + 1] == 0x0a {
            position += 1
        }
        position += 1
        line += 1
    }

    private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }
}
