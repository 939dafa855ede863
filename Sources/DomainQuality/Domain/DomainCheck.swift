// What constraints on a domain's data are asked, and what they answer.

package import Columnar
package import OMOPQuality

/// How constraints are evaluated.
package struct DomainOptions {
    /// Threads that decode.
    package var threadCount: Int
    /// Of scans that keep rows.
    package var memoryBytesMax: Int
    /// Longest line of a FHIR file, in bytes; longer ones are left out.
    package var lineBytesMax: Int
    /// Keys that a result lists.
    package var keysMax: Int
    /// The CDM itself, for callers that have it at hand; else it is read from its place.
    package var source: (any CDMSource)?
    /// Called between batches; throws when the user stopped the statement.
    package var checkpoint: () throws(LakeError) -> Void

    package init() {
        threadCount = 2
        memoryBytesMax = 192 << 20
        lineBytesMax = 64 << 20
        keysMax = 200
        source = nil
        checkpoint = { () throws(LakeError) in }
    }

    /// The CDM: that of the options, else what the place names; nil for none.
    ///
    /// - Throws: `LakeError.notFound`, `.io` at `.file`.
    package func cdm(at place: String?) throws(LakeError) -> (any CDMSource)? {
        if let source { return source }
        guard let place else { return nil }
        return try cdmSource(at: place)
    }
}

/// One constraint's outcome.
package struct DomainCheck: Sendable, Equatable {
    /// What `status` may be.
    package enum Status {
        package static let pass = "PASS"
        package static let fail = "FAIL"
        /// No row was checked.
        package static let notApplicable = "NA"
        package static let notEvaluated = "not evaluated"
    }

    package let id: String
    package let domain: String
    package let type: String
    package let severity: String
    /// `omop.person`, `fhir.Patient`.
    package let model: String
    package let field: String
    package let checked: Int
    package let violated: Int
    package let status: String
    /// Primary keys, or ids, of violating rows: sorted, the first ones.
    package let keys: [String]
    /// SQL that lists all of them.
    package let query: String
    /// Why it was not evaluated.
    package let reason: String?
}
