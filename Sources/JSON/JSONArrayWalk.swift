// The elements of an array, one after the other.

/// Steps through the elements of an array in a structural index, by brackets only.
package struct JSONArrayWalk {
    private var token: Int
    private let limit: Int

    /// - Parameter array: the span of an array.
    package init(_ array: MemberSpan) {
        token = Int(array.token) + 1
        limit = Int(array.end) - 1
    }

    /// The next element, or nil at the end (also of an array that is not well formed).
    package mutating func next(
        _ base: UnsafePointer<UInt8>, _ index: StructuralIndex
    ) -> MemberSpan? {
        // Safe: reading stops at the array's closing bracket, whose offset is `limit`.
        var start = unsafe Int(index.offsets[token])
        if unsafe start < limit && base[start] == Token.comma {
            token += 1
            start = unsafe Int(index.offsets[token])
        }
        guard start < limit else { return nil }
        let first = token
        let kind = unsafe MemberExtractor.kind(of: base[start])
        token += 1
        var end = unsafe Int(index.offsets[token])
        if kind == .object || kind == .array {
            var depth = 1
            while depth > 0 {
                end = unsafe Int(index.offsets[token])
                guard end < limit else { return nil }
                unsafe depth += Token.depthChange(base[end])
                token += 1
            }
            end += 1
        } else {
            end = unsafe Token.scalarEnd(base, start: start, limit: min(end, limit))
        }
        return MemberSpan(
            kind: kind, start: UInt32(truncatingIfNeeded: start),
            end: UInt32(truncatingIfNeeded: end), token: UInt32(truncatingIfNeeded: first))
    }
}
