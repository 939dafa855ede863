// Sets of the values of keys, for the scans that tests share.
//
// A key is one value or several: integers, texts and NULL. Its bytes are, for each value, a tag and
// the value: 1 and eight bytes, 2 and the length in eight bytes and the text, 0 for NULL. Keys with
// the same bytes are equal in SQL; for real numbers and BLOBs nothing is said.
// Source: wyhash (Wang Yi, public domain) for the mixing step, a multiplication to 128 bits.

import SQLiteBridge

/// The bytes of one key, rewritten for each row.
struct KeyBytes {
    private(set) var bytes: [UInt8] = []
    /// Whether a value was one of those that are not compared here.
    private(set) var isUnknown = false

    mutating func begin() {
        bytes.removeAll(keepingCapacity: true)
        isUnknown = false
    }

    /// Adds the value of a column of the statement's row.
    mutating func add(_ statement: Statement, at index: Int) {
        switch statement.type(at: index) {
        case .integer:
            bytes.append(1)
            appendInteger(UInt64(bitPattern: statement.integer(at: index)))
        case .text:
            bytes.append(2)
            unsafe statement.withTextBytes(at: index) { text in
                appendInteger(UInt64(text.count))
                unsafe bytes.append(contentsOf: text)
            }
        case .null: bytes.append(0)
        case .real, .blob: isUnknown = true
        }
    }

    private mutating func appendInteger(_ value: UInt64) {
        unsafe withUnsafeBytes(of: value) { unsafe bytes.append(contentsOf: $0) }
    }

    /// A hash of the bytes, never 0.
    var hash: UInt64 {
        unsafe bytes.withUnsafeBytes { buffer in
            var hash: UInt64 = 0xa076_1d64_78bd_642f ^ UInt64(buffer.count)
            var offset = 0
            while offset + 8 <= buffer.count {
                // Safe: eight bytes from here lie in the buffer.
                let word = unsafe buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                hash = Self.mixed(hash ^ word, 0xe703_7ed1_a0b4_28db)
                offset += 8
            }
            var rest: UInt64 = 0
            while offset < buffer.count {
                rest = unsafe rest << 8 | UInt64(buffer[offset])
                offset += 1
            }
            hash = Self.mixed(hash ^ rest, 0x8ebc_6af0_9c88_c6e3)
            return max(hash, 1)
        }
    }

    private static func mixed(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let (high, low) = first.multipliedFullWidth(by: second)
        return high ^ low
    }
}

/// Tells when no key has occurred twice. It keeps hashes only: all different means that the keys
/// are, and two equal ones mean that somebody has to look.
struct DistinctHashes {
    /// Open addressing; 0 is a free slot.
    private var slots = [UInt64](repeating: 0, count: 1024)
    private var count = 0

    /// - Returns: false when the hash is there already.
    mutating func insert(_ hash: UInt64) -> Bool {
        if count * 4 >= slots.count * 3 { grow() }
        guard place(hash) else { return false }
        count += 1
        return true
    }

    private mutating func place(_ hash: UInt64) -> Bool {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            if slots[slot] == hash { return false }
            slot = (slot + 1) & mask
        }
        slots[slot] = hash
        return true
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt64](repeating: 0, count: old.count * 2)
        for hash in old where hash != 0 { _ = place(hash) }
    }
}

/// The keys of a relation, to tell whether a key is among them.
final class KnownKeys {
    /// Where the bytes of each key begin; one more than there are keys.
    private var starts: [Int] = [0]
    private var bytes: [UInt8] = []
    private var hashes: [UInt64] = []
    /// Index of a key and 1; 0 is a free slot.
    private var slots = [Int32](repeating: 0, count: 1024)

    /// - Returns: false when there is no room for more.
    func insert(_ key: KeyBytes) -> Bool {
        let hash = key.hash
        guard slot(key.bytes, hash).isFree else { return true }
        guard hashes.count < ModelingLimits.knownKeysMax,
            bytes.count < ModelingLimits.knownKeyBytesMax
        else { return false }
        bytes.append(contentsOf: key.bytes)
        starts.append(bytes.count)
        hashes.append(hash)
        if hashes.count * 4 >= slots.count * 3 { grow() } else { add(hashes.count - 1) }
        return true
    }

    func contains(_ key: KeyBytes) -> Bool { !slot(key.bytes, key.hash).isFree }

    private func slot(_ key: [UInt8], _ hash: UInt64) -> (index: Int, isFree: Bool) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let entry = Int(slots[slot]) - 1
            if hashes[entry] == hash, isEqual(entry, key) { return (slot, false) }
            slot = (slot + 1) & mask
        }
        return (slot, true)
    }

    private func isEqual(_ entry: Int, _ key: [UInt8]) -> Bool {
        let start = starts[entry]
        guard starts[entry + 1] - start == key.count else { return false }
        var offset = 0
        while offset < key.count {
            if bytes[start + offset] != key[offset] { return false }
            offset += 1
        }
        return true
    }

    private func add(_ entry: Int) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hashes[entry]) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = Int32(entry + 1)
    }

    private func grow() {
        slots = [Int32](repeating: 0, count: slots.count * 2)
        for entry in hashes.indices { add(entry) }
    }
}
