// Which rows have the same text: one hash of each, and a table of those seen.
//
// FHIR repeats itself: a thousand observations have a hundred codes, units and categories, and one
// patient. What depends on such a column alone is computed once for each of its values.
//
// Sources that keep texts once hand the same address over again. So a row is compared with the last
// one whose address falls into the same place of a small table, before its bytes are looked at.

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

    /// Places of the table of addresses; a power of two.
    private static let recentCount = 512

    /// Rows that are looked at ahead; divides the rows after which the first are judged.
    private static let glanceRows = 64

    /// - Parameter glanced: see `AddressedVector.glance`.
    /// - Returns: nil where more than half of the first rows, or of all, are different.
    init?(_ vector: AddressedVector, rowCount: Int, glanced: inout UInt8) {
        guard rowCount >= Self.rowsMin, !vector.isConstant else { return nil }
        var slotCount = 128
        while slotCount < rowCount * 2 { slotCount <<= 1 }
        codes = Array(repeating: 0, count: rowCount)
        rows.reserveCapacity(rowCount / 2)
        // A slot is the number of a value, from 1; 0 is empty. More than half are never taken.
        var slots = [UInt32](repeating: 0, count: slotCount)
        let values = ValuePointers(vector)
        var bytes: UInt8 = 0
        var firstRows = rows
        var recent = [UInt32](repeating: 0, count: Self.recentCount)
        let isWhole = unsafe slots.withUnsafeMutableBufferPointer { slots in
            unsafe codes.withUnsafeMutableBufferPointer { codes in
                unsafe recent.withUnsafeMutableBufferPointer { recent in
                    unsafe Self.fill(
                        slots, codes, recent, &firstRows, values, vector, rowCount, &bytes)
                }
            }
        }
        rows = firstRows
        glanced ^= bytes
        guard isWhole, rows.count * 2 <= rowCount else { return nil }
    }

    /// - Parameter recent: a row for each hash of a word; any row at first.
    /// - Returns: false when there are too many values.
    private static func fill(
        _ slots: UnsafeMutableBufferPointer<UInt32>, _ codes: UnsafeMutableBufferPointer<UInt32>,
        _ recent: UnsafeMutableBufferPointer<UInt32>, _ rows: inout [UInt32],
        _ values: ValuePointers, _ vector: AddressedVector, _ rowCount: Int,
        _ glanced: inout UInt8
    ) -> Bool {
        let slotMask = slots.count &- 1
        var stepsLeft = rowCount &* stepsMax
        var row = 0
        while row < rowCount {
            if row % glanceRows == 0 {
                if row == 256, rows.count > 128 { return false }
                glanced ^= vector.glance(at: row..<min(row &+ glanceRows, rowCount))
            }
            let place = values.place(row, of: recentCount)
            let other = unsafe Int(recent[place])
            if other < row, values.isIdentical(row, other) {
                unsafe codes[row] = codes[other]
                row &+= 1
                continue
            }
            unsafe recent[place] = UInt32(truncatingIfNeeded: row)
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
        return unsafe hashPieces(start, count: Int(lengths[row]))
    }

    /// Where a row stands in a table of rows by their words; `count` is a power of two.
    @inline(always)
    func place(_ row: Int, of count: Int) -> Int {
        unsafe Int(truncatingIfNeeded: (words[row] &* 0x9E37_79B9_7F4A_7C15) >> 48) & (count &- 1)
    }

    /// Whether two rows have the same number, or a text at the same address.
    @inline(always)
    func isIdentical(_ left: Int, _ right: Int) -> Bool {
        unsafe words[left] == words[right] && lengths[left] == lengths[right]
            && kinds[left] == kinds[right]
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
        return unsafe areEqual(one, other, count)
    }

    /// Whether two texts have the same bytes. Most are too short for a call to pay off.
    @inline(always)
    private func areEqual(
        _ one: UnsafeRawPointer, _ other: UnsafeRawPointer, _ count: Int
    ) -> Bool {
        guard count >= 8, count <= 64 else {
            return unsafe count > 64
                ? memcmp(one, other, count) == 0 : areShortEqual(one, other, count)
        }
        // Safe: every load ends at or before `count`; the last one may overlap the one before.
        var offset = 0
        while offset &+ 8 < count {
            guard
                unsafe one.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    == other.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            else { return false }
            offset &+= 8
        }
        return unsafe one.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
            == other.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
    }

    /// The same of fewer than eight bytes.
    @inline(always)
    private func areShortEqual(
        _ one: UnsafeRawPointer, _ other: UnsafeRawPointer, _ count: Int
    ) -> Bool {
        if count >= 4 {
            return unsafe one.loadUnaligned(as: UInt32.self)
                == other.loadUnaligned(as: UInt32.self)
                && one.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
                    == other.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
        }
        var index = 0
        while index < count {
            guard
                unsafe one.load(fromByteOffset: index, as: UInt8.self)
                    == other.load(fromByteOffset: index, as: UInt8.self)
            else { return false }
            index &+= 1
        }
        return true
    }
}
