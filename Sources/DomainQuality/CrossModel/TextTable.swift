// Distinct texts, numbered in the order in which they are met: ids that resources refer to.
//
//     hashes   [ hash of text 0 | hash of text 1 | … ]       64 bits each
//     ends     [ end of text 0  | end of text 1  | … ]       in `bytes`
//     table    [ number | -1 | number | … ]                  at most half full
//
// Texts are told apart by their hash alone: of ten million, two are taken for one with a chance of
// about one in 400,000.

import Columnar

/// Numbers texts. Memory: their bytes and some 24 more for each.
struct TextTable {
    private(set) var hashes: [UInt64] = []
    private var ends: [Int] = []
    private var bytes: [UInt8] = []
    private var table: [Int32] = Array(repeating: -1, count: 64)

    var count: Int { hashes.count }

    /// The number of a text, which is taken in when it is new.
    mutating func number(of text: UnsafeBufferPointer<UInt8>) -> Int32 {
        let hash = unsafe hashBytes(text)
        var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
        while table[place] >= 0 {
            if hashes[Int(table[place])] == hash { return table[place] }
            place = (place + 1) & (table.count - 1)
        }
        let number = Int32(truncatingIfNeeded: hashes.count)
        table[place] = number
        unsafe append(text, hash)
        if hashes.count * 2 > table.count { grow() }
        return number
    }

    /// Takes in a text that nobody will look for.
    mutating func append(_ text: UnsafeBufferPointer<UInt8>) -> Int32 {
        unsafe append(text, hashBytes(text))
        return Int32(truncatingIfNeeded: hashes.count - 1)
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>, _ hash: UInt64) {
        hashes.append(hash)
        unsafe bytes.append(contentsOf: text)
        ends.append(bytes.count)
    }

    private mutating func grow() {
        table = Array(repeating: -1, count: table.count * 4)
        for (number, hash) in hashes.enumerated() {
            var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
            while table[place] >= 0 { place = (place + 1) & (table.count - 1) }
            table[place] = Int32(truncatingIfNeeded: number)
        }
    }

    /// A text; empty for -1.
    subscript(number: Int32) -> String {
        let index = Int(number)
        guard index >= 0, index < ends.count else { return "" }
        let start = index == 0 ? 0 : ends[index - 1]
        return String(decoding: bytes[start..<ends[index]], as: UTF8.self)
    }
}

/// Hashes of texts and keys.
enum PairHash {
    static func text(_ text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { unsafe hashBytes($0) }
    }

    /// One hash of two; never 0, which stands for no key.
    @inline(__always)
    static func joined(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let hash = fold(first ^ 0x9E37_79B9_7F4A_7C15, second ^ 0xA076_1D64_78BD_642F)
        return hash == 0 ? 1 : hash
    }

    @inline(__always)
    static func joined(_ first: UInt64, _ second: Int64) -> UInt64 {
        joined(first, UInt64(bitPattern: second))
    }
}
