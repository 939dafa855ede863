// Conditions on values outside a database; Tests/SQLiteBridgeTests compares them with SQLite
// itself.

@testable import Columnar
import Testing

@Suite("Predicates")
struct PredicateTests {
    @Test("Exact comparison of integers and reals")
    func numbers() {
        let numbers: [(Value, Double?)] = [
            (.integer(.min), nil), (.real(-0x1p63), nil), (.integer(-1), nil), (.real(-0.5), nil),
            (.integer(0), nil), (.real(0.5), nil), (.integer(1 << 53), nil),
            (.integer(1 << 53 + 1), nil), (.integer(.max), nil), (.real(0x1p63), nil),
            (.real(.infinity), nil),
        ]
        let order = [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
        for left in numbers.indices {
            for right in numbers.indices {
                let expected = order[left] < order[right] ? -1 : order[left] > order[right] ? 1 : 0
                #expect(compareNumbers(numbers[left].0, numbers[right].0) == expected)
            }
        }
        #expect(compareNumbers(.real(.nan), .integer(0)) == nil)
        #expect(compareNumbers(.integer(0), .real(.nan)) == nil)
        #expect(compareNumbers(.real(-0.0), .integer(0)) == 0)
    }

    @Test("Bytes in memcmp order")
    func bytes() {
        let texts = ["", "\0", "A", "a", "a\0", "aa", "b", "é", "😀"].map { Array($0.utf8) }
        for (left, text) in texts.enumerated() {
            for (right, other) in texts.enumerated() {
                let order = unsafe text.withUnsafeBufferPointer { unsafe compareBytes($0, other) }
                #expect(order.signum() == (left - right).signum(), "\(text) \(other)")
            }
        }
    }

    @Test("NULL passes IS NULL only")
    func null() {
        #expect(Predicate.Test.isNull.acceptsNull)
        let others: [Predicate.Test] = [
            .isNotNull, .compare(.equal, .null), .compare(.less, .integer(1)), .isIn([.integer(1)]),
            .hasPrefix([], foldsCase: true),
        ]
        for test in others { #expect(!test.acceptsNull) }
        for comparison in [
            Predicate.Comparison.equal, .less, .lessOrEqual, .greater, .greaterOrEqual,
        ] {
            #expect(!Predicate.Test.compare(comparison, .null).matches(number: .integer(1)))
        }
    }

    @Test(
        "Prefixes",
        arguments: [
            ("", "abc", true, true), ("ab", "abc", true, true), ("AB", "abc", true, true),
            ("AB", "abc", false, false), ("abcd", "abc", true, false), ("É", "é", true, false),
            ("@", "`", true, false), ("[", "{", true, false), ("é", "é", true, true),
        ])
    func prefixes(prefix: String, text: String, foldsCase: Bool, holds: Bool) {
        let test = Predicate.Test.hasPrefix(Array(prefix.utf8), foldsCase: foldsCase)
        #expect(
            unsafe Array(text.utf8).withUnsafeBufferPointer { unsafe test.matches(text: $0) }
                == holds)
    }
}
