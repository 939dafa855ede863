// Hashes of single values, and of the keys that several of them make.
//
// Different hashes are different values. Equal ones say nothing: whoever sees two looks at the
// values, or lets SQLite compare them. NULL has a hash of its own, and none is 0.
// Source: wyhash, final version 4 (Wang Yi, public domain): a multiplication to 128 bits mixes two
// words, and a second one mixes both halves of its product.

enum KeyHash {
    static let null: UInt64 = 0x9e37_79b9_7f4a_7c15

    private static let first: UInt64 = 0x2d35_8dcc_aa6c_78a5
    private static let second: UInt64 = 0x8bb8_4b93_962e_acc9

    static func integer(_ value: Int64) -> UInt64 {
        finished(UInt64(bitPattern: value), second, 0)
    }

    static func text(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let count = bytes.count
        if count <= 16 { return unsafe short(bytes) }
        var hash = first
        var offset = 0
        // Safe: words begin at offsets of at least 0 and at most `count` - 8.
        while offset + 16 < count {
            hash = unsafe mixed(
                bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ second,
                bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self) ^ hash)
            offset += 16
        }
        // The last 16 bytes, some of which may have been in the words before.
        let word = unsafe bytes.loadUnaligned(fromByteOffset: count - 16, as: UInt64.self)
        let last = unsafe bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        return finished(word, last ^ hash, count)
    }

    /// Up to 16 bytes in two words, which may share some.
    private static func short(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let count = bytes.count
        guard count >= 8 else {
            var word: UInt64 = 0
            var offset = 0
            while offset < count {
                word = unsafe word << 8 | UInt64(bytes[offset])
                offset += 1
            }
            return finished(word, first, count)
        }
        // Safe: there are eight bytes from 0 on, and eight up to the end.
        let word = unsafe bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
        let last = unsafe bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        return finished(word, last ^ first, count)
    }

    /// The hash of a key with one more value.
    static func combined(_ key: UInt64, _ value: UInt64) -> UInt64 { finished(key, value, 2) }

    private static func finished(_ word: UInt64, _ other: UInt64, _ count: Int) -> UInt64 {
        let (high, low) = (word ^ second).multipliedFullWidth(by: other)
        return max(mixed(low ^ first ^ UInt64(count), high ^ second), 1)
    }

    private static func mixed(_ word: UInt64, _ other: UInt64) -> UInt64 {
        let (high, low) = word.multipliedFullWidth(by: other)
        return high ^ low
    }
}
