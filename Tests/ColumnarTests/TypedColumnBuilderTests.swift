// SQL values to typed columns: what fits, what does not, and what errors say.

import Testing

@testable import Columnar

@Suite("Typed columns from SQL values")
struct TypedColumnBuilderTests {
    /// One value after the conversion, as an integer or as bytes; nil where it is refused.
    private func word(_ type: ScalarType, _ value: Value) -> Int64? {
        var builder = TypedColumnBuilder(type: type)
        guard (try? builder.append(value)) != nil else { return nil }
        switch builder.take().values {
        case .booleans(let all): return all[0] ? 1 : 0
        case .int32s(let all): return Int64(all[0])
        case .int64s(let all): return all[0]
        case .floats(let all): return Int64(all[0].bitPattern)
        case .doubles(let all): return Int64(bitPattern: all[0].bitPattern)
        case .bytes, .dictionary: return nil
        }
    }

    private func bytes(_ type: ScalarType, _ value: Value) -> [UInt8]? {
        var builder = TypedColumnBuilder(type: type)
        guard (try? builder.append(value)) != nil,
            case .bytes(let all) = builder.take().values
        else { return nil }
        return Array(all[0])
    }

    @Test(
        "Booleans",
        arguments: [
            (Value.integer(0), 0), (.integer(1), 1), (.integer(2), nil), (.real(1), 1),
            (.real(0.5), nil), (.text("true"), 1), (.text("FALSE"), 0), (.text("1"), 1),
            (.text("yes"), nil), (.text(""), nil), (.blob([1]), nil),
        ] as [(Value, Int64?)])
    func booleans(value: Value, expected: Int64?) {
        #expect(word(.boolean, value) == expected)
    }

    @Test(
        "Integers",
        arguments: [
            (ScalarType.int, Value.integer(2_147_483_647), 2_147_483_647),
            (.int, .integer(2_147_483_648), nil), (.int, .integer(-2_147_483_648), -2_147_483_648),
            (.int, .real(3), 3), (.int, .real(3.5), nil), (.int, .real(3e9), nil),
            (.int, .text("-12"), -12), (.int, .text("12.0"), 12), (.int, .text("12.5"), nil),
            (.int, .text(" 12"), nil), (.int, .text(""), nil), (.int, .blob([1]), nil),
            (.long, .text("9223372036854775807"), .max), (.long, .text("9223372036854775808"), nil),
            (.long, .text("-9223372036854775808"), .min), (.long, .real(9.3e18), nil),
            (.long, .real(.infinity), nil), (.integer(bits: 8, isSigned: true), .integer(127), 127),
            (.integer(bits: 8, isSigned: true), .integer(128), nil),
            (.integer(bits: 16, isSigned: true), .integer(-32768), -32768),
        ] as [(ScalarType, Value, Int64?)])
    func integers(type: ScalarType, value: Value, expected: Int64?) {
        #expect(word(type, value) == expected)
    }

    @Test("Reals")
    func reals() {
        #expect(word(.double, .integer(3)) == Int64(bitPattern: (3.0).bitPattern))
        #expect(word(.double, .text("1e3")) == Int64(bitPattern: (1000.0).bitPattern))
        #expect(word(.double, .text("nan")) == nil)
        #expect(word(.double, .text("inf")) == nil)
        #expect(word(.double, .text("0x10")) == nil)
        #expect(word(.float, .real(0.1)) == Int64(Float(0.1).bitPattern))
        #expect(word(.float, .real(1e300)) == nil)
    }

    @Test(
        "Decimals",
        arguments: [
            (Value.integer(12), 1200), (.integer(-9_999_999), -999_999_900),
            (.integer(10_000_000), nil), (.text("12.34"), 1234), (.text("-0.5"), -50),
            (.text(".5"), 50), (.text("5."), 500), (.text("12.340"), 1234), (.text("12.345"), nil),
            (.text("1.2e1"), 1200), (.text("1e-2"), 1), (.text("1e-3"), nil),
            (.text("0e-99"), 0), (.text("1e999"), nil), (.text("1e99999999999"), nil),
            (.text("."), nil), (.text("e5"), nil), (.text("1e"), nil), (.text("12a"), nil),
            (.text("99999999.99"), nil), (.text("0000000000001.00"), 100),
            (.real(0.1 + 0.2), 30), (.real(2.675), 268), (.real(2.665), 266), (.real(-2.675), -268),
            (.real(0.005), 0), (.real(0.015), 2), (.real(1e-20), 0),
            (.real(9_999_999.99), 999_999_999),
            (.real(9_999_999.996), nil), (.real(.infinity), nil), (.real(1e22), nil),
        ] as [(Value, Int64?)])
    func decimals(value: Value, expected: Int64?) {
        #expect(word(.decimal(precision: 9, scale: 2), value) == expected)
    }

    @Test("Decimals of many digits")
    func longDecimals() {
        let type = ScalarType.decimal(precision: 38, scale: 10)
        #expect(
            bytes(type, .integer(-1)) == Array(repeating: 0xFF, count: 11) + [
                0xFD, 0xAB, 0xF4, 0x1C, 0x00,
            ])
        let digits = String(repeating: "9", count: 38)
        let text = digits.prefix(28) + "." + digits.suffix(10)
        let largest = bytes(type, .text(String(text))).flatMap {
            DecimalText.unscaled(bigEndian: $0)
        }
        #expect(largest.map { "\($0)" } == digits)
        #expect(bytes(type, .text("1" + String(text))) == nil)
    }

    /// Days from Python's `date.toordinal() - 719163`.
    @Test(
        "Dates",
        arguments: [
            ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11016), ("1900-02-29", nil),
            ("2024-02-30", nil), ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
            ("2024-13-01", nil), ("2024-00-01", nil), ("2024-1-1", nil), ("20240101", nil),
            ("2024-01-01 ", nil), ("2024-01-00", nil), ("", nil), ("0000-01-01", -719_528),
            ("2024-01-01 00:00:00", nil),
        ] as [(String, Int64?)])
    func dates(text: String, expected: Int64?) {
        #expect(word(.date, .text(text)) == expected)
    }

    @Test("Every day of the years 0 to 9999")
    func allDays() {
        var days: Int64 = -719_528
        for year in Int64(0)...9999 {
            for month in Int64(1)...12 {
                for day in Int64(1)...31 {
                    guard let found = CalendarReading.days(year: year, month: month, day: day)
                    else { continue }
                    if found != days { Issue.record("\(year)-\(month)-\(day)") }
                    days += 1
                }
            }
        }
        #expect(days == 2_932_897)
    }

    /// Seconds from Python's `datetime.timestamp()` in UTC.
    @Test(
        "Timestamps",
        arguments: [
            ("2017-11-16 22:31:08", 1_510_871_468_000_000),
            ("2017-11-16T22:31:08.000001", 1_510_871_468_000_001),
            ("2017-11-16T14:31:08-08:00", 1_510_871_468_000_000),
            ("2017-11-16 22:31:08Z", 1_510_871_468_000_000),
            ("2017-11-16 22:31:08 +00:00", 1_510_871_468_000_000),
            ("2017-11-17 04:01:08+0530", 1_510_871_468_000_000),
            ("2017-11-16 22:31", 1_510_871_460_000_000), ("2017-11-16", 1_510_790_400_000_000),
            ("2017-11-16 22:31:08.5", 1_510_871_468_500_000),
            ("2017-11-16 22:31:08.1234560", 1_510_871_468_123_456),
            ("2017-11-16 22:31:08.1234567", nil), ("2017-11-16 24:00:00", nil),
            ("2017-11-16 22:60:00", nil), ("2017-11-16 22:31:60", nil), ("2017-11-16 ", nil),
            ("2017-11-16 22:31:08.", nil), ("2017-11-16 22:31:08+99:00", nil),
            ("1969-12-31 23:59:59.999999", -1), ("now", nil),
        ] as [(String, Int64?)])
    func timestamps(text: String, expected: Int64?) {
        #expect(word(.timestamp(.microseconds, isUTC: true), .text(text)) == expected)
        #expect(word(.timestamp(.microseconds, isUTC: false), .text(text)) == expected)
    }

    @Test("Times, and nanoseconds")
    func times() {
        #expect(word(.time(.microseconds), .text("22:31:08.25")) == 81_068_250_000)
        #expect(word(.time(.microseconds), .text("22:31:08Z")) == nil)
        let nanoseconds = ScalarType.timestamp(.nanoseconds, isUTC: false)
        #expect(
            word(nanoseconds, .text("2017-11-16 22:31:08.000000001")) == 1_510_871_468_000_000_001)
        #expect(word(nanoseconds, .text("9999-01-01")) == nil)
        #expect(word(.date, .integer(3)) == nil)
    }

    @Test("Bytes")
    func bytes() {
        let uuid: [UInt8] = [
            0xF7, 0x9C, 0x3E, 0x09, 0x67, 0x7C, 0x4B, 0xBD, 0xA4, 0x79, 0x3F, 0x34, 0x9C, 0xB7,
            0x85, 0xE7,
        ]
        #expect(bytes(.uuid, .text("f79c3e09-677c-4bbd-a479-3f349cb785e7")) == uuid)
        #expect(bytes(.uuid, .text("F79C3E09677C4BBDA4793F349CB785E7")) == uuid)
        #expect(bytes(.uuid, .blob(uuid)) == uuid)
        #expect(bytes(.uuid, .blob([1])) == nil)
        #expect(bytes(.uuid, .text("f79c3e09-677c-4bbd-a479-3f349cb785eg")) == nil)
        #expect(bytes(.uuid, .text("f79c3e09x677c-4bbd-a479-3f349cb785e7")) == nil)
        #expect(bytes(.fixed(2), .blob([1, 2])) == [1, 2])
        #expect(bytes(.fixed(2), .blob([1, 2, 3])) == nil)
        #expect(bytes(.binary, .text("ab")) == [0x61, 0x62])
        #expect(bytes(.string, .integer(-7)) == Array("-7".utf8))
        #expect(bytes(.string, .real(1.5)) == Array("1.5".utf8))
        #expect(bytes(.string, .blob([0x61])) == nil)
    }

    /// The Unicode Standard, table 3-7: the ends of each row, and one beyond.
    @Test(
        "UTF-8",
        arguments: [
            ([0x61], true), ([0xC2, 0x80], true), ([0xC1, 0xBF], false), ([0xDF, 0xBF], true),
            ([0xE0, 0xA0, 0x80], true), ([0xE0, 0x9F, 0xBF], false), ([0xED, 0x9F, 0xBF], true),
            ([0xED, 0xA0, 0x80], false), ([0xEF, 0xBF, 0xBF], true),
            ([0xF0, 0x90, 0x80, 0x80], true), ([0xF0, 0x8F, 0xBF, 0xBF], false),
            ([0xF4, 0x8F, 0xBF, 0xBF], true), ([0xF4, 0x90, 0x80, 0x80], false),
            ([0xF5, 0x80, 0x80, 0x80], false), ([0x80], false), ([0xE2, 0x82], false),
            ([0xC3], false),
            ([], true),
        ] as [([UInt8], Bool)])
    func utf8(bytes: [UInt8], isValid: Bool) {
        for padding in [0, 1, 7, 8, 9] {
            let text = Array(repeating: UInt8(ascii: "x"), count: padding) + bytes
            unsafe text.withUnsafeBufferPointer { text in
                unsafe #expect(TextReading.isUTF8(text) == isValid)
            }
        }
        #expect((self.bytes(.string, .text(bytes)) != nil) == isValid)
    }

    @Test("Errors name kinds, never values")
    func errors() {
        var builder = TypedColumnBuilder(type: .date)
        let error = #expect(throws: LakeError.self) { try builder.append(.text("Jane Doe")) }
        #expect(
            error?.description == "a TEXT that is no date does not fit the type DATE; "
                + "write 'YYYY-MM-DD'")
        #expect(builder.count == 0)
    }

    @Test("NULLs and truncation against a model", arguments: 0..<20)
    func truncation(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let types: [ScalarType] = [
            .boolean, .int, .long, .double, .float, .string, .decimal(precision: 30, scale: 1),
        ]
        let type = types[Int(random.next() % UInt64(types.count))]
        var builder = TypedColumnBuilder(type: type)
        var model: [Value] = []
        for _ in 0..<200 {
            switch random.next() % 10 {
            case 0:
                let count = Int(random.next() % UInt64(model.count + 1))
                builder.truncate(to: count)
                model.removeLast(model.count - count)
            case 1, 2:
                builder.appendNull()
                model.append(.null)
            default:
                let value = Int64(random.next() % 2)
                try builder.append(value)
                model.append(.integer(value))
            }
        }
        let vector = try builder.take().vector()
        let values = (0..<vector.count).map { vector.value(at: $0) }
        #expect(
            values
                == model.map { value in
                    guard case .integer(let number) = value else { return value }
                    switch type {
                    case .double, .float: return .real(Double(number))
                    case .string: return .text("\(number)")
                    case .decimal: return .text("\(number).0")
                    default: return value
                    }
                })
        #expect(builder.count == 0)
    }
}
