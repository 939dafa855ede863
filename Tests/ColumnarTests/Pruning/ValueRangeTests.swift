// Ranges of values and conditions: what is left out, and that no row is lost by it.

@testable import Columnar
import Testing

@Suite("Ranges of values")
struct ValueRangeTests {
    // MARK: Nothing is lost

    /// Values of one storage class, as columns have them.
    enum Pool: String, CaseIterable {
        case integers, reals, numbers, texts, folded, dates

        var values: [Value] {
            switch self {
            case .integers:
                return [.min, .min + 1, -1, 0, 1, 7, 1 << 53, 1 << 53 + 1, .max - 1, .max].map {
                    .integer($0)
                }
            case .reals:
                return [
                    -.infinity, -1e300, -1.5, -0.0, 0.0, .leastNonzeroMagnitude, 1, 0x1p53, 0x1p63,
                    1e300, .infinity,
                    .nan,
                ].map { .real($0) }
            case .numbers: return Pool.integers.values + Pool.reals.values
            case .texts:
                return [
                    "", "\0", " ", "1", "10", "A", "Z", "[", "_", "a", "a\0", "aa", "z", "é", "😀",
                ]
                .map { .text($0) }
            case .folded:
                var texts: [String] = [""]
                for first in ["A", "a", "B", "b", "_", "@", "`", "{"] {
                    texts += [first, first + "A", first + "b", first + "_"]
                }
                return texts.map { .text($0) }
            case .dates:
                return [
                    "0000-01-01", "0001-01-01", "1969-12-31", "1970-01-01", "2026-01-31",
                    "9999-12-31",
                ].map { .text($0) }
            }
        }
    }

    private func test(
        _ kind: Int, _ constants: [Value], _ generator: inout SplitMix
    ) -> Predicate.Test {
        let constant = constants.randomElement(using: &generator) ?? .null
        switch kind {
        case 0: return .compare(.equal, constant)
        case 1: return .compare(.less, constant)
        case 2: return .compare(.lessOrEqual, constant)
        case 3: return .compare(.greater, constant)
        case 4: return .compare(.greaterOrEqual, constant)
        case 5:
            let others = (0..<3).map { _ in constants.randomElement(using: &generator) ?? constant }
            return .isIn(Set([constant] + others))
        case 6: return .isNull
        case 7: return .isNotNull
        default:
            guard case .text(let text) = constant else { return .isNotNull }
            let count = Int.random(in: 0...3, using: &generator)
            return .hasPrefix(Array(text.prefix(count)), foldsCase: kind == 8)
        }
    }

    private func passes(_ value: Value, _ test: Predicate.Test) -> Bool {
        switch value {
        case .null: return test.acceptsNull
        case .real(let real) where real.isNaN: return test.acceptsNull
        case .integer, .real: return test.matches(number: value)
        case .text(let bytes), .blob(let bytes):
            return unsafe bytes.withUnsafeBufferPointer { unsafe test.matches(text: $0) }
        }
    }

    /// The narrowest range that a sound writer would state, NaN counted as NULL.
    private func range(of values: [Value]) -> ValueRange {
        var range = ValueRange(mayHoldNull: false, mayHoldValue: false)
        func isLess(_ left: Value, _ right: Value) -> Bool {
            switch (left, right) {
            case (.text(let a), .text(let b)), (.blob(let a), .blob(let b)):
                a.lexicographicallyPrecedes(b)
            default: (compareNumbers(left, right) ?? 0) < 0
            }
        }
        for value in values {
            var isNaN = false
            if case .real(let real) = value { isNaN = real.isNaN }
            if value == .null || isNaN {
                range.mayHoldNull = true
                continue
            }
            range.mayHoldValue = true
            if range.lower.map({ isLess(value, $0) }) ?? true { range.lower = value }
            if range.upper.map({ isLess($0, value) }) ?? true { range.upper = value }
        }
        return range
    }

    @Test("A range is never left out that a passing value lies in", arguments: Pool.allCases)
    func nothingLost(pool: Pool) {
        var generator = SplitMix(state: 11)
        let constants = pool.values
        // Conditions also compare with values of other classes.
        let foreign: [Value] = [.integer(5), .real(0.5), .text("5"), .blob([5]), .null]
        var passed = 0
        var skipped = 0
        for round in 0..<20_000 {
            let count = Int.random(in: 1...3, using: &generator)
            var values = (0..<count).map { _ in
                constants.randomElement(using: &generator) ?? .null
            }
            if round % 5 == 0 { values.append(.null) }
            let test = test(
                round % 10, round % 7 == 0 ? constants + foreign : constants, &generator)
            var range = range(of: values)
            // Bounds may be missing, or lie further out.
            if round % 3 == 0 { range.lower = nil }
            if round % 4 == 0 { range.upper = nil }
            let isPassed = values.contains { passes($0, test) }
            if isPassed {
                passed += 1
                #expect(test.mayHold(in: range), "\(values) \(test) \(range)")
            } else if !test.mayHold(in: range) {
                skipped += 1
            }
        }
        #expect(passed > 1000)
        #expect(skipped > 1000)
    }

    // MARK: Clear cases

    static let oneToNine = ValueRange(lower: .integer(1), upper: .integer(9), mayHoldNull: false)
    static let bToD = ValueRange(lower: .text("b"), upper: .text("d"), mayHoldNull: false)
    static let only = ValueRange(only: .integer(5))
    static let nulls = ValueRange(only: .null)
    static let aroundZero = ValueRange(lower: .real(-0.0), upper: .real(-0.0), mayHoldNull: false)
    static let extremes = ValueRange(
        lower: .integer(.max), upper: .integer(.max), mayHoldNull: false)

    @Test(
        "What can be left out",
        arguments: [
            (Predicate.Test.compare(.equal, .integer(0)), oneToNine),
            (.compare(.equal, .real(9.5)), oneToNine), (.compare(.less, .integer(1)), oneToNine),
            (.compare(.lessOrEqual, .real(0.5)), oneToNine),
            (.compare(.greater, .integer(9)), oneToNine),
            (.compare(.greaterOrEqual, .integer(10)), oneToNine),
            (.isIn([.integer(0), .integer(10)]), oneToNine), (.isNull, oneToNine),
            (.compare(.equal, .integer(4)), only), (.isNotNull, nulls),
            (.compare(.equal, .integer(5)), nulls), (.hasPrefix([], foldsCase: false), nulls),
            (.compare(.less, .integer(0)), aroundZero),
            (.compare(.greater, .real(0)), aroundZero),
            // 2^63 is above the largest integer, and no double lies between.
            (.compare(.equal, .real(0x1p63)), extremes),
            (.compare(.equal, .text("e")), bToD), (.compare(.greater, .text("d")), bToD),
            (.hasPrefix(Array("a".utf8), foldsCase: true), bToD),
            (.hasPrefix(Array("e".utf8), foldsCase: false), bToD),
            (.hasPrefix(Array("dx".utf8), foldsCase: false), bToD),
            (.hasPrefix(Array("C".utf8), foldsCase: false), bToD),
        ])
    func leftOut(test: Predicate.Test, range: ValueRange) { #expect(!test.mayHold(in: range)) }

    @Test(
        "What cannot be left out",
        arguments: [
            (Predicate.Test.compare(.equal, .integer(1)), oneToNine),
            (.compare(.less, .real(1.5)), oneToNine),
            (.compare(.lessOrEqual, .integer(1)), oneToNine),
            (.compare(.greater, .integer(8)), oneToNine), (.isNotNull, oneToNine),
            (.compare(.equal, .integer(5)), only), (.isNull, nulls),
            (.compare(.equal, .real(0)), aroundZero), (.compare(.equal, .integer(0)), aroundZero),
            (.compare(.greaterOrEqual, .integer(.max)), extremes),
            // LIKE 'C%' finds what begins with c.
            (.hasPrefix(Array("C".utf8), foldsCase: true), bToD),
            (.hasPrefix(Array("D".utf8), foldsCase: true), bToD),
            (.hasPrefix(Array("b".utf8), foldsCase: false), bToD),
            (.isNull, .unknown), (.compare(.equal, .integer(0)), .unknown),
            // A bound that is no number says nothing.
            (
                .compare(.equal, .real(3)),
                ValueRange(lower: .real(.nan), upper: .real(.nan), mayHoldNull: false)
            ),
        ])
    func read(test: Predicate.Test, range: ValueRange) { #expect(test.mayHold(in: range)) }

    @Test("Values that a row must equal one of")
    func equalValues() {
        #expect(Predicate.Test.compare(.equal, .integer(1)).equalValues == [.integer(1)])
        #expect(Predicate.Test.isIn([.integer(1)]).equalValues == [.integer(1)])
        #expect(Predicate.Test.compare(.less, .integer(1)).equalValues == nil)
        #expect(Predicate.Test.isNull.equalValues == nil)
    }
}
