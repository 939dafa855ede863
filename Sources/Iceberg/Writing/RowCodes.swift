// Which rows have equal values: a small number for each row, the same for equal rows, counted up
// from 0 in the order in which values first occur.
//
//     values   2020-01  2020-01  2020-03  NULL  2020-01
//     codes       0        0        1      2       0

import Columnar

/// Codes of rows.
struct RowCodes {
    /// Empty when all rows have the code 0.
    private(set) var codes: [Int32] = []
    /// A row of each code, the first.
    private(set) var firstRows: [Int32]
    private let count: Int

    /// Rows that are all alike.
    init(count: Int) {
        self.count = count
        firstRows = count > 0 ? [0] : []
    }

    var isUniform: Bool { codes.isEmpty }

    /// Tells rows apart by further values, too.
    mutating func refine(by values: PartitionValues, isNull: [Bool]?) {
        switch values {
        case .none: return
        case .integers(let all): refine(by: all, isNull)
        case .bytes(let all): refine(by: RowCodes.codes(of: all), isNull)
        case .dictionary(let indexes, let entries):
            let codes = RowCodes.codes(of: entries)
            refine(
                by: indexes.enumerated().map { row, index in
                    if let isNull, isNull[row] { return 0 }
                    return codes[Int(index)]
                }, isNull)
        }
    }

    /// Codes of values, as integers to refine by.
    private static func codes(of values: PartitionValues) -> [Int64] {
        switch values {
        case .integers(let all): all
        case .bytes(let all): codes(of: all)
        case .dictionary, .none: []
        }
    }

    private static func codes(of all: ByteColumn) -> [Int64] {
        var table = CodeTable()
        return unsafe all.bytes.withUnsafeBufferPointer { bytes in
            var last: UnsafeBufferPointer<UInt8>?
            var lastCode: Int32 = 0
            var firsts: [UnsafeBufferPointer<UInt8>] = unsafe []
            return (0..<all.count).map { row in
                let range = Int(all.offsets[row])..<Int(all.offsets[row + 1])
                let value = unsafe UnsafeBufferPointer(rebasing: bytes[range])
                if let last = unsafe last, unsafe last.elementsEqual(value) {
                    return Int64(lastCode)
                }
                let next = unsafe Int32(truncatingIfNeeded: firsts.count)
                lastCode = unsafe table.code(of: hashBytes(value), next: next) { code in
                    unsafe firsts[Int(code)].elementsEqual(value)
                }
                if lastCode == next { unsafe firsts.append(value) }
                unsafe last = unsafe value
                return Int64(lastCode)
            }
        }
    }

    private mutating func refine(by values: [Int64], _ isNull: [Bool]?) {
        guard count > 0, !isRefinedUniformly(by: values, isNull) else { return }
        var table = CodeTable()
        var refined: [Int32] = []
        refined.reserveCapacity(count)
        var firsts: [Int32] = []
        var lastCode: Int32 = -1
        for row in 0..<count {
            let before = codes.isEmpty ? 0 : codes[row]
            let isNone = isNull?[row] ?? false
            func isSame(_ other: Int) -> Bool {
                guard (codes.isEmpty ? 0 : codes[other]) == before,
                    (isNull?[other] ?? false) == isNone
                else { return false }
                return isNone || values[other] == values[row]
            }
            if lastCode >= 0, isSame(row - 1) {
                refined.append(lastCode)
                continue
            }
            let word = isNone ? 0 : UInt64(bitPattern: values[row])
            let hash = fold(
                word ^ 0x9E37_79B9_7F4A_7C15,
                0xD6E8_FEB8_6659_FD93 &+ UInt64(UInt32(bitPattern: before)) << 1)
            let next = Int32(truncatingIfNeeded: firsts.count)
            lastCode = table.code(of: hash, next: next) { isSame(Int(firsts[Int($0)])) }
            if lastCode == next { firsts.append(Int32(truncatingIfNeeded: row)) }
            refined.append(lastCode)
        }
        codes = refined
        firstRows = firsts
    }

    /// Whether all rows have one value, so that nothing changes.
    private func isRefinedUniformly(by values: [Int64], _ isNull: [Bool]?) -> Bool {
        if let isNull, isNull.contains(true) { return isNull.allSatisfy { $0 } }
        let first = values[0]
        return values.allSatisfy { $0 == first }
    }

    /// The rows of each code, ascending.
    func rowsByCode() -> [[Int32]] {
        guard !codes.isEmpty else { return [] }
        var sizes = [Int](repeating: 0, count: firstRows.count)
        for code in codes { sizes[Int(code)] += 1 }
        var rows = sizes.map { size in
            var rows: [Int32] = []
            rows.reserveCapacity(size)
            return rows
        }
        for (row, code) in codes.enumerated() {
            rows[Int(code)].append(Int32(truncatingIfNeeded: row))
        }
        return rows
    }
}

/// Open addressing from hashes to codes.
private struct CodeTable {
    private var slots = [Int32](repeating: -1, count: 64)
    private var hashes = [UInt64](repeating: 0, count: 64)
    private var used = 0

    /// The code of a value that is there, else `next`, which is then there.
    @inline(__always)
    mutating func code(of hash: UInt64, next: Int32, isEqual: (Int32) -> Bool) -> Int32 {
        var mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] >= 0 {
            if hashes[slot] == hash, isEqual(slots[slot]) { return slots[slot] }
            slot = (slot + 1) & mask
        }
        used += 1
        if used * 2 > slots.count {
            grow()
            mask = slots.count - 1
            slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
        }
        slots[slot] = next
        hashes[slot] = hash
        return next
    }

    private mutating func grow() {
        let before = (slots, hashes)
        slots = [Int32](repeating: -1, count: before.0.count * 2)
        hashes = [UInt64](repeating: 0, count: slots.count)
        let mask = slots.count - 1
        for (index, code) in before.0.enumerated() where code >= 0 {
            var slot = Int(truncatingIfNeeded: before.1[index]) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = code
            hashes[slot] = before.1[index]
        }
    }
}
