// Whole files that are cut or have bits changed, read completely: values or an error, never a trap.

import Columnar
import Parquet
import Storage
import Testing

@Suite("Damaged pages")
struct DamagedPagesTests {
    static let files = [
        "parquet-testing/datapage_v2.snappy", "parquet-testing/nested_lists.snappy",
        "parquet-testing/data_index_bloom_encoding_stats", "parquet-testing/sort_columns",
        "variant/pyarrow-event",
    ]

    @Test("A file with any bit changed", arguments: files)
    func flips(name: String) throws {
        let bytes = try ParquetFixture("\(name).parquet").bytes()
        #expect(try ParquetCheck(bytes, columnMask: 0xff).run())
        var errors = 0
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= 1 << UInt8(place % 8)
            let condition = UInt8(place % 8) << 4
            let isRead = try ParquetCheck(
                damaged, columnMask: 0xff, condition: condition, row: 1
            ).run()
            errors += isRead ? 0 : 1
        }
        #expect(errors > bytes.count / 20)
    }

    @Test("A file that ends early", arguments: files)
    func truncations(name: String) throws {
        let bytes = try ParquetFixture("\(name).parquet").bytes()
        for count in bytes.indices {
            #expect(try !ParquetCheck(Array(bytes[..<count])).run(), "\(count) bytes")
        }
    }

    /// The pages lack their end; the footer stands where it says.
    @Test("A file whose first pages are zeros", arguments: files)
    func zeros(name: String) throws {
        let bytes = try ParquetFixture("\(name).parquet").bytes()
        let footer = Int(bytes[bytes.count - 8]) | Int(bytes[bytes.count - 7]) << 8
        let end = bytes.count - 8 - footer
        for count in stride(from: 1, to: end - 4, by: 3) {
            var damaged = bytes
            for place in 0..<count { damaged[4 + place] = 0 }
            try ParquetCheck(damaged, columnMask: 0xff).run()
        }
    }

    @Test("Inputs that the fuzzer once found", arguments: failures)
    func replay(path: String) throws {
        let file = try OpenFile(path)
        let buffer = try ByteBuffer(capacityBytes: file.sizeBytes)
        _ = try file.read(at: 0, count: file.sizeBytes, appendingTo: buffer)
        try unsafe ParquetCheck(
            UnsafeBufferPointer(start: buffer.base, count: buffer.countBytes)
        ).run()
    }

    private static let failures: [String] = {
        let pattern = ParquetFixture("../../Tests/Fuzz/Failures/Parquet-*").path
        let files = try? expandPath(pattern, .parquet)
        return files?.map(\.path) ?? []
    }()
}
