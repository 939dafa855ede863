// What is written is read back by the reader, for every type, shape of values and codec.

import Columnar
import Compression
import Parquet
import Testing

@Suite("Writing columns of single values")
struct ScalarRoundTripTests {
    private static let codecs: [Codec] = [.uncompressed, .snappy, .gzip, .lz4Raw, .zstd]

    private func check(
        _ column: TypedColumn, _ options: ParquetWriterOptions, isRequired: Bool = false,
        pieces: Int = 1, groups: Int = 1, _ comment: String
    ) throws {
        let columns = [
            ParquetWriterColumn(
                name: "x", fieldID: 7, isRequired: isRequired, type: .scalar(column.type))
        ]
        let perGroup = (column.count + groups - 1) / groups
        var written: [(rowCount: Int, data: [ParquetColumnData])] = []
        for start in stride(from: 0, to: max(column.count, 1), by: max(perGroup, 1)) {
            let group = column.part(start..<min(column.count, start + perGroup))
            let perPiece = (group.count + pieces - 1) / pieces
            let parts = stride(from: 0, to: group.count, by: max(perPiece, 1)).map {
                group.part($0..<min(group.count, $0 + perPiece))
            }
            written.append((group.count, [.scalar(parts)]))
        }
        let file = try WrittenFile(columns, written, options)
        let expected = (0..<column.count).map { [column.value($0)] }
        let found = try file.rows()
        let isEqual = found == expected
        #expect(isEqual, "\(comment)")
        // Pruning by what the writer said of the values loses none.
        if let sample = expected.first(where: { $0 != [.null] })?[0], case .integer = sample {
            let equal = try file.rows([Predicate(column: 0, test: .compare(.equal, sample))])
            #expect(equal.count == expected.filter { $0[0] == sample }.count, "\(comment)")
        }
        #expect(file.summary.rowCount == Int64(column.count))
        #expect(
            file.summary.leaves[0].nullCount
                == Int64(
                    (0..<column.count).filter {
                        column.type == .unknown || column.validity?[$0] == false
                    }.count))
    }

    @Test("Types, shapes and NULLs", arguments: Sample.types)
    func everyType(type: ScalarType) throws {
        for shape in SampleShape.allCases {
            for nulls in SampleNulls.allCases {
                for isIndexed in [false, true] {
                    var options = ParquetWriterOptions()
                    options.pageRowsMax = 300
                    let column = Sample.column(
                        type, shape, nulls, count: 1000, seed: 3, isIndexed: isIndexed)
                    try check(
                        column, options, isRequired: nulls == .none && type != .unknown,
                        "\(type) \(shape) \(nulls) \(isIndexed)")
                    options.usesDictionary = false
                    try check(
                        column, options, pieces: 3, groups: 2,
                        "\(type) \(shape) \(nulls) \(isIndexed), no dictionary")
                }
            }
        }
    }

    @Test("Codecs", arguments: codecs)
    func everyCodec(codec: Codec) throws {
        for type in Sample.types {
            var options = ParquetWriterOptions()
            options.codec = codec
            options.pageBytesMax = 600
            let column = Sample.column(type, .few, .some, count: 700, seed: 9)
            try check(column, options, pieces: 2, "\(type) \(codec)")
        }
    }

    @Test("Chunks that do not shrink have no codec", arguments: codecs)
    func codecOfChunks(codec: Codec) throws {
        var options = ParquetWriterOptions()
        options.codec = codec
        var random = SplitMix(3)
        let count = 50_000
        let entries = (0..<256).map { _ in Int64(bitPattern: random.next()) }
        // Bytes of a generator do not shrink, neither do indexes of 256 entries in any order; the
        // same numbers in turns do, as indexes and as they are.
        let values: [(isShrinking: Bool, usesDictionary: Bool, numbers: [Int64])] = [
            (false, true, (0..<count).map { _ in Int64(bitPattern: random.next()) }),
            (false, true, (0..<count).map { _ in entries[random.next(below: 256)] }),
            (true, true, (0..<count).map { entries[$0 % 256] }),
            (true, false, (0..<count).map { entries[$0 % 256] }),
        ]
        for (isShrinking, usesDictionary, numbers) in values {
            options.usesDictionary = usesDictionary
            let column = TypedColumn(type: .long, count: count, values: .int64s(numbers))
            let file = try WrittenFile(
                [ParquetWriterColumn(name: "x", type: .scalar(.long))],
                [(count, [.scalar([column])])], options)
            let chunk = try #require(file.metadata().rowGroups[0].columns[0].metadata)
            let isCompressed = chunk.codec != .uncompressed
            #expect(isCompressed == (isShrinking && codec != .uncompressed), "\(numbers[0])")
            #expect(
                isCompressed
                    == (chunk.totalCompressedSizeBytes != chunk.totalUncompressedSizeBytes))
            try check(column, options, pieces: 3, "\(codec) \(isShrinking)")
        }
    }

    @Test("Row counts at the borders of pages", arguments: [0, 1, 7, 8, 9, 63, 64, 65, 129, 257])
    func borders(count: Int) throws {
        for type in Sample.types {
            for pageRows in [1, 8, 64, 1000] {
                var options = ParquetWriterOptions()
                options.pageRowsMax = pageRows
                options.codec = .uncompressed
                let column = Sample.column(type, .scattered, .some, count: count, seed: count)
                try check(column, options, "\(type) \(count) rows, \(pageRows) a page")
            }
        }
    }

    @Test("Random columns", arguments: 0..<40)
    func random(seed: Int) throws {
        var random = SplitMix(seed)
        var options = ParquetWriterOptions()
        options.pageRowsMax = 1 + random.next(below: 400)
        options.pageBytesMax = 1 << random.next(below: 14)
        options.dictionaryBytesMax = 1 << random.next(below: 12)
        options.usesDictionary = random.next(below: 4) > 0
        options.writesPageIndex = random.next(below: 4) > 0
        options.codec = Self.codecs[random.next(below: Self.codecs.count)]
        if random.next(below: 2) == 0 { options.bloomFilterColumns = ["x"] }
        let type = Sample.types[random.next(below: Sample.types.count)]
        let shape = SampleShape.allCases[random.next(below: SampleShape.allCases.count)]
        let nulls: SampleNulls = random.next(below: 3) == 0 ? .none : .some
        let column = Sample.column(
            type, shape, nulls, count: random.next(below: 3000), seed: seed,
            isIndexed: random.next(below: 2) == 0)
        try check(
            column, options, pieces: 1 + random.next(below: 4), groups: 1 + random.next(below: 3),
            "seed \(seed): \(type) \(shape) \(nulls)")
    }

    @Test("Early trials of dictionaries end well", arguments: [10_000, 16_384, 70_000, 140_000])
    func trials(count: Int) throws {
        for type in [ScalarType.long, .double, .string] {
            for shape in [SampleShape.scattered, .few] {
                try check(
                    Sample.column(type, shape, .none, count: count, seed: 1),
                    ParquetWriterOptions(), "\(type) \(shape) \(count)")
            }
        }
    }

    @Test("The same input gives the same bytes")
    func determinism() throws {
        let column = Sample.column(.string, .few, .some, count: 5000, seed: 4)
        let columns = [ParquetWriterColumn(name: "x", type: .scalar(.string))]
        let files = try (0..<2).map { _ in
            let output = MemoryFile()
            let writer = try ParquetFileWriter(columns: columns, into: output)
            try writer.append(
                try RowGroupEncoder(columns: columns).encode(
                    [.scalar([column])], rowCount: column.count))
            _ = try writer.finish()
            return output.bytes
        }
        #expect(files[0] == files[1])
    }

    @Test("Sorted ids are differences, constants one run, few values a dictionary")
    func encodings() throws {
        let shapes: [(SampleShape, ScalarType, Encoding)] = [
            (.constant, .long, .rleDictionary), (.few, .long, .rleDictionary),
            (.ascending, .long, .deltaBinaryPacked), (.scattered, .long, .plain),
            (.few, .string, .rleDictionary), (.scattered, .string, .plain),
            (.scattered, .double, .plain), (.few, .double, .rleDictionary),
        ]
        for (shape, type, encoding) in shapes {
            let column = Sample.column(type, shape, .none, count: 20_000, seed: 2)
            let file = try WrittenFile(
                [ParquetWriterColumn(name: "x", type: .scalar(type))],
                [(column.count, [.scalar([column])])])
            let chunk = try #require(try file.metadata().rowGroups[0].columns[0].metadata)
            #expect(chunk.encodings.contains(encoding), "\(shape) \(type): \(chunk.encodings)")
            if shape == .constant { #expect(chunk.totalCompressedSizeBytes < 120) }
        }
    }
}
