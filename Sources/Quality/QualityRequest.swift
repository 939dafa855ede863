// What is to be validated, and how.

package import Columnar
package import FHIRValidation

/// A validation that was asked for.
package struct QualityRequest {
    /// FHIR: files, directories or globs; none when only a CDM is looked at.
    package var fhirPaths: [String] = []
    /// A CDM: a directory of Iceberg tables, Parquet or CSV files, `catalog.db#namespace`.
    package var omopPlace: String?
    /// A YAML file of domain constraints.
    package var rulesFile: String?
    /// The pairs of resources and rows, and the concepts of codes, where files say them.
    package var keysFile: String?
    package var mapFile: String?
    /// Which layers run; nil for all that there is input for.
    package var layers: Set<QualityLayer>?
    package var references = ReferencePolicy.complete
    /// What the checks call today, in days since 1970-01-01.
    package var asOf: Int32
    package var failOn = QualitySeverity.error
    /// Issues kept for each check; counts are always whole.
    package var issuesPerCheckMax = 1000
    /// The pipeline that the run is a part of.
    package var pipelineRunID: String?
    package var version = ""

    package var threadCount = 2
    package var memoryBytesMax = 192 << 20
    package var lineBytesMax = 64 << 20
    /// Called often; throws when the user stopped the run.
    package var checkpoint: () throws(LakeError) -> Void

    package init(
        asOf: Int32,
        checkpoint: @escaping () throws(LakeError) -> Void = { () throws(LakeError) in }
    ) {
        self.asOf = asOf
        self.checkpoint = checkpoint
    }

    /// Whether a layer has input and was asked for.
    func runs(_ layer: QualityLayer) -> Bool {
        if let layers, !layers.contains(layer) { return false }
        switch layer {
        case .fhir: return !fhirPaths.isEmpty
        case .omop: return omopPlace != nil
        case .crossModel: return !fhirPaths.isEmpty && omopPlace != nil
        case .domain: return rulesFile != nil
        }
    }

    /// - Throws: `LakeError.invalidInput` when nothing would run.
    package func check() throws(LakeError) {
        guard QualityLayer.allCases.contains(where: { runs($0) }) else {
            throw LakeError(
                .invalidInput, "there is nothing to validate",
                advice: "name FHIR files, a CDM with --omop, or both; --rules adds rules to these")
        }
        if runs(.domain), fhirPaths.isEmpty, omopPlace == nil {
            throw LakeError(
                .invalidInput, "rules without data", at: [.file(rulesFile ?? "")],
                advice: "name FHIR files, a CDM with --omop, or both")
        }
    }
}
