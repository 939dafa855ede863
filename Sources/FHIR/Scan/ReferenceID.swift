// The id that a literal reference names.
// Source: FHIR R4, References, "Literal References".

/// Reads references.
enum ReferenceID {
    /// Where the id stands in a reference: `Patient/23` → 23,
    /// `http://x.org/fhir/Patient/23/_history/2` → 23, `urn:uuid:c757873d-…` → c757873d-…, `#p1`
    /// (contained) as it is.
    static func range(in reference: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        for prefix in ["urn:uuid:", "urn:oid:"] as [StaticString]
        where unsafe starts(reference, with: prefix) {
            return prefix.utf8CodeUnitCount..<reference.count
        }
        var end = reference.count
        var start = unsafe lastSlash(reference, before: end).map { $0 + 1 } ?? 0
        // …/Patient/23/_history/2: the id stands before _history.
        if start > 0, let history = unsafe lastSlash(reference, before: start - 1),
            unsafe isText(reference, history + 1..<start - 1, "_history")
        {
            end = history
            start = unsafe lastSlash(reference, before: end).map { $0 + 1 } ?? 0
        }
        return start..<end
    }

    private static func lastSlash(
        _ text: UnsafeBufferPointer<UInt8>, before end: Int
    ) -> Int? {
        var index = end - 1
        while index >= 0 {
            if unsafe text[index] == UInt8(ascii: "/") { return index }
            index -= 1
        }
        return nil
    }

    private static func starts(
        _ text: UnsafeBufferPointer<UInt8>, with prefix: StaticString
    ) -> Bool {
        unsafe text.count >= prefix.utf8CodeUnitCount
            && isText(text, 0..<prefix.utf8CodeUnitCount, prefix)
    }

    private static func isText(
        _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ expected: StaticString
    ) -> Bool {
        guard range.count == expected.utf8CodeUnitCount else { return false }
        for (offset, index) in range.enumerated()
        where unsafe text[index] != expected.utf8Start[offset] {
            return false
        }
        return true
    }
}
