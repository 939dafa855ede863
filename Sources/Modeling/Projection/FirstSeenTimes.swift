// When the rows of a table were first seen, by key: what a rebuild carries over.
//
//     old table ── key, lineage_first_seen_ts ──►  hash of the key → which time
//     batch ────── key ─────────────────────────►  the time of the old row, else that of the query
//
// Keys are kept as 112 bits of two hashes, not whole: of a million million pairs of keys none is
// expected to agree in them.

import Columnar
import Projection
import SQLiteBridge

/// The times of a table's rows.
final class FirstSeenTimes: @unchecked Sendable {  // because: only read once `read` returns it
    private var numbers = KeyNumbers()
    /// The texts of the times, by number - 1.
    private var times: [[UInt8]] = []

    /// Times that differ; a table built more often is left to SQLite.
    private static let timesMax = 60_000
    /// Rows; each takes 32 to 64 bytes.
    private static let rowsMax = 50_000_000

    /// Reads a table.
    ///
    /// - Parameters:
    ///   - table: quoted.
    ///   - keys: the columns of the key.
    ///   - time: the column of the time.
    /// - Returns: nil where there are too many rows or times.
    static func read(
        _ table: String, keys: [String], time: String, on database: Database
    ) throws(LakeError) -> FirstSeenTimes? {
        let known = FirstSeenTimes()
        let list = (keys + [time]).map { Database.quoted($0) }.joined(separator: ", ")
        let isWhole = try database.sql { () throws(SQLiteError) in
            guard let statement = try database.prepare("SELECT \(list) FROM \(table)").statement
            else { return false }
            while try statement.step() {
                guard known.add(statement, keyCount: keys.count) else { return false }
            }
            return true
        }
        return isWhole ? known : nil
    }

    /// The affinities of the keys in a table; nil where one is not there.
    static func affinities(
        of keys: [String], in table: String, on database: Database
    ) throws(LakeError) -> [ColumnAffinity]? {
        let columns = try database.relationColumns(table)
        let found = keys.compactMap { key in
            columns.first { $0.name.lowercased() == key.lowercased() }
                .map { ColumnAffinity(declaredType: $0.type) }
        }
        return found.count == keys.count ? found : nil
    }

    private func add(_ statement: Statement, keyCount: Int) -> Bool {
        guard statement.type(at: keyCount) != .null else { return true }
        var hash = DoubleHash()
        for column in 0..<keyCount {
            switch statement.type(at: column) {
            // No row equals NULL.
            case .null: return true
            case .integer: hash.add(statement.integer(at: column))
            case .real: hash.add(statement.real(at: column))
            case .text:
                unsafe statement.withTextBytes(at: column) { unsafe hash.add($0, isText: true) }
            case .blob:
                unsafe statement.withBlobBytes(at: column) {
                    unsafe hash.add($0.assumingMemoryBound(to: UInt8.self), isText: false)
                }
            }
        }
        let number: Int? = unsafe statement.withTextBytes(at: keyCount) { time in
            unsafe self.number(of: time)
        }
        guard let number, numbers.count < Self.rowsMax else { return false }
        if let known = numbers.insert(hash, number), known != number {
            // Of several rows with one key the earliest time counts.
            if times[number - 1].lexicographicallyPrecedes(times[known - 1]) {
                numbers.replace(hash, number)
            }
        }
        return true
    }

    /// The number of a time, made when it is new; nil when there are too many.
    private func number(of time: UnsafeBufferPointer<UInt8>) -> Int? {
        // Mostly that of the row before.
        if let last = times.last, unsafe last.elementsEqual(time) { return times.count }
        if let known = times.firstIndex(where: { unsafe $0.elementsEqual(time) }) {
            return known + 1
        }
        guard times.count < Self.timesMax else { return nil }
        unsafe times.append(Array(time))
        return times.count
    }

    /// The time of the row with the key of a row of a batch; nil where there is none.
    ///
    /// - Parameter keys: the batch's columns of the key.
    func time(of keys: [AddressedVector], _ row: Int) -> [UInt8]? {
        var hash = DoubleHash()
        for key in keys {
            switch key.kind(row) {
            case ValueKind.null: return nil
            case ValueKind.integer: hash.add(Int64(bitPattern: key.word(row)))
            case ValueKind.real: hash.add(Double(bitPattern: key.word(row)))
            case ValueKind.blob: unsafe hash.add(key.bytes(row), isText: false)
            default: unsafe hash.add(key.bytes(row), isText: true)
            }
        }
        return time(hash)
    }

    /// The same for the arguments of a function, from one of them on.
    func time(of keys: FunctionArguments, from first: Int) -> [UInt8]? {
        var hash = DoubleHash()
        for index in first..<keys.count {
            let type = keys.type(at: index)
            switch type {
            case .null: return nil
            case .integer: hash.add(keys.integer(at: index))
            case .real: hash.add(keys.real(at: index))
            case .text, .blob:
                unsafe keys.withBytes(at: index) { unsafe hash.add($0, isText: type == .text) }
            }
        }
        return time(hash)
    }

    private func time(_ hash: DoubleHash) -> [UInt8]? {
        numbers.number(of: hash).map { times[$0 - 1] }
    }
}

/// Numbers by the hashes of keys: open addressing, at least half of the slots free.
private struct KeyNumbers {
    /// Both words of a slot in one line of the processor's cache.
    private struct Slot {
        var first: UInt64 = 0
        /// 48 bits of the second hash, then the number, from 1; 0 is an empty slot.
        var second: UInt64 = 0

        var number: Int { Int(second & 0xffff) }

        func isOf(_ hash: DoubleHash) -> Bool {
            first == hash.first && second & ~0xffff == hash.second & ~0xffff
        }
    }

    private var slots = [Slot](repeating: Slot(), count: 1 << 12)
    private(set) var count = 0

    /// - Returns: the number that the key has already; it stays.
    mutating func insert(_ hash: DoubleHash, _ number: Int) -> Int? {
        if count * 2 >= slots.count { grow() }
        let place = place(of: hash)
        if slots[place].second != 0 { return slots[place].number }
        set(place, hash, number)
        count += 1
        return nil
    }

    mutating func replace(_ hash: DoubleHash, _ number: Int) {
        set(place(of: hash), hash, number)
    }

    /// nil where the key is not there.
    func number(of hash: DoubleHash) -> Int? {
        let slot = slots[place(of: hash)]
        return slot.second == 0 ? nil : slot.number
    }

    /// The slot of a key, or the free one where it would be.
    private func place(of hash: DoubleHash) -> Int {
        let mask = slots.count &- 1
        var place = Int(truncatingIfNeeded: hash.first) & mask
        while slots[place].second != 0, !slots[place].isOf(hash) { place = (place &+ 1) & mask }
        return place
    }

    private mutating func set(_ place: Int, _ hash: DoubleHash, _ number: Int) {
        slots[place] = Slot(first: hash.first, second: hash.second & ~0xffff | UInt64(number))
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(), count: old.count * 2)
        let mask = slots.count &- 1
        for slot in old where slot.second != 0 {
            var place = Int(truncatingIfNeeded: slot.first) & mask
            while slots[place].second != 0 { place = (place &+ 1) & mask }
            slots[place] = slot
        }
    }
}

/// Two hashes of a key's values.
private struct DoubleHash {
    private(set) var first: UInt64 = 0x9E37_79B9_7F4A_7C15
    private(set) var second: UInt64 = 0xC2B2_AE3D_27D4_EB4F

    private mutating func mix(_ word: UInt64, _ other: UInt64) {
        first = fold(first ^ word, 0xD6E8_FEB8_6659_FD93)
        second = fold(second &+ other, 0xA076_1D64_78BD_642F)
    }

    mutating func add(_ integer: Int64) {
        let word = UInt64(bitPattern: integer)
        mix(word ^ 1, word.byteSwapped)
    }

    /// A real that is an integer equals it.
    mutating func add(_ real: Double) {
        if let integer = Int64(exactly: real) { return add(integer) }
        mix(real.bitPattern ^ 2, real.bitPattern.byteSwapped)
    }

    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>, isText: Bool) {
        // The second hash goes over the same bytes from the other end.
        var other: UInt64 = isText ? 3 : 4
        var index = bytes.count
        // Safe: words are loaded only where eight bytes are left.
        if let base = bytes.baseAddress {
            while index >= 8 {
                index &-= 8
                let word = unsafe UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
                other = fold(other ^ word, 0xE703_7ED1_A0B4_28DB)
            }
        }
        while index > 0 {
            index &-= 1
            other = unsafe (other ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01B3
        }
        mix(unsafe hashBytes(bytes) ^ (isText ? 3 : 4), other)
    }
}
