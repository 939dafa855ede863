// The texts of measured values as a dictionary: a batch has tens of thousands of values and a few
// thousand texts, so that a row carries an index, and the text is made at its first use.
//
//     120 mm[Hg]   70.5 kg   120 mm[Hg]   positive
//          1           2          1           3          entries: (none) | 120 | 70.5 | 10828004

import Columnar
import Synthesis

/// Gathers the texts of one batch.
struct ValueTexts {
    /// Numbers up to this, in units of the last decimal, are found again; others are written anew.
    private static let scaledMax = 8192
    private static let decimalsMax = 3

    /// The first is what slots without a value point to.
    private var entries = ByteColumn(offsets: [0, 0], bytes: [])
    /// By decimals and scaled number, the entry; 0 before it is made. Empty before the first.
    private var numbers: [Int32] = []
    /// By code, the entry; 0 before it is made.
    private var codes: [Int32] = []

    /// The entry of a number.
    ///
    /// - Parameter scaled: in units of its last decimal.
    @inline(__always)
    mutating func entry(ofNumber scaled: Int64, decimals: UInt8) -> Int32 {
        guard scaled >= 0, scaled < Self.scaledMax, decimals <= Self.decimalsMax else {
            return append(scaled, decimals)
        }
        let place = Int(decimals) &* Self.scaledMax &+ Int(scaled)
        if place < numbers.count, numbers[place] > 0 { return numbers[place] }
        return add(scaled, decimals, at: place)
    }

    /// The entry of a code's text; -1 where that is empty.
    mutating func entry(ofCode code: Int32, _ text: WorldText) -> Int32 {
        if codes.isEmpty { codes = [Int32](repeating: 0, count: text.codes.count) }
        let place = Int(code)
        if codes[place] > 0 { return codes[place] }
        guard !text.codes[place].isEmpty else { return -1 }
        entries.append(text.codes[place])
        codes[place] = Int32(entries.count - 1)
        return codes[place]
    }

    /// Hands the texts on, and begins new ones.
    mutating func take() -> ByteColumn {
        let taken = entries
        entries = ByteColumn(offsets: [0, 0], bytes: [])
        for place in numbers.indices { numbers[place] = 0 }
        for place in codes.indices { codes[place] = 0 }
        return taken
    }

    @inline(never)
    private mutating func add(_ scaled: Int64, _ decimals: UInt8, at place: Int) -> Int32 {
        if numbers.isEmpty {
            numbers = [Int32](
                repeating: 0, count: (Self.decimalsMax + 1) * Self.scaledMax)
        }
        numbers[place] = append(scaled, decimals)
        return numbers[place]
    }

    private mutating func append(_ scaled: Int64, _ decimals: UInt8) -> Int32 {
        ExactDecimal.append(scaled, decimals: decimals, to: &entries.bytes)
        entries.endValue()
        return Int32(truncatingIfNeeded: entries.count - 1)
    }
}
