// Rows of byte columns: ranges, selections, and columns put one behind the other.

import Glibc

extension ByteColumn {
    /// The most bytes of one column: what its offsets hold.
    package static let bytesMax = Int(Int32.max)

    /// The length of one value in bytes.
    @inlinable
    package func length(at index: Int) -> Int { Int(offsets[index + 1] - offsets[index]) }

    /// The error of a column that would hold too much.
    package static var tooLong: LakeError {
        LakeError(
            .limit, "a column would hold more than 2 GiB of text at once",
            advice: "write fewer or shorter values at once")
    }

    /// Some values in their order; `range` lies within the column.
    package func slice(_ range: Range<Int>) -> ByteColumn {
        let first = offsets[range.lowerBound]
        return ByteColumn(
            offsets: offsets[range.lowerBound...range.upperBound].map { $0 - first },
            bytes: Array(bytes[Int(first)..<Int(offsets[range.upperBound])]))
    }

    /// Values of a column, in any order; no value where `row` answers nil.
    static func gathering(
        count: Int, from source: ByteColumn, row: (Int) -> Int?
    ) -> ByteColumn {
        var result = ByteColumn()
        var total = 0
        for index in 0..<count {
            if let row = row(index) { total += source.length(at: row) }
        }
        result.offsets.reserveCapacity(count + 1)
        result.bytes = unsafe [UInt8](unsafeUninitializedCapacity: total) { target, length in
            unsafe source.bytes.withUnsafeBufferPointer { bytes in
                var end = 0
                for index in 0..<count {
                    if let row = row(index), let from = bytes.baseAddress,
                        let to = target.baseAddress
                    {
                        let start = Int(source.offsets[row])
                        let size = Int(source.offsets[row + 1]) - start
                        // Safe: the lengths of all values were added up above.
                        unsafe memcpy(to + end, from + start, size)
                        end += size
                    }
                    result.offsets.append(Int32(truncatingIfNeeded: end))
                }
                length = end
            }
        }
        return result
    }

    /// Appends values of another column: all, or those named.
    ///
    /// - Throws: `LakeError.limit` when the bytes pass 2 GiB.
    package mutating func append(
        _ other: ByteColumn, rows: [Int32]? = nil
    ) throws(LakeError) {
        guard let rows else {
            guard bytes.count + other.bytes.count <= ByteColumn.bytesMax else {
                throw ByteColumn.tooLong
            }
            let shift = Int32(truncatingIfNeeded: bytes.count)
            bytes.append(contentsOf: other.bytes)
            offsets.reserveCapacity(offsets.count + other.count)
            for index in 1..<other.offsets.count { offsets.append(other.offsets[index] + shift) }
            return
        }
        for row in rows {
            let value = other[Int(row)]
            guard bytes.count + value.count <= ByteColumn.bytesMax else {
                throw ByteColumn.tooLong
            }
            append(value)
        }
    }

    /// Appends the bytes at an address.
    ///
    /// - Throws: `LakeError.limit` when the bytes pass 2 GiB.
    @inline(__always)
    package mutating func append(_ value: UnsafeBufferPointer<UInt8>) throws(LakeError) {
        guard bytes.count + value.count <= ByteColumn.bytesMax else { throw ByteColumn.tooLong }
        unsafe bytes.append(contentsOf: value)
        offsets.append(Int32(truncatingIfNeeded: bytes.count))
    }

    /// The values before `count`.
    package mutating func truncate(to count: Int) {
        guard count < self.count else { return }
        bytes.removeLast(bytes.count - Int(offsets[count]))
        offsets.removeLast(offsets.count - count - 1)
    }
}
