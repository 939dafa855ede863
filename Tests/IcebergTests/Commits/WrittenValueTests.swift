// Values on their way into metadata: the bytes of the specification, and what readers make of them.

import Columnar
import JSON
import Testing

@testable import Iceberg

@Suite("Written values")
struct WrittenValueTests {
    /// Iceberg specification, appendix D, "Binary single-value serialization".
    private static let bounds: [(SingleValue, PrimitiveType, [UInt8])] = [
        (.boolean(true), .boolean, [1]), (.boolean(false), .boolean, [0]),
        (.integer(34), .int, [34, 0, 0, 0]), (.integer(-1), .int, [255, 255, 255, 255]),
        (.integer(34), .long, [34, 0, 0, 0, 0, 0, 0, 0]), (.real(1), .float, [0, 0, 0x80, 0x3f]),
        (.real(1), .double, [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]),
        (.decimal(unscaled: 1420, scale: 2), .decimal(precision: 9, scale: 2), [0x05, 0x8c]),
        (.decimal(unscaled: -1, scale: 2), .decimal(precision: 9, scale: 2), [0xff]),
        (.decimal(unscaled: 128, scale: 0), .decimal(precision: 9, scale: 0), [0x00, 0x80]),
        (.date(17486), .date, [0x4e, 0x44, 0, 0]),
        (.time(1), .time, [1, 0, 0, 0, 0, 0, 0, 0]),
        (
            .timestamp(-1, .microseconds, isUTC: true), .timestamp(.microseconds, isUTC: true),
            [255, 255, 255, 255, 255, 255, 255, 255]
        ),
        (.string("é"), .string, [0xc3, 0xa9]), (.binary([1, 2]), .binary, [1, 2]),
        (.binary([1, 2]), .fixed(2), [1, 2]),
        (.uuid([UInt8](1...16)), .uuid, [UInt8](1...16)),
    ]

    @Test("Bounds", arguments: bounds)
    func bound(value: SingleValue, type: PrimitiveType, bytes: [UInt8]) {
        #expect(value.bound(type) == bytes)
        #expect(SingleValue(bound: bytes, type: type) == value)
    }

    @Test("What has no bound")
    func noBound() {
        #expect(SingleValue.real(.nan).bound(.double) == nil)
        #expect(SingleValue.integer(1).bound(.string) == nil)
        #expect(SingleValue.list([]).bound(.binary) == nil)
        let type = PrimitiveType.decimal(precision: 9, scale: 2)
        #expect(SingleValue.decimal(unscaled: 1, scale: 3).bound(type) == nil)
    }

    @Test("The order of bounds")
    func order() {
        #expect(SingleValue.real(-0.0).precedes(.real(0.0)))
        #expect(!SingleValue.real(0.0).precedes(.real(-0.0)))
        #expect(SingleValue.integer(-2).precedes(.integer(1)))
        #expect(SingleValue.string("Z").precedes(.string("a")))
        #expect(SingleValue.string("a").precedes(.string("é")))
        #expect(
            SingleValue.decimal(unscaled: -5, scale: 1).precedes(.decimal(unscaled: 4, scale: 1)))
        #expect(SingleValue.boolean(false).precedes(.boolean(true)))
        #expect(!SingleValue.string("a").precedes(.string("a")))
    }

    /// Iceberg specification, appendix D, "JSON single-value serialization".
    private static let defaults: [(String, String)] = [
        ("\"boolean\"", "true"), ("\"int\"", "34"), ("\"long\"", "-34"), ("\"float\"", "1.5"),
        ("\"double\"", "1e-07"), ("\"decimal(9,2)\"", "\"14.20\""),
        ("\"decimal(9,2)\"", "\"-0.05\""), ("\"decimal(9,0)\"", "\"7\""),
        ("\"date\"", "\"2017-11-16\""), ("\"date\"", "\"1969-12-31\""),
        ("\"time\"", "\"22:31:08.123456\""), ("\"time\"", "\"00:00:00\""),
        ("\"timestamp\"", "\"2017-11-16T22:31:08.123456\""),
        ("\"timestamp\"", "\"1965-01-02T03:04:05.000006\""),
        ("\"timestamptz\"", "\"2017-11-16T22:31:08.123456+00:00\""),
        ("\"timestamp_ns\"", "\"2017-11-16T22:31:08.123456789\""),
        ("\"string\"", "\"foo \\\" é\""), ("\"uuid\"", "\"f79c3e09-677c-4bbd-a479-3f349cb785e7\""),
        ("\"fixed[4]\"", "\"00010aff\""), ("\"binary\"", "\"00010aff\""),
        (
            "{\"type\":\"list\",\"element-id\":3,\"element\":\"int\",\"element-required\":false}",
            "[1,null]"
        ),
        (
            "{\"type\":\"map\",\"key-id\":4,\"key\":\"string\",\"value-id\":5,\"value\":\"int\","
                + "\"value-required\":false}", "{\"keys\":[\"a\",\"b\"],\"values\":[1,null]}"
        ),
        (
            "{\"type\":\"struct\",\"fields\":[{\"id\":1,\"name\":\"x\",\"required\":false,"
                + "\"type\":\"int\"},{\"id\":2,\"name\":\"y\",\"required\":true,\"type\":\"date\"}]}",
            "{\"1\":null,\"2\":\"2020-02-29\"}"
        ),
    ]

    @Test("Defaults", arguments: defaults)
    func defaultValue(type: String, text: String) throws {
        let field = """
            {"id":9,"name":"f","required":false,"type":\(type),"initial-default":\(text)}
            """
        let schema = try IcebergSchema(json: json("{\"fields\":[\(field)]}"))
        let value = try #require(schema.fields[0].initialDefault)
        #expect(try value.json(schema.fields[0].type) == json(text))
        // The schema as a whole comes back too.
        #expect(try IcebergSchema(json: json(schema.json.text)) == schema)
    }

    @Test(
        "Bytes of decimals by their precision",
        arguments: [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (9, 4), (10, 5), (18, 8), (38, 16)])
    func decimalBytes(precision: Int, count: Int) {
        #expect(ManifestSchema.decimalBytes(precision: precision) == count)
    }
}
