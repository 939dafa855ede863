// Numbers, times, text and attachments, against values from elsewhere.

import Synthesis
import Testing

@testable import SynthesisFHIR

@Suite("FHIR text")
struct LineBufferTests {
    private func written(_ write: (inout LineBuffer) -> Void) -> String {
        var buffer = LineBuffer()
        write(&buffer)
        return unsafe String(decoding: buffer.bytes, as: UTF8.self)
    }

    @Test(
        "Decimals have the digits asked for",
        arguments: [
            (7.25, 2, "7.25"), (81, 1, "81.0"), (128, 0, "128"), (0.05, 2, "0.05"),
            (-0.4, 1, "-0.4"), (-71.0589, 4, "-71.0589"), (0, 3, "0.000"), (-0.0, 1, "0.0"),
            (0.999, 2, "1.00"), (123_456.789, 3, "123456.789"), (1.005e3, 0, "1005"),
            (.nan, 1, "0.0"), (.infinity, 1, "0.0"), (1e300, 2, "0.00"),
        ] as [(Double, UInt8, String)])
    func decimals(value: Double, decimals: UInt8, expected: String) {
        #expect(written { $0.decimal(value, decimals: decimals) } == expected)
    }

    @Test("Decimals read back as the number that was meant")
    func decimalsRoundTrip() {
        var wrong: [Double] = []
        for units in stride(from: -100_000, through: 100_000, by: 7) {
            let value = Double(units) / 100
            if Double(written { $0.decimal(value, decimals: 2) }) != value { wrong.append(value) }
        }
        #expect(wrong.isEmpty)
    }

    @Test(
        "Doses have no zeros at their end",
        arguments: [
            (1, "1"), (0.5, "0.5"), (2.25, "2.25"), (12, "12"), (0.125, "0.125"), (0, "0"),
            (100, "100"),
        ] as [(Float, String)])
    func doses(value: Float, expected: String) {
        #expect(written { $0.shortDecimal(value) } == expected)
    }

    @Test(
        "Integers",
        arguments: [
            0, 9, 10, 99, 100, 999, 1000, 12_345, 1_700_003, -1, -50, Int64.max, Int64.min,
        ])
    func integers(value: Int64) {
        #expect(written { $0.integer(value) } == String(value))
    }

    @Test("Ids of events are the keys of the OMOP rows")
    func eventIDs() {
        for person in [1, 17, 99_999, 100_000, 9_000_000_000_000] as [Int64] {
            for ordinal in [0, 1, 8, 9, 98, 99, 9_999, 99_997, 99_998, 99_999, 100_000] {
                let expected = RecordID.event(person: person, ordinal: ordinal)
                let number = PersonNumber(person)
                #expect(written { $0.eventID(number, ordinal) } == String(expected))
            }
        }
    }

    // Expected: Python, datetime.fromtimestamp(t, timezone.utc).
    @Test(
        "Times are UTC to the second",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
            (1_709_974_800, "2024-03-09T09:00:00Z"), (951_782_399, "2000-02-28T23:59:59Z"),
            (951_868_800, "2000-03-01T00:00:00Z"), (-2_208_988_800, "1900-01-01T00:00:00Z"),
            (1_767_311_999, "2026-01-01T23:59:59Z"), (.max, "9999-12-31T23:59:59Z"),
        ] as [(Int64, String)])
    func times(time: Int64, expected: String) {
        #expect(written { $0.dateTime(time) } == expected)
        #expect(written { $0.date(time) } == expected.prefix(10))
    }

    @Test("A kept date is that of the day")
    func keptDates() {
        let text = written { buffer in
            for time in [86_399, 0, 86_400, -1, 86_401] as [Int64] { buffer.date(time) }
        }
        #expect(text == "1970-01-01" + "1970-01-01" + "1970-01-02" + "1969-12-31" + "1970-01-02")
    }

    @Test("Label dates and telephone numbers")
    func labels() {
        #expect(written { $0.labelDate(1_709_974_800) } == "240309")
        #expect(written { $0.phone(7_195_550_123) } == "719-555-0123")
        #expect(written { $0.phone(5_550_123) } == "000-555-0123")
    }

    // RFC 4648, section 10.
    @Test(
        "Base64",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"), ("~~?>", "fn4/Pg=="),
        ])
    func base64(text: String, expected: String) {
        let encoded = written { buffer in
            unsafe Array(text.utf8).withUnsafeBufferPointer { unsafe buffer.base64($0) }
        }
        #expect(encoded == expected)
    }

    @Test("Escapes")
    func escapes() {
        let text = "a\"b\\c\nd\te\u{1}f\u{1f}é😀</div>&"
        #expect(
            written { $0.escaped(text) } == #"a\"b\\c\nd\te\u0001f\u001fé😀</div>&"#)
        #expect(
            String(decoding: JSONEscape.narrative("<a> & \"b\""), as: UTF8.self)
                == #"&lt;a&gt; &amp; \"b\""#)
    }

    @Test("Lines survive growth and keep their ends")
    func growth() {
        var buffer = LineBuffer()
        let long = Array(repeating: UInt8(ascii: "x"), count: 50_000)
        for _ in 0..<10 {
            buffer.raw(long)
            buffer.endLine()
        }
        #expect(buffer.lineEnds == (1...10).map { $0 * 50_001 })
        let bytes = unsafe Array(buffer.bytes)
        #expect(bytes.allSatisfy { $0 == UInt8(ascii: "x") || $0 == UInt8(ascii: "\n") })
        buffer.removeAll()
        #expect(buffer.count == 0 && buffer.lineEnds.isEmpty)
    }
}
