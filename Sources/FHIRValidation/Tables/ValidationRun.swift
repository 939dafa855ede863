// A run over files: blocks in order, with line numbers made absolute.

package import Columnar
package import FHIR
import Storage

/// Whether references are looked up in the files of the run.
package enum ReferencePolicy: String, Sendable, CaseIterable {
    case ignore
    /// What is not found is a warning.
    case warn
    /// The files are all there is: what is not found is an error.
    case complete
}

/// What a run validates, and how.
package struct ValidationInput: Sendable {
    let paths: [String]
    let files: [DataFile]
    let references: ReferencePolicy
    let showsValues: Bool
    let reading: FHIROptions

    /// - Parameters:
    ///   - paths: files, directories or globs; a file that several name is read once.
    ///   - reading: how files are read.
    /// - Throws: `LakeError` when a path matches nothing or a file cannot be read.
    package init(
        paths: [String], references: ReferencePolicy = .ignore, showsValues: Bool = false,
        reading: FHIROptions
    ) throws(LakeError) {
        self.paths = paths
        var files: [DataFile] = []
        var known: Set<String> = []
        for path in paths {
            files += try expandPath(path).filter { known.insert($0.path).inserted }
        }
        self.files = files
        self.references = references
        self.showsValues = showsValues
        self.reading = reading
        if files.count == 1, try InputFormat.detect(files[0]) == .manifest {
            throw LakeError(
                .unsupported, "a manifest of a bulk export is no resource",
                at: [.file(files[0].path)],
                advice: "name its directory, or a glob of its files")
        }
    }

    /// About how much a run reads. Compressed FHIR is about a tenth.
    func sizeBytes() -> Double {
        files.reduce(0) { sum, file in
            let path = file.path.lowercased()
            let isCompressed = path.hasSuffix(".gz") || path.hasSuffix(".zst")
            return sum + Double(file.sizeBytes) * (isCompressed ? 10 : 1)
        }
    }
}

/// Validates files and hands over blocks with the lines before each. One thread at a time.
final class ValidationRun {
    private let lanes: OrderedLanes<ValidationLane>
    private let files: [DataFile]
    private let report: ScanReport
    private let checkpoint: () throws(LakeError) -> Void
    private var currentFile = -1
    private var linesBefore = 0

    init(_ input: ValidationInput, in environment: ScanEnvironment) throws(LakeError) {
        files = input.files
        report = environment.report
        checkpoint = environment.checkpoint
        var options = ValidationOptions(
            isComplete: input.references == .complete, showsValues: input.showsValues)
        if input.references != .ignore {
            // What cannot be read is an issue of the run itself: nobody has to be told twice.
            var quiet = environment
            quiet.report = ScanReport(table: "")
            options.references = try ReferenceIndex(
                paths: input.paths, options: input.reading, in: quiet)
        }
        let size = files.reduce(0) { $0 + $1.sizeBytes }
        let workerCount =
            size < FHIRLimits.parallelBytesMin ? 1 : max(1, environment.threadCount)
        let pool = ResourceScannerPool(workerCount: workerCount, options)
        lanes = OrderedLanes(
            files.enumerated().map { index, file in
                ValidationLane(
                    file, index: index, lineBytesMax: input.reading.lineBytesMax, pool: pool)
            }, workerCount: workerCount)
        report.add(files: files.count)
    }

    /// The next block and the number of physical lines of its file before it; nil at the end. A
    /// file that breaks off (compression, a document that is too long) gives a block that says so.
    func next() throws(LakeError) -> (block: ValidatedBlock, linesBefore: Int)? {
        try checkpoint()
        do {
            guard let block = try lanes.next() else { return nil }
            begin(block.file)
            defer { linesBefore += block.lineCount }
            report.add(bytesRead: block.sizeBytes, rows: block.counts.resources)
            return (block, linesBefore)
        } catch  where error.code == .corrupt || error.code == .limit {
            // The file is named by the error: its lane is the one being read.
            let path = error.places.lazy.compactMap { place in
                if case .file(let path) = place { path } else { nil }
            }.first
            begin(files.firstIndex { $0.path == path } ?? max(currentFile, 0))
            var list = IssueList()
            list.issues = [
                Issue(
                    severity: .fatal, code: error.code == .limit ? .tooLong : .invalid,
                    rule: .json, expression: "", diagnostics: error.what, offsetBytes: 0)
            ]
            var block = ValidatedBlock(file: max(currentFile, 0))
            block.add(list)
            block.issues = list.issues.map {
                FileIssue(issue: $0, lineIndex: 0, resourceType: nil, id: nil)
            }
            return (block, linesBefore)
        }
    }

    private func begin(_ file: Int) {
        guard file != currentFile else { return }
        currentFile = file
        linesBefore = 0
    }
}
