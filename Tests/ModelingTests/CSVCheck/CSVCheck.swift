// What must hold for any bytes as a CSV file: shared by the fuzzer and by the tests that replay its
// finds.
//
//     input = options (1 byte) | text
//     bit 0   a catalogue table's text is separated by tabs, a seed's by semicolons
//
// Whatever the bytes are, reading ends, in rows or in an error with a line; rows that are written
// as RFC 4180 has it, all fields in quotes, are read as they were.

import Columnar
@testable import Modeling
@testable import OMOPQuality
import Synthesis

/// A property that does not hold.
struct CSVDefect: Error, CustomStringConvertible {
    let description: String
}

/// Reads one file as a catalogue table, as a seed and as a table of the CDM.
struct CSVCheck {
    private let isOther: Bool
    private let bytes: [UInt8]

    /// Input shorter than its options is an empty file.
    init(_ input: UnsafeBufferPointer<UInt8>) {
        isOther = unsafe (input.first ?? 0) & 1 == 1
        bytes = unsafe Array(input.dropFirst())
    }

    /// - Throws: `CSVDefect`.
    func run() throws {
        try check("catalogue", Self.catalogue, bytes, isOther)
        try check("seed", Self.seed, bytes, isOther)
        try check("table", Self.table, bytes, false)
    }

    private typealias Reader = ([UInt8], _ isOther: Bool) throws(LakeError) -> [[String]]

    private func check(
        _ name: String, _ read: Reader, _ bytes: [UInt8], _ isOther: Bool
    ) throws {
        let rows: [[String]]
        do throws(LakeError) { rows = try read(bytes, isOther) } catch {
            guard !error.places.isEmpty else {
                throw CSVDefect(description: "\(name): no place: \(error)")
            }
            return
        }
        let text = rows.map { row in
            row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
        }
        .joined(separator: "\r\n")
        let again: [[String]]
        do throws(LakeError) { again = try read(Array(text.utf8), false) } catch {
            throw CSVDefect(description: "\(name): \(error) in \(text)")
        }
        guard again == rows else {
            throw CSVDefect(description: "\(name): \(rows) is read as \(again)")
        }
    }

    private static func catalogue(
        _ bytes: [UInt8], _ isTabbed: Bool
    ) throws(LakeError) -> [[String]] {
        let table = try CatalogueTable(
            name: "t", origin: .file("t.csv"), text: bytes.span,
            separator: isTabbed ? .tab : .comma)
        return [table.columns] + table.rows.map(\.fields)
    }

    private static func seed(_ bytes: [UInt8], _ isOther: Bool) throws(LakeError) -> [[String]] {
        let seed = try SeedFile(
            bytes, path: "t.csv", delimiter: UInt8(ascii: isOther ? ";" : ","))
        for column in seed.columns.indices { _ = seed.inferredType(column: column) }
        return [seed.columns] + seed.rows.map { $0.map { $0 ?? "" } }
    }

    private static func table(_ bytes: [UInt8], _: Bool) throws(LakeError) -> [[String]] {
        var records = OMOPQuality.CSVRecords(bytes)
        var rows: [[String]] = []
        while let record = try records.next() { rows.append(record.map { $0 ?? "" }) }
        return rows
    }
}
