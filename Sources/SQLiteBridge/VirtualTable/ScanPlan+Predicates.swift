// From the tests of a plan and their values to what a source evaluates.

import Columnar

extension ScanPlan {
    /// The value of a test at xFilter.
    enum Operand {
        case value(Value)
        case list(Set<Value>)
    }
}

extension ScanPlan.Test {
    enum Outcome {
        /// Nothing the scan can do; SQLite checks.
        case none
        /// No row can pass.
        case never
        case predicate(Predicate)
    }

    func predicate(_ operand: ScanPlan.Operand, isBytes: Bool) -> Outcome {
        func make(_ test: Predicate.Test) -> Outcome {
            .predicate(Predicate(column: column, test: test))
        }
        switch (self.operator, operand) {
        case (.isNull, _): return make(.isNull)
        case (.isNotNull, _): return make(.isNotNull)
        case (.isIn, .list(let values)):
            if values.isEmpty { return .never }
            let fits = values.allSatisfy { value in
                if case .text = value { isBytes } else { !isBytes && value.isNumber }
            }
            return fits ? make(.isIn(values)) : .none
        case (_, .value(.null)): return .never
        case (.like, .value(.text(let pattern))):
            return make(.hasPrefix(prefix(of: pattern, wildcards: "%_"), foldsCase: true))
        case (.glob, .value(.text(let pattern))):
            return make(.hasPrefix(prefix(of: pattern, wildcards: "*?["), foldsCase: false))
        case (_, .value(let value)):
            guard let comparison = self.operator.comparison else { return .none }
            if case .text = value { return isBytes ? make(.compare(comparison, value)) : .none }
            return !isBytes && value.isNumber ? make(.compare(comparison, value)) : .none
        default: return .none
        }
    }

    /// The bytes before the first wildcard.
    private func prefix(of pattern: [UInt8], wildcards: StaticString) -> [UInt8] {
        let stops = Array("\(wildcards)".utf8)
        return Array(pattern.prefix { !stops.contains($0) })
    }
}

extension ScanPlan.Operator {
    var comparison: Predicate.Comparison? {
        switch self {
        case .equal: .equal
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        default: nil
        }
    }
}

extension Value {
    var isNumber: Bool {
        switch self {
        case .integer, .real: true
        case .null, .text, .blob: false
        }
    }
}
