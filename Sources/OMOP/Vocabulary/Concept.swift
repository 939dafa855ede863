// A row of CONCEPT.

/// A concept of the vocabulary subset.
package struct Concept: Hashable, Sendable {
    package let id: Int32
    package let name: String
    package let domain: String
    package let vocabulary: String
    package let conceptClass: String
    /// `S` for standard ones, `C` for classifications, else empty.
    package let standard: String
    package let code: String
    /// Days since 1970-01-01.
    package let validStart: Int32
    package let validEnd: Int32
    /// `D` or `U` for those that are valid no more, else empty.
    package let invalidReason: String
    /// The code that FHIR carries, where it is not `code`: another UCUM spelling, an OMB code of a
    /// race, a class of encounter. Else empty.
    package let fhirCode: String
    /// What the subset has it for: `condition`, `measurement`, `unit`, …
    package let group: String

    package var isStandard: Bool { standard == "S" }
}
