// One file of a run as a lane: blocks of lines in order, validated by any thread.

import Columnar
import FHIR
import Storage
import Synchronization

/// The scanners of a run, one for each thread.
final class ResourceScannerPool: @unchecked Sendable {  // because: a worker uses its own only
    private let scanners: [ResourceScanner]
    /// The memory of blocks, used again.
    let buffers = ByteBufferPool(countMax: 16, bytesMax: 4 * FHIRLimits.blockBytes)

    init(workerCount: Int, _ options: ValidationOptions) {
        scanners = (0..<max(1, workerCount)).map { _ in ResourceScanner(options) }
    }

    func scanner(_ worker: Int) -> ResourceScanner { scanners[worker] }
}

/// Reads one file.
final class ValidationLane: Lane {
    enum Unit: Sendable {
        case block(LineBlock)
        case unit(PlainLineReader, Int)
        case document
    }

    private struct State {
        var reader: LineReader?
        var nextUnit = 0
        var isDone = false
    }

    private let file: DataFile
    private let index: Int
    private let pool: ResourceScannerPool
    private let lineBytesMax: Int
    private let state = Mutex(State())

    /// - Parameter index: of the file in the run.
    init(_ file: DataFile, index: Int, lineBytesMax: Int, pool: ResourceScannerPool) {
        self.file = file
        self.index = index
        self.lineBytesMax = lineBytesMax
        self.pool = pool
    }

    func nextUnit() throws(LakeError) -> Unit? {
        let result = state.withLock { state in
            Result { () throws(LakeError) in try nextUnit(&state) }
        }
        return try result.get()
    }

    private func nextUnit(_ state: inout State) throws(LakeError) -> Unit? {
        if state.isDone { return nil }
        if state.reader == nil {
            let format = try InputFormat.detect(file)
            if format != .lines {
                state.isDone = true
                return format == .document ? .document : nil
            }
            state.reader = try LineReader.open(
                file: file, unitBytes: FHIRLimits.blockBytes, lineBytesMax: lineBytesMax)
        }
        switch state.reader {
        case .plain(let reader):
            guard state.nextUnit < reader.unitCount else {
                state.isDone = true
                return nil
            }
            state.nextUnit += 1
            return .unit(reader, state.nextUnit - 1)
        case .compressed(let reader):
            guard let block = try reader.next(into: try buffer()) else {
                state.isDone = true
                return nil
            }
            return .block(block)
        case nil: return nil
        }
    }

    private func buffer() throws(LakeError) -> ByteBuffer {
        try ByteBuffer(capacityBytes: FHIRLimits.blockBytes + 65536, from: pool.buffers)
    }

    func process(_ unit: Unit, worker: Int) throws(LakeError) -> ValidatedBlock {
        let scanner = pool.scanner(worker)
        switch unit {
        case .block(let block): return scanner.scan(block, file: index)
        case .unit(let reader, let unit):
            return scanner.scan(try reader.read(unit: unit, into: try buffer()), file: index)
        case .document:
            let document = try readWholeFile(file, bytesMax: FHIRLimits.documentBytesMax)
            return scanner.scan(document: document, file: index)
        }
    }
}
