// Records of comma-separated values.
//
//     file    = record *( line-break record ) [ line-break ]
//     record  = field *( "," field )
//     field   = *( any byte but `,` `"` and line breaks )  |  `"` *( any byte but `"` | `""` ) `"`
//
// Strict: a quote inside a field without quotes, text behind a closing quote and a file that ends
// within quotes are errors. An empty field is NULL, with quotes or without, since the CDM's checks
// must not take '' for a value.
//
// Source: RFC 4180.

import Columnar

/// Reads records from bytes in memory.
struct CSVRecords {
    private let bytes: [UInt8]
    private var offset = 0
    /// Of the record that comes next, from 1.
    private(set) var line = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    }

    /// The fields of the next record, nil at the end.
    ///
    /// - Throws: `LakeError.corrupt` at `.line`.
    mutating func next() throws(LakeError) -> [String?]? {
        guard var fields = try nextFields() else { return nil }
        var texts: [String?] = []
        texts.reserveCapacity(fields.count)
        for index in fields.indices {
            texts.append(
                fields[index].isEmpty ? nil : String(decoding: fields[index], as: UTF8.self))
            fields[index] = []
        }
        return texts
    }

    /// The same as bytes.
    mutating func nextFields() throws(LakeError) -> [ArraySlice<UInt8>]? {
        guard offset < bytes.count else { return nil }
        var fields: [ArraySlice<UInt8>] = []
        let start = line
        while true {
            fields.append(try field(startLine: start))
            guard offset < bytes.count else { return fields }
            let byte = bytes[offset]
            offset += 1
            if byte == UInt8(ascii: ",") {
                // A comma at the very end leaves an empty field behind it.
                if offset == bytes.count {
                    fields.append([])
                    return fields
                }
                continue
            }
            if byte == UInt8(ascii: "\r"), offset < bytes.count, bytes[offset] == UInt8(ascii: "\n")
            {
                offset += 1
            }
            line += 1
            return fields
        }
    }

    private mutating func field(startLine: Int) throws(LakeError) -> ArraySlice<UInt8> {
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") {
            return try quotedField(startLine: startLine)
        }
        let start = offset
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                return bytes[start..<offset]
            case UInt8(ascii: "\""):
                throw LakeError(
                    .corrupt, "a quote inside a field that does not begin with one",
                    at: [.line(startLine)], advice: "put the field in quotes and double the quote")
            default: offset += 1
            }
        }
        return bytes[start..<offset]
    }

    private mutating func quotedField(startLine: Int) throws(LakeError) -> ArraySlice<UInt8> {
        offset += 1
        let start = offset
        var rewritten: [UInt8]?
        var taken = offset
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\n") { line += 1 }
            guard byte == UInt8(ascii: "\"") else {
                offset += 1
                continue
            }
            if offset + 1 < bytes.count, bytes[offset + 1] == byte {
                rewritten = (rewritten ?? []) + bytes[taken...offset]
                offset += 2
                taken = offset
                continue
            }
            let end = offset
            offset += 1
            let isEnd = offset == bytes.count
            let next = isEnd ? 0 : bytes[offset]
            guard
                isEnd || next == UInt8(ascii: ",") || next == UInt8(ascii: "\n")
                    || next == UInt8(ascii: "\r")
            else {
                throw LakeError(
                    .corrupt, "text behind the closing quote of a field", at: [.line(startLine)],
                    advice: "a quote inside a field is written twice")
            }
            guard let rewritten else { return bytes[start..<end] }
            return (rewritten + bytes[taken..<end])[...]
        }
        throw LakeError(
            .corrupt, "the file ends inside a quoted field", at: [.line(startLine)],
            advice: "close the quote")
    }
}
