// Which persons a scan wants: conditions on person_id become persons that are never simulated.

import Columnar

/// The persons whose number passes all conditions.
struct PersonSelection: Sendable {
    /// Empty when there can be none.
    let range: Range<Int64>
    private let tests: [Predicate.Test]

    /// - Parameters:
    ///   - count: persons are numbered from 1 to this.
    ///   - tests: conditions on the number.
    init(count: Int64, tests: [Predicate.Test]) {
        var lower: Int64 = 1
        var upper = count
        for test in tests {
            switch test {
            case .compare(let comparison, .integer(let number)):
                switch comparison {
                case .equal:
                    lower = max(lower, number)
                    upper = min(upper, number)
                case .less, .lessOrEqual: upper = min(upper, number)
                case .greater, .greaterOrEqual: lower = max(lower, number)
                }
            case .isIn(let values):
                // Reals among them are left to the exact test below.
                let numbers = values.compactMap { value -> Int64? in
                    if case .integer(let number) = value { number } else { nil }
                }
                if numbers.count == values.count {
                    lower = max(lower, numbers.min() ?? .max)
                    upper = min(upper, numbers.max() ?? .min)
                }
            default: break
            }
        }
        range = lower <= upper ? lower..<(upper + 1) : 1..<1
        self.tests = tests
    }

    /// Whether a person of the range passes.
    func accepts(_ number: Int64) -> Bool {
        tests.allSatisfy { $0.matches(number: .integer(number)) }
    }
}
