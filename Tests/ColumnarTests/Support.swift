// Streams over rows at hand.

@testable import Columnar

/// A stream of given batches.
final class RowsStream: BatchStream {
    private var batches: [ColumnBatch]

    /// - Parameter batchRows: rows of a batch.
    init(_ rows: [[Value]], types: [DataType], batchRows: Int) throws(LakeError) {
        batches = []
        var start = 0
        while start < rows.count {
            let part = rows[start..<min(rows.count, start + batchRows)]
            var vectors: [ColumnVector] = []
            for (column, type) in types.enumerated() {
                vectors.append(try vector(part.map { $0[column] }, type))
            }
            batches.append(ColumnBatch(rowCount: part.count, columns: vectors))
            start += batchRows
        }
        batches.reverse()
    }

    func next() throws(LakeError) -> ColumnBatch? { batches.popLast() }
}

func vector(_ values: [Value], _ type: DataType) throws(LakeError) -> ColumnVector {
    var builder = ColumnBuilder(type: type, capacity: values.count)
    for value in values { try builder.append(value) }
    return ColumnVector(builder, bytes: nil)
}

func rows(of stream: any BatchStream) throws -> [[Value]] {
    var rows: [[Value]] = []
    while let batch = try stream.next() {
        try expectNonEmpty(batch)
        for row in 0..<batch.rowCount { rows.append(batch.columns.map { $0.value(at: row) }) }
    }
    return rows
}

/// A batch never has 0 rows.
func expectNonEmpty(_ batch: ColumnBatch) throws {
    if batch.rowCount == 0 { throw LakeError(.internal, "an empty batch") }
}

/// A small generator that gives the same numbers everywhere.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// The bytes of hexadecimal digits, blanks between them left out.
func hex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map {
        UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
}

/// What a call throws.
func failure<Result>(_ body: () throws -> Result) -> LakeError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? LakeError
    }
}

/// A buffer with these bytes.
func byteBuffer(_ bytes: [UInt8]) throws(LakeError) -> ByteBuffer {
    let buffer = try ByteBuffer(capacityBytes: bytes.count)
    unsafe try bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
        if let start = source.baseAddress { unsafe try buffer.append(start, count: source.count) }
    }
    return buffer
}
