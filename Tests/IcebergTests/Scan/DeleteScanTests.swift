// Scans with deletes of all kinds.
// Source: the rows of Fixtures/iceberg/make-scan-fixtures.py; Iceberg specification, "Scan
// Planning", "Delete Formats", "Row Lineage".

import Columnar
import Testing

@testable import Iceberg

@Suite("Deletes")
struct DeleteScanTests {
    @Test(
        "By position: older and of the same commit, never newer; duplicates; Avro",
        arguments: [1, 2])
    func positions(threadCount: Int) throws {
        let rows = try table("positions").rows(["id", "_pos"], threadCount: threadCount)
        #expect(integers(rows) == [0, 2, 4, 5, 6, 7, 8, 11, 12, 13, 20, 21, 22])
        #expect(integers(rows, 1) == [0, 2, 4, 5, 6, 7, 8, 1, 2, 3, 0, 1, 2])
    }

    @Test("Deleted rows are not counted")
    func count() throws {
        let table = try table("positions")
        let stream = try table.open(
            ScanRequest(
                columns: [], grouping: Grouping(keys: [], aggregates: [Aggregate(.countRows)])),
            in: ScanEnvironment(
                threadCount: 1, memoryBytesMax: 1 << 20, report: ScanReport(table: "")))
        #expect(try stream.next()?.columns[0].value(at: 0) == .integer(13))
    }

    /// A row of scan-equality: k, part, added.
    private static func row(_ k: Int64?, _ part: String, _ added: Int64) -> [Value] {
        [k.map { .integer($0) } ?? .null, .text(part), .integer(added)]
    }

    @Test("By value: sequence numbers, NULL, partitions, widened, dropped and default columns")
    func equality() throws {
        let expected = [
            Self.row(2, "b", 7), Self.row(nil, "b", 7), Self.row(2, "a", 7), Self.row(5, "a", 8),
            Self.row(1, "c", 7), Self.row(2, "c", 7),
        ]
        #expect(try table("equality").rows() == expected)
    }

    @Test("Columns that deletes compare need not be wanted")
    func hiddenKeys() throws {
        let table = try table("equality")
        let parts = try table.rows(["part"])
        #expect(parts.map { $0[0] } == ["b", "b", "a", "a", "c", "c"].map { .text($0) })
        #expect(try table.rows([]).count == 6)
        // Conditions on other columns leave out data files, not their deletes.
        let some = try table.rows(
            ["k"], where: [try table.predicate("part", .compare(.equal, .text("b")))])
        #expect(integers(some) == [2, nil])
    }

    @Test(
        "A deletion vector replaces files of positions; one that is older does not concern a file")
    func vectors() throws {
        let rows = try table("vectors").rows(
            ["id", "_row_id", "_last_updated_sequence_number"])
        #expect(integers(rows) == [0, 2, 3, 5, 11, 12, 20, 21])
        // Own row ids where the file has them, else the first of the file and the place.
        #expect(integers(rows, 1) == [0, 2, 3, 5, 7, 900, 9, 10])
        #expect(integers(rows, 2) == [1, 1, 1, 1, 2, 2, 5, 5])
    }

    @Test("Row numbers are the same whatever the condition")
    func rowNumbers() throws {
        for name in ["positions", "vectors", "avro"] {
            let table = try table(name)
            func numbers(_ predicates: [Predicate]) throws -> [Value: Value] {
                let stream = try table.open(
                    ScanRequest(columns: [ScanRequest.rowNumber, 0], predicates: predicates),
                    in: ScanEnvironment(
                        threadCount: 1, memoryBytesMax: 1 << 20, report: ScanReport(table: "")))
                var found: [Value: Value] = [:]
                while let batch = try stream.next() {
                    for row in 0..<batch.rowCount {
                        found[batch.columns[0].value(at: row)] = batch.columns[1].value(at: row)
                    }
                }
                return found
            }
            let all = try numbers([])
            #expect(try all.count == table.rows().count)
            let some = try numbers([Predicate(column: 0, test: .compare(.greater, .integer(3)))])
            #expect(!some.isEmpty && some.count < all.count)
            for (number, value) in some { #expect(all[number] == value) }
        }
    }

    // MARK: What is not there

    private func names(_ error: LakeError?, _ file: String) -> Bool {
        (error?.places ?? []).contains { place in
            if case .file(let path) = place { path.hasSuffix(file) } else { false }
        }
    }

    @Test(
        "A missing file is named",
        arguments: [
            ("positions", "data/b.parquet"), ("positions", "data/d1.parquet"),
            ("positions", "data/d2.avro"), ("positions", "metadata/m1.avro"),
            ("positions", "metadata/list.avro"), ("equality", "data/e1.parquet"),
            ("equality", "data/e2.avro"), ("vectors", "data/v.puffin"), ("avro", "data/a.avro"),
        ])
    func missing(name: String, file: String) throws {
        let scratch = try ScratchFolder()
        let copy = try copyTable(name, to: scratch)
        try scratch.remove("\(name)/\(file)")
        let error = failure { try IcebergTable(location: copy, selector: .current).rows() }
        #expect(error?.code == .notFound)
        #expect(names(error, file))
    }

    @Test(
        "A file that ends early is named",
        arguments: [
            ("positions", "data/b.parquet"), ("positions", "data/d1.parquet"),
            ("positions", "data/d2.avro"), ("positions", "metadata/m1.avro"),
            ("positions", "metadata/list.avro"), ("equality", "data/e2.avro"),
            ("vectors", "data/v.puffin"), ("avro", "data/b.avro"),
            ("positions", "metadata/v1.metadata.json"),
        ])
    func truncated(name: String, file: String) throws {
        let scratch = try ScratchFolder()
        let copy = try copyTable(name, to: scratch)
        let bytes = try contents("\(copy)/\(file)")
        for count in [0, 1, 20, bytes.count / 2, bytes.count - 1] {
            try scratch.write("\(name)/\(file)", Array(bytes[..<count]))
            // All that a table needs of its Puffin file lies in front of the footer; a document
            // ends with a line feed.
            if file.hasSuffix(".puffin") && count > 20 { continue }
            if file.hasSuffix(".json") && count == bytes.count - 1 { continue }
            let error = failure { try IcebergTable(location: copy, selector: .current).rows() }
            #expect(error?.code == .corrupt, "\(count) bytes")
            #expect(names(error, file), "\(count) bytes")
        }
    }
}
