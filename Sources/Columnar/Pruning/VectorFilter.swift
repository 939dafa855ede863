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
        if case .compare(let comparison, .integer(let constant)) = self,
            let kinds = unsafe vector.kinds
        {
            return unsafe integers(vector, kinds, comparison, constant, among: selection)
        }
        var last: (kind: UInt8, word: UInt64, passes: Bool)?
        return filter(vector, among: selection) { row in
            // Neighbours are often the same entry of a dictionary.
            let (kind, word) = (vector.rawKind(at: row), vector.word(at: row))
            if let last, last.kind == kind, last.word == word { return last.passes }
            let passes = passes(vector, row)
            last = (kind, word, passes)
            return passes
        }
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

    private func integers(
        _ vector: ColumnVector, _ kinds: UnsafeMutablePointer<UInt8>,
        _ comparison: Predicate.Comparison, _ constant: Int64, among selection: [UInt32]?
    ) -> [UInt32] {
        let words = unsafe vector.words
        @inline(__always)
        func select(_ holds: (Int64) -> Bool) -> [UInt32] {
            filter(vector, among: selection) { row in
                unsafe kinds[row] == ValueKind.integer
                    ? holds(Int64(bitPattern: words[row])) : passes(vector, row)
            }
        }
        switch comparison {
        case .equal: return select { $0 == constant }
        case .less: return select { $0 < constant }
        case .lessOrEqual: return select { $0 <= constant }
        case .greater: return select { $0 > constant }
        case .greaterOrEqual: return select { $0 >= constant }
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
        case ValueKind.text, ValueKind.json, ValueKind.blob:
            return unsafe matches(text: vector.bytes(at: row))
        default: return acceptsNull
        }
    }
}
