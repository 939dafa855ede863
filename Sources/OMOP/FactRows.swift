// Rows of the tables of facts in the binary: CSV whose fields with a comma or a quote are quoted, a
// quote inside doubled (RFC 4180). No field holds a line break. The first line names the columns.
//
//     concept_id,concept_name,domain_id
//     1596977,"insulin, regular, human",Drug

import CFacts

/// Reads the tables that stand in `Sources/CFacts/omop_*.csv`.
enum FactRows {
    /// The accessor of a table's bytes.
    typealias Accessor = (UnsafeMutablePointer<Int>) -> UnsafePointer<UInt8>

    /// The rows behind the header.
    ///
    /// - Parameters:
    ///   - table: gives the bytes of the file.
    ///   - columnCount: rows of another number of fields are left out.
    static func read(_ table: Accessor, columnCount: Int) -> [[String]] {
        var count = 0
        let start = unsafe table(&count)
        let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
        return rows(of: bytes, columnCount: columnCount)
    }

    /// The same for bytes at hand.
    static func rows(of bytes: [UInt8], columnCount: Int) -> [[String]] {
        var rows: [[String]] = []
        var lineStart = 0
        var isHeader = true
        var index = 0
        while index <= bytes.count {
            if index == bytes.count || bytes[index] == UInt8(ascii: "\n") {
                if index > lineStart, !isHeader {
                    let row = fields(of: bytes[lineStart..<index])
                    if row.count == columnCount { rows.append(row) }
                }
                isHeader = false
                lineStart = index + 1
            }
            index += 1
        }
        return rows
    }

    private static func fields(of line: ArraySlice<UInt8>) -> [String] {
        var fields: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var index = line.startIndex
        while index < line.endIndex {
            let byte = line[index]
            index += 1
            if byte == UInt8(ascii: "\"") {
                if isQuoted, index < line.endIndex, line[index] == byte {
                    field.append(byte)
                    index += 1
                } else {
                    isQuoted.toggle()
                }
            } else if byte == UInt8(ascii: ","), !isQuoted {
                fields.append(String(decoding: field, as: UTF8.self))
                field.removeAll(keepingCapacity: true)
            } else {
                field.append(byte)
            }
        }
        fields.append(String(decoding: field, as: UTF8.self))
        return fields
    }
}
