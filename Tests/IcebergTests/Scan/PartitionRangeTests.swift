// What partition values say about columns: a value lies in the range of its own partition, whatever
// the transform; what lies outside is left out.
// Source: Iceberg specification, "Partition Transforms", "Scan Planning".

import Columnar
import Testing

@testable import Iceberg

@Suite("Ranges of partitions")
struct PartitionRangeTests {
    static let types: [PrimitiveType] = [
        .boolean, .int, .long, .float, .double, .date, .time, .string, .binary, .fixed(4), .uuid,
        .decimal(precision: 9, scale: 2), .decimal(precision: 38, scale: 10),
        .timestamp(.microseconds, isUTC: false), .timestamp(.microseconds, isUTC: true),
        .timestamp(.nanoseconds, isUTC: false), .timestamp(.nanoseconds, isUTC: true),
    ]

    /// A generator that gives the same numbers everywhere.
    struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    private func integer(_ bits: Int, _ numbers: inout Numbers) -> Int64 {
        let edges: [Int64] = [0, 1, -1, 7, -7, Int64.max >> (64 - bits), Int64.min >> (64 - bits)]
        if Bool.random(using: &numbers) { return edges.randomElement(using: &numbers) ?? 0 }
        return Int64.random(in: .min ... .max, using: &numbers)
            >> Int64.random(in: Int64(64 - bits)...63, using: &numbers)
    }

    private func value(of type: PrimitiveType, _ numbers: inout Numbers) -> SingleValue {
        func bytes(_ count: Int, _ numbers: inout Numbers) -> [UInt8] {
            (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &numbers) }
        }
        switch type {
        case .boolean: return .boolean(Bool.random(using: &numbers))
        case .int: return .integer(integer(32, &numbers))
        case .long: return .integer(integer(64, &numbers))
        case .float, .double:
            return .real([0, -0.0, 1.5, -1e30, .infinity].randomElement(using: &numbers) ?? 0)
        case .decimal(let precision, let scale):
            return .decimal(
                unscaled: Int128(integer(precision < 10 ? 29 : 64, &numbers)), scale: scale)
        case .date: return .date(integer(32, &numbers))
        case .time: return .time(Int64.random(in: 0..<86_400_000_000, using: &numbers))
        case .timestamp(let unit, let isUTC):
            return .timestamp(integer(64, &numbers), unit, isUTC: isUTC)
        case .string:
            let characters = ["a", "Z", "é", "😀", "\0", "\u{10FFFF}", "z", "\u{7f}"]
            return .string(
                (0..<Int.random(in: 0...6, using: &numbers)).map { _ in
                    characters.randomElement(using: &numbers) ?? ""
                }.joined())
        case .uuid: return .uuid(bytes(16, &numbers))
        default: return .binary(bytes(Int.random(in: 0...6, using: &numbers), &numbers))
        }
    }

    private func field(_ transform: Transform) -> PartitionField {
        PartitionField(id: 1000, sourceIDs: [1], name: "p", transform: transform)
    }

    @Test("A value is never outside of its own partition", arguments: types)
    func nothingLost(type: PrimitiveType) throws {
        var numbers = Numbers(state: 5)
        var checked = 0
        for round in 0..<4000 {
            let width = Int.random(in: 1...12, using: &numbers)
            let transform = [
                Transform.identity, .bucket(width), .truncate(width), .year, .month, .day, .hour,
                .truncate(.random(in: 1...(1 << 31 - 1), using: &numbers)),
            ][round % 8]
            let value = value(of: type, &numbers)
            guard let partition = transform.apply(value) else { continue }
            let range = try #require(
                field(transform).range(
                    from: partition, to: partition, mayHoldNull: false, mayHoldValue: true,
                    type: type))
            let constant = value.sqlValue(type)
            var tests: [Predicate.Test] = [
                .compare(.equal, constant), .compare(.lessOrEqual, constant),
                .compare(.greaterOrEqual, constant), .isIn([constant]), .isNotNull,
            ]
            if case .text(let text) = constant {
                for count in 0...text.count {
                    tests.append(.hasPrefix(Array(text.prefix(count)), foldsCase: count % 2 == 0))
                }
            }
            for test in tests {
                #expect(range.mayHold(test), "\(transform) of \(value) is \(partition): \(test)")
            }
            #expect(!range.mayHold(.isNull))
            checked += 1
        }
        #expect(checked > 400)
    }

    @Test("A value between two is within the range of both partitions", arguments: types)
    func between(type: PrimitiveType) throws {
        var numbers = Numbers(state: 6)
        for round in 0..<2000 {
            let transform = [
                Transform.identity, .truncate(1 + round % 9), .year, .month, .day, .hour,
                .bucket(1 + round % 5),
            ][round % 7]
            let first = value(of: type, &numbers)
            let second = value(of: type, &numbers)
            guard let low = transform.apply(first), let high = transform.apply(second) else {
                continue
            }
            let (a, b) = (first.sqlValue(type), second.sqlValue(type))
            // Texts of years beyond four digits are not in the order of time.
            guard first.sortableValue(type) != nil, second.sortableValue(type) != nil,
                isOrdered(a, b)
            else { continue }
            let range = try #require(
                field(transform).range(
                    from: low, to: high, mayHoldNull: true, mayHoldValue: true, type: type))
            for constant in [a, b] {
                #expect(range.mayHold(.compare(.equal, constant)), "\(transform) \(a) \(b)")
            }
            #expect(range.mayHold(.isNull))
        }
    }

    private func isOrdered(_ a: Value, _ b: Value) -> Bool {
        switch (a, b) {
        case (.text(let a), .text(let b)), (.blob(let a), .blob(let b)):
            !b.lexicographicallyPrecedes(a)
        default: (compareNumbers(a, b) ?? 1) <= 0
        }
    }

    /// A partition and a condition that none of its rows passes.
    struct Case: Sendable {
        let transform: Transform
        let type: PrimitiveType
        let partition: SingleValue
        let test: Predicate.Test

        init(
            _ transform: Transform, _ type: PrimitiveType, _ partition: SingleValue,
            _ test: Predicate.Test
        ) {
            self.transform = transform
            self.type = type
            self.partition = partition
            self.test = test
        }
    }

    private static func text(
        _ comparison: Predicate.Comparison, _ text: String
    ) -> Predicate.Test { .compare(comparison, .text(text)) }

    static let timestamp = PrimitiveType.timestamp(.microseconds, isUTC: false)
    static let cost = PrimitiveType.decimal(precision: 9, scale: 2)

    static let cases: [Case] = [
        // Month 672 is 2026-01, day 20484 is 2026-01-31, hour 491,616 its first.
        Case(.month, .date, .integer(672), text(.less, "2026-01-01")),
        Case(.month, .date, .integer(672), text(.greater, "2026-01-31")),
        Case(.month, timestamp, .integer(672), text(.greater, "2026-02-01 00:00:00")),
        Case(.year, .date, .integer(56), text(.equal, "2027-01-01")),
        Case(.year, .date, .integer(-1), text(.equal, "1970-01-01")),
        Case(.year, .date, .integer(-1), text(.less, "1969-01-01")),
        Case(.day, timestamp, .date(20_484), text(.less, "2026-01-31")),
        Case(.day, timestamp, .date(20_484), text(.equal, "2026-02-01 00:00:00.000001")),
        Case(.hour, timestamp, .integer(491_616), text(.equal, "2026-01-31 01:00:00.5")),
        Case(.hour, timestamp, .integer(-1), text(.less, "1969-12-31 23:00:00")),
        Case(.truncate(10), .long, .integer(-10), .compare(.equal, .integer(0))),
        Case(.truncate(10), .long, .integer(-10), .compare(.less, .integer(-10))),
        Case(.truncate(3), .string, .string("ice"), text(.equal, "icf")),
        Case(.truncate(3), .string, .string("ice"), text(.less, "ice")),
        Case(
            .truncate(50), cost, .decimal(unscaled: 1050, scale: 2),
            .compare(.greaterOrEqual, .real(11))),
        Case(.identity, .string, .string("a"), text(.equal, "b")),
        Case(.identity, .boolean, .boolean(true), .compare(.equal, .integer(0))),
        // The bucket of 34 of 16 is 3, of "iceberg" of 100 is 89 (appendix B).
        Case(.bucket(16), .int, .integer(4), .compare(.equal, .integer(34))),
        Case(.bucket(16), .long, .integer(4), .isIn([.integer(34)])),
        Case(.bucket(100), .string, .integer(88), text(.equal, "iceberg")),
        Case(.bucket(100), .date, .integer(25), text(.equal, "2017-11-16")),
    ]

    @Test("What lies outside is left out", arguments: cases)
    func leftOut(one: Case) throws {
        let range = try #require(
            field(one.transform).range(
                from: one.partition, to: one.partition, mayHoldNull: false, mayHoldValue: true,
                type: one.type))
        #expect(!range.mayHold(one.test))
    }

    @Test("Another way to write a value says nothing about its bucket")
    func otherTexts() throws {
        let range = try #require(
            field(.bucket(100)).range(
                from: .integer(25), to: .integer(25), mayHoldNull: false, mayHoldValue: true,
                type: .date))
        for text in ["2017-11-16 ", "x", "2017-1-6"] {
            #expect(range.mayHold(.compare(.equal, .text(text))))
        }
        #expect(range.mayHold(.compare(.equal, .integer(1))))
    }

    @Test("NULL partitions")
    func nulls() throws {
        for transform in [Transform.identity, .bucket(4), .truncate(4), .day] {
            let range = try #require(
                field(transform).range(
                    from: nil, to: nil, mayHoldNull: true, mayHoldValue: false, type: .date))
            #expect(range.mayHold(.isNull))
            #expect(!range.mayHold(.isNotNull))
            #expect(!range.mayHold(.compare(.equal, .text("2026-01-01"))))
        }
    }

    @Test("Void and unknown transforms, and several columns, say nothing")
    func nothingKnown() {
        for transform in [Transform.void, .unknown("zorder")] {
            #expect(
                field(transform).range(
                    from: .integer(1), to: .integer(1), mayHoldNull: false, mayHoldValue: true,
                    type: .int) == nil)
        }
        let two = PartitionField(id: 1000, sourceIDs: [1, 2], name: "p", transform: .identity)
        #expect(
            two.range(
                from: .integer(1), to: .integer(1), mayHoldNull: false, mayHoldValue: true,
                type: .int) == nil)
    }

    /// Damaged manifests hold any integers.
    @Test("No partition value overflows", arguments: [Int64.min, .min + 1, -1, 0, .max - 1, .max])
    func extremes(number: Int64) {
        for transform in [
            Transform.identity, .year, .month, .day, .hour, .truncate(1), .truncate(1 << 31 - 1),
            .bucket(3),
        ] {
            for type in Self.types {
                for value in [
                    SingleValue.integer(number), .date(number), .time(number),
                    .timestamp(number, .microseconds, isUTC: false),
                    .timestamp(number, .nanoseconds, isUTC: true),
                    .decimal(unscaled: number < 0 ? .min : .max, scale: 2),
                ] {
                    let range = field(transform).range(
                        from: value, to: value, mayHoldNull: false, mayHoldValue: true, type: type)
                    #expect(range?.mayHold(.isNotNull) == true)
                }
            }
        }
    }
}
