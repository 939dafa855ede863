// Files that are refused, and footers with bytes changed. The damaged files are those of
// parquet-testing, which says what is wrong with each.

import Columnar
import Parquet
import Testing

@Suite("Damaged files")
struct DamagedFileTests {
    @Test(
        "Refused with a reason",
        arguments: [
            ("PARQUET-1481.parquet", LakeError.Code.corrupt, "physical type"),
            ("ARROW-GH-41317.parquet", .corrupt, "encodings holds values of Thrift type 4"),
            ("ARROW-RS-GH-6229-DICTHEADER.parquet", .corrupt, "the file's pages end at"),
            ("encrypt_columns_and_footer.parquet.encrypted", .unsupported, "encrypted"),
        ])
    func refused(name: String, code: LakeError.Code, fragment: String) throws {
        let fixture = ParquetFixture("bad/\(name)")
        let file = try fixture.open()
        let error = lakeError { () throws(LakeError) in _ = try FileMetadata.read(file: file) }
        #expect(error?.code == code)
        #expect(error?.what.contains(fragment) == true, "\(String(describing: error))")
        #expect(error?.places.first == .file(fixture.path))
    }

    @Test("The footer is sound where only pages are not")
    func badPages() throws {
        let metadata = try ParquetFixture("bad/ARROW-GH-45185.parquet").metadata()
        #expect(metadata.schema.leaves.map(\.maxRepetitionLevel).max() ?? 0 > 0)
    }

    @Test(
        "Ends of a file",
        arguments: [
            ("too short", Array("PAR1PAR1".utf8), LakeError.Code.corrupt, "too few"),
            (
                "other first magic", Array("RAP1".utf8) + [0, 0, 0, 0] + Array("PAR1".utf8),
                .corrupt,
                "PAR1"
            ),
            (
                "other last magic", Array("PAR1".utf8) + [0, 0, 0, 0] + Array("RAP1".utf8),
                .corrupt,
                "PAR1"
            ),
            (
                "encrypted", Array("PARE".utf8) + [0, 0, 0, 0] + Array("PARE".utf8), .unsupported,
                "encrypted"
            ),
            (
                "footer beyond the file",
                Array("PAR1".utf8) + [1, 0, 0, 0] + Array("PAR1".utf8), .corrupt,
                "footer of 1 bytes"
            ),
            (
                "footer of 4 GB", Array("PAR1".utf8) + [255, 255, 255, 255] + Array("PAR1".utf8),
                .corrupt, "footer of 4294967295 bytes"
            ),
            (
                "empty footer", Array("PAR1".utf8) + [0, 0, 0, 0] + Array("PAR1".utf8), .corrupt,
                "ends early"
            ),
        ] as [(String, [UInt8], LakeError.Code, String)])
    func ends(what: String, bytes: [UInt8], code: LakeError.Code, fragment: String) throws {
        let file = try ScratchFile(bytes)
        let open = try file.open()
        let error = lakeError { () throws(LakeError) in _ = try FileMetadata.read(file: open) }
        #expect(error?.code == code)
        #expect(error?.what.contains(fragment) == true, "\(String(describing: error))")
        #expect(error?.places.first == .file(file.path))
    }

    static let footers = [
        "alltypes_plain", "data_index_bloom_encoding_stats", "list_columns", "sort_columns",
    ]

    /// Every prefix of a footer and every footer with one byte changed.
    @Test("A result or an error, never a trap", arguments: footers)
    func changedFooters(name: String) throws {
        let file = try ParquetFixture("parquet-testing/\(name).parquet").bytes()
        let length = Int(file[file.count - 8]) | Int(file[file.count - 7]) << 8
        let start = file.count - 8 - length
        let footer = Array(file[start..<start + length])
        var errors = 0
        func parse(_ bytes: [UInt8]) throws {
            let reader = ByteReader(try buffer(bytes), fileOffset: start)
            let error = lakeError { () throws(LakeError) in
                _ = try FileMetadata(footer: reader, fileSizeBytes: file.count)
            }
            if error != nil { errors += 1 }
        }
        try parse(footer)
        #expect(errors == 0)
        for count in 0..<length { try parse(Array(footer[..<count])) }
        // Without its stop byte, or anything else, a footer is damaged.
        #expect(errors == length)
        for index in footer.indices {
            for change in [0x01, 0xff] as [UInt8] {
                var changed = footer
                changed[index] ^= change
                try parse(changed)
            }
        }
        #expect(errors > length)
    }
}
