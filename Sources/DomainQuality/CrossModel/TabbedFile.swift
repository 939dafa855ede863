// Small files of records with tabs (or commas) between their cells and a header: key maps and code
// maps. Cells hold no tabs, quotes have no meaning.

import Columnar
import Storage

/// The records of such a file, with the wanted columns.
struct TabbedFile {
    private static let bytesMax = 1 << 30

    /// Cells in the order of the wanted columns.
    let records: [(line: Int, cells: [String])]

    /// - Throws: `LakeError` at `.file` when it cannot be read; `.invalidInput` when the header
    ///   lacks a column, or at `.line` when a record is shorter than the header.
    init(_ path: String, columns: [String]) throws(LakeError) {
        let bytes = try readWholeFile(path: path, bytesMax: Self.bytesMax)
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
        while lines.last?.isEmpty == true { lines.removeLast() }
        let header = lines.first ?? []
        let isTabbed = header.contains(UInt8(ascii: "\t"))
        let separator = UInt8(ascii: isTabbed ? "\t" : ",")
        let names = Self.cells(header, separator).map { $0.lowercased() }
        var places: [Int] = []
        for column in columns {
            guard let place = names.firstIndex(of: column) else {
                throw LakeError(
                    .invalidInput, "the header has no column '\(column)'",
                    at: [.file(path), .line(1)],
                    advice: "it names \(columns.joined(separator: ", ")), tabs between them")
            }
            places.append(place)
        }
        let placeMax = places.max() ?? 0
        var records: [(line: Int, cells: [String])] = []
        records.reserveCapacity(lines.count)
        for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
            let cells = Self.cells(line, separator)
            guard cells.count > placeMax else {
                throw LakeError(
                    .invalidInput, "\(cells.count) cells, the header has \(names.count)",
                    at: [.file(path), .line(index + 1)])
            }
            records.append((index + 1, places.map { cells[$0] }))
        }
        self.records = records
    }

    private static func cells(_ line: ArraySlice<UInt8>, _ separator: UInt8) -> [String] {
        line.split(separator: separator, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}
