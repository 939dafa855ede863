// The FHIR side of a run in either format.

import Columnar
import Storage
import SynthesisFHIR

/// Takes the lines of chunks, in their order.
final class FHIRSink {
    private enum Form {
        case files(FHIRFileSet)
        case bundles(FHIRBundleSet)
    }

    private let form: Form
    private let transactionTime: String

    /// Nil when the run has no FHIR side.
    ///
    /// - Throws: as the two forms.
    init?(
        _ options: GenerationOptions, referenceDate: Int32, fileSystem: any FileSystem
    ) throws(LakeError) {
        guard let output = options.fhir else { return nil }
        // The reference date and not the clock: a seed promises the same bytes.
        transactionTime = dateText(Int64(referenceDate)) + "T00:00:00Z"
        switch output.format {
        case .ndjson:
            form = .files(
                try FHIRFileSet(output, mode: options.mode, fileSystem: fileSystem))
        case .bundle:
            form = .bundles(
                try FHIRBundleSet(output, mode: options.mode, fileSystem: fileSystem))
        }
    }

    func append(_ chunk: PopulationChunk) throws(LakeError) {
        switch form {
        case .files(let files): try files.append(chunk.lines)
        case .bundles(let bundles):
            try bundles.append("\(chunk.persons.lowerBound)", chunk.lines)
        }
    }

    /// What belongs to no person.
    func appendShared(_ lines: [ResourceLines]) throws(LakeError) {
        switch form {
        case .files(let files): try files.append(lines)
        case .bundles(let bundles): try bundles.append("providers", lines)
        }
    }

    func finish() throws(LakeError) -> [FHIRFileSummary] {
        switch form {
        case .files(let files): try files.finish(transactionTime: transactionTime)
        case .bundles(let bundles): bundles.finish()
        }
    }

    func abandon() {
        if case .files(let files) = form { files.abandon() }
    }
}
