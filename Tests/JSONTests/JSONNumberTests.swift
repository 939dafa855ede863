// Numbers: RFC 8259, section 6. Expected values from Swift's own parsers.

import Columnar
@testable import JSON
import Testing

@Suite("JSON numbers")
struct JSONNumberTests {
    private func isValid(_ text: String) -> Bool {
        unsafe withBytes(text.utf8) { unsafe JSONNumber.isValid($0) }
    }

    private func value(_ text: String) -> Value {
        unsafe withBytes(text.utf8) { unsafe JSONNumber.value($0) }
    }

    @Test("All texts of up to 5 characters against the grammar")
    func grammar() {
        let alphabet = Array("0179.-+eE")
        var wrong: [String] = []
        var texts = [""]
        for _ in 0..<5 {
            texts = texts.flatMap { text in alphabet.map { text + String($0) } }
            for text in texts where isValid(text) != isNumber(text) { wrong.append(text) }
        }
        #expect(wrong.isEmpty)
    }

    /// -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?, by hand and not by the code under test.
    private func isNumber(_ text: String) -> Bool {
        var rest = Array(text)[...]
        func digits() -> Int {
            let count = rest.prefix { "0" <= $0 && $0 <= "9" }.count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == "-" { rest.removeFirst() }
        let first = rest.first
        let whole = digits()
        if whole == 0 || first == "0" && whole > 1 { return false }
        if rest.first == "." {
            rest.removeFirst()
            if digits() == 0 { return false }
        }
        if rest.first == "e" || rest.first == "E" {
            rest.removeFirst()
            if rest.first == "+" || rest.first == "-" { rest.removeFirst() }
            if digits() == 0 { return false }
        }
        return rest.isEmpty
    }

    @Test(
        "Integers",
        arguments: [
            0, 1, -1, 9, 10, 42, -100, .max, .min, .max - 1, 1 << 53, -(1 << 53) - 1,
        ] as [Int64])
    func integers(number: Int64) { #expect(value("\(number)") == .integer(number)) }

    @Test("Negative zero is the integer 0")
    func negativeZero() { #expect(value("-0") == .integer(0)) }

    @Test(
        "REAL when at most 15 digits count",
        arguments: [
            "0.5", "1.50", "-2.5e-3", "1E3", "1.5e+3", "0.0", "-0.0", "123456789.012345", "1e308",
            "1e-308", "0.000000000000001", "5e-324", "123456789012345e5", "0.1", "100.25", "1e22",
            "1e23",
            "8.5e-5", "999999999999999e-10", "0.00123456789012345",
        ])
    func reals(text: String) throws {
        #expect(value(text) == .real(try #require(Double(text))))
    }

    @Test(
        "Exact text beyond",
        arguments: [
            "9223372036854775808", "-9223372036854775809", "100000000000000000000", "1e400",
            "-1e400",
            "0.1234567890123456789", "1234567890.1234567",
        ])
    func texts(text: String) { #expect(value(text) == .text(text)) }

    @Test("A double of 15 digits gives its digits back", arguments: 1...300)
    func roundTrip(seed: UInt64) throws {
        var generator = SplitMix(state: seed)
        let digits = Int64.random(
            in: 100_000_000_000_000..<1_000_000_000_000_000, using: &generator)
        let exponent = Int.random(in: -300...280, using: &generator)
        let text = "\(digits)e\(exponent)"
        #expect(value(text) == .real(try #require(Double(text))))
    }
}

/// A small generator that gives the same numbers everywhere.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
