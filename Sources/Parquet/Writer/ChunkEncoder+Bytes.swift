// Chunks of texts, binary, UUIDs and decimals of many digits.

import Columnar
import Glibc

extension ChunkEncoder {
    /// Encodes byte values, with a dictionary where that is smaller.
    func encode(
        _ pieces: [BytesPiece], _ values: LeafValues, _ chunk: inout EncodedChunk
    ) throws(LakeError) {
        let rowCuts = values.pageCuts(
            rowsMax: max(1, options.pageRowsMax), maxDefinitionLevel: leaf.maxDefinitionLevel)
        guard values.valueCount > 0 else { return try appendNothing(rowCuts, values, &chunk) }
        let hasLengths = leaf.physicalType == .byteArray
        if options.usesDictionary,
            let dictionary = try BytesDictionary.make(
                pieces, valueCount: values.valueCount, hasLengths: hasLengths,
                bytesMax: options.dictionaryBytesMax),
            pays(dictionary, values.valueCount)
        {
            return try append(dictionary, rowCuts, values, &chunk)
        }
        try appendPlain(ByteViews(pieces, count: values.valueCount), rowCuts, values, &chunk)
    }

    /// Whether a dictionary and its indexes are smaller than the values.
    private func pays(_ dictionary: borrowing BytesDictionary, _ valueCount: Int) -> Bool {
        let entryCount = dictionary.entries.count
        let perValue = leaf.physicalType == .byteArray ? 4 : 0
        // Where the entries are about as many as the values, so are their bytes.
        var plainBytes = dictionary.page.countBytes
        if entryCount < valueCount {
            plainBytes += (valueCount - entryCount) * (perValue + 1)
        }
        let width = bitWidth(of: max(0, entryCount - 1))
        return dictionary.page.countBytes + valueCount * width / 8 < plainBytes
            || entryCount * 2 <= valueCount
    }

    private func append(
        _ dictionary: borrowing BytesDictionary, _ cuts: [PageCut], _ values: LeafValues,
        _ chunk: inout EncodedChunk
    ) throws(LakeError) {
        let entryCount = dictionary.entries.count
        unsafe try sink.takeDictionary(
            UnsafeBufferPointer(
                start: dictionary.page.base, count: dictionary.page.countBytes),
            entryCount: entryCount)
        if hasBloomFilter {
            var filter = BloomFilterBuilder(valueCount: entryCount)
            for entry in 0..<entryCount {
                unsafe filter.insert(UnsafeRawBufferPointer(dictionary.entry(entry)))
            }
            chunk.bloomFilter = filter
        }
        // The page that an entry was seen in last: its bytes are compared once a page.
        var lastPages = [Int32](repeating: -1, count: entryCount)
        var bounds: [ValueBounds] = []
        for (page, cut) in cuts.enumerated() {
            let mark = Int32(truncatingIfNeeded: page)
            var extremes = BytesExtremes(order)
            unsafe lastPages.withUnsafeMutableBufferPointer { lastPages in
                for place in cut.values {
                    // Safe: the dictionary has an index for each value.
                    let entry = unsafe Int(dictionary.indexes[place])
                    guard unsafe lastPages[entry] != mark else { continue }
                    unsafe lastPages[entry] = mark
                    unsafe extremes.add(dictionary.entry(entry))
                }
            }
            bounds.append(extremes.bounds(isText: isText))
        }
        unsafe try appendIndexed(
            entryCount == 1 ? nil : UnsafePointer(dictionary.indexes), entryCount: entryCount,
            cuts, bounds, values, &chunk)
    }

    private func appendPlain(
        _ views: ByteViews, _ rowCuts: [PageCut], _ values: LeafValues,
        _ chunk: inout EncodedChunk
    ) throws(LakeError) {
        let perValue = leaf.physicalType == .byteArray ? 4 : 0
        if hasBloomFilter {
            var filter = BloomFilterBuilder(valueCount: views.count)
            for index in 0..<views.count {
                unsafe filter.insert(UnsafeRawBufferPointer(views.values[index]))
            }
            chunk.bloomFilter = filter
        }
        // The page that is cut next stands last.
        var left = Array(rowCuts.reversed())
        while let cut = left.popLast() {
            let bytes = views.bytes(in: cut.values) + perValue * cut.values.count
            if bytes > options.pageBytesMax,
                let halves = values.halves(of: cut, maxDefinitionLevel: leaf.maxDefinitionLevel)
            {
                left += halves.reversed()
                continue
            }
            var extremes = BytesExtremes(order)
            for place in cut.values { unsafe extremes.add(views.values[place]) }
            try sink.appendData(
                cut, of: values, leaf, bounds: extremes.bounds(isText: isText), to: &chunk
            ) { (body) throws(LakeError) in
                try body.reserve(body.countBytes + bytes)
                unsafe views.write(
                    cut.values, hasLengths: perValue > 0, to: body.base + body.countBytes)
                body.countBytes += bytes
            }
        }
    }

    private var isText: Bool { type == .string || type == .json }
}

/// Where the bytes of each value stand; keeps the pieces in memory.
@safe
private final class ByteViews {
    let values: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>
    let count: Int
    /// Of all pieces, since arrays keep the place of their elements only within a call.
    private let bytes: ByteBuffer

    init(_ pieces: [BytesPiece], count: Int) throws(LakeError) {
        unsafe values = .allocate(capacity: max(count, 1))
        self.count = count
        bytes = try ByteBuffer(capacityBytes: pieces.reduce(0) { $0 + $1.entries.bytes.count })
        var target = unsafe values
        for piece in pieces {
            let base = unsafe bytes.base + bytes.countBytes
            unsafe try piece.entries.bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
                if let start = source.baseAddress {
                    unsafe try bytes.append(start, count: source.count)
                }
            }
            // Safe: the piece's offsets ascend within its bytes, its indexes within its entries.
            unsafe piece.entries.offsets.withUnsafeBufferPointer { offsets in
                guard let indexes = piece.indexes else {
                    for entry in 0..<piece.count {
                        unsafe target.initialize(to: Self.view(base, offsets, entry))
                        unsafe target += 1
                    }
                    return
                }
                for index in indexes {
                    unsafe target.initialize(to: Self.view(base, offsets, Int(index)))
                    unsafe target += 1
                }
            }
        }
    }

    @inline(__always)
    private static func view(
        _ base: UnsafeMutablePointer<UInt8>, _ offsets: UnsafeBufferPointer<Int32>, _ entry: Int
    ) -> UnsafeBufferPointer<UInt8> {
        let start = unsafe Int(offsets[entry])
        return unsafe UnsafeBufferPointer(
            start: base + start, count: Int(offsets[entry &+ 1]) &- start)
    }

    /// Writes values in PLAIN encoding, for which there is room.
    func write(
        _ range: Range<Int>, hasLengths: Bool, to start: UnsafeMutablePointer<UInt8>
    ) {
        var target = unsafe start
        for place in range {
            let value = unsafe values[place]
            if hasLengths {
                unsafe UnsafeMutableRawPointer(target).storeBytes(
                    of: UInt32(truncatingIfNeeded: value.count).littleEndian, as: UInt32.self)
                unsafe target += 4
            }
            guard let source = value.baseAddress else { continue }
            unsafe memcpy(target, source, value.count)
            unsafe target += value.count
        }
    }

    deinit { unsafe values.deallocate() }

    func bytes(in range: Range<Int>) -> Int {
        range.reduce(0) { unsafe $0 + values[$1].count }
    }
}

@available(*, unavailable)
extension ByteViews: Sendable {}
