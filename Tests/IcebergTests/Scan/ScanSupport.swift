// Scans of the tables that Fixtures/iceberg/make-scan-fixtures.py writes.

import Columnar
import Glibc
import Storage
import Testing

@testable import Iceberg

/// A table of Fixtures/iceberg.
func table(_ name: String) throws(LakeError) -> IcebergTable {
    try IcebergTable(location: "\(fixtures)/scan-\(name)", selector: .current)
}

extension IcebergTable {
    /// The rows of a scan.
    ///
    /// - Parameter names: the columns wanted; the table's own when nil.
    func rows(
        _ names: [String]? = nil, where predicates: [Predicate] = [],
        report: ScanReport = ScanReport(table: ""), threadCount: Int = 1
    ) throws(LakeError) -> [[Value]] {
        let columns =
            names.map { names in names.compactMap { schema.index(of: $0) } }
            ?? Array(fields.indices)
        let stream = try open(
            ScanRequest(columns: columns, predicates: predicates),
            in: ScanEnvironment(threadCount: threadCount, memoryBytesMax: 1 << 20, report: report))
        var rows: [[Value]] = []
        while let batch = try stream.next() {
            for row in 0..<batch.rowCount { rows.append(batch.columns.map { $0.value(at: row) }) }
        }
        return rows
    }

    func predicate(_ name: String, _ test: Predicate.Test) throws -> Predicate {
        Predicate(column: try #require(schema.index(of: name)), test: test)
    }
}

/// The integers of a column of rows.
func integers(_ rows: [[Value]], _ column: Int = 0) -> [Int64?] {
    rows.map { row in if case .integer(let number) = row[column] { number } else { nil } }
}

/// A copy of a table in a folder of its own.
func copyTable(_ name: String, to scratch: ScratchFolder) throws -> String {
    func copy(_ path: String, _ target: String) throws {
        var status = stat()
        unsafe try #require(lstat(path, &status) == 0)
        if status.st_mode & S_IFMT == S_IFDIR {
            for name in try visibleNames(in: path) {
                try copy("\(path)/\(name)", "\(target)/\(name)")
            }
        } else {
            try scratch.write(target, contents(path))
        }
    }
    try copy("\(fixtures)/scan-\(name)", name)
    return "\(scratch.path)/\(name)"
}
