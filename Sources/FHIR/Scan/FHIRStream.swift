// The blocks of a scan, in order, as batches: line numbers made absolute, bad lines counted.

import Columnar
import JSON
import Storage

/// Reads files and hands over scanned blocks with the lines before each.
final class BlockSequence {
    private let lanes: OrderedLanes<FHIRLane>
    private let files: [FHIRFile]
    private var currentFile = -1
    private var linesBefore = 0

    init(
        _ files: [FHIRFile], options: FHIROptions, threadCount: Int,
        makeScanner: @escaping () -> any BlockScanner
    ) {
        self.files = files
        let size = files.reduce(0) { $0 + $1.file.sizeBytes }
        let workerCount = size < FHIRLimits.parallelBytesMin ? 1 : max(1, threadCount)
        let pool = ScannerPool(workerCount: workerCount, make: makeScanner)
        lanes = OrderedLanes(
            files.enumerated().map { index, file in
                FHIRLane(file, index: index, lineBytesMax: options.lineBytesMax, pool: pool)
            },
            workerCount: workerCount)
    }

    /// The next block and the number of physical lines of its file before it; nil at the end. A
    /// file that breaks off (compression) gives a block with that finding.
    func next() throws(LakeError) -> (block: ScannedBlock, linesBefore: Int)? {
        do {
            guard let block = try lanes.next() else { return nil }
            if block.file != currentFile {
                currentFile = block.file
                linesBefore = 0
            }
            defer { linesBefore += block.lineCount }
            return (block, linesBefore)
        } catch  where error.code == .corrupt {
            // The file is named by the error: its lane is the one being read.
            let path = error.places.lazy.compactMap { place in
                if case .file(let path) = place { path } else { nil }
            }.first
            let file = files.firstIndex { $0.file.path == path } ?? max(currentFile, 0)
            if file != currentFile {
                currentFile = file
                linesBefore = 0
            }
            var block = ScannedBlock(file: file)
            let offset = error.places.lazy.compactMap { place in
                if case .byteOffset(let offset) = place { offset } else { nil }
            }.first
            block.findings.append(
                Finding(
                    lineIndex: 0, offsetBytes: offset ?? 0, kind: .compression,
                    reason: error.what))
            return (block, linesBefore)
        }
    }
}

/// The rows of a scan.
final class FHIRStream: BatchStream {
    private let blocks: BlockSequence
    private let files: [FHIRFile]
    private let report: ScanReport
    private let policy: ErrorPolicy
    private let checkpoint: () throws(LakeError) -> Void

    init(
        _ files: [FHIRFile], plan: RowPlan, options: FHIROptions, environment: ScanEnvironment
    ) {
        self.files = files
        policy = options.policy
        report = environment.report
        checkpoint = environment.checkpoint
        let paths = files.map(\.file.path)
        blocks = BlockSequence(files, options: options, threadCount: environment.threadCount) {
            RowScanner(plan, paths: paths)
        }
        report.add(files: files.count)
    }

    func next() throws(LakeError) -> ColumnBatch? {
        while let (block, linesBefore) = try blocks.next() {
            try checkpoint()
            report.add(bytesRead: block.sizeBytes, rows: block.rowCount)
            if let finding = block.findings.first {
                try reject(finding, block, linesBefore)
            }
            guard block.rowCount > 0 else { continue }
            return ColumnBatch(
                rowCount: block.rowCount,
                columns: block.columns.map { $0.vector(file: block.file, linesBefore: linesBefore) }
            )
        }
        return nil
    }

    private func reject(
        _ finding: Finding, _ block: ScannedBlock, _ linesBefore: Int
    ) throws(LakeError) {
        let path = files[block.file].file.path
        let line = linesBefore + finding.lineIndex + 1
        if policy == .fail {
            throw LakeError(
                .corrupt, finding.reason,
                at: [.file(path), .line(line), .byteOffset(finding.offsetBytes)],
                advice: "leave on_error='fail' out to skip and count such lines")
        }
        report.reject(
            file: path, count: block.findings.count, firstLine: line,
            firstReason: finding.reason)
    }
}
