// The records of a file, one after another or a block at a time.
//
//     let records = try file.records(.record([AvroWantedField("status", id: 0, .integer)]))
//     var values: [AvroValue] = []
//     while try records.next(into: &values) { … }

package import Columnar
import Compression

/// A place among the records of a file. One thread at a time.
package final class AvroRecords {
    private let path: String
    private let header: AvroHeader
    private let plan: DecodingPlan
    private var window: FileWindow
    private let decompressor: BlockDecompressor
    /// Where the next block begins in the file.
    private var blockOffset: Int
    private var decoder: AvroDecoder?
    /// Records of the current block that have not been decoded.
    package private(set) var recordsLeftInBlock = 0
    private var emptyValuesLeft = AvroLimits.emptyValuesMax

    init(_ file: AvroFile, _ plan: DecodingPlan) throws(LakeError) {
        path = file.path
        header = file.header
        self.plan = plan
        window = FileWindow(file.source)
        decompressor = try BlockDecompressor()
        blockOffset = file.header.countBytes
    }

    /// Decodes the next record.
    ///
    /// - Parameter values: the wanted fields in their order, or the one value when the file's
    /// schema
    ///   is no record. Pass the same array again to use its memory again.
    /// - Returns: false when there is no other record.
    /// - Throws: `LakeError.corrupt` at `.file`, `.byteOffset` when the file is damaged, `.limit`
    ///   when a limit of `AvroLimits` is reached, `.io`. No more records can be read then.
    package func next(into values: inout [AvroValue]) throws(LakeError) -> Bool {
        while recordsLeftInBlock == 0 {
            guard try nextBlock() != nil else { return false }
        }
        do throws(LakeError) {
            guard decoder != nil else { return false }
            try decoder?.next(into: &values)
            recordsLeftInBlock -= 1
            if recordsLeftInBlock == 0 { try finishBlock() }
            return true
        } catch {
            throw fail(error)
        }
    }

    /// Goes to the next block, whatever is left of the current one.
    ///
    /// - Returns: the number of its records; nil at the end of the file.
    /// - Throws: as `next(into:)`.
    package func nextBlock() throws(LakeError) -> Int? {
        do throws(LakeError) {
            if let decoder { emptyValuesLeft = decoder.emptyValuesLeft }
            decoder = nil
            recordsLeftInBlock = 0
            guard blockOffset < window.fileSizeBytes else { return nil }
            let block = try block()
            recordsLeftInBlock = block.recordCount
            if block.recordCount == 0, block.cursor.remainingBytes > 0 {
                throw block.cursor.failure(.corrupt, "a block without records has bytes")
            }
            decoder = AvroDecoder(plan, block.cursor, emptyValuesLeft: emptyValuesLeft)
            return block.recordCount
        } catch {
            throw fail(error)
        }
    }

    // MARK: Blocks

    private struct Block {
        let recordCount: Int
        let cursor: AvroCursor
    }

    /// After an error there is nothing more to read.
    private func fail(_ error: LakeError) -> LakeError {
        decoder = nil
        recordsLeftInBlock = 0
        blockOffset = window.fileSizeBytes
        return error.at(.file(path))
    }

    private func finishBlock() throws(LakeError) {
        guard let cursor = decoder?.cursor, cursor.remainingBytes > 0 else { return }
        throw cursor.failure(
            .corrupt, "\(cursor.remainingBytes) bytes are left behind the last record of a block")
    }

    /// Reads the block at `blockOffset`, which lies within the file, and steps behind it.
    private func block() throws(LakeError) -> Block {
        // Two integers of at most 10 bytes each.
        var head = try window.cursor(
            at: blockOffset, count: min(20, window.fileSizeBytes - blockOffset))
        let recordCount = try head.long()
        guard recordCount >= 0 else {
            throw head.failure(.corrupt, "a block of \(recordCount) records")
        }
        let size = try head.long()
        let start = blockOffset + head.consumedBytes
        let left = window.fileSizeBytes - start - AvroHeader.syncMarkerBytes
        guard size >= 0, size <= Int64(max(left, 0)) else {
            throw head.failure(
                .corrupt, "a block of \(size) bytes, where \(left) are left in the file")
        }
        guard size <= Int64(AvroLimits.blockBytesMax) else {
            throw head.failure(
                .limit, "a block of \(size) bytes, more than \(AvroLimits.blockBytesMax)")
        }
        let sizeBytes = Int(size)
        var whole = try window.cursor(
            at: start, count: sizeBytes + AvroHeader.syncMarkerBytes)
        let dataStart = try whole.take(sizeBytes)
        let marker = AvroBytes(
            whole.buffer, offset: try whole.take(AvroHeader.syncMarkerBytes),
            count: AvroHeader.syncMarkerBytes)
        guard marker.array == header.syncMarker else {
            throw LakeError(
                .corrupt, "the sync marker behind a block is not that of the file",
                at: [.byteOffset(start + sizeBytes)])
        }
        let cursor = try records(
            AvroBytes(whole.buffer, offset: dataStart, count: sizeBytes), at: start,
            window.cursor(at: start, count: sizeBytes))
        try check(recordCount, cursor)
        blockOffset = start + sizeBytes + AvroHeader.syncMarkerBytes
        return Block(recordCount: Int(recordCount), cursor: cursor)
    }

    /// The decompressed bytes of a block; of an uncompressed one those in the file, `plain`.
    private func records(
        _ data: AvroBytes, at offset: Int, _ plain: AvroCursor
    ) throws(LakeError) -> AvroCursor {
        guard header.codec != .null else { return plain }
        // Values point into it, so that each block has its own. Manifests shrink to a fifth or so.
        let guess = min(data.count * 4, AvroLimits.blockBytesMax)
        let buffer = try ByteBuffer(capacityBytes: guess)
        do throws(LakeError) {
            unsafe try data.withUnsafeBytes { (source) throws(LakeError) in
                unsafe try header.codec.decompress(source, decompressor, appendingTo: buffer)
            }
        } catch {
            throw error.at(.byteOffset(offset))
        }
        return AvroCursor(
            buffer, range: 0..<buffer.countBytes, origin: .decompressed(offset))
    }

    /// More records than there can be in the bytes of a block are refused before they are decoded.
    private func check(_ recordCount: Int64, _ cursor: AvroCursor) throws(LakeError) {
        let bytesMin = Int(plan.nodes[plan.root].bytesMin)
        if bytesMin > 0 {
            guard recordCount <= Int64(cursor.remainingBytes / bytesMin) else {
                throw cursor.failure(
                    .corrupt,
                    "\(recordCount) records are announced in \(cursor.remainingBytes) bytes")
            }
        } else if recordCount > Int64(emptyValuesLeft + cursor.remainingBytes) {
            throw cursor.failure(
                .limit,
                "\(recordCount) records, more than \(AvroLimits.emptyValuesMax) without bytes"
            )
        }
    }
}

@available(*, unavailable)
extension AvroRecords: Sendable {}
