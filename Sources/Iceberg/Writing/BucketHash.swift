// The hash of `bucket[N]` for values as columns hold them, without an array for each.
//
// The same function as `murmur3(_:)`, which takes bytes.
// Source: Appleby, MurmurHash3, `MurmurHash3_x86_32`; Iceberg specification, appendix B.

enum BucketHash {
    /// The hash of the eight bytes of an integer, the lowest first.
    @inline(__always)
    static func hash(_ value: Int64) -> UInt32 {
        let bits = UInt64(bitPattern: value)
        var hash = mixed(0, UInt32(truncatingIfNeeded: bits))
        hash = mixed(hash, UInt32(truncatingIfNeeded: bits >> 32))
        return finished(hash, count: 8)
    }

    /// The hash of bytes.
    static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        guard let base = bytes.baseAddress else { return finished(0, count: 0) }
        let raw = unsafe UnsafeRawPointer(base)
        var hash: UInt32 = 0
        var at = 0
        // Safe: four bytes are left.
        while at + 4 <= bytes.count {
            hash = unsafe mixed(
                hash, UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
            at += 4
        }
        if at < bytes.count {
            var rest: UInt32 = 0
            for index in at..<bytes.count {
                unsafe rest |= UInt32(base[index]) << (8 * UInt32(truncatingIfNeeded: index - at))
            }
            hash ^= scrambled(rest)
        }
        return finished(hash, count: bytes.count)
    }

    /// The hash of a decimal: two's complement, big-endian, in as few bytes as keep the sign.
    static func hash(unscaled value: Int128) -> UInt32 {
        unsafe withUnsafeBytes(of: value.bigEndian) { raw in
            let bytes = unsafe raw.bindMemory(to: UInt8.self)
            let sign: UInt8 = value < 0 ? 0xFF : 0
            var start = 0
            while start < 15, unsafe bytes[start] == sign, unsafe (bytes[start + 1] ^ sign) < 0x80 {
                start += 1
            }
            return unsafe hash(UnsafeBufferPointer(rebasing: bytes[start...]))
        }
    }

    @inline(__always)
    private static func mixed(_ hash: UInt32, _ word: UInt32) -> UInt32 {
        let value = hash ^ scrambled(word)
        return (value << 13 | value >> 19) &* 5 &+ 0xE654_6B64
    }

    @inline(__always)
    private static func scrambled(_ word: UInt32) -> UInt32 {
        let product = word &* 0xCC9E_2D51
        return (product << 15 | product >> 17) &* 0x1B87_3593
    }

    @inline(__always)
    private static func finished(_ state: UInt32, count: Int) -> UInt32 {
        var hash = state ^ UInt32(truncatingIfNeeded: count)
        hash = (hash ^ hash >> 16) &* 0x85EB_CA6B
        hash = (hash ^ hash >> 13) &* 0xC2B2_AE35
        return hash ^ hash >> 16
    }
}
