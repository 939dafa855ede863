// Files with one defect each: what is said about them.

import Columnar
import Storage
import Testing

@testable import Avro

@Suite("Bad files")
struct BadFileTests {
    private static let defects: [(file: String, code: LakeError.Code, what: String)] = [
        ("magic.avro", .corrupt, "this is no Avro file"),
        ("magic-version.avro", .corrupt, "this is no Avro file"),
        ("empty.avro", .corrupt, "the data ends early"),
        ("truncated-magic.avro", .corrupt, "the data ends early"),
        ("truncated-metadata.avro", .corrupt, "bytes are announced"),
        ("truncated-header-marker.avro", .corrupt, "16 bytes are announced, 15 follow"),
        ("truncated-block-head.avro", .corrupt, "the data ends early"),
        ("truncated-block.avro", .corrupt, "are left in the file"),
        ("truncated-block-marker.avro", .corrupt, "a block of 4 bytes, where 3 are left"),
        ("marker.avro", .corrupt, "the sync marker"),
        ("negative-count.avro", .corrupt, "a block of -1 records"),
        ("negative-size.avro", .corrupt, "a block of -4 bytes"),
        ("huge-size.avro", .corrupt, "a block of 4611686018427387904 bytes"),
        ("huge-count.avro", .corrupt, "4611686018427387904 records are announced"),
        ("bytes-left.avro", .corrupt, "1 bytes are left behind the last record"),
        ("records-missing.avro", .corrupt, "the data ends early"),
        ("string-length.avro", .corrupt, "1099511627776 bytes are announced, 3 follow"),
        ("string-length-negative.avro", .corrupt, "-3 bytes are announced"),
        ("metadata-length.avro", .corrupt, "1125899906842624 bytes are announced"),
        ("metadata-count.avro", .corrupt, "1125899906842624 items are announced"),
        ("schema-missing.avro", .corrupt, "the header has no schema"),
        ("schema-no-json.avro", .corrupt, "this is not JSON"),
        ("schema-unknown-type.avro", .corrupt, "the type strong is not defined"),
        ("schema-no-type.avro", .corrupt, "has no type"),
        ("schema-no-fields.avro", .corrupt, "the record x has no fields"),
        ("schema-union-in-union.avro", .corrupt, "a union directly within a union"),
        ("schema-fixed-size.avro", .corrupt, "the fixed f has no size"),
        ("schema-deep.avro", .limit, "nested more than 100 deep"),
        ("codec-unknown.avro", .unsupported, "the codec \"xz\""),
        ("deflate-damaged.avro", .corrupt, "deflate"),
        ("zstandard-damaged.avro", .corrupt, "zstd"),
        ("snappy-checksum.avro", .corrupt, "the checksum of a snappy block"),
        ("snappy-short.avro", .corrupt, "has no checksum"),
        ("boolean.avro", .corrupt, "a boolean of 2"),
        ("int-33-bits.avro", .corrupt, "an int of more than 32 bits"),
        ("long-65-bits.avro", .corrupt, "an integer of more than 64 bits"),
        ("union-branch.avro", .corrupt, "branch 2 where there are 2"),
        ("enum-symbol.avro", .corrupt, "symbol 1 where there are 1"),
        ("array-count.avro", .corrupt, "1099511627776 items are announced"),
        ("array-count-smallest.avro", .corrupt, "-9223372036854775808 items are announced"),
        ("array-block-size.avro", .corrupt, "is not as long as it says"),
        ("array-block-size-huge.avro", .corrupt, "1099511627776 bytes are announced"),
        ("array-of-nulls.avro", .limit, "values in a record"),
        ("map-count.avro", .corrupt, "1099511627776 items are announced"),
        ("records-of-nothing.avro", .limit, "1099511627776 records"),
        ("values-deep.avro", .limit, "nested more than 256 deep"),
        ("values-endless.avro", .limit, "nested more than 256 deep"),
        ("values-doubled.avro", .limit, "values without bytes"),
    ]

    @Test("Each defect is found and named", arguments: defects)
    func defect(file: String, code: LakeError.Code, what: String) throws {
        let path = "\(fixtures)/bad/\(file)"
        for isInMemory in [false, true] {
            let error = lakeError {
                let avro =
                    isInMemory
                    ? try AvroFile(buffer(contents(path)), path: path)
                    : try AvroFile(OpenFile(path))
                _ = try records(avro)
            }
            #expect(error?.code == code)
            #expect(error?.what.contains(what) == true, "\(error?.what ?? "no error")")
            #expect(error?.places.first == .file(path))
        }
    }

    /// What lies behind the values that are passed over has no effect, but bombs do not go off.
    @Test(
        "Where nothing is wanted, bombs are found as well",
        arguments: ["array-of-nulls", "values-doubled", "values-endless", "records-of-nothing"])
    func skipping(file: String) throws {
        let avro = try AvroFile(OpenFile("\(fixtures)/bad/\(file).avro"))
        #expect(lakeError { _ = try records(avro, .record([])) }?.code == .limit)
    }

    @Test("The place of a defect is the byte of the file")
    func place() throws {
        let head = header(#""boolean""#)
        let bytes = head + block([1, 0, 1], count: 3) + block([1, 7, 1], count: 3)
        let error = lakeError { _ = try records(file(bytes)) }
        // Behind the first block (2 + 3 + 16 bytes), the head of the second (2) and two values.
        #expect(error?.places == [.file("memory.avro"), .byteOffset(head.count + 21 + 4)])
    }

    @Test("After an error there is nothing to read")
    func afterwards() throws {
        let avro = try file(
            header(#""boolean""#) + block([7], count: 1) + block([1], count: 1))
        let records = try avro.records()
        var values: [AvroValue] = []
        #expect(lakeError { _ = try records.next(into: &values) } != nil)
        #expect(try !records.next(into: &values))
        #expect(try records.nextBlock() == nil)
    }
}
