// The values of a page as a vector of the column: decoded, looked up, converted, nulls in place.

import Columnar
import Glibc

/// Memory for a kind and a word of each row of a page, until a vector takes it over.
@safe
private struct PageRows: ~Copyable {
    let kinds: UnsafeMutablePointer<UInt8>
    let words: UnsafeMutablePointer<UInt64>
    private var isTaken = false

    init(_ count: Int) {
        unsafe kinds = UnsafeMutablePointer<UInt8>.allocate(capacity: max(count, 1))
        unsafe words = UnsafeMutablePointer<UInt64>.allocate(capacity: max(count, 1))
    }

    deinit {
        if !isTaken {
            unsafe kinds.deallocate()
            unsafe words.deallocate()
        }
    }

    consuming func vector(
        _ type: DataType, _ count: Int, bytes: ByteBuffer?, side: ByteBuffer?
    ) -> ColumnVector {
        isTaken = true
        return unsafe ColumnVector(
            type: type, count: count, kinds: kinds, words: words, bytes: bytes, sideBytes: side)
    }

    /// Moves the first `valueCount` values to the rows whose level is `maxLevel`, from the last on.
    func spread(_ valueCount: Int, levels: UnsafePointer<UInt8>, maxLevel: UInt8, count: Int) {
        var source = valueCount
        for row in stride(from: count - 1, through: 0, by: -1) {
            if unsafe levels[row] == maxLevel {
                source -= 1
                unsafe words[row] = unsafe words[source]
                unsafe kinds[row] = unsafe kinds[source]
            } else {
                unsafe words[row] = 0
                unsafe kinds[row] = ValueKind.null
            }
        }
    }
}

/// Decodes the values of a page behind its levels.
///
/// - Parameters:
///   - body: its values are `valueCount` of the page's `rowCount` entries, the others are null.
///   - levels: the definition levels; nil when no value is null.
/// - Returns: a vector of `rowCount` rows.
/// - Throws: `LakeError.corrupt`, `.unsupported`, `.limit`.
func decodeValues(
    of body: PageBody, valueCount: Int, rowCount: Int, levels: UnsafePointer<UInt8>?,
    in chunk: ChunkContext, _ scratch: PageScratch
) throws(LakeError) -> ColumnVector {
    let leaf = chunk.leaf
    let rows = PageRows(rowCount)
    var reader = body.values
    var bytes: ByteBuffer?
    var side: ByteBuffer?
    if valueCount == 0 {
        // Nothing is stored, not even the width of indexes.
    } else if body.encoding.isDictionary {
        let dictionary = try chunk.dictionaryValues(scratch)
        bytes = dictionary.bytes
        side = dictionary.sideBytes
        let width = Int(try reader.byte())
        scratch.reserveIndexes(valueCount)
        unsafe try decodeRLEHybrid(
            &reader, bitWidth: width, into: scratch.indexes, count: valueCount)
        unsafe try lookUp(scratch.indexes, valueCount, in: dictionary, rows.kinds, rows.words)
    } else {
        let buffer = unsafe try decodeValues(
            &reader, body.encoding, leaf.physicalType, typeLength: leaf.typeLength,
            into: rows.words, count: valueCount)
        bytes = leaf.physicalType.isBytes ? buffer : nil
        unsafe try chunk.conversion.convert(
            kinds: rows.kinds, words: rows.words, count: valueCount, bytes: buffer.base
        ) { () throws(LakeError) in
            if let side { return side }
            let fresh = try ByteBuffer(capacityBytes: valueCount * 16)
            side = fresh
            return fresh
        }
        if chunk.conversion.writesSideBytes { bytes = nil }
    }
    if let levels = unsafe levels, valueCount < rowCount {
        unsafe rows.spread(
            valueCount, levels: levels, maxLevel: UInt8(leaf.maxDefinitionLevel), count: rowCount)
    }
    return rows.vector(
        chunk.conversion.target.dataType, rowCount, bytes: bytes, side: side)
}

/// Decodes and converts a dictionary page.
func decodeDictionary(
    _ page: LocatedPage, in chunk: ChunkContext, _ scratch: PageScratch
) throws(LakeError) -> ColumnVector {
    guard case .dictionary(let header) = page.header.kind else {
        throw LakeError(.internal, "a data page is read as dictionary")
    }
    guard header.encoding == .plain || header.encoding == .plainDictionary else {
        throw LakeError(
            .unsupported, "a dictionary in the encoding \(header.encoding.name)")
    }
    let count = try checked(valueCount: header.valueCount)
    let leaf = chunk.leaf
    var reader = try pageBytes(page, in: chunk, scratch)
    // The least that each value takes; memory for them is only taken when they can be there.
    let sizeBytes = leaf.physicalType.sizeBytesMin(typeLength: leaf.typeLength)
    guard count <= reader.remainingBytes * 8 / max(sizeBytes * 8, 1) else {
        throw reader.corrupt(
            "a dictionary of \(count) values in \(reader.remainingBytes) bytes")
    }
    let rows = PageRows(count)
    unsafe try decodePlain(
        &reader, leaf.physicalType, typeLength: leaf.typeLength, into: rows.words, count: count)
    var side: ByteBuffer?
    unsafe try chunk.conversion.convert(
        kinds: rows.kinds, words: rows.words, count: count, bytes: reader.buffer.base
    ) { () throws(LakeError) in
        if let side { return side }
        let fresh = try ByteBuffer(capacityBytes: count * 16)
        side = fresh
        return fresh
    }
    let isDirect = leaf.physicalType.isBytes && !chunk.conversion.writesSideBytes
    return rows.vector(
        chunk.conversion.target.dataType, count, bytes: isDirect ? reader.buffer : nil,
        side: side)
}

/// Copies dictionary entries to the rows that name them.
///
/// - Throws: `LakeError.corrupt` when an index is beyond the dictionary.
private func lookUp(
    _ indexes: UnsafePointer<UInt32>, _ count: Int, in dictionary: ColumnVector,
    _ kinds: UnsafeMutablePointer<UInt8>, _ words: UnsafeMutablePointer<UInt64>
) throws(LakeError) {
    var largest: UInt32 = 0
    for index in 0..<count { largest = unsafe max(largest, indexes[index]) }
    guard Int(largest) < dictionary.count, let sourceKinds = unsafe dictionary.kinds else {
        throw LakeError(
            .corrupt,
            "dictionary index \(largest), the dictionary has \(dictionary.count) entries")
    }
    // Safe: no index is above `largest`, which is within the dictionary.
    let sourceWords = unsafe dictionary.words
    for index in 0..<count { unsafe words[index] = unsafe sourceWords[Int(indexes[index])] }
    if dictionary.hasOneKind {
        unsafe memset(kinds, Int32(sourceKinds[0]), count)
    } else {
        for index in 0..<count { unsafe kinds[index] = unsafe sourceKinds[Int(indexes[index])] }
    }
}

extension ColumnVector {
    /// Whether all rows have the kind of the first: true of most dictionaries.
    fileprivate var hasOneKind: Bool {
        guard let kinds = unsafe kinds, count > 0 else { return true }
        for row in 1..<max(count, 1) where unsafe kinds[row] != kinds[0] { return false }
        return true
    }
}

extension PhysicalType {
    /// Whether values are words that point into a buffer.
    var isBytes: Bool { self == .byteArray || self == .fixedLengthByteArray }

    /// The fewest bytes that a PLAIN value takes; 0 for a boolean, which takes a bit.
    func sizeBytesMin(typeLength: Int) -> Int {
        switch self {
        case .boolean: 0
        case .int32, .float, .byteArray: 4
        case .int64, .double: 8
        case .int96: 12
        case .fixedLengthByteArray: typeLength
        }
    }

    /// How values are held in words before their conversion.
    var wordForm: ScalarConversion.Form {
        switch self {
        case .boolean, .int32, .int64, .int96: .integer
        case .float, .double: .real
        case .byteArray, .fixedLengthByteArray: .bytes
        }
    }
}
