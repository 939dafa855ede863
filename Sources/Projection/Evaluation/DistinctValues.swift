// Which rows have the same text: one hash of each, and a table of those seen.
//
// FHIR repeats itself: a thousand observations have a hundred codes, units and categories, and one
// patient. What depends on such a column alone is computed once for each of its values.

import Columnar
import Glibc

/// The distinct values of a vector of texts.
struct DistinctValues {
    /// The first row of each value.
    private(set) var rows: [UInt32] = []
    /// For each row, which of the values it has.
    private(set) var codes: [UInt32]

    /// Fewer rows are not worth a table.
    private static let rowsMin = 32

    /// Steps in the table for each row, beyond which values are too much alike to be told apart
    /// quickly.
    private static let stepsMax = 8

    /// - Returns: nil where more than half of the first rows, or of all, are different.
    init?(_ vector: AddressedVector, rowCount: Int) {
        guard rowCount >= Self.rowsMin, !vector.isConstant else { return nil }
        var slotCount = 128
        while slotCount < rowCount * 2 { slotCount <<= 1 }
        codes = Array(repeating: 0, count: rowCount)
        rows.reserveCapacity(rowCount / 2)
        // A slot is the number of a value, from 1; 0 is empty. More than half are never taken.
        var slots = [UInt32](repeating: 0, count: slotCount)
        let values = ValuePointers(vector)
        var firstRows = rows
        let isWhole = unsafe slots.withUnsafeMutableBufferPointer { slots in
            unsafe codes.withUnsafeMutableBufferPointer { codes in
                unsafe Self.fill(slots, codes, &firstRows, values, rowCount)
            }
        }
        rows = firstRows
        guard isWhole, rows.count * 2 <= rowCount else { return nil }
    }

    /// - Returns: false when there are too many values.
    private static func fill(
        _ slots: UnsafeMutableBufferPointer<UInt32>, _ codes: UnsafeMutableBufferPointer<UInt32>,
        _ rows: inout [UInt32], _ values: ValuePointers, _ rowCount: Int
    ) -> Bool {
        let slotMask = slots.count &- 1
        var stepsLeft = rowCount &* stepsMax
        var row = 0
        while row < rowCount {
            if row == 256, rows.count > 128 { return false }
            // Rows of one patient, one encounter or one day stand together.
            if row > 0, values.isSame(row, row &- 1) {
                unsafe codes[row] = codes[row &- 1]
                row &+= 1
                continue
            }
            var slot = Int(truncatingIfNeeded: values.hash(row)) & slotMask
            while true {
                let value = unsafe slots[slot]
                if value == 0 {
                    rows.append(UInt32(truncatingIfNeeded: row))
                    unsafe slots[slot] = UInt32(truncatingIfNeeded: rows.count)
                    unsafe codes[row] = UInt32(truncatingIfNeeded: rows.count &- 1)
                    break
                }
                if values.isSame(row, Int(rows[Int(value) &- 1])) {
                    unsafe codes[row] = value &- 1
                    break
                }
                stepsLeft &-= 1
                if stepsLeft < 0 { return false }
                slot = (slot &+ 1) & slotMask
            }
            row &+= 1
        }
        return true
    }
}

/// The memory of a vector, for loops over its rows.
@safe
private struct ValuePointers {
    private let words: UnsafeMutablePointer<UInt64>
    private let lengths: UnsafeMutablePointer<UInt32>
    private let kinds: UnsafeMutablePointer<UInt8>
    /// The bytes at either end of a long text that its hash is made of.
    private static let endBytes = 32

    init(_ vector: AddressedVector) {
        unsafe words = vector.words
        unsafe lengths = vector.lengths
        unsafe kinds = vector.kinds
    }

    @inline(always)
    func hash(_ row: Int) -> UInt64 {
        let kind = unsafe kinds[row]
        let word = unsafe words[row]
        guard kind >= ValueKind.text, let start = unsafe UnsafeRawPointer(bitPattern: UInt(word))
        else { return fold(word ^ UInt64(kind), 0x9E37_79B9_7F4A_7C15) }
        let count = unsafe Int(lengths[row])
        guard count > Self.endBytes * 2 else { return unsafe hashBytes(start, count: count) }
        let first = unsafe hashBytes(start, count: Self.endBytes)
        let last = unsafe hashBytes(start + (count &- Self.endBytes), count: Self.endBytes)
        return fold(first ^ UInt64(truncatingIfNeeded: count), last | 1)
    }

    @inline(always)
    func isSame(_ left: Int, _ right: Int) -> Bool {
        let kind = unsafe kinds[left]
        guard unsafe kind == kinds[right] else { return false }
        let (one, other) = unsafe (words[left], words[right])
        guard kind >= ValueKind.text else { return one == other }
        let count = unsafe Int(lengths[left])
        guard unsafe count == Int(lengths[right]) else { return false }
        if one == other || count == 0 { return true }
        // Safe: both are addresses of `count` bytes that the frame keeps.
        guard let one = unsafe UnsafeRawPointer(bitPattern: UInt(one)),
            let other = unsafe UnsafeRawPointer(bitPattern: UInt(other))
        else { return false }
        return unsafe memcmp(one, other, count) == 0
    }
}
