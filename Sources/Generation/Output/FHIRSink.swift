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
    /// What was damaged, where something is; beside the files.
    private let ledger: (any OutputFile)?
    private let ledgerPath: String
    private let fileSystem: TogetherFileSystem
    private let transactionTime: String

    /// Nil when the run has no FHIR side.
    ///
    /// - Throws: as the two forms.
    init?(
        _ options: GenerationOptions, referenceDate: Int32, fileSystem: TogetherFileSystem
    ) throws(LakeError) {
        guard let output = options.fhir else { return nil }
        // The reference date and not the clock: a seed promises the same bytes.
        transactionTime = dateText(Int64(referenceDate)) + "T00:00:00Z"
        self.fileSystem = fileSystem
        ledgerPath = output.directory + "/defects.csv"
        switch output.format {
        case .ndjson:
            form = .files(
                try FHIRFileSet(output, mode: options.mode, fileSystem: fileSystem))
        case .bundle:
            form = .bundles(
                try FHIRBundleSet(output, mode: options.mode, fileSystem: fileSystem))
        }
        // A ledger of an earlier run would tell lies about these files.
        if options.mode == .overwrite { try fileSystem.remove(ledgerPath) }
        guard options.defects > 0 else {
            ledger = nil
            return
        }
        try fileSystem.remove(ledgerPath + ".partial")
        let file = try fileSystem.create(ledgerPath + ".partial")
        ledger = file
        try file.write(Array("layer,kind,record,id,element,original,planted\r\n".utf8))
    }

    func append(_ chunk: PopulationChunk) throws(LakeError) {
        if let ledger, !chunk.defects.isEmpty {
            try ledger.write(CSVText.lines(DefectLedger.rows(chunk.defects).batch))
        }
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

    /// Writes what is left to write: the files are whole, and not yet durable.
    func complete() throws(LakeError) {
        try ledger?.finish()
        if case .files(let files) = form {
            try files.complete(transactionTime: transactionTime)
        }
    }

    /// Gives the files, which are durable, their names.
    func publish() throws(LakeError) -> [FHIRFileSummary] {
        if ledger != nil { try fileSystem.replace(ledgerPath, with: ledgerPath + ".partial") }
        switch form {
        case .files(let files): return try files.publish()
        case .bundles(let bundles): return try bundles.publish()
        }
    }

    func abandon() {
        if let ledger {
            ledger.abandon()
            // One that was finished is under that name still.
            try? fileSystem.remove(ledgerPath + ".partial")
        }
        switch form {
        case .files(let files): files.abandon()
        case .bundles(let bundles): bundles.abandon()
        }
    }
}
