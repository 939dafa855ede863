// Expressions of every kind over every kind of value, the same for the same seed.

import Columnar
import Projection

/// A generator with a state of its own (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// Makes expressions.
struct RandomExpressions {
    let columnCount: Int
    /// Columns that hold JSON.
    let jsonColumns: [Int]
    /// Lists of items that are in scope.
    var levels: [Int] = []
    var lookupColumns: [(lookup: Int, column: Int)] = []
    private static let paths = [
        "$", "$.a", "$.code.coding[0].code", "$[0]", "$[1].b", "$.n", "$.text", "$[#-1]",
        "$.\"odd name\"", "$.list",
    ]
    static let literals: [Value] = [
        .null, .integer(0), .integer(1), .integer(-3), .integer(10), .real(0.5), .real(-2.25),
        .text(""), .text("a"), .text("Patient/"), .text("2024-02-29"), .text("10"), .text("urn:"),
        .text("é"),
    ]

    func value(_ depth: Int, _ random: inout SeededGenerator) -> Expression {
        guard depth > 0 else { return leaf(&random) }
        func part(_ random: inout SeededGenerator) -> Expression { value(depth - 1, &random) }
        switch Int.random(in: 0..<18, using: &random) {
        case 0, 1, 2:
            let path = Self.paths.randomElement(using: &random) ?? "$"
            return .call(.jsonExtract(path: path), [json(depth - 1, &random)])
        case 3: return .call(.coalesce, [part(&random), part(&random), part(&random)])
        case 4: return .call(.nullIf, [part(&random), part(&random)])
        case 5: return .call(.inString, [part(&random), part(&random)])
        case 6: return .call(.substring, [part(&random), part(&random)])
        case 7: return .call(.substring, [part(&random), .literal(.integer(1)), part(&random)])
        case 8: return .call(.length, [part(&random)])
        case 9: return .call(Bool.random(using: &random) ? .lower : .upper, [part(&random)])
        case 10: return .call(Bool.random(using: &random) ? .date : .dateTime, [part(&random)])
        case 11: return .call(.concatenate, [part(&random), part(&random)])
        case 12:
            let operations: [ScalarOperation] = [.add, .subtract, .multiply]
            return .call(
                operations.randomElement(using: &random) ?? .add, [part(&random), part(&random)])
        case 13:
            let targets: [CastTarget] = [.text, .integer, .real]
            return .cast(part(&random), targets.randomElement(using: &random) ?? .text)
        case 14, 15:
            let branches = (0...Int.random(in: 0...1, using: &random)).map { _ in
                Expression.Branch(when: condition(depth - 1, &random), then: part(&random))
            }
            return .choice(branches, otherwise: part(&random))
        case 16 where !levels.contains(2):
            var inner = self
            inner.levels.append(2)
            // A sum of nothing of its own list would be one over the rows of the query.
            let value = Expression.call(
                .coalesce, [inner.value(depth - 1, &random), .item(level: 2, .key)])
            return .sum(items: json(depth - 1, &random), value: value)
        default: return condition(depth - 1, &random)
        }
    }

    func condition(_ depth: Int, _ random: inout SeededGenerator) -> Expression {
        func operand(_ random: inout SeededGenerator) -> Expression { value(depth - 1, &random) }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return .call(.isNull, [operand(&random)])
        case 1: return .call(.isNotNull, [operand(&random)])
        case 2:
            return .call(
                .isIn, [operand(&random)] + (0..<3).map { _ in literal(&random) })
        case 3 where depth > 0:
            let operation: ScalarOperation = Bool.random(using: &random) ? .and : .or
            return .call(operation, [condition(depth - 1, &random), condition(depth - 1, &random)])
        case 4 where depth > 0: return .call(.not, [condition(depth - 1, &random)])
        default:
            let operations: [ScalarOperation] = [
                .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
            ]
            return .call(
                operations.randomElement(using: &random) ?? .equal,
                [operand(&random), operand(&random)])
        }
    }

    private func leaf(_ random: inout SeededGenerator) -> Expression {
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1: return literal(&random)
        case 2 where !levels.isEmpty:
            return .item(
                level: levels.randomElement(using: &random) ?? 1,
                Bool.random(using: &random) ? .key : .value)
        case 3 where !lookupColumns.isEmpty:
            let column = lookupColumns[Int.random(in: 0..<lookupColumns.count, using: &random)]
            return .lookup(column.lookup, column: column.column)
        default: return .column(Int.random(in: 0..<columnCount, using: &random))
        }
    }

    private func literal(_ random: inout SeededGenerator) -> Expression {
        .literal(Self.literals.randomElement(using: &random) ?? .null)
    }

    /// Mostly what is JSON.
    private func json(_ depth: Int, _ random: inout SeededGenerator) -> Expression {
        let column = Expression.column(jsonColumns.randomElement(using: &random) ?? 0)
        switch Int.random(in: 0..<4, using: &random) {
        case 0 where depth > 0:
            let path = Self.paths.randomElement(using: &random) ?? "$"
            return .call(.jsonExtract(path: path), [column])
        default: return column
        }
    }
}
