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

    /// - Parameter type: of the column.
    func predicate(_ operand: ScanPlan.Operand, type: DataType) -> Outcome {
        let isBytes = type.isBytes
        func make(_ test: Predicate.Test) -> Outcome {
            .predicate(Predicate(column: column, test: test))
        }
        switch (self.operator, operand) {
        case (.isNull, _): return make(.isNull)
        case (.isNotNull, _): return make(.isNotNull)
        case (.isIn, .list(let values)):
            if values.isEmpty { return .never }
            let fits = values.allSatisfy { value in
                if case .text = value {
                    type.comparesAsText(value)
                } else {
                    !isBytes && value.isNumber
                }
            }
            return fits ? make(.isIn(values)) : .none
        case (_, .value(.null)): return .never
        case (.like, .value(.text(let pattern))):
            return make(.hasPrefix(prefix(of: pattern, wildcards: "%_"), foldsCase: true))
        case (.glob, .value(.text(let pattern))):
            return make(.hasPrefix(prefix(of: pattern, wildcards: "*?["), foldsCase: false))
        case (_, .value(let value)):
            guard let comparison = self.operator.comparison else { return .none }
            if case .text = value {
                return type.comparesAsText(value) ? make(.compare(comparison, value)) : .none
            }
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

extension DataType {
    /// Whether SQLite compares the column's texts with this text byte by byte. Where the column's
    /// affinity is NUMERIC (a date), a text that looks like a number becomes one first.
    func comparesAsText(_ value: Value) -> Bool {
        guard isBytes, case .text(let text) = value else { return false }
        return !hasNumericAffinity || !mayLookNumeric(text)
    }
}

/// Whether SQLite might take the whole text for a number: it has only characters of numbers, and
/// blanks around them. Dates, which have a minus sign behind a digit, are none.
private func mayLookNumeric(_ text: [UInt8]) -> Bool {
    var last: UInt8 = 0
    for byte in text {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "e"),
            UInt8(ascii: "E"), UInt8(ascii: " "), 0x09...0x0d:
            break
        case UInt8(ascii: "-"), UInt8(ascii: "+"):
            if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last) { return false }
        default: return false
        }
        last = byte
    }
    return true
}

extension Value {
    var isNumber: Bool {
        switch self {
        case .integer, .real: true
        case .null, .text, .blob: false
        }
    }
}
