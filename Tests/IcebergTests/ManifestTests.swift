// Manifests and manifest lists: what entries inherit, fields by id and by name.
// Source: Iceberg specification, "Manifests", "Sequence Number Inheritance" and "First Row ID
// Inheritance"; the files are written here, after the Avro 1.12.0 specification.

import Avro
import Columnar
import Testing

@testable import Iceberg

/// Writes records of Avro without compression.
private struct AvroWriter {
    private(set) var bytes: [UInt8] = []

    mutating func long(_ value: Int64) {
        var zigzag = UInt64(bitPattern: value << 1 ^ value >> 63)
        while zigzag > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: zigzag) | 0x80)
            zigzag >>= 7
        }
        bytes.append(UInt8(zigzag))
    }

    mutating func string(_ text: String) {
        long(Int64(text.utf8.count))
        bytes += text.utf8
    }

    /// A value of a union with null in front.
    mutating func optional(_ value: Int64?) {
        long(value == nil ? 0 : 1)
        if let value { long(value) }
    }

    /// An object container file of some records in one block.
    static func file(_ schema: String, _ records: [AvroWriter]) throws -> AvroFile {
        var writer = AvroWriter()
        writer.bytes = Array("Obj".utf8) + [1]
        writer.long(1)
        writer.string("avro.schema")
        writer.string(schema)
        writer.long(0)
        let marker = [UInt8](repeating: 7, count: 16)
        writer.bytes += marker
        let block = records.flatMap(\.bytes)
        if !records.isEmpty {
            writer.long(Int64(records.count))
            writer.long(Int64(block.count))
            writer.bytes += block + marker
        }
        return try AvroFile(byteBuffer(writer.bytes), path: "memory.avro")
    }
}

@Suite("Manifests")
struct ManifestTests {
    private func table() throws -> TableMetadata {
        try TableMetadata(
            json: try json(
                """
                {"format-version":3,"location":"/t","current-schema-id":0,"schemas":[
                   {"schema-id":0,"type":"struct","fields":[
                     {"id":1,"name":"a","required":true,"type":"long"},
                     {"id":2,"name":"d","required":true,"type":"timestamp"}]}],
                 "partition-specs":[{"spec-id":5,"fields":[
                     {"source-id":2,"field-id":1000,"name":"d","transform":"identity"},
                     {"source-id":1,"field-id":1001,"name":"a_bucket","transform":"bucket[4]"}]}]}
                """))
    }

    private func field(_ name: String, _ id: Int?, _ type: String) -> String {
        "{\"name\":\"\(name)\",\"type\":\(type)\(id.map { ",\"field-id\":\($0)" } ?? "")}"
    }

    /// A schema of manifests; the partition has its fields in another order than the spec, and the
    /// type `date` for a column that is a timestamp today.
    private func schema(hasIDs: Bool) -> String {
        func id(_ number: Int) -> Int? { hasIDs ? number : nil }
        let long = "[\"null\",\"long\"]"
        let partition = [
            field("a_bucket", id(1001), "[\"null\",\"int\"]"),
            field("d", id(1000), "[\"null\",{\"type\":\"int\",\"logicalType\":\"date\"}]"),
        ].joined(separator: ",")
        let bounds =
            "[\"null\",{\"type\":\"array\",\"logicalType\":\"map\",\"items\":"
            + "{\"type\":\"record\",\"name\":\"kv\",\"fields\":["
            + field("key", id(126), "\"int\"") + "," + field("value", id(127), "\"bytes\"") + "]}}]"
        let file = [
            field("content", id(134), "\"int\""), field("file_path", id(100), "\"string\""),
            field("file_format", id(101), "\"string\""),
            field(
                "partition", id(102),
                "{\"type\":\"record\",\"name\":\"r102\",\"fields\":[\(partition)]}"),
            field("record_count", id(103), "\"long\""),
            field("first_row_id", id(142), long), field("lower_bounds", id(125), bounds),
        ].joined(separator: ",")
        let entry = [
            field("status", id(0), "\"int\""), field("snapshot_id", id(1), long),
            field("sequence_number", id(3), long), field("file_sequence_number", id(4), long),
            field(
                "data_file", id(2), "{\"type\":\"record\",\"name\":\"r2\",\"fields\":[\(file)]}"),
        ].joined(separator: ",")
        return "{\"type\":\"record\",\"name\":\"manifest_entry\",\"fields\":[\(entry)]}"
    }

    private func entry(
        _ status: Int64, snapshot: Int64? = nil, sequence: Int64? = nil, content: Int64 = 0,
        day: Int64? = nil, rows: Int64 = 10, firstRow: Int64? = nil
    ) -> AvroWriter {
        var writer = AvroWriter()
        writer.long(status)
        writer.optional(snapshot)
        writer.optional(sequence)
        writer.optional(sequence)
        writer.long(content)
        writer.string("/t/data/f.parquet")
        writer.string("PARQUET")
        writer.optional(3)
        writer.optional(day)
        writer.long(rows)
        writer.optional(firstRow)
        // Bounds of the columns 1 and 2, and the end of the array.
        writer.long(1)
        writer.long(2)
        for column: Int64 in [1, 2] {
            writer.long(column)
            writer.string("ab\(column)")
        }
        writer.long(0)
        return writer
    }

    private func list(sequence: Int64, content: Int64, firstRow: Int64?) throws -> [ManifestFile] {
        let schema =
            "{\"type\":\"record\",\"name\":\"manifest_file\",\"fields\":["
            + [
                field("manifest_path", 500, "\"string\""),
                field("manifest_length", 501, "\"long\""),
                field("partition_spec_id", 502, "\"int\""), field("content", 517, "\"int\""),
                field("sequence_number", 515, "\"long\""),
                field("added_snapshot_id", 503, "\"long\""),
                field("added_data_files_count", 504, "[\"null\",\"int\"]"),
                field("first_row_id", 520, "[\"null\",\"long\"]"),
            ].joined(separator: ",") + "]}"
        var writer = AvroWriter()
        writer.string("/t/metadata/m.avro")
        writer.long(999)
        writer.long(5)
        writer.long(content)
        writer.long(sequence)
        writer.long(77)
        writer.optional(2)
        writer.optional(firstRow)
        return try ManifestFile.manifests(in: AvroWriter.file(schema, [writer]))
    }

    private func read(
        _ entries: [AvroWriter], sequence: Int64 = 9, content: Int64 = 0, firstRow: Int64? = nil,
        hasIDs: Bool = true, statisticsOf columns: Set<Int>? = nil
    ) throws -> [ManifestEntry] {
        let manifest = try #require(
            try list(sequence: sequence, content: content, firstRow: firstRow).first)
        var reader = try ManifestReader(
            manifest, in: AvroWriter.file(schema(hasIDs: hasIDs), entries), of: table(),
            statisticsOf: columns)
        var read: [ManifestEntry] = []
        while let entry = try reader.next() { read.append(entry) }
        return read
    }

    @Test("A list")
    func manifestList() throws {
        let manifest = try #require(try list(sequence: 9, content: 1, firstRow: 40).first)
        #expect(manifest.path == "/t/metadata/m.avro")
        #expect(manifest.partitionSpecID == 5)
        #expect(manifest.content == .deletes)
        #expect(manifest.sequenceNumber == 9)
        #expect(manifest.addedSnapshotID == 77)
        #expect(manifest.addedFiles == 2)
        #expect(manifest.existingFiles == nil)
        #expect(!manifest.isEmpty)
        #expect(manifest.firstRowID == 40)
        #expect(manifest.partitions.isEmpty)
        #expect(failure { try list(sequence: 9, content: 4, firstRow: nil) }?.code == .unsupported)
    }

    @Test("Entries, with ids and without", arguments: [true, false])
    func entries(hasIDs: Bool) throws {
        let read = try read(
            [entry(1, day: 17_486), entry(0, snapshot: 5, sequence: 3), entry(2)], hasIDs: hasIDs)
        #expect(read.map(\.status) == [.added, .existing, .deleted])
        #expect(read.map(\.isLive) == [true, true, false])
        #expect(read.map(\.snapshotID) == [77, 5, 77])
        #expect(read[0].sequenceNumber == 9)
        #expect(read[0].fileSequenceNumber == 9)
        #expect(read[1].sequenceNumber == 3)
        #expect(read[1].fileSequenceNumber == 3)
        let file = read[0].file
        #expect(file.content == .data)
        #expect(file.format == .parquet)
        #expect(file.recordCount == 10)
        #expect(file.partitionSpecID == 5)
        // 17486 days as microseconds.
        #expect(
            file.partition
                == [
                    .timestamp(1_510_790_400_000_000, .microseconds, isUTC: false), .integer(3),
                ])
        #expect(file.statistics[1]?.lowerBound == Array("ab1".utf8))
        #expect(read[1].file.partition == [nil, .integer(3)])
    }

    @Test("Statistics of some columns")
    func someStatistics() throws {
        #expect(try read([entry(1)], statisticsOf: [2])[0].file.statistics.keys.sorted() == [2])
        #expect(try read([entry(1)], statisticsOf: [])[0].file.statistics.isEmpty)
    }

    @Test("Version 1 has no sequence numbers")
    func versionOne() throws {
        let read = try read([entry(0), entry(1), entry(2)], sequence: 0)
        #expect(read.map(\.sequenceNumber) == [0, 0, 0])
        #expect(read.map(\.fileSequenceNumber) == [0, 0, 0])
    }

    @Test("An EXISTING entry inherits no sequence number")
    func existingWithoutNumber() {
        #expect(failure { try read([entry(0)]) }?.code == .corrupt)
    }

    @Test("First row ids")
    func rowIDs() throws {
        let read = try read(
            [
                entry(1, rows: 10), entry(0, sequence: 1, rows: 5, firstRow: 7),
                entry(2, rows: 100), entry(0, sequence: 1, rows: 3), entry(1, rows: 1),
            ], firstRow: 1000)
        #expect(read.map(\.file.firstRowID) == [1000, 7, nil, 1010, 1013])
        let none = try self.read([entry(1), entry(1, firstRow: 4)])
        #expect(none.map(\.file.firstRowID) == [nil, 4])
    }

    @Test("Deletes in a manifest of data, and the reverse")
    func mixedContent() {
        #expect(failure { try read([entry(1, content: 1)]) }?.code == .corrupt)
        #expect(failure { try read([entry(1)], content: 1) }?.code == .corrupt)
        #expect(failure { try read([entry(1, content: 3)], content: 1) }?.code == .unsupported)
        #expect(failure { try read([entry(3)]) }?.what == "entry 0: status is neither 0, 1 nor 2")
    }

    @Test("Equality and position deletes")
    func deletes() throws {
        let read = try read([entry(1, content: 1), entry(1, content: 2)], content: 1)
        #expect(read.map(\.file.content) == [.positionDeletes, .equalityDeletes])
        #expect(read.allSatisfy { !$0.file.isDeletionVector })
    }
}
