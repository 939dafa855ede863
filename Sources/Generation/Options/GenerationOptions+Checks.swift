// What makes no sense is refused before anything is written.

package import Columnar
import Synthesis

extension GenerationOptions {
    /// - Throws: `LakeError.invalidInput` at `.argument` with what is allowed.
    package func check() throws(LakeError) {
        try GenerationOptions.check(count: count)
        guard (1...GenerationLimits.threadsMax).contains(threadCount) else {
            throw LakeError(
                .invalidInput, "\(threadCount) threads make no sense", at: [.argument("threads")],
                advice: "give 1 to \(GenerationLimits.threadsMax)")
        }
        guard (0...0.5).contains(defects) else {
            throw LakeError(
                .invalidInput, "\(defects) is no share of records to damage",
                at: [.argument("defects")], advice: "give 0 to 0.5")
        }
        let years = synthetic.historyYears
        guard (1...GenerationLimits.historyYearsMax).contains(years) else {
            throw LakeError(
                .invalidInput, "\(years) years of history make no sense",
                at: [.argument("history_years")],
                advice: "give 1 to \(GenerationLimits.historyYearsMax)")
        }
        if mode == .append, fhir != nil {
            throw LakeError(
                .invalidInput, "FHIR files cannot be appended to", at: [.argument("mode")],
                advice: "give mode overwrite, or another directory")
        }
        if mode == .append, let omop, omop.format != .iceberg {
            throw LakeError(
                .invalidInput, "\(omop.format.rawValue) files cannot be appended to",
                at: [.argument("mode")], advice: "give mode overwrite, or the format iceberg")
        }
    }

    /// - Throws: `LakeError.invalidInput` at `.argument("count")`.
    package static func check(count: Int64) throws(LakeError) {
        guard (0...GenerationLimits.personsMax).contains(count) else {
            throw LakeError(
                .invalidInput, "\(count) is no number of persons", at: [.argument("count")],
                advice: "give 0 to \(GenerationLimits.personsMax)")
        }
    }
}
