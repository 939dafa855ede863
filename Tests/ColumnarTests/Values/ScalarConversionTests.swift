// From values as files hold them to values as SQL sees them.
// Source of the expected values: Python's struct ("<e", "<Q"), decimal, datetime and uuid; which
// type may be widened to which, from the Iceberg specification, "Schema Evolution".

@testable import Columnar
import Testing

@Suite("Conversion of values")
struct ScalarConversionTests {
    /// A value in a file, and what a column of a type has for it.
    struct Case: Sendable, CustomTestStringConvertible {
        let source: ScalarType
        let target: ScalarType
        let word: UInt64
        let bytes: [UInt8]?
        let expected: Value

        var testDescription: String { "\(source) as \(target): \(expected)" }

        init(_ source: ScalarType, to target: ScalarType? = nil, _ word: Int64, _ expected: Value) {
            self.source = source
            self.target = target ?? source
            self.word = UInt64(bitPattern: word)
            bytes = nil
            self.expected = expected
        }

        init(_ source: ScalarType, to target: ScalarType? = nil, real: Double, _ expected: Value) {
            self.init(source, to: target, Int64(bitPattern: real.bitPattern), expected)
        }

        init(
            _ source: ScalarType, to target: ScalarType? = nil, _ digits: String, _ expected: Value
        ) {
            self.source = source
            self.target = target ?? source
            word = 0
            bytes = hex(digits)
            self.expected = expected
        }

        var form: ScalarConversion.Form {
            if bytes != nil { return .bytes }
            switch source {
            case .float, .double: return .real
            default: return .integer
            }
        }
    }

    static let small = ScalarType.decimal(precision: 9, scale: 2)
    static let large = ScalarType.decimal(precision: 38, scale: 2)
    static let microseconds = ScalarType.timestamp(.microseconds, isUTC: false)
    static let nanosecondsUTC = ScalarType.timestamp(.nanoseconds, isUTC: true)
    static let unsigned32 = ScalarType.integer(bits: 32, isSigned: false)
    static let unsigned64 = ScalarType.integer(bits: 64, isSigned: false)

    static let cases: [Case] = [
        Case(.boolean, 0, .integer(0)), Case(.boolean, 1, .integer(1)),
        Case(.boolean, 255, .integer(1)),
        Case(.int, -1, .integer(-1)), Case(.int, to: .long, .min, .integer(.min)),
        Case(.int, to: .double, -7, .real(-7)), Case(.long, .max, .integer(.max)),
        Case(unsigned32, -1, .integer(4_294_967_295)), Case(unsigned32, 7, .integer(7)),
        Case(unsigned64, .max, .integer(.max)),
        Case(unsigned64, .min, .text("9223372036854775808")),
        Case(unsigned64, -1, .text("18446744073709551615")),
        Case(.float, real: 1.5, .real(1.5)), Case(.float, to: .double, real: 0.1, .real(0.1)),
        Case(.double, real: .nan, .null), Case(.double, real: -.infinity, .real(-.infinity)),
        Case(.double, real: -0.0, .real(-0.0)),
        Case(.halfFloat, "0000", .real(0)), Case(.halfFloat, "0080", .real(-0.0)),
        Case(.halfFloat, "0100", .real(5.960464477539063e-08)),
        Case(.halfFloat, "ff03", .real(6.097555160522461e-05)),
        Case(.halfFloat, "0004", .real(6.103515625e-05)), Case(.halfFloat, "003c", .real(1)),
        Case(.halfFloat, "00c0", .real(-2)), Case(.halfFloat, "ff7b", .real(65504)),
        Case(.halfFloat, "007c", .real(.infinity)), Case(.halfFloat, "00fc", .real(-.infinity)),
        Case(.halfFloat, "5535", .real(0.333251953125)), Case(.halfFloat, "007e", .null),
        Case(small, 1420, .real(14.2)), Case(small, "058c", .real(14.2)),
        Case(small, "ff", .real(-0.01)), Case(large, 1420, .text("14.20")),
        Case(large, "058c", .text("14.20")), Case(small, to: large, -5, .text("-0.05")),
        Case(
            large, "7fffffffffffffffffffffffffffffff",
            .text("1701411834604692317316873037158841057.27")),
        Case(.date, 0, .text("1970-01-01")), Case(.date, -719_529, .text("-0001-12-31")),
        Case(.date, to: microseconds, 20_484, .text("2026-01-31 00:00:00")),
        Case(.date, to: nanosecondsUTC, -1, .text("1969-12-31 00:00:00+00:00")),
        Case(.time(.milliseconds), to: .time(.microseconds), 1, .text("00:00:00.001000")),
        Case(microseconds, 1, .text("1970-01-01 00:00:00.000001")),
        Case(microseconds, to: nanosecondsUTC, 1, .text("1970-01-01 00:00:00.000001+00:00")),
        Case(nanosecondsUTC, 1, .text("1970-01-01 00:00:00.000000001+00:00")),
        Case(.string, "c3a9", .text("é")), Case(.json, to: .string, "5b5d", .text("[]")),
        Case(.string, "", .text("")), Case(.binary, "00ff", .blob([0, 255])),
        Case(.fixed(2), "00ff", .blob([0, 255])), Case(.binary, "", .blob([])),
        Case(
            .uuid, "f79c3e09677c4bbda4793f349cb785e7",
            .text("f79c3e09-677c-4bbd-a479-3f349cb785e7")),
        Case(
            .fixed(16), to: .uuid, "f79c3e09677c4bbda4793f349cb785e7",
            .text("f79c3e09-677c-4bbd-a479-3f349cb785e7")),
        Case(.unknown, to: .string, 5, .null),
    ]

    @Test("Values", arguments: cases)
    func values(one: Case) throws {
        let conversion = try ScalarConversion(from: one.source, in: one.form, to: one.target)
        let value = try conversion.value(word: one.word, bytes: one.bytes)
        // -0.0 equals 0.0 and is not the same.
        if case .real(let expected) = one.expected, case .real(let found) = value {
            #expect(found.bitPattern == expected.bitPattern)
        } else {
            #expect(value == one.expected)
        }
    }

    @Test("JSON keeps all digits, and NaN")
    func json() throws {
        let digits = try ScalarConversion(
            from: Self.small, in: .integer, to: Self.small, keepingDigits: true)
        #expect(try digits.value(word: 1420) == .text("14.20"))
        let real = try ScalarConversion(
            from: .double, in: .real, to: .double, keepingDigits: true)
        guard case .real(let value) = try real.value(word: Double.nan.bitPattern) else {
            Issue.record("a NaN is no real")
            return
        }
        #expect(value.isNaN)
    }

    @Test(
        "What is no widening",
        arguments: [
            (ScalarType.string, ScalarConversion.Form.bytes, ScalarType.int),
            (.double, .real, .float), (.double, .real, .int), (.boolean, .integer, .int),
            (.date, .integer, .time(.microseconds)),
            (.timestamp(.microseconds, isUTC: true), .integer, .date),
            (.decimal(precision: 9, scale: 2), .integer, .decimal(precision: 9, scale: 3)),
            (.decimal(precision: 9, scale: -1), .integer, .decimal(precision: 9, scale: -1)),
            (.fixed(15), .bytes, .uuid), (.int, .bytes, .int), (.int, .integer, .string),
        ])
    func refused(source: ScalarType, form: ScalarConversion.Form, target: ScalarType) {
        let error = failure { try ScalarConversion(from: source, in: form, to: target) }
        #expect(error?.code == .unsupported)
    }

    @Test(
        "Values of another length",
        arguments: [
            (ScalarType.uuid, "00", LakeError.Code.corrupt), (.halfFloat, "000000", .corrupt),
            (
                .decimal(precision: 38, scale: 0), "010000000000000000000000000000000000",
                .unsupported
            ),
        ])
    func lengths(type: ScalarType, digits: String, code: LakeError.Code) throws {
        let conversion = try ScalarConversion(from: type, in: .bytes, to: type)
        #expect(failure { try conversion.value(bytes: hex(digits)) }?.code == code)
    }

    /// Python: `(datetime.datetime(…) - epoch).days`.
    @Test(
        "Days",
        arguments: [
            (Int64(0), Int64(0)), (-1, -1), (86_399_999_999, 0), (86_400_000_000, 1),
            (-86_400_000_000, -1), (-86_400_000_001, -2), (.max, 106_751_991), (.min, -106_751_992),
        ])
    func days(value: Int64, day: Int64) throws {
        let conversion = try ScalarConversion(
            from: Self.microseconds, in: .integer, to: Self.microseconds)
        #expect(conversion.days(value) == day)
        let date = try ScalarConversion(from: .date, in: .integer, to: .date)
        #expect(date.days(value) == value)
        #expect(try ScalarConversion(from: .int, in: .integer, to: .long).days(value) == nil)
    }

    @Test("A whole batch, and buffers that hold something already")
    func batch() throws {
        let side = try ByteBuffer(capacityBytes: 16)
        side.countBytes = 3
        let conversion = try ScalarConversion(from: .date, in: .integer, to: .date)
        let count = 1000
        let kinds = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
        let words = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
        for row in 0..<count { unsafe words[row] = UInt64(row) }
        unsafe try conversion.convert(kinds: kinds, words: words, count: count, bytes: nil) {
            () throws(LakeError) in side
        }
        #expect(conversion.writesSideBytes)
        let column = unsafe ColumnVector(
            type: .date, count: count, kinds: kinds, words: words, bytes: nil, sideBytes: side)
        #expect(column.value(at: 0) == .text("1970-01-01"))
        // Python: epoch + timedelta(999).
        #expect(column.value(at: 999) == .text("1972-09-26"))
        #expect(side.countBytes == 3 + 10 * count)
    }
}
