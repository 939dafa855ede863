// What a comparison of FHIR data with a CDM of the same persons is asked, and what it answers.

package import Columnar
package import OMOPQuality

/// What is compared, and how.
package struct CrossModelOptions {
    /// Files, directories, globs or bulk-export manifests.
    package var fhirPaths: [String]
    /// Where the CDM is, as `cdmSource(at:)` reads it; not looked at when `source` is set.
    package var omopPlace: String
    /// The CDM itself, for callers that have it at hand.
    package var source: (any CDMSource)?
    /// A file of key pairs, as `KeyMap` reads it. Nil for the CDM's table `fhir_omop_map` where it
    /// has one; `none` for pairing by content even then.
    package var keys: String?
    /// A file of codes and their concepts, as `CodeMap` reads it; nil for the vocabulary in the
    /// program.
    package var map: String?
    /// Threads that decode.
    package var threadCount: Int
    /// Of scans that keep rows.
    package var memoryBytesMax: Int
    /// Longest line of a FHIR file, in bytes; longer ones count as not readable.
    package var lineBytesMax: Int
    /// Issues that are listed; the others are counted.
    package var issuesMax: Int
    /// Called between batches; throws when the user stopped the statement.
    package var checkpoint: () throws(LakeError) -> Void

    package init() {
        fhirPaths = []
        omopPlace = ""
        source = nil
        keys = nil
        map = nil
        threadCount = 2
        memoryBytesMax = 192 << 20
        lineBytesMax = 64 << 20
        issuesMax = 100_000
        checkpoint = { () throws(LakeError) in }
    }

    /// The CDM.
    ///
    /// - Throws: `LakeError.notFound`, `.io` at `.file`.
    package func cdm() throws(LakeError) -> any CDMSource {
        if let source { return source }
        return try cdmSource(at: omopPlace)
    }
}

/// One disagreement. Texts are empty where there is nothing to say.
package struct CrossModelIssue: Sendable, Equatable {
    /// `person.birth_date`, `condition`, …
    package let rule: String
    /// `missing in OMOP`, `date differs`, …
    package let kind: String
    /// The resource type; for rows that are missing in FHIR the one that they would come from.
    package let fhirType: String
    package let fhirID: String
    package let omopTable: String
    /// The primary key; that of the person for DEATH.
    package let omopKey: String
    /// The field of the CDM that disagrees.
    package let field: String
    package let fhirValue: String
    package let omopValue: String
}

/// One rule's outcome. Pairs and what has no partner add up to `compared`.
package struct CrossModelCheck: Sendable, Equatable {
    /// What `status` may be.
    package enum Status {
        package static let pass = "PASS"
        package static let fail = "FAIL"
        /// There is nothing to compare on either side.
        package static let notApplicable = "NA"
        package static let notEvaluated = "not evaluated"
    }

    package let rule: String
    package let compared: Int
    /// Pairs that agree.
    package let matched: Int
    package let missingInOMOP: Int
    package let missingInFHIR: Int
    /// Pairs, and orphans, with at least one issue.
    package let disagreeing: Int
    package let status: String
    /// Why it was not evaluated, or what else limits the outcome.
    package let reason: String?
}
