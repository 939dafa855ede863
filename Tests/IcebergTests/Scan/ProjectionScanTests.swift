// Scans of files that were written with another schema than the table's, or in another format.
// Source: the rows of Fixtures/iceberg/make-scan-fixtures.py; Iceberg specification, "Schema
// Evolution", "Column Projection", "Default values", "Name Mapping Serialization".

import Columnar
import Testing

@testable import Iceberg

@Suite("Projection")
struct ProjectionScanTests {
    @Test("Widened, renamed, reordered, dropped and added columns; partition values; defaults")
    func evolution() throws {
        let table = try table("evolution")
        #expect(
            table.schema.fields.prefix(9).map(\.name)
                == ["amount", "id", "title", "s", "note", "kind", "area", "day", "cost"])
        let new: [Value] = [
            .real(2.5), .integer(1 << 40), .text("two"),
            .text(#"{"bee":"y","c":null,"a":2199023255552}"#), .text("new"), .null, .text("north"),
            .text("2026-02-01 12:00:00"), .null,
        ]
        var withoutArea = new
        withoutArea[6] = .null
        let expected: [[Value]] = [
            [
                .real(0.5), .integer(1), .text("one"), .text(#"{"bee":"x","c":5,"a":1}"#), .null,
                .text("plain"), .null, .text("2026-01-31 00:00:00"), .text("14.20"),
            ],
            [.null, .integer(2), .null, .null, .null, .text("plain"), .null, .null, .null],
            new, withoutArea,
        ]
        let rows = try table.rows()
        #expect(rows == expected)
        // Each column for itself, and conditions on what no file holds.
        for (column, field) in table.schema.fields.prefix(9).enumerated() {
            #expect(try table.rows([field.name]).map { $0[0] } == expected.map { $0[column] })
        }
        func ids(_ name: String, _ test: Predicate.Test) throws -> [Int64?] {
            integers(try table.rows(["id"], where: [try table.predicate(name, test)]))
        }
        #expect(try ids("area", .compare(.equal, .text("north"))) == [1 << 40])
        #expect(try ids("area", .isNull) == [1, 2, 1 << 40])
        #expect(try ids("kind", .compare(.equal, .text("plain"))) == [1, 2])
        #expect(try ids("kind", .isNull) == [1 << 40, 1 << 40])
        #expect(try ids("note", .isNotNull) == [1 << 40, 1 << 40])
        #expect(try ids("day", .compare(.equal, .text("2026-01-31 00:00:00"))) == [1])
        #expect(try ids("amount", .compare(.less, .real(1))) == [1])
        #expect(try ids("id", .compare(.greater, .integer(1 << 33))) == [1 << 40, 1 << 40])
    }

    @Test("Hidden columns")
    func hiddenColumns() throws {
        let rows = try table("evolution").rows(["_file", "_pos", "_spec_id", "_partition"])
        #expect(
            rows.map { $0[0].string?.split(separator: "/").last }
                == ["old.parquet", "old.parquet", "new.parquet", "null.parquet"])
        #expect(integers(rows, 1) == [0, 1, 0, 0])
        #expect(integers(rows, 2) == [0, 0, 1, 1])
        #expect(
            rows.map { $0[3] }
                == ["{}", "{}", #"{"area":"north"}"#, #"{"area":null}"#].map { .text($0) })
    }

    @Test("A name mapping, for files without ids only")
    func nameMapping() throws {
        let expected: [[Value]] = [
            [.integer(1), .text("x"), .text(#"{"a":1,"b":null}"#), .null],
            [.integer(2), .text("y"), .text(#"{"a":5,"b":null}"#), .null],
            [.integer(3), .null, .null, .null],
        ]
        #expect(try table("names").rows() == expected)
    }

    @Test("Without ids and mapping, columns by their places")
    func places() throws {
        #expect(
            try table("places").rows()
                == [[.text("x"), .integer(1), .text(#"{"b":4,"a":3}"#)]])
    }

    @Test("Avro data files")
    func avro() throws {
        let table = try table("avro")
        func old(_ id: Int64) -> [Value] {
            [.integer(id), .text("n\(id)")] + Array(repeating: .null, count: 14) + [.integer(42)]
        }
        let full: [Value] = [
            .integer(1 << 40), .text("ü"), .integer(1), .real(0.5), .real(-0.1),
            .text("1969-12-31"), .text("2026-01-31 01:02:03.000004"),
            .text("2026-01-31 01:02:03+00:00"), .real(-14.2),
            .text("f79c3e09-677c-4bbd-a479-3f349cb785e7"), .blob([0, 255]), .text("22:31:08"),
            .text(#"{"a":1,"b":null}"#), .text("[1,null,3]"), .text(#"{"x":1,"y\"":null}"#),
            .text(#"{"7":"seven","8":null}"#), .integer(43),
        ]
        let expected = [old(0), old(1), old(3), full, Array(repeating: .null, count: 17)]
        let rows = try table.rows()
        #expect(rows.count == expected.count)
        for (row, expected) in zip(rows, expected) { #expect(row == expected) }
        for (column, field) in table.schema.fields.prefix(17).enumerated() {
            #expect(try table.rows([field.name]).map { $0[0] } == expected.map { $0[column] })
        }
        #expect(integers(try table.rows(["_pos"])) == [0, 1, 3, 0, 1])
        // Five rows in the first file, then those of the second.
        #expect(integers(try table.rows(["_row_id"])) == [0, 1, 3, 5, 6])
        let some = try table.rows(
            ["id"], where: [try table.predicate("extra", .compare(.equal, .integer(42)))])
        #expect(integers(some) == [0, 1, 3])
    }
}
