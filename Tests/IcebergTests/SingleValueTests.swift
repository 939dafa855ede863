// Values as JSON and as bytes.
// Source: Iceberg specification, appendix D: the examples of "JSON single-value serialization", and
// "Binary single-value serialization".

import Columnar
import Testing

@testable import Iceberg

@Suite("Single values")
struct SingleValueTests {
    static let primitives: [(String, String, SingleValue)] = [
        ("boolean", "true", .boolean(true)),
        ("int", "34", .integer(34)),
        ("long", "34", .integer(34)),
        ("long", "-9223372036854775808", .integer(.min)),
        ("float", "1.0", .real(1)),
        ("float", "0.1", .real(Double(Float(0.1)))),
        ("double", "1.0", .real(1)),
        ("double", "\"NaN\"", .real(.nan)),
        ("decimal(9, 2)", "\"14.20\"", .decimal(unscaled: 1420, scale: 2)),
        ("decimal(9,2)", "\"-0.05\"", .decimal(unscaled: -5, scale: 2)),
        ("decimal(9,0)", "\"2E+4\"", .decimal(unscaled: 20_000, scale: 0)),
        ("date", "\"2017-11-16\"", .date(17_486)),
        ("date", "\"1969-12-31\"", .date(-1)),
        ("time", "\"22:31:08.123456\"", .time(81_068_123_456)),
        ("time", "\"22:31:08\"", .time(81_068_000_000)),
        (
            "timestamp", "\"2017-11-16T22:31:08.123456\"",
            .timestamp(1_510_871_468_123_456, .microseconds, isUTC: false)
        ),
        (
            "timestamptz", "\"2017-11-16T22:31:08.123456+00:00\"",
            .timestamp(1_510_871_468_123_456, .microseconds, isUTC: true)
        ),
        (
            "timestamptz", "\"2017-11-16T23:31:08.5+01:00\"",
            .timestamp(1_510_871_468_500_000, .microseconds, isUTC: true)
        ),
        (
            "timestamp_ns", "\"2017-11-16T22:31:08.123456789\"",
            .timestamp(1_510_871_468_123_456_789, .nanoseconds, isUTC: false)
        ),
        (
            "timestamptz_ns", "\"2017-11-16T22:31:08.123456789+00:00\"",
            .timestamp(1_510_871_468_123_456_789, .nanoseconds, isUTC: true)
        ),
        ("string", "\"iceberg\"", .string("iceberg")),
        (
            "uuid", "\"f79c3e09-677c-4bbd-a479-3f349cb785e7\"",
            .uuid(hex("f79c3e09677c4bbda4793f349cb785e7"))
        ),
        ("fixed[4]", "\"000102ff\"", .binary([0, 1, 2, 255])),
        ("binary", "\"000102FF\"", .binary([0, 1, 2, 255])),
    ]

    @Test("JSON of primitives", arguments: primitives)
    func primitive(type: String, text: String, expected: SingleValue) throws {
        let type = try #require(PrimitiveType(type))
        #expect(SingleValue(json: try json(text), type: .primitive(type)) == expected)
    }

    @Test(
        "JSON that is no value",
        arguments: [
            ("boolean", "1"), ("int", "2147483648"), ("int", "1.5"), ("int", "\"1\""),
            ("long", "9223372036854775808"), ("decimal(9, 2)", "\"1.234\""),
            ("decimal(9, 2)", "\"x\""), ("decimal(9, 2)", "\"\""),
            ("decimal(38,0)", "\"999999999999999999999999999999999999999999\""),
            ("date", "\"2017-02-29\""), ("date", "\"2017-13-01\""), ("date", "\"17-01-01\""),
            ("date", "17486"), ("time", "\"24:00:00\""), ("time", "\"22:31:08.1234567890\""),
            ("timestamp", "\"2017-11-16\""), ("timestamp_ns", "\"9999-01-01T00:00:00\""),
            ("uuid", "\"f79c3e09\""), ("fixed[4]", "\"000102\""), ("binary", "\"0\""),
            ("binary", "\"zz\""), ("unknown", "1"), ("geometry", "\"POINT (1 1)\""),
            ("string", "1"),
        ])
    func noValue(type: String, text: String) throws {
        let type = try #require(PrimitiveType(type))
        #expect(SingleValue(json: try json(text), type: .primitive(type)) == nil)
    }

    @Test("JSON of nested types")
    func nested() throws {
        func field(_ id: Int, _ type: IcebergType, _ initial: SingleValue? = nil) -> NestedField {
            NestedField(
                id: id, name: "f\(id)", isRequired: false, type: type, initialDefault: initial)
        }
        let structure = IcebergType.structure([
            field(1, .primitive(.int)), field(2, .primitive(.string)),
            field(3, .primitive(.int), .integer(7)), field(4, .primitive(.int)),
        ])
        #expect(
            SingleValue(json: try json(#"{"1": 1, "2": "bar", "4": null}"#), type: structure)
                == .structure([.integer(1), .string("bar"), .integer(7), nil]))
        let list = IcebergType.list(field(5, .primitive(.int)))
        #expect(
            SingleValue(json: try json("[1, 2, null]"), type: list)
                == .list([.integer(1), .integer(2), nil]))
        let map = IcebergType.map(
            key: field(6, .primitive(.string)), value: field(7, .primitive(.int)))
        #expect(
            SingleValue(json: try json(#"{"keys": ["a", "b"], "values": [1, null]}"#), type: map)
                == .map([
                    .init(key: .string("a"), value: .integer(1)),
                    .init(key: .string("b"), value: nil),
                ]))
        #expect(SingleValue(json: try json(#"{"keys": ["a"], "values": []}"#), type: map) == nil)
        #expect(SingleValue(json: try json(#"{"keys": [null], "values": [1]}"#), type: map) == nil)
        #expect(SingleValue(json: try json("[\"x\"]"), type: list) == nil)
    }

    static let bounds: [(String, String, SingleValue?)] = [
        ("boolean", "00", .boolean(false)), ("boolean", "01", .boolean(true)),
        ("int", "22000000", .integer(34)), ("int", "ffffffff", .integer(-1)),
        ("long", "2200000000000000", .integer(34)),
        // Written when the column was an int, a float, a date.
        ("long", "feffffff", .integer(-2)),
        ("double", "0000803f", .real(1)),
        ("timestamp", "01000000", .timestamp(86_400_000_000, .microseconds, isUTC: false)),
        (
            "timestamp_ns", "ffffffff",
            .timestamp(-86_400_000_000_000, .nanoseconds, isUTC: false)
        ),
        // Days beyond what nanoseconds can hold.
        ("timestamp_ns", "ffffff7f", nil),
        ("float", "0000803f", .real(1)), ("double", "000000000000f03f", .real(1)),
        ("double", "0000000000000080", .real(-0.0)),
        ("float", "0000c07f", nil), ("double", "000000000000f87f", nil),
        ("date", "4e440000", .date(17_486)), ("time", "0100000000000000", .time(1)),
        ("decimal(9,2)", "058c", .decimal(unscaled: 1420, scale: 2)),
        ("decimal(9,2)", "ff", .decimal(unscaled: -1, scale: 2)),
        (
            "decimal(9,2)", "00000000000000000000000000000000000000058c",
            .decimal(unscaled: 1420, scale: 2)
        ),
        ("decimal(38,0)", "ff7fffffffffffffffffffffffffffffff", nil),
        ("decimal(38,0)", "80000000000000000000000000000000", .decimal(unscaled: .min, scale: 0)),
        ("decimal(9,2)", "", nil),
        ("string", "", .string("")), ("string", "696365", .string("ice")),
        (
            "uuid", "f79c3e09677c4bbda4793f349cb785e7",
            .uuid(hex("f79c3e09677c4bbda4793f349cb785e7"))
        ),
        ("fixed[4]", "0001", .binary([0, 1])), ("binary", "00ff", .binary([0, 255])),
        ("int", "2200000000000000", nil), ("int", "", nil), ("long", "00", nil),
        ("date", "0000000000000000", nil), ("uuid", "00", nil), ("boolean", "0000", nil),
        ("geometry", "000000000000f03f000000000000f03f", nil), ("unknown", "00", nil),
    ]

    @Test("Bounds, whatever they are", arguments: bounds)
    func bound(type: String, bytes: String, expected: SingleValue?) throws {
        let type = try #require(PrimitiveType(type))
        #expect(SingleValue(bound: hex(bytes), type: type) == expected)
    }

    @Test("Partition values of reals compare by bits")
    func reals() {
        #expect(SingleValue.real(.nan) == .real(Double(nan: 1, signaling: false)))
        #expect(SingleValue.real(0) != .real(-0.0))
        #expect(Set([SingleValue.real(.nan), .real(-.nan)]).count == 1)
    }
}
