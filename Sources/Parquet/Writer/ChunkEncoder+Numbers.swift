// Chunks of numbers: integers of 32 and 64 bits, floats and doubles.

import Columnar

extension ChunkEncoder {
    /// Encodes integers, dates, times, timestamps and decimals of few digits.
    func encodeIntegers<Number: FixedWidthInteger & SignedInteger>(
        _ numbers: UnsafeBufferPointer<Number>, _ values: LeafValues, _ chunk: inout EncodedChunk
    ) throws(LakeError) where Number.Magnitude: FixedWidthInteger & UnsignedInteger {
        let size = MemoryLayout<Number>.size
        let cuts = cuts(values, valueBytes: size)
        guard let start = numbers.baseAddress, numbers.count > 0 else {
            return try appendNothing(cuts, values, &chunk)
        }
        var (bounds, whole) = unsafe integerBounds(start, cuts)
        if order == .none { bounds = cuts.map { _ in ValueBounds() } }
        if options.usesDictionary, whole.ascents == 0, whole.descents == 0 {
            unsafe try appendDictionary(start, count: 1, &chunk)
            return unsafe try appendIndexed(nil, entryCount: 1, cuts, bounds, values, &chunk)
        }
        let delta = unsafe deltaBytesEstimate(start, count: numbers.count)
        if options.usesDictionary,
            mayRepeat(whole, count: numbers.count, valueBytes: size, deltaBytes: delta),
            unsafe try appendIfSmall(
                start, count: numbers.count, least: whole.least,
                span: Number.Magnitude(truncatingIfNeeded: whole.largest &- whole.least),
                bytesMax: min(numbers.count * size, delta + delta / 4), cuts, bounds, values,
                &chunk)
        {
            return
        }
        unsafe try appendBloomFilter(start, count: numbers.count, &chunk)
        // Unpacking costs readers more than copying: a quarter must be saved.
        chunk.encoding =
            delta < numbers.count * size / 4 * 3 ? .deltaBinaryPacked : .plain
        let encoding = chunk.encoding
        for (page, cut) in cuts.enumerated() {
            let first = unsafe start + cut.values.lowerBound
            try sink.appendData(cut, of: values, leaf, bounds: bounds[page], to: &chunk) {
                (body) throws(LakeError) in
                if encoding == .deltaBinaryPacked {
                    unsafe try encodeDeltaBinaryPacked(first, count: cut.values.count, to: body)
                } else {
                    unsafe try body.appendPlain(first, count: cut.values.count)
                }
            }
        }
    }

    /// Encodes floats and doubles.
    ///
    /// - Parameter pattern: the unsigned integer of their size.
    func encodeReals<
        Real: BinaryFloatingPoint, Word: FixedWidthInteger & UnsignedInteger
    >(
        _ numbers: UnsafeBufferPointer<Real>, as pattern: Word.Type, _ values: LeafValues,
        _ chunk: inout EncodedChunk
    ) throws(LakeError) {
        let size = MemoryLayout<Real>.size
        let cuts = cuts(values, valueBytes: size)
        guard let start = numbers.baseAddress, numbers.count > 0 else {
            return try appendNothing(cuts, values, &chunk)
        }
        let bounds = cuts.map {
            unsafe ValueBounds(reals: start + $0.values.lowerBound, count: $0.values.count)
        }
        // Safe: both types have the same size and alignment, and every pattern is a value.
        let words = unsafe UnsafeRawPointer(start).assumingMemoryBound(to: Word.self)
        if options.usesDictionary,
            unsafe try appendIfSmall(
                words, count: numbers.count, least: 0, span: Word?.none,
                bytesMax: numbers.count * size,
                cuts, bounds, values, &chunk)
        {
            return
        }
        unsafe try appendBloomFilter(start, count: numbers.count, &chunk)
        for (page, cut) in cuts.enumerated() {
            let first = unsafe start + cut.values.lowerBound
            try sink.appendData(cut, of: values, leaf, bounds: bounds[page], to: &chunk) {
                (body) throws(LakeError) in
                unsafe try body.appendPlain(first, count: cut.values.count)
            }
        }
    }

    /// Pages without a value: all NULL, or no entries.
    func appendNothing(
        _ cuts: [PageCut], _ values: LeafValues, _ chunk: inout EncodedChunk
    ) throws(LakeError) {
        for cut in cuts {
            try sink.appendData(cut, of: values, leaf, bounds: ValueBounds(), to: &chunk) { _ in }
        }
        if hasBloomFilter { chunk.bloomFilter = BloomFilterBuilder(valueCount: 0) }
    }

    /// The bounds of each page, and what the whole looks like.
    private func integerBounds<Number: FixedWidthInteger & SignedInteger>(
        _ start: UnsafePointer<Number>, _ cuts: [PageCut]
    ) -> ([ValueBounds], IntegerScan<Number>) {
        let flip = order == .unsigned ? Number.min : 0
        var bounds: [ValueBounds] = []
        var whole = unsafe IntegerScan(start, count: 1, previous: start[0], flip: flip)
        for cut in cuts {
            guard let first = cut.values.first else {
                bounds.append(ValueBounds())
                continue
            }
            let scan = unsafe IntegerScan(
                start + first, count: cut.values.count, previous: start[max(0, first - 1)],
                flip: flip)
            bounds.append(
                ValueBounds(
                    minimum: ColumnBound(value: bound(scan.least)),
                    maximum: ColumnBound(value: bound(scan.largest))))
            whole.least = scan.least ^ flip < whole.least ^ flip ? scan.least : whole.least
            whole.largest =
                scan.largest ^ flip > whole.largest ^ flip ? scan.largest : whole.largest
            whole.ascents += scan.ascents
            whole.descents += scan.descents
        }
        return (bounds, whole)
    }

    private func bound<Number: FixedWidthInteger & SignedInteger>(_ value: Number) -> LeafBound {
        guard order == .unsigned, Number.bitWidth == 32 else { return .integer(Int64(value)) }
        return .integer(Int64(UInt32(truncatingIfNeeded: value)))
    }

    /// Whether a dictionary can be smaller than differences, as far as can be told without one.
    private func mayRepeat<Number: FixedWidthInteger & SignedInteger>(
        _ whole: IntegerScan<Number>, count: Int, valueBytes: Int, deltaBytes: Int
    ) -> Bool {
        guard whole.ascents == 0 || whole.descents == 0 else { return true }
        // Sorted: values are distinct where they change.
        let changes = whole.ascents + whole.descents
        let width = bitWidth(of: changes)
        let indexes = min(count * width / 8, changes * (2 + (width + 7) / 8))
        return (changes + 1) * valueBytes + indexes < deltaBytes
    }

    /// Writes the chunk with a dictionary where that is at most `bytesMax` bytes before
    /// compression.
    private func appendIfSmall<Number, Word: FixedWidthInteger & UnsignedInteger>(
        _ start: UnsafePointer<Number>, count: Int, least: Number, span: Word?, bytesMax: Int,
        _ cuts: [PageCut], _ bounds: [ValueBounds], _ values: LeafValues,
        _ chunk: inout EncodedChunk
    ) throws(LakeError) -> Bool where Number: FixedWidthInteger {
        // Safe: both types have the same size and alignment.
        let words = unsafe UnsafeRawPointer(start).assumingMemoryBound(to: Word.self)
        let entriesMax = max(1, options.dictionaryBytesMax / MemoryLayout<Word>.size)
        guard
            let dictionary = unsafe WordDictionary(
                words, count: count, least: Word(truncatingIfNeeded: least), span: span,
                entriesMax: entriesMax)
        else { return false }
        let entryCount = dictionary.entries.count
        let size = entryCount * MemoryLayout<Word>.size + count / 8 * bitWidth(of: entryCount - 1)
        guard size <= bytesMax else { return false }
        unsafe try dictionary.entries.withUnsafeBufferPointer { (entries) throws(LakeError) in
            if let first = entries.baseAddress {
                unsafe try appendDictionary(first, count: entries.count, &chunk)
            }
        }
        unsafe try appendIndexed(
            dictionary.indexes, entryCount: entryCount, cuts, bounds, values, &chunk)
        return true
    }

    private func appendDictionary<Number>(
        _ entries: UnsafePointer<Number>, count: Int, _ chunk: inout EncodedChunk
    ) throws(LakeError) {
        let page = try ByteBuffer(capacityBytes: count * MemoryLayout<Number>.size)
        unsafe try page.appendPlain(entries, count: count)
        unsafe try sink.takeDictionary(
            UnsafeBufferPointer(start: page.base, count: page.countBytes), entryCount: count)
        unsafe try appendBloomFilter(entries, count: count, &chunk)
    }

    private func appendBloomFilter<Number>(
        _ numbers: UnsafePointer<Number>, count: Int, _ chunk: inout EncodedChunk
    ) throws(LakeError) {
        guard hasBloomFilter else { return }
        var filter = BloomFilterBuilder(valueCount: count)
        let size = MemoryLayout<Number>.size
        for index in 0..<count {
            unsafe filter.insert(UnsafeRawBufferPointer(start: numbers + index, count: size))
        }
        chunk.bloomFilter = filter
    }
}

extension ByteBuffer {
    /// Appends numbers as they lie in memory, which is little-endian on every platform we build
    /// for.
    func appendPlain<Number>(_ numbers: UnsafePointer<Number>, count: Int) throws(LakeError) {
        guard count > 0 else { return }
        let bytes = count * MemoryLayout<Number>.size
        unsafe try append(
            UnsafeRawPointer(numbers).assumingMemoryBound(to: UInt8.self), count: bytes)
    }
}
