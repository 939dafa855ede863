// Input that cannot be written, and files that fail: an error in every case.

import Columnar
import Compression
import Parquet
import Testing

@Suite("Errors of writing")
struct WriterErrorTests {
    private func error(
        _ type: ScalarType, _ data: ParquetColumnData, rowCount: Int = 2, isRequired: Bool = false
    ) throws -> LakeError? {
        let encoder = try RowGroupEncoder(columns: [
            ParquetWriterColumn(name: "x", isRequired: isRequired, type: .scalar(type))
        ])
        return #expect(throws: LakeError.self) {
            try encoder.encode([data], rowCount: rowCount)
        }
    }

    private func column(
        _ type: ScalarType, _ values: TypedColumn.Values, count: Int = 2, _ validity: [Bool]? = nil
    ) -> ParquetColumnData {
        .scalar([TypedColumn(type: type, count: count, validity: validity, values: values)])
    }

    @Test("Data that are not the column's")
    func wrongData() throws {
        let texts = ByteColumn(offsets: [0, 1, 2], bytes: [65, 66])
        let cases: [(ScalarType, ParquetColumnData)] = [
            (.int, column(.long, .int64s([1, 2]))),
            (.int, column(.int, .int64s([1, 2]))),
            (.long, column(.long, .int32s([1, 2]))),
            (.long, column(.long, .int64s([1]))),
            (.long, column(.long, .int64s([1, 2]), [true])),
            (.long, .scalar([])),
            (.string, column(.string, .bytes(ByteColumn(offsets: [0, 2, 1], bytes: [1, 2])))),
            (.string, column(.string, .bytes(ByteColumn(offsets: [0, 1, 3], bytes: [1, 2])))),
            (.string, column(.string, .bytes(ByteColumn(offsets: [-1, 1, 2], bytes: [1, 2])))),
            (.string, column(.string, .bytes(ByteColumn(offsets: [], bytes: [])), count: 0)),
            (.string, column(.string, .dictionary(indexes: [0, 2], entries: texts))),
            (.string, column(.string, .dictionary(indexes: [0, -1], entries: texts))),
            (.uuid, column(.uuid, .bytes(texts))),
            (.fixed(2), column(.fixed(2), .bytes(texts))),
            (
                .decimal(precision: 9, scale: 0),
                column(.decimal(precision: 9, scale: 0), .int64s([1, 1 << 40]))
            ),
            (
                .decimal(precision: 20, scale: 0),
                column(.decimal(precision: 20, scale: 0), .bytes(texts))
            ),
            (
                .decimal(precision: 19, scale: 0),
                column(
                    .decimal(precision: 19, scale: 0),
                    .bytes(
                        ByteColumn(
                            offsets: [0, 16, 32], bytes: [UInt8](repeating: 0x40, count: 32))))
            ),
            (.long, .json([TypedColumn(type: .json, count: 2, values: .bytes(texts))])),
        ]
        for (index, (type, data)) in cases.enumerated() {
            let error = try error(type, data)
            #expect(error?.code == .invalidInput, "case \(index)")
            #expect(error?.places.first == .column("x"), "case \(index)")
        }
    }

    @Test("A NULL where none may be")
    func required() throws {
        let error = try error(
            .long, column(.long, .int64s([1, 2]), [true, false]), isRequired: true)
        #expect(error?.description == "column x: row 1 is NULL, the column is required")
    }

    @Test("Columns and options that there cannot be")
    func schemas() throws {
        let long = ParquetWriterColumn(name: "x", type: .scalar(.long))
        var deep = ParquetWriterType.scalar(.long)
        for _ in 0..<40 { deep = .list(element: ParquetWriterColumn(name: "e", type: deep)) }
        let columns: [[ParquetWriterColumn]] = [
            [], [long, long], [ParquetWriterColumn(name: "s", type: .structure([]))],
            [ParquetWriterColumn(name: "h", type: .scalar(.halfFloat))],
            [ParquetWriterColumn(name: "d", type: .scalar(.decimal(precision: 39, scale: 0)))],
            [ParquetWriterColumn(name: "d", type: .scalar(.decimal(precision: 3, scale: 4)))],
            [ParquetWriterColumn(name: "f", type: .scalar(.fixed(0)))],
            [ParquetWriterColumn(name: "l", type: deep)],
        ]
        for (index, columns) in columns.enumerated() {
            #expect(throws: LakeError.self, "case \(index)") {
                try RowGroupEncoder(columns: columns)
            }
        }
        var options = [ParquetWriterOptions](repeating: ParquetWriterOptions(), count: 4)
        options[0].codec = .brotli
        options[1].compressionLevel = 99
        options[2].pageRowsMax = 0
        options[3].bloomFilterColumns = ["y"]
        for options in options {
            #expect(throws: LakeError.self) {
                try RowGroupEncoder(columns: [long], options: options)
            }
        }
    }

    @Test("A file that fails at any operation gives its error")
    func faults() throws {
        let columns = [
            ParquetWriterColumn(name: "x", type: .scalar(.long)),
            ParquetWriterColumn(name: "y", type: .scalar(.string)),
        ]
        var options = ParquetWriterOptions()
        options.bloomFilterColumns = ["x", "y"]
        let group = try RowGroupEncoder(columns: columns, options: options).encode(
            [
                .scalar([Sample.column(.long, .few, .some, count: 100, seed: 1)]),
                .scalar([Sample.column(.string, .few, .some, count: 100, seed: 1)]),
            ], rowCount: 100)
        func write(_ file: MemoryFile) throws(LakeError) {
            let writer = try ParquetFileWriter(columns: columns, options: options, into: file)
            try writer.append(group)
            _ = try writer.finish()
        }
        let sound = MemoryFile()
        try write(sound)
        // The magic, the row group, indexes with the footer, the end.
        #expect(sound.operations == 4)
        for operation in 0..<sound.operations {
            let file = MemoryFile(failing: operation)
            let error = #expect(throws: LakeError.self) { try write(file) }
            #expect(error?.code == .io)
            #expect(!file.isFinished)
        }
    }

    @Test("A writer is finished once")
    func order() throws {
        let columns = [ParquetWriterColumn(name: "x", type: .scalar(.long))]
        let writer = try ParquetFileWriter(columns: columns, into: MemoryFile())
        let other = try RowGroupEncoder(
            columns: columns + [
                ParquetWriterColumn(name: "y", type: .scalar(.long))
            ]
        ).encode(
            [column(.long, .int64s([1, 2])), column(.long, .int64s([1, 2]))], rowCount: 2)
        #expect(throws: LakeError.self) { try writer.append(other) }
        _ = try writer.finish()
        #expect(throws: LakeError.self) { try writer.finish() }
        let own = try RowGroupEncoder(columns: columns).encode(
            [column(.long, .int64s([1, 2]))], rowCount: 2)
        #expect(throws: LakeError.self) { try writer.append(own) }
    }
}
