// Rows of SQL values: what columns hold, what errors name.

import Columnar
import Testing

@testable import Iceberg

@Suite("Encoding rows")
struct RowEncoderTests {
    private func encoder(_ columns: String) throws -> RowEncoder {
        try RowEncoder(schema: TableDefinition(columns: columns).schema())
    }

    @Test("Columns in any order, left out ones are NULL")
    func order() throws {
        var encoder = try encoder("a int not null, b string, c double")
        try encoder.append(2.5, to: 2)
        try encoder.append(Int64(1), to: 0)
        try encoder.endRow()
        try encoder.append([.integer(2), .text("x"), .null])
        #expect(encoder.rowCount == 2)
        let batch = encoder.takeBatch()
        #expect(encoder.rowCount == 0)
        #expect(batch.rowCount == 2)
        let rows = try (0..<2).map { row in
            try batch.columns.map { try $0.vector().value(at: row) }
        }
        #expect(rows == [[.integer(1), .null, .real(2.5)], [.integer(2), .text("x"), .null]])
    }

    @Test("Rows that fail are forgotten")
    func failures() throws {
        var encoder = try encoder("a int not null, b date, s struct<x: int>")
        #expect(throws: LakeError.self) { try encoder.append([.integer(1), .text("x"), .null]) }
        #expect(throws: LakeError.self) { try encoder.append([.null, .null, .null]) }
        #expect(throws: LakeError.self) { try encoder.append([.integer(1)]) }
        let error = #expect(throws: LakeError.self) {
            try encoder.append([.integer(1), .null, .text("Jane")])
        }
        #expect(error?.places == [.column("s")])
        try encoder.append([.integer(1), .null, .text(" {}")])
        let batch = encoder.takeBatch()
        #expect(batch.rowCount == 1)
        #expect(batch.columns.allSatisfy { $0.count == 1 })
    }

    @Test("Truncation to an earlier row")
    func truncation() throws {
        var encoder = try encoder("a long")
        for id in Int64(0)..<10 { try encoder.append([.integer(id)]) }
        encoder.truncate(to: 4)
        try encoder.append([.integer(99)])
        let column = encoder.takeBatch().columns[0]
        guard case .int64s(let all) = column.values else {
            Issue.record("another layout")
            return
        }
        #expect(all == [0, 1, 2, 3, 99])
    }

    @Test("NaN, which SQL has not, is NULL")
    func nan() throws {
        var encoder = try encoder("a double")
        try encoder.append([.real(.nan)])
        #expect(encoder.takeBatch().columns[0].isNull(at: 0))
    }
}
