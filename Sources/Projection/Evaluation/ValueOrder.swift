// The order of SQLite's values: NULL, numbers by value, texts by bytes, BLOBs by bytes.
// Source: SQLite, "Datatypes In SQLite", section 4.1; integers and reals are compared exactly.

import Columnar
import Glibc

enum ValueOrder {
    /// Less than, equal to or greater than 0; NULLs are equal here.
    @inline(always)
    static func compare(
        _ left: AddressedVector, _ leftRow: Int, _ right: AddressedVector, _ rightRow: Int
    ) -> Int {
        let (one, other) = (rank(left.kind(leftRow)), rank(right.kind(rightRow)))
        guard one == other else { return one < other ? -1 : 1 }
        switch one {
        case 0: return 0
        case 1:
            return compareNumbers(
                left.kind(leftRow), left.word(leftRow), right.kind(rightRow), right.word(rightRow))
        default: return unsafe compareBytes(left.bytes(leftRow), right.bytes(rightRow))
        }
    }

    @inline(always)
    private static func rank(_ kind: UInt8) -> Int {
        switch kind {
        case ValueKind.null: 0
        case ValueKind.integer, ValueKind.real: 1
        case ValueKind.blob: 3
        default: 2
        }
    }

    private static func compareNumbers(
        _ leftKind: UInt8, _ left: UInt64, _ rightKind: UInt8, _ right: UInt64
    ) -> Int {
        if leftKind == ValueKind.integer, rightKind == ValueKind.integer {
            let (one, other) = (Int64(bitPattern: left), Int64(bitPattern: right))
            return one == other ? 0 : one < other ? -1 : 1
        }
        if leftKind == ValueKind.real, rightKind == ValueKind.real {
            let (one, other) = (Double(bitPattern: left), Double(bitPattern: right))
            return one == other ? 0 : one < other ? -1 : 1
        }
        guard leftKind == ValueKind.integer else {
            return -compareNumbers(rightKind, right, leftKind, left)
        }
        let (integer, real) = (Int64(bitPattern: left), Double(bitPattern: right))
        // Beyond the range of integers the sign decides; within it, first the whole part.
        if real >= 0x1p63 { return -1 }
        if real < -0x1p63 { return 1 }
        let whole = Int64(real)
        if integer != whole { return integer < whole ? -1 : 1 }
        let part = real - Double(whole)
        return part == 0 ? 0 : part > 0 ? -1 : 1
    }

    static func compareBytes(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Int {
        let common = min(left.count, right.count)
        if common > 0, let one = left.baseAddress, let other = right.baseAddress {
            // Safe: both have at least `common` bytes.
            let order = unsafe memcmp(one, other, common)
            if order != 0 { return Int(order) }
        }
        return left.count - right.count
    }
}
