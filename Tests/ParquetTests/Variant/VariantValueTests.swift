// Binary variants: the values of parquet-testing, and made-up ones.
//
// Expected: what parquet-testing's data_dictionary.json and README say that each file holds, dates
// and times in the form of this reader (microseconds of six digits, +00:00 for those with a zone).

import Columnar
import JSON
import Testing

@testable import Parquet

/// The JSON text of a binary variant.
func variantText(metadata: [UInt8], value: [UInt8]) throws(LakeError) -> String {
    let output = try ByteBuffer(capacityBytes: 16)
    let reader = ByteReader(try buffer(value))
    var text = VariantText(
        try VariantDictionary(metadata), bytes: value.count, JSONWriter(output))
    try text.write(reader)
    return String(decoding: ByteReader(output).copy(0..<output.countBytes), as: UTF8.self)
}

@Suite("Variant values")
struct VariantValueTests {
    private static let emoji = "\u{1F422}, \u{1F496}, \u{2665}\u{FE0F}, \u{1F3A3} and \u{1F926}!!\""

    static let values: [(String, String)] = [
        ("array_empty", "[]"),
        (
            "array_nested",
            #"[{"id":1,"thing":{"names":["Contrarian","Spider"]}},null,"#
                + #"{"id":2,"names":["Apple","Ray",null],"type":"if"}]"#
        ),
        ("array_primitive", "[2,1,5,9]"),
        (
            "long_string",
            #""This string is for sure and certainly longer than 64 bytes and it also includes "#
                + "several non ascii characters such as " + emoji
        ),
        ("object_empty", "{}"),
        (
            "object_nested",
            #"{"id":1,"observation":{"location":"In the Volcano","time":"12:34:56","value":"#
                + #"{"humidity":456,"temperature":123}},"species":{"name":"lava monster","#
                + #""population":6789}}"#
        ),
        (
            "object_primitive",
            #"{"boolean_false_field":false,"boolean_true_field":true,"double_field":1.23456789,"#
                + #""int_field":1,"null_field":null,"string_field":"Apache Parquet","#
                + #""timestamp_field":"2025-04-16T12:34:56.78"}"#
        ),
        ("primitive_binary", #""031337deadbeefcafe""#),
        ("primitive_boolean_false", "false"),
        ("primitive_boolean_true", "true"),
        ("primitive_date", #""2025-04-16""#),
        ("primitive_decimal16", "12345678912345678.90"),
        ("primitive_decimal4", "12.34"),
        ("primitive_decimal8", "12345678.90"),
        ("primitive_double", "1234567890.1234"),
        ("primitive_float", "1234567936.0"),
        ("primitive_int16", "1234"),
        ("primitive_int32", "123456"),
        ("primitive_int64", "1234567890123456789"),
        ("primitive_int8", "42"),
        ("primitive_null", "null"),
        (
            "primitive_string",
            #""This string is longer than 64 bytes and therefore does not fit in a short_string "#
                + "and it also includes several non ascii characters such as " + emoji
        ),
        ("primitive_time", #""12:33:54.123456""#),
        ("primitive_timestamp", #""2025-04-16 16:34:56.780000+00:00""#),
        ("primitive_timestamp_nanos", #""2024-11-07 12:33:54.123456789+00:00""#),
        ("primitive_timestampntz", #""2025-04-16 12:34:56.780000""#),
        ("primitive_timestampntz_nanos", #""2024-11-07 12:33:54.123456789""#),
        ("primitive_uuid", #""f24f9b64-81fa-49d1-b74e-8c09a6e31c56""#),
        ("short_string", "\"Less than 64 bytes (\u{2764}\u{FE0F} with utf8)\""),
    ]

    private static func files(_ name: String) throws -> (metadata: [UInt8], value: [UInt8]) {
        (
            try ParquetFixture("variant/\(name).metadata").bytes(),
            try ParquetFixture("variant/\(name).value").bytes()
        )
    }

    @Test("parquet-testing", arguments: values)
    func samples(name: String, expected: String) throws {
        let (metadata, value) = try Self.files(name)
        #expect(try variantText(metadata: metadata, value: value) == expected)
    }

    /// Strings lie at the end of a value, so that every byte of it counts.
    @Test("A value or dictionary cut anywhere is an error", arguments: values)
    func truncations(name: String, _: String) throws {
        let (metadata, value) = try Self.files(name)
        for count in value.indices {
            let error = lakeError { () throws(LakeError) in
                _ = try variantText(metadata: metadata, value: Array(value[..<count]))
            }
            #expect(error?.code == .corrupt, "\(count) bytes")
        }
        guard name.hasPrefix("object_") && name != "object_empty" else { return }
        for count in metadata.indices {
            let error = lakeError { () throws(LakeError) in
                _ = try variantText(metadata: Array(metadata[..<count]), value: value)
            }
            #expect(error?.code == .corrupt, "\(count) bytes of metadata")
        }
    }

    @Test("Any byte changed is a text or an error", arguments: values)
    func changes(name: String, _: String) throws {
        let (metadata, value) = try Self.files(name)
        for place in 0..<metadata.count + value.count {
            for byte in [0x00, 0x01, 0x7f, 0x80, 0xff] as [UInt8] {
                var both = metadata + value
                both[place] = byte
                let changed = (Array(both[..<metadata.count]), Array(both[metadata.count...]))
                let error = lakeError { () throws(LakeError) in
                    _ = try variantText(metadata: changed.0, value: changed.1)
                }
                #expect(
                    error == nil || error?.code == .corrupt || error?.code == .unsupported)
            }
        }
    }

    /// Bytes written by hand from VariantEncoding.md.
    @Test(
        "Grammar",
        arguments: [
            // Sizes of four bytes where one would do: ids, offsets, count.
            (
                [0xd1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x6b],
                [0x7e, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x04], #"{"k":true}"#
            ),
            // Offsets of three bytes, not monotone: the second value stands first.
            (
                [0x11, 2, 0, 1, 2, 0x61, 0x62],
                [0x0a, 2, 0, 1, 2, 0, 0, 0, 0, 0, 4, 0, 0, 0x0c, 7, 0x0c, 5],
                #"{"a":5,"b":7}"#
            ),
            // A large array.
            ([1, 0, 0], [0x13, 2, 0, 0, 0, 0, 1, 2, 0x04, 0x08], "[true,false]"),
            // Escapes in a name; the names are not sorted.
            ([1, 2, 0, 1, 3, 0x7a, 0x22, 0x0a], [2, 1, 1, 0, 1, 0], #"{"\"\u000a":null}"#),
            // Reals that JSON has no numbers for.
            ([1, 0, 0], [0x38, 0, 0, 0xc0, 0x7f], "\"NaN\""),
            ([1, 0, 0], [0x1c, 0, 0, 0, 0, 0, 0, 0xf0, 0xff], "\"-Infinity\""),
            // Decimals: negative, smaller than one, of the largest scale.
            ([1, 0, 0], [0x20, 3, 0xff, 0xff, 0xff, 0xff], "-0.001"),
            (
                [1, 0, 0], [0x28, 38] + [1] + [UInt8](repeating: 0, count: 15),
                "0." + String(repeating: "0", count: 37) + "1"
            ),
            // The year before 1970, and a time before midnight of that day.
            ([1, 0, 0], [0x2c, 0xff, 0xff, 0xff, 0xff], "\"1969-12-31\""),
            (
                [1, 0, 0], [0x34] + [UInt8](repeating: 0xff, count: 8),
                "\"1969-12-31 23:59:59.999999\""
            ),
            // No dictionary at all.
            ([], [0x03, 1, 0, 1, 0], "[null]"),
            ([1, 0, 0], [0x3c, 0, 0, 0, 0], "\"\""),
        ] as [([UInt8], [UInt8], String)])
    func grammar(metadata: [UInt8], value: [UInt8], expected: String) throws {
        #expect(try variantText(metadata: metadata, value: value) == expected)
    }

    @Test(
        "Refused",
        arguments: [
            ("version 2", [2, 0, 0], [0x00], LakeError.Code.unsupported, "version 2"),
            ("later type", [1, 0, 0], [21 << 2], .unsupported, "type 21"),
            ("no name", [1, 0, 0], [2, 1, 0, 0, 1, 0], .corrupt, "name 0"),
            ("a name backwards", [1, 1, 1, 0, 0x61], [2, 1, 0, 0, 1, 0], .corrupt, "1..<0"),
            ("a name too far", [1, 1, 0, 9, 0x61], [2, 1, 0, 0, 1, 0], .corrupt, "0..<9"),
            ("four billion names", [0xc1, 255, 255, 255, 255], [0], .corrupt, "4294967295 names"),
            ("offset at the end", [1, 0, 0], [3, 1, 1, 1, 0], .corrupt, "a value at 1 of 1"),
            ("scale 39", [1, 0, 0], [0x20, 39, 0, 0, 0, 0], .corrupt, "scale 39"),
            (
                "four billion elements", [1, 0, 0], [0x13, 255, 255, 255, 255, 0, 0], .corrupt,
                "announced"
            ),
            ("overlap", [1, 0, 0], [3, 3, 0, 0, 0, 2, 0x0c, 7], .corrupt, "overlap"),
            ("within itself", [1, 0, 0], [3, 1, 0, 255, 3, 0], .corrupt, "announced"),
        ] as [(String, [UInt8], [UInt8], LakeError.Code, String)])
    func refused(
        what: String, metadata: [UInt8], value: [UInt8], code: LakeError.Code, fragment: String
    ) throws {
        let error = lakeError { () throws(LakeError) in
            _ = try variantText(metadata: metadata, value: value)
        }
        #expect(error?.code == code)
        #expect(error?.what.contains(fragment) == true, "\(String(describing: error))")
    }

    /// Arrays of one array each.
    private func nested(_ depth: Int) -> [UInt8] {
        var value: [UInt8] = [0]
        for _ in 0..<depth {
            let size = value.count
            value = [0x0f, 1, 0, 0, 0, 0, UInt8(size & 255), UInt8(size >> 8), 0, 0] + value
        }
        return value
    }

    @Test("Depth")
    func depth() throws {
        let deepest = try variantText(metadata: [], value: nested(VariantLimits.depthMax))
        #expect(deepest.utf8.count == 2 * VariantLimits.depthMax + 4)
        let error = lakeError { () throws(LakeError) in
            _ = try variantText(metadata: [], value: nested(VariantLimits.depthMax + 1))
        }
        #expect(error?.code == .limit)
    }

    @Test("Arrays of arrays that share their bytes do not multiply")
    func sharedBytes() throws {
        // Each array has 200 elements, all of them the next array: 200^20 nulls.
        var value: [UInt8] = [0]
        for _ in 0..<20 {
            let size = value.count
            var array: [UInt8] = [0x0f, 200] + [UInt8](repeating: 0, count: 800)
            for place in 0..<4 { array.append(UInt8(size >> (8 * place) & 255)) }
            value = array + value
        }
        let shared = value
        let error = lakeError { () throws(LakeError) in
            _ = try variantText(metadata: [], value: shared)
        }
        #expect(error?.what == "the values of a variant overlap")
    }

    @Test("A long name that is used often has a limit")
    func longNames() throws {
        let name = [UInt8](repeating: 0x61, count: 1 << 20)
        let metadata: [UInt8] = [0xc1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0] + name
        // An array of 300 objects {name: null}.
        let object: [UInt8] = [2, 1, 0, 0, 1, 0]
        var value: [UInt8] = [0x17 | 0x04, 44, 1, 0, 0]
        for index in 0...300 {
            value += [UInt8((6 * index) & 255), UInt8((6 * index) >> 8)]
        }
        for _ in 0..<300 { value += object }
        let whole = value
        let error = lakeError { () throws(LakeError) in
            _ = try variantText(metadata: metadata, value: whole)
        }
        #expect(error?.code == .limit, "\(String(describing: error))")
    }
}
