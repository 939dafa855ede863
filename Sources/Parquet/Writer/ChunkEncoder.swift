// Chooses how the values of a chunk are encoded, and writes its pages.
//
//     one value only         dictionary of one entry, each page one run
//     integers that ascend   DELTA_BINARY_PACKED, or a dictionary where values repeat for long
//     other numbers, bytes   dictionary while it is small and repeats itself
//     what is left           integers: DELTA_BINARY_PACKED where clearly smaller; PLAIN
//
// All pages of a chunk have one encoding: values are looked at before the first page is written.

import Columnar
import Compression

/// Encodes the chunks of one leaf.
struct ChunkEncoder {
    let leaf: SchemaLeaf
    let type: ScalarType
    let order: BoundOrder
    let options: ParquetWriterOptions
    let sink: PageSink
    let hasBloomFilter: Bool

    init(_ leaf: SchemaLeaf, _ options: ParquetWriterOptions, _ sink: PageSink) {
        self.leaf = leaf
        type = leaf.type
        order = BoundOrder(leaf.type, leaf.physicalType)
        self.options = options
        self.sink = sink
        hasBloomFilter =
            options.bloomFilterColumns.contains(leaf.name) && leaf.physicalType != .boolean
    }

    /// Encodes the values of a row group.
    ///
    /// - Throws: `LakeError.limit` for a page that is too large, or without memory.
    func encode(_ values: LeafValues) throws(LakeError) -> EncodedChunk {
        var chunk = EncodedChunk(
            bytes: try ByteBuffer(capacityBytes: 1 << 12), codec: options.codec,
            uncompressedBytes: 0, dictionaryPageBytes: 0, encoding: .plain, pages: [],
            entryCount: values.entryCount, nullCount: values.nullCount, bounds: ValueBounds(),
            bloomFilter: nil)
        switch values.values {
        case .booleans(let booleans): try encode(booleans, values, &chunk)
        case .int32s(let numbers):
            unsafe try numbers.withUnsafeBufferPointer { (numbers) throws(LakeError) in
                unsafe try encodeIntegers(numbers, values, &chunk)
            }
        case .int64s(let numbers):
            unsafe try numbers.withUnsafeBufferPointer { (numbers) throws(LakeError) in
                unsafe try encodeIntegers(numbers, values, &chunk)
            }
        case .floats(let numbers):
            unsafe try numbers.withUnsafeBufferPointer { (numbers) throws(LakeError) in
                unsafe try encodeReals(numbers, as: UInt32.self, values, &chunk)
            }
        case .doubles(let numbers):
            unsafe try numbers.withUnsafeBufferPointer { (numbers) throws(LakeError) in
                unsafe try encodeReals(numbers, as: UInt64.self, values, &chunk)
            }
        case .bytes(let pieces): try encode(pieces, values, &chunk)
        }
        for page in chunk.pages { chunk.bounds.add(page.bounds, order) }
        return chunk
    }

    /// The pages of values with a fixed size.
    func cuts(_ values: LeafValues, valueBytes: Int) -> [PageCut] {
        let fitting = options.pageBytesMax / max(valueBytes, 1)
        return values.pageCuts(
            rowsMax: max(1, min(options.pageRowsMax, fitting)),
            maxDefinitionLevel: leaf.maxDefinitionLevel)
    }

    private func encode(
        _ booleans: [Bool], _ values: LeafValues, _ chunk: inout EncodedChunk
    ) throws(LakeError) {
        for cut in cuts(values, valueBytes: 1) {
            let part = booleans[cut.values]
            var bounds = ValueBounds()
            if !part.isEmpty {
                bounds.minimum = ColumnBound(value: .boolean(!part.contains(false)))
                bounds.maximum = ColumnBound(value: .boolean(part.contains(true)))
            }
            try sink.appendData(cut, of: values, leaf, bounds: bounds, to: &chunk) {
                (body) throws(LakeError) in
                try body.reserve(body.countBytes + part.count / 8 + 16)
                let bits = part.map { $0 ? UInt8(1) : 0 }
                unsafe bits.withUnsafeBufferPointer {
                    guard let start = $0.baseAddress else { return }
                    unsafe packBits(
                        start, count: $0.count, bitWidth: 1, into: body.base + body.countBytes)
                }
                body.countBytes += (part.count + 7) / 8
            }
        }
    }

    // MARK: Dictionaries

    /// Writes the pages of a chunk whose values are indexes of a dictionary.
    ///
    /// - Parameters:
    ///   - indexes: one for each value; nil where all are 0.
    ///   - bounds: by page.
    func appendIndexed(
        _ indexes: UnsafePointer<UInt32>?, entryCount: Int, _ cuts: [PageCut],
        _ bounds: [ValueBounds], _ values: LeafValues, _ chunk: inout EncodedChunk
    ) throws(LakeError) {
        chunk.encoding = .rleDictionary
        // Some readers do not take indexes of no bits.
        let width = max(1, bitWidth(of: entryCount - 1))
        for (page, cut) in cuts.enumerated() {
            try sink.appendData(cut, of: values, leaf, bounds: bounds[page], to: &chunk) {
                (body) throws(LakeError) in
                try body.reserve(body.countBytes + 1)
                unsafe body.base[body.countBytes] = UInt8(truncatingIfNeeded: width)
                body.countBytes += 1
                if let indexes = unsafe indexes {
                    unsafe try encodeRLEHybrid(
                        indexes + cut.values.lowerBound, count: cut.values.count, bitWidth: width,
                        to: body)
                } else {
                    try encodeRLERun(0, count: cut.values.count, bitWidth: width, to: body)
                }
            }
        }
    }
}
