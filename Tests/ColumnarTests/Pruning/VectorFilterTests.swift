// Conditions over vectors: the same rows as the condition on each value.

@testable import Columnar
import Testing

@Suite("Conditions over vectors")
struct VectorFilterTests {
    static let tests: [Predicate.Test] = [
        .isNull, .isNotNull, .compare(.equal, .integer(3)), .compare(.less, .integer(3)),
        .compare(.lessOrEqual, .integer(3)), .compare(.greater, .integer(3)),
        .compare(.greaterOrEqual, .integer(3)), .compare(.less, .real(2.5)),
        .compare(.equal, .text("3")), .compare(.greater, .text("3")), .compare(.less, .blob([])),
        .compare(.equal, .null), .isIn([.integer(3), .text("x"), .real(0.5)]),
        .hasPrefix(Array("x".utf8), foldsCase: true),
    ]

    /// What passes, from the meaning of SQL: NULL and NaN fail, numbers come before texts.
    private func passes(_ value: Value, _ test: Predicate.Test) -> Bool {
        switch value {
        case .null: return test.acceptsNull
        case .real(let real) where real.isNaN: return test.acceptsNull
        case .integer, .real: return test.matches(number: value)
        case .text(let bytes), .blob(let bytes):
            return unsafe bytes.withUnsafeBufferPointer { unsafe test.matches(text: $0) }
        }
    }

    @Test("Rows of vectors of all kinds", arguments: tests)
    func rows(test: Predicate.Test) throws {
        var generator = SplitMix(state: 21)
        let pool: [Value] = [
            .null, .integer(1), .integer(3), .integer(3), .integer(.min), .integer(.max),
            .real(0.5), .real(3), .real(.nan), .text("x"), .text("X1"), .text("3"), .text(""),
        ]
        for size in [0, 1, 2, 257] {
            let values = (0..<size).map { _ in pool.randomElement(using: &generator) ?? .null }
            let column = try vector(values, .text)
            let expected = values.indices.filter { passes(values[$0], test) }.map { UInt32($0) }
            #expect(test.rows(of: column, among: nil) == expected)
            let some = values.indices.filter { $0 % 3 != 1 }.map { UInt32($0) }
            #expect(test.rows(of: column, among: some) == expected.filter { $0 % 3 != 1 })
            #expect(test.rows(of: column, among: []).isEmpty)
        }
    }

    @Test("Rows of constant vectors", arguments: tests)
    func constants(test: Predicate.Test) throws {
        for value: Value in [.null, .integer(3), .real(.nan), .text("x")] {
            let column = try ColumnVector(constant: value, type: .text, count: 4)
            let isPassed = passes(value, test)
            #expect(test.rows(of: column, among: nil) == (isPassed ? [0, 1, 2, 3] : []))
            #expect(test.rows(of: column, among: [1, 3]) == (isPassed ? [1, 3] : []))
            let none = try ColumnVector(constant: value, type: .text, count: 0)
            #expect(test.rows(of: none, among: nil).isEmpty)
        }
    }
}
