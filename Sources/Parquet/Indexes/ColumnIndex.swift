// Bounds and null counts of every data page of a chunk: the struct ColumnIndex, PageIndex.md.
//
//     pages of the chunk    0        1        2
//     null_pages          false    true     false
//     min_values           'a'      ''       'k'
//     max_values           'f'      ''       'z'        boundary_order ASCENDING

package import Columnar
package import Storage

/// The column index of a chunk.
package struct ColumnIndex: Sendable {
    /// How the bounds of the pages that are not null follow each other.
    package enum BoundaryOrder: Int32, Sendable {
        case unordered = 0
        case ascending = 1
        case descending = 2
    }

    /// What the index says of a page.
    struct Page {
        let isNull: Bool
        let minValue: [UInt8]
        let maxValue: [UInt8]
        let nullCount: Int?
        let nanCount: Int?
    }

    private var nullPages: [Bool] = []
    private var minValues: [[UInt8]] = []
    private var maxValues: [[UInt8]] = []
    private var nullCounts: [Int64]?
    private var nanCounts: [Int64]?
    package private(set) var boundaryOrder = BoundaryOrder.unordered

    package var pageCount: Int { nullPages.count }

    /// Bounds and counts of a page.
    ///
    /// - Parameters:
    ///   - page: below `pageCount`.
    ///   - order: of the column, from `FileMetadata.columnOrder(ofLeaf:)`.
    package func range(
        ofPage page: Int, of leaf: SchemaLeaf, order: ColumnOrder
    ) -> StatisticsRange {
        StatisticsRange(
            page: Page(
                isNull: nullPages[page], minValue: minValues[page], maxValue: maxValues[page],
                nullCount: nullCounts.flatMap { Self.known($0[page]) },
                nanCount: nanCounts.flatMap { Self.known($0[page]) }),
            of: leaf, order: order)
    }

    private static func known(_ count: Int64) -> Int? { count < 0 ? nil : Int(count) }

    /// Parses an index.
    ///
    /// - Throws: `LakeError.corrupt` at `.byteOffset`, also when its lists differ in length.
    package init(_ bytes: ByteReader) throws(LakeError) {
        var reader = CompactReader(bytes)
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1:
                nullPages = []
                for _ in 0..<(try reader.list(field, of: .booleanTrue, "null_pages")) {
                    nullPages.append(try reader.booleanElement())
                }
            case 2: minValues = try reader.binaries(field, "min_values")
            case 3: maxValues = try reader.binaries(field, "max_values")
            case 4:
                let number = try reader.int32(field, "boundary_order")
                boundaryOrder = BoundaryOrder(rawValue: number) ?? .unordered
            case 5: nullCounts = try reader.integers(field, "null_counts")
            case 8 where field.type == .list: nanCounts = try reader.integers(field, "nan_counts")
            default: try reader.skip(field)
            }
        }
        let lengths = [
            minValues.count, maxValues.count, nullCounts?.count ?? pageCount,
            nanCounts?.count ?? pageCount,
        ]
        guard lengths.allSatisfy({ $0 == pageCount }) else {
            throw bytes.corrupt("the lists of the column index differ in length")
        }
    }

    /// Reads the column index of a chunk.
    ///
    /// - Returns: nil when it has none.
    /// - Throws: as `init(_:)`; `LakeError.unsupported` for an encrypted chunk; `.limit`; `.io`.
    package static func read(
        file: OpenFile, chunk: ColumnChunk
    ) throws(LakeError) -> ColumnIndex? {
        _ = try chunk.readable()
        guard
            let bytes = try file.index(
                at: chunk.columnIndexOffset, sizeBytes: chunk.columnIndexSizeBytes)
        else { return nil }
        return try ColumnIndex(bytes)
    }
}

extension OpenFile {
    /// The bytes of an index.
    ///
    /// - Returns: nil when its place is absent or zero.
    func index(at offset: Int?, sizeBytes: Int?) throws(LakeError) -> ByteReader? {
        guard let offset, let sizeBytes, offset != 0, sizeBytes != 0 else { return nil }
        guard sizeBytes <= MetadataLimits.pageIndexBytesMax else {
            throw LakeError(
                .limit, "a page index of \(sizeBytes) bytes", at: [.byteOffset(offset)])
        }
        return try piece(at: offset, count: sizeBytes)
    }
}

extension CompactReader {
    fileprivate mutating func binaries(
        _ field: Field, _ name: StaticString
    ) throws(LakeError) -> [[UInt8]] {
        var values: [[UInt8]] = []
        for _ in 0..<(try list(field, of: .binary, name)) {
            values.append(bytes.copy(try binaryRange()))
        }
        return values
    }

    fileprivate mutating func integers(
        _ field: Field, _ name: StaticString
    ) throws(LakeError) -> [Int64] {
        var values: [Int64] = []
        for _ in 0..<(try list(field, of: .int64, name)) { values.append(try bytes.zigzag()) }
        return values
    }
}
