// Small column chunks that lie side by side are read at once.

import Columnar
import Storage

/// Parts of a row group that were read together.
struct RowGroupWindows {
    /// Between chunks that are wanted, at most this much is read for nothing.
    private static let gapBytesMax = 64 << 10

    private var windows: [FileWindow] = []

    /// - Throws: `LakeError.io`, `.limit`.
    init(
        _ file: OpenFile, leaves: [SchemaLeaf], of rowGroup: RowGroup, report: ScanReport
    ) throws(LakeError) {
        let chunks = Set(leaves.map(\.index)).compactMap {
            rowGroup.columns[$0].isEncrypted ? nil : rowGroup.columns[$0].metadata?.byteRange
        }.sorted { $0.lowerBound < $1.lowerBound }
        var group: Range<Int>?
        for chunk in chunks {
            guard chunk.count <= ParquetLimits.readAheadBytes else { continue }
            if let known = group, chunk.lowerBound <= known.upperBound + Self.gapBytesMax,
                chunk.upperBound - known.lowerBound <= ParquetLimits.readAheadBytes
            {
                group = known.lowerBound..<max(known.upperBound, chunk.upperBound)
                continue
            }
            try read(group, of: file, report)
            group = chunk
        }
        try read(group, of: file, report)
    }

    private mutating func read(
        _ range: Range<Int>?, of file: OpenFile, _ report: ScanReport
    ) throws(LakeError) {
        guard let range else { return }
        let buffer = try ByteBuffer(capacityBytes: max(range.count, 1))
        let got = try file.read(at: range.lowerBound, count: range.count, appendingTo: buffer)
        report.add(bytesRead: got)
        windows.append(FileWindow(buffer: buffer, fileOffset: range.lowerBound))
    }

    /// The part that holds a chunk.
    func window(holding chunk: Range<Int>) -> FileWindow? {
        windows.first {
            $0.range.lowerBound <= chunk.lowerBound && $0.range.upperBound >= chunk.upperBound
        }
    }
}
