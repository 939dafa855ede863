// The keys of a relation that another one refers to, kept whole.
//
//     bytes    1 8 bytes │ 2 text │ 2 text │ …     tag 1 for an integer, 2 for a text
//     starts   0         9        …
//     slots    open addressing by the keys' hashes; number of the key and 1, 0 where free

import Columnar
import SQLiteBridge

/// The keys of a relation, to tell whether a key is among them.
struct KnownKeys {
    /// What a key is, before its bytes.
    enum Tag: UInt8 {
        case integer = 1
        case text = 2
    }

    /// Where the bytes of each key begin; one more than there are keys.
    private var starts: [Int] = [0]
    private var bytes: [UInt8] = []
    private var hashes: [UInt64] = []
    private var slots = [Int32](repeating: 0, count: 1024)

    /// Adds a key that may be there already.
    ///
    /// - Returns: false when there is no room for more.
    mutating func insert(_ tag: Tag, _ key: UnsafeRawBufferPointer, _ hash: UInt64) -> Bool {
        guard unsafe index(of: tag, key, hash) == nil else { return true }
        guard hashes.count < ModelingLimits.knownKeysMax,
            bytes.count < ModelingLimits.knownKeyBytesMax
        else { return false }
        bytes.append(tag.rawValue)
        unsafe bytes.append(contentsOf: key)
        starts.append(bytes.count)
        hashes.append(hash)
        if hashes.count * 4 >= slots.count * 3 { grow() } else { add(hashes.count - 1) }
        return true
    }

    /// The number of a key, or nil when it is not there.
    func index(of tag: Tag, _ key: UnsafeRawBufferPointer, _ hash: UInt64) -> Int? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if hashes[index] == hash, unsafe isKey(index, tag, key) { return index }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Whether the key of this number is that one.
    func isKey(_ index: Int, _ tag: Tag, _ key: UnsafeRawBufferPointer) -> Bool {
        let start = starts[index] + 1
        guard starts[index + 1] - start == key.count, bytes[start - 1] == tag.rawValue else {
            return false
        }
        var offset = 0
        while offset < key.count {
            if unsafe bytes[start + offset] != key[offset] { return false }
            offset += 1
        }
        return true
    }

    private mutating func add(_ index: Int) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hashes[index]) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = Int32(index + 1)
    }

    private mutating func grow() {
        slots = [Int32](repeating: 0, count: slots.count * 2)
        for index in hashes.indices { add(index) }
    }
}

/// Reads the keys of relations, once each.
final class KeyReader {
    private let database: Database
    private var known: [String: KnownKeys?] = [:]

    init(_ database: Database) { self.database = database }

    /// The values of a column; nil when there are too many, or some that are not compared here.
    func keys(_ relation: String, _ field: String) throws(LakeError) -> KnownKeys? {
        let name = relation + "." + field
        if let keys = known[name] { return keys }
        let keys = try database.sql { () throws(SQLiteError) in
            try read("SELECT \(field) FROM \(relation)")
        }
        known[name] = .some(keys)
        return keys
    }

    private func read(_ query: String) throws(SQLiteError) -> KnownKeys? {
        guard let statement = try database.prepare(query).statement else { return nil }
        var keys = KnownKeys()
        while try statement.step() {
            let isKept: Bool
            switch statement.type(at: 0) {
            case .integer:
                let value = statement.integer(at: 0)
                isKept = unsafe withUnsafeBytes(of: value) {
                    unsafe keys.insert(.integer, $0, KeyHash.integer(value))
                }
            case .text:
                isKept = unsafe statement.withBlobBytes(at: 0) {
                    unsafe keys.insert(.text, $0, KeyHash.text($0))
                }
            case .null: isKept = true
            case .real, .blob: isKept = false
            }
            if !isKept { return nil }
        }
        return keys
    }
}
