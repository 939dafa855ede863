// Conditions over a whole vector: which of its rows pass.

extension Predicate.Test {
    /// The rows of `vector` that pass, of those in `selection`.
    ///
    /// A NaN is NULL, as SQL sees it.
    ///
    /// - Parameter selection: ascending rows; nil for all.
    /// - Returns: ascending rows.
    package func rows(of vector: ColumnVector, among selection: [UInt32]?) -> [UInt32] {
        if vector.isConstant {
            guard vector.count > 0 && passes(vector, 0) else { return [] }
            return selection ?? (0..<UInt32(vector.count)).map { $0 }
        }
        if case .compare(let comparison, let constant) = self, let kinds = unsafe vector.kinds,
            let limit = NumberLimit(constant)
        {
            return unsafe numbers(vector, kinds, comparison, limit, among: selection)
        }
        return filterOnce(vector, among: selection)
    }

    /// Tests each value once, as long as the same value is met often: entries of a dictionary are.
    private func filterOnce(_ vector: ColumnVector, among selection: [UInt32]?) -> [UInt32] {
        let slotCount = 1024
        return unsafe withUnsafeTemporaryAllocation(of: Answer.self, capacity: slotCount) {
            answers in
            // Kind 0xff is of no value.
            unsafe answers.initialize(repeating: Answer(word: 0, kind: 0xff, passes: false))
            return filter(vector, among: selection) { row in
                let (kind, word) = (vector.rawKind(at: row), vector.word(at: row))
                let hash = (word ^ UInt64(kind)) &* 0x9E37_79B9_7F4A_7C15
                // Safe: ten bits are below the number of slots.
                let slot = Int(truncatingIfNeeded: hash >> 54)
                let known = unsafe answers[slot]
                if known.word == word && known.kind == kind { return known.passes }
                let passes = passes(vector, row)
                unsafe answers[slot] = Answer(word: word, kind: kind, passes: passes)
                return passes
            }
        }
    }

    private struct Answer {
        let word: UInt64
        let kind: UInt8
        let passes: Bool
    }

    @inline(__always)
    private func filter(
        _ vector: ColumnVector, among selection: [UInt32]?, _ passes: (Int) -> Bool
    ) -> [UInt32] {
        let countMax = selection?.count ?? vector.count
        return unsafe [UInt32](unsafeUninitializedCapacity: countMax) { target, count in
            // Safe: at most one entry is written for each row that is looked at.
            if let selection {
                for row in selection where passes(Int(row)) {
                    unsafe target[count] = row
                    count += 1
                }
            } else {
                for row in 0..<vector.count {
                    unsafe target[count] = UInt32(truncatingIfNeeded: row)
                    count += passes(row) ? 1 : 0
                }
            }
        }
    }

    private func numbers(
        _ vector: ColumnVector, _ kinds: UnsafeMutablePointer<UInt8>,
        _ comparison: Predicate.Comparison, _ limit: NumberLimit, among selection: [UInt32]?
    ) -> [UInt32] {
        let words = unsafe vector.words
        @inline(__always)
        func select(
            _ integer: (Int64) -> Bool, _ real: (Double) -> Bool
        ) -> [UInt32] {
            filter(vector, among: selection) { row in
                switch unsafe kinds[row] {
                case ValueKind.integer where limit.hasInteger:
                    unsafe integer(Int64(bitPattern: words[row]))
                case ValueKind.real where limit.hasReal: unsafe real(Double(bitPattern: words[row]))
                default: passes(vector, row)
                }
            }
        }
        // A NaN fails each comparison.
        let (integer, real) = (limit.integer, limit.real)
        switch comparison {
        case .equal: return select({ $0 == integer }, { $0 == real })
        case .less: return select({ $0 < integer }, { $0 < real })
        case .lessOrEqual: return select({ $0 <= integer }, { $0 <= real })
        case .greater: return select({ $0 > integer }, { $0 > real })
        case .greaterOrEqual: return select({ $0 >= integer }, { $0 >= real })
        }
    }

    /// Whether one row passes.
    package func passes(_ vector: ColumnVector, _ row: Int) -> Bool {
        switch vector.kind(at: row) {
        case ValueKind.integer:
            return matches(number: .integer(Int64(bitPattern: vector.word(at: row))))
        case ValueKind.real:
            let value = Double(bitPattern: vector.word(at: row))
            return value.isNaN ? acceptsNull : matches(number: .real(value))
        case ValueKind.blob: return unsafe matches(blob: vector.bytes(at: row))
        case ValueKind.text, ValueKind.json:
            return unsafe matches(text: vector.bytes(at: row))
        default: return acceptsNull
        }
    }
}

/// A constant as the integer and as the double that it is exactly, so that numbers compare without
/// a case for each pair of types.
private struct NumberLimit {
    let integer: Int64
    let real: Double
    let hasInteger: Bool
    let hasReal: Bool

    init?(_ constant: Value) {
        switch constant {
        case .integer(let value):
            integer = value
            hasInteger = true
            real = Double(value)
            hasReal = Double(exactly: value) != nil
        case .real(let value):
            real = value
            hasReal = true
            integer = Int64(exactly: value) ?? 0
            hasInteger = Int64(exactly: value) != nil
        case .null, .text, .blob: return nil
        }
    }
}
