// The texts of measured values, against decimal numbers written out here.

import Columnar
import Testing

@testable import SynthesisOMOP

@Suite("Texts of measured values")
struct ValueTextTests {
    @Test("Each number has its text, and a common one has it once in a batch")
    func numbers() {
        let values: [(scaled: Int64, decimals: UInt8, text: String)] = [
            (0, 0, "0"), (0, 2, "0.00"), (7, 1, "0.7"), (120, 0, "120"), (120, 1, "12.0"),
            (705, 1, "70.5"), (8191, 3, "8.191"), (8192, 3, "8.192"), (-15, 1, "-1.5"),
            (123_456, 4, "12.3456"), (1_234_567, 0, "1234567"),
        ]
        var texts = ValueTexts()
        // A second batch begins anew.
        for _ in 0..<2 {
            let first = values.map { texts.entry(ofNumber: $0.scaled, decimals: $0.decimals) }
            let again = values.map { texts.entry(ofNumber: $0.scaled, decimals: $0.decimals) }
            #expect(first[..<7] == again[..<7])
            let entries = texts.take()
            #expect(first == (1...11).map { Int32($0) })
            for (index, value) in values.enumerated() {
                #expect(String(decoding: entries[Int(first[index])], as: UTF8.self) == value.text)
                #expect(String(decoding: entries[Int(again[index])], as: UTF8.self) == value.text)
            }
        }
    }

    @Test("A batch without texts has the entry that its NULLs point to")
    func empty() {
        var texts = ValueTexts()
        let entries = texts.take()
        #expect(entries.offsets == [0, 0])
        #expect(entries.bytes.isEmpty)
    }
}
