// Whole vectors and whole rows to typed columns: each against a TypedColumnBuilder that is given
// the same values one by one.

import Testing

@testable import Columnar

@Suite("Typed columns from vectors and rows")
struct TypedColumnReadingTests {
    static let types: [ScalarType] =
        TypedColumnRowsTests.types + [
            .integer(bits: 8, isSigned: true), .integer(bits: 16, isSigned: true), .json,
            .time(.milliseconds), .timestamp(.milliseconds, isUTC: false),
        ]

    /// Values that fit one type or another, and such as fit none.
    private static let samples: [Value] = [
        .integer(0), .integer(1), .integer(127), .integer(128), .integer(-32_769),
        .integer(1 << 31), .integer(.min), .integer(.max), .real(0), .real(1), .real(-2.5),
        .real(1e300), .real(.infinity), .text("1"), .text("true"), .text("2.50"), .text(""),
        .text("2020-02-29"), .text("2021-02-29"), .text("0000-01-01"), .text("9999-12-31"),
        .text("2020-13-01"), .text("2020/01/01"), .text("2020-01-0a"), .text("+020-01-01"),
        .text("23:59:59"), .text("23:59:59.25"), .text("24:00:00"),
        .text("2020-02-29 23:59:59"), .text("2020-02-29T00:00:00"), .text("2020-02-29t00:00:00"),
        .text("2020-02-29 24:00:00"), .text("2020-02-29 00:60:00"), .text("2020-02-29 00:00:60"),
        .text("2020-02-29_00:00:00"), .text("2020-02-29 00-00-00"), .text("2020-02-29 0a:00:00"),
        .text("2020-02-29 00:00:00.5"), .text("2020-02-29 00:00:00+01"),
        .text("1600-01-01 00:00:00"), .text("{\"a\": 1}"), .text("Jané"),
        .text(Array("abc".utf8) + [0xc3]), .text([0xa9]), .blob([]), .blob([1, 2, 3]),
        .text("f79c3e09-677c-4bbd-a479-3f349cb785aa"), .blob(Array(0..<16)),
    ]

    private func vector(_ values: [Value]) throws -> ColumnVector {
        var builder = ColumnBuilder(type: .text, capacity: values.count)
        for value in values { try builder.append(value) }
        return ColumnVector(builder, bytes: nil)
    }

    /// The outcome as texts: each value with its kind, or the row and message of the failure.
    private func outcome(_ column: TypedColumn) throws -> [String] {
        // Not a number stays apart from NULL here.
        let vector = try column.vector()
        return (0..<vector.count).map { "\(vector.value(at: $0))" }
    }

    private func expected(_ type: ScalarType, _ values: [Value]) throws -> [String] {
        var builder = TypedColumnBuilder(type: type)
        for (row, value) in values.enumerated() {
            do throws(LakeError) {
                if case .real(let real) = value, real.isNaN {
                    builder.appendNull()
                } else {
                    try builder.append(value)
                }
            } catch {
                return ["row \(row): \(error)"]
            }
        }
        return try outcome(builder.take())
    }

    private func read(_ vector: ColumnVector, _ type: ScalarType) throws -> [String] {
        let column: TypedColumn
        do throws(VectorMisfit) {
            column = try TypedColumn(reading: vector, as: type)
        } catch {
            return ["row \(error.row): \(error.error)"]
        }
        #expect(column.count == vector.count)
        return try outcome(column)
    }

    @Test("Every value in every type: alone, repeated, among NULLs, constant", arguments: types)
    func eachValue(type: ScalarType) throws {
        for value in Self.samples {
            for values in [
                [value], [.null, value, .null], [Value](repeating: value, count: 700),
                (0..<100).map { $0 % 3 == 0 ? .null : value },
            ] {
                #expect(try read(vector(values), type) == expected(type, values), "\(value)")
            }
            let constant = try ColumnVector(constant: value, type: .text, count: 3)
            var all = try expected(type, [value, value, value])
            // Only the first row of a constant is looked at.
            if all.count == 1 { all = try expected(type, [value]) }
            #expect(try read(constant, type) == all, "\(value)")
        }
        let none = try ColumnVector(constant: .null, type: .text, count: 3)
        #expect(try read(none, type) == expected(type, [.null, .null, .null]))
        #expect(try read(vector([]), type) == [])
        #expect(try read(vector([.null, .null]), type) == expected(type, [.null, .null]))
    }

    @Test("Pairs of values, so that kinds meet", arguments: types)
    func pairs(type: ScalarType) throws {
        for first in Self.samples {
            for second in Self.samples {
                let values = [first, .null, second]
                #expect(try read(vector(values), type) == expected(type, values))
            }
        }
    }

    @Test("What is no number is NULL")
    func notANumber() throws {
        for type in [ScalarType.double, .float] {
            let values: [Value] = [.real(1.5), .real(.nan), .null]
            #expect(try read(vector(values), type) == expected(type, values))
        }
    }

    @Test("Texts that share their bytes become a dictionary, others do not")
    func dictionaries() throws {
        for (distinct, isDictionary) in [(3, true), (900, true), (20_000, false)] {
            var builder = ColumnBuilder(type: .text, capacity: 20_000)
            let bytes = try ByteBuffer(capacityBytes: 20_000 * 8)
            var words: [(offset: Int, length: Int)] = []
            for number in 0..<distinct {
                let text = Array("t\(number)".utf8)
                words.append((bytes.countBytes, text.count))
                try unsafe text.withUnsafeBufferPointer {
                    guard let start = $0.baseAddress else { return }
                    try unsafe bytes.append(start, count: $0.count)
                }
            }
            var expected: [Value] = []
            for row in 0..<20_000 {
                let number = row &* 7919 % distinct
                if row % 11 == 0 {
                    builder.appendNull()
                    expected.append(.null)
                    continue
                }
                builder.append(
                    kind: ValueKind.text, offset: words[number].offset,
                    length: words[number].length)
                expected.append(.text("t\(number)"))
            }
            let column = try TypedColumn(ColumnVector(builder, bytes: bytes), type: .string)
            var found = false
            if case .dictionary(_, let entries) = column.values {
                found = true
                #expect(entries.count <= distinct)
            }
            #expect(found == isDictionary)
            let vector = try column.vector()
            #expect((0..<vector.count).map { vector.value(at: $0) } == expected)
        }
    }

    // MARK: Rows

    @Test("Rows value by value", arguments: types)
    func rows(type: ScalarType) throws {
        var cells = CellRows(
            [CellColumnDescription(type, isRequired: false, isNested: false)], capacity: 2)
        var kept: [Value] = []
        for round in 0..<3 {
            for value in Self.samples + [.null] {
                var builder = TypedColumnBuilder(type: type)
                var message: String?
                do throws(LakeError) { try builder.append(value) } catch { message = "\(error)" }
                do throws(LakeError) {
                    try set(value, &cells)
                    #expect(message == nil)
                    try? cells.endRow()
                    kept.append(value)
                } catch {
                    #expect("\(error)" == message, "\(value)")
                    cells.truncate(to: cells.rowCount)
                }
            }
            // Rows behind a savepoint are forgotten, and others come in their place.
            let count = kept.count / 2
            cells.truncate(to: count)
            kept.removeLast(kept.count - count)
            if round == 1 {
                let batch = cells.take()
                #expect(batch.rowCount == kept.count)
                #expect(try outcome(batch.columns[0]) == expected(type, kept))
                kept = []
            }
        }
        #expect(cells.rowCount == kept.count)
        #expect(try outcome(cells.take().columns[0]) == expected(type, kept))
    }

    private func set(_ value: Value, _ cells: inout CellRows) throws(LakeError) {
        switch value {
        case .null: try cells.setNull(0)
        case .integer(let integer): try cells.set(integer, 0)
        case .real(let real): try cells.set(real, 0)
        case .text(let text):
            try unsafe text.withUnsafeBufferPointer { (text) throws(LakeError) in
                try unsafe cells.set(text: text, 0)
            }
        case .blob(let blob):
            try unsafe blob.withUnsafeBufferPointer { (blob) throws(LakeError) in
                try unsafe cells.set(blob: blob, 0)
            }
        }
    }
}
