// One file of a scan as a lane: blocks of lines in order, scanned by any thread.

import Columnar
import JSON
import Storage
import Synchronization

/// What the threads do with blocks.
protocol BlockScanner: AnyObject {
    func scan(_ block: LineBlock, file: Int) throws(LakeError) -> ScannedBlock
    func scan(document: ByteBuffer, file: Int) throws(LakeError) -> ScannedBlock
}

extension RowScanner: BlockScanner {}

/// A file of a scan.
struct FHIRFile: Sendable {
    let file: DataFile
    /// Nil until somebody looks: a directory may have many files, and planning reads none of them.
    let format: InputFormat?

    /// What the file is, by its first bytes if need be.
    func detectedFormat() throws(LakeError) -> InputFormat {
        if let format { return format }
        return try InputFormat.detect(file)
    }
}

/// The scanners of a scan, one for each thread.
final class ScannerPool: @unchecked Sendable {  // because: a worker uses its own scanner only
    private let scanners: [any BlockScanner]
    /// The memory of blocks, used again.
    let buffers = ByteBufferPool(countMax: 16, bytesMax: 4 * FHIRLimits.blockBytes)

    init(workerCount: Int, make: () -> any BlockScanner) {
        scanners = (0..<max(1, workerCount)).map { _ in make() }
    }

    func scanner(_ worker: Int) -> any BlockScanner { scanners[worker] }
}

/// Reads one file.
final class FHIRLane: Lane {
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

    private let input: FHIRFile
    private let index: Int
    private let pool: ScannerPool
    private let lineBytesMax: Int
    private let state = Mutex(State())

    /// - Parameter index: of the file in the scan.
    init(_ input: FHIRFile, index: Int, lineBytesMax: Int, pool: ScannerPool) {
        self.lineBytesMax = lineBytesMax
        self.input = input
        self.index = index
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
            let format = try input.detectedFormat()
            if format != .lines {
                state.isDone = true
                return format == .document ? .document : nil
            }
            state.reader = try LineReader.open(
                file: input.file, unitBytes: FHIRLimits.blockBytes,
                lineBytesMax: lineBytesMax)
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
            let buffer = try ByteBuffer(
                capacityBytes: FHIRLimits.blockBytes + 65536, from: pool.buffers)
            guard let block = try reader.next(into: buffer) else {
                state.isDone = true
                return nil
            }
            return .block(block)
        case nil: return nil
        }
    }

    func process(_ unit: Unit, worker: Int) throws(LakeError) -> ScannedBlock {
        let scanner = pool.scanner(worker)
        switch unit {
        case .block(let block): return try scanner.scan(block, file: index)
        case .unit(let reader, let unit):
            let buffer = try ByteBuffer(
                capacityBytes: FHIRLimits.blockBytes + 65536, from: pool.buffers)
            return try scanner.scan(try reader.read(unit: unit, into: buffer), file: index)
        case .document:
            do {
                let document = try readWholeFile(
                    input.file, bytesMax: FHIRLimits.documentBytesMax)
                return try scanner.scan(document: document, file: index)
            } catch  where error.code == .limit {
                var block = ScannedBlock(file: index)
                block.findings.append(
                    Finding(lineIndex: 0, offsetBytes: 0, kind: .size, reason: error.what))
                return block
            }
        }
    }
}
