// What the pages of one chunk have in common.

import Columnar
import Compression
import Storage
import Synchronization

/// A column chunk that is being read: its leaf, its codec, its dictionary. Shared by its pages.
final class ChunkContext: Sendable {
    let file: OpenFile
    let leaf: SchemaLeaf
    let codec: Codec
    let conversion: ScalarConversion
    let report: ScanReport
    /// The row group's index, for messages.
    let rowGroupIndex: Int
    /// Known once the page walker met the dictionary page, which comes first.
    private let dictionaryPage = Mutex<LocatedPage?>(nil)
    private let dictionary = Mutex<ColumnVector?>(nil)

    init(
        _ file: OpenFile, _ leaf: SchemaLeaf, _ metadata: ColumnMetadata,
        _ conversion: ScalarConversion, rowGroupIndex: Int, report: ScanReport
    ) throws(LakeError) {
        self.file = file
        self.leaf = leaf
        self.conversion = conversion
        self.rowGroupIndex = rowGroupIndex
        self.report = report
        codec = try metadata.codec.blockCodec
    }

    func setDictionaryPage(_ page: LocatedPage) {
        dictionaryPage.withLock { $0 = page }
    }

    /// The converted values of the dictionary; decoded once.
    ///
    /// - Throws: `LakeError.corrupt` when the chunk has none.
    func dictionaryValues(_ scratch: PageScratch) throws(LakeError) -> ColumnVector {
        try dictionary.withLock { (known) throws(LakeError) in
            if let known { return known }
            guard let page = dictionaryPage.withLock({ $0 }) else {
                throw LakeError(.corrupt, "a page of dictionary indexes, but no dictionary")
            }
            let values = try decodeDictionary(page, in: self, scratch)
            known = values
            return values
        }
    }

    /// The error with the place of this chunk.
    func located(_ error: LakeError) -> LakeError {
        guard !error.places.contains(where: { if case .file = $0 { true } else { false } }) else {
            return error
        }
        return error.at(.column(leaf.name)).at(.rowGroup(rowGroupIndex)).at(.file(file.path))
    }
}

extension CompressionCodec {
    /// How pages are decompressed.
    ///
    /// - Throws: `LakeError.unsupported` for LZO and for codecs of later versions.
    var blockCodec: Codec {
        get throws(LakeError) {
            switch self {
            case .uncompressed: .uncompressed
            case .snappy: .snappy
            case .gzip: .gzip
            case .brotli: .brotli
            case .lz4: .lz4Hadoop
            case .zstd: .zstd
            case .lz4Raw: .lz4Raw
            case .lzo, .unknown:
                throw LakeError(
                    .unsupported, "pages compressed by the codec \(name)",
                    advice: "rewrite the file with zstd or snappy")
            }
        }
    }
}
