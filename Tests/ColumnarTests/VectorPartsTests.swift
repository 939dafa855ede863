// Vectors made of parts of others, against arrays.

@testable import Columnar
import Testing

@Suite("Parts of vectors")
struct VectorPartsTests {
    private static let pool: [Value] = [
        .null, .integer(7), .real(-0.5), .text(""), .text("a longer text"), .text("é"),
        .blob([0, 1]),
    ]

    private func values(_ count: Int, _ generator: inout SplitMix) -> [Value] {
        (0..<count).map { _ in Self.pool.randomElement(using: &generator) ?? .null }
    }

    private func values(of vector: ColumnVector) -> [Value] {
        (0..<vector.count).map { vector.value(at: $0) }
    }

    @Test("Any parts, all rows and some", arguments: 0..<40 as Range<UInt64>)
    func parts(seed: UInt64) throws {
        var generator = SplitMix(state: seed)
        var parts: [VectorPart] = []
        var expected: [Value] = []
        for index in 0..<Int.random(in: 1...5, using: &generator) {
            let count = Int.random(in: 0...20, using: &generator)
            let column: ColumnVector
            let all: [Value]
            if index % 3 == 2 {
                let value = Self.pool.randomElement(using: &generator) ?? .null
                all = Array(repeating: value, count: count)
                column = try ColumnVector(constant: value, type: .text, count: count)
            } else {
                all = values(count, &generator)
                column = try vector(all, .text)
            }
            let start = Int.random(in: 0...count, using: &generator)
            let end = Int.random(in: start...count, using: &generator)
            parts.append(VectorPart(column, rows: start..<end))
            expected += all[start..<end]
        }
        let whole = try ColumnVector.joining(parts, selection: nil, type: .text)
        #expect(values(of: whole) == expected)
        #expect(whole.type == .text)
        let selection = expected.indices.filter { _ in Bool.random(using: &generator) }
        let some = try ColumnVector.joining(
            parts, selection: selection.map { UInt32($0) }, type: .text)
        #expect(values(of: some) == selection.map { expected[$0] })
        let again = try whole.selecting(selection.map { UInt32($0) })
        #expect(values(of: again) == selection.map { expected[$0] })
    }

    @Test("Parts of one vector share its bytes; one whole part is the vector")
    func shared() throws {
        let column = try vector([.text("ab"), .text("cd"), .null], .text)
        let joined = try ColumnVector.joining(
            [VectorPart(column, rows: 2..<3), VectorPart(column, rows: 0..<2)], selection: nil,
            type: .text)
        #expect(values(of: joined) == [.null, .text("ab"), .text("cd")])
        #expect(joined.sideBytes === column.sideBytes)
        let same = try ColumnVector.joining(
            [VectorPart(column, rows: 0..<3)], selection: nil, type: .text)
        #expect(same === column)
        #expect(try column.selecting([0, 1, 2]) === column)
    }

    @Test("Texts of a shared buffer and of a side buffer in one part")
    func bothBuffers() throws {
        let bytes = try byteBuffer(Array("onetwo".utf8))
        var builder = ColumnBuilder(type: .text, capacity: 3)
        builder.append(kind: ValueKind.text, offset: 0, length: 3)
        try builder.append(.text("side"))
        builder.append(kind: ValueKind.text, offset: 3, length: 3)
        let column = ColumnVector(builder, bytes: bytes)
        let other = try vector([.text("x")], .text)
        let joined = try ColumnVector.joining(
            [VectorPart(column, rows: 0..<3), VectorPart(other, rows: 0..<1)], selection: nil,
            type: .text)
        #expect(values(of: joined) == [.text("one"), .text("side"), .text("two"), .text("x")])
    }

    @Test("NULLs filled from another vector")
    func filled() throws {
        let column = try vector([.integer(1), .null, .integer(3)], .bigint)
        let other = try vector([.integer(10), .integer(20), .null], .bigint)
        #expect(values(of: column.filled(from: other)) == [.integer(1), .integer(20), .integer(3)])
        let constant = try ColumnVector(constant: .integer(9), type: .bigint, count: 3)
        #expect(
            values(of: column.filled(from: constant)) == [.integer(1), .integer(9), .integer(3)])
    }
}
