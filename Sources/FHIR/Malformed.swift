// fhir_malformed(): every line that cannot be read, with its reason.
//
// Stricter than a scan, which looks only at what it reads: here each line is checked whole,
// duplicate names included.

package import Columnar
import Glibc
import JSON
import Storage

/// The table of findings of FHIR files.
package final class MalformedTable: TableSource {
    package static let tableSchema = TableSchema([
        Field("file", .text), Field("line", .integer), Field("byte_offset", .integer),
        Field("kind", .text), Field("reason", .text),
    ])

    package let schema = MalformedTable.tableSchema
    private let files: [FHIRFile]
    private let options: FHIROptions

    /// - Parameter path: a file, directory, glob or bulk-export manifest.
    /// - Throws: `LakeError` when the path matches nothing or a file cannot be read.
    package init(path: String, options: FHIROptions) throws(LakeError) {
        files = try FHIRInput.files(path)
        self.options = options
    }

    package func estimate() -> ScanEstimate {
        ScanEstimate(rowCount: 10, sizeBytes: FHIRInput.estimate(files).sizeBytes)
    }

    package func evaluates(_ shape: Predicate.Shape, on column: Int) -> Bool { false }
    package func isUnique(_ column: Int) -> Bool { false }
    package var hasRowNumbers: Bool { false }
    package func isUnchanged(since other: any TableSource) -> Bool { false }

    package func open(
        _ request: ScanRequest, in environment: ScanEnvironment
    ) throws(LakeError) -> any BatchStream {
        if let grouping = request.grouping {
            return try open(request, grouping: grouping, in: environment)
        }
        return MalformedStream(files, columns: request.columns, options, environment)
    }
}

private final class MalformedStream: BatchStream {
    private let files: [FHIRFile]
    private let columns: [Int]
    private let checkpoint: () throws(LakeError) -> Void
    private let blocks: BlockSequence

    init(
        _ files: [FHIRFile], columns: [Int], _ options: FHIROptions, _ environment: ScanEnvironment
    ) {
        self.files = files
        self.columns = columns
        checkpoint = environment.checkpoint
        blocks = BlockSequence(files, options: options, threadCount: environment.threadCount) {
            StrictScanner()
        }
        environment.report.add(files: files.count)
    }

    func next() throws(LakeError) -> ColumnBatch? {
        while let (block, linesBefore) = try blocks.next() {
            try checkpoint()
            guard !block.findings.isEmpty else { continue }
            var vectors: [ColumnVector] = []
            for column in columns {
                var builder = ColumnBuilder(
                    type: MalformedTable.tableSchema.fields[column].type,
                    capacity: block.findings.count)
                for finding in block.findings {
                    try builder.append(value(column, finding, block.file, linesBefore))
                }
                vectors.append(ColumnVector(builder, bytes: nil))
            }
            return ColumnBatch(rowCount: block.findings.count, columns: vectors)
        }
        return nil
    }

    private func value(
        _ column: Int, _ finding: Finding, _ file: Int, _ linesBefore: Int
    ) -> Value {
        switch column {
        case 0: .text(files[file].file.path)
        case 1: .integer(Int64(linesBefore + finding.lineIndex + 1))
        case 2: .integer(Int64(finding.offsetBytes))
        case 3: .text(finding.kind.rawValue)
        default: .text(finding.reason)
        }
    }
}
