// Files that the Python library fastavro wrote, compared with the values that it was given.

import Columnar
import Storage
import Testing

@testable import Avro

@Suite("Files of fastavro")
struct FixtureTests {
    private static let files: [(file: String, expected: String, codec: String)] = [
        ("fastavro-types-null", "fastavro-types", "null"),
        ("fastavro-types-deflate", "fastavro-types", "deflate"),
        ("fastavro-types-snappy", "fastavro-types", "snappy"),
        ("fastavro-types-zstandard", "fastavro-types", "zstandard"),
        ("fastavro-types-bzip2", "fastavro-types", "bzip2"),
        ("fastavro-recursive", "fastavro-recursive", "null"),
        ("fastavro-manifest", "fastavro-manifest", "deflate"),
        ("fastavro-union", "fastavro-union", "null"),
    ]

    private func expected(_ name: String) throws -> [String] {
        let bytes = try contents("\(fixtures)/\(name).txt")
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test("Every value, by window and from memory", arguments: files)
    func values(file: String, expected: String, codec: String) throws {
        let path = "\(fixtures)/\(file).avro"
        let expected = try self.expected(expected)
        let opened = try AvroFile(OpenFile(path))
        #expect(opened.header.codecName == codec)
        #expect(try records(opened).map(text) == expected)
        let inMemory = try AvroFile(buffer(contents(path)), path: path)
        #expect(try records(inMemory).map(text) == expected)
    }

    @Test("A file that is read whole, up to a limit")
    func readingAll() throws {
        let path = "\(fixtures)/fastavro-manifest.avro"
        let size = try OpenFile(path).sizeBytes
        let data = DataFile(
            path: path, sizeBytes: size,
            identity: DataFile.Identity(device: 0, inode: 0, modificationTimeNanoseconds: 0))
        let manifest = try AvroFile(readingAll: data)
        #expect(try records(manifest).map(text) == expected("fastavro-manifest"))
        let error = lakeError { _ = try AvroFile(readingAll: data, bytesMax: size - 1) }
        #expect(error?.code == .limit)
    }

    @Test("The metadata of a manifest")
    func metadata() throws {
        let manifest = try AvroFile(OpenFile("\(fixtures)/fastavro-manifest.avro"))
        #expect(manifest.header.text("format-version") == "2")
        #expect(manifest.header.text("content") == "data")
        #expect(manifest.header.metadata["partition-spec-id"] == [0x30])
        #expect(manifest.header.text("schema") == nil)
    }

    @Test("The fields of a manifest that are wanted, by their ids")
    func manifestProjection() throws {
        let manifest = try AvroFile(OpenFile("\(fixtures)/fastavro-manifest.avro"))
        let values = try records(
            manifest,
            .record([
                AvroWantedField(
                    "data_file", id: 2,
                    .record([
                        AvroWantedField("rows", id: 103, .integer),
                        AvroWantedField("lower", id: 125, .map(key: .integer, value: .bytes)),
                        AvroWantedField("absent", id: 7, .integer),
                        AvroWantedField(
                            "partition", id: 102,
                            .record([AvroWantedField("day-ts", id: 1000, .integer)])),
                    ])),
                AvroWantedField("status", id: 0, .integer),
                // The file has ids: a name alone does not make a field.
                AvroWantedField("snapshot_id", id: 99, .integer),
            ]))
        #expect(
            values.map(text) == [
                "((1000, {0: x0001, 1: x0101}, null, (20001)), 1, null)",
                "((2000, {0: x0002, 1: x0102}, null, (null)), 2, null)",
                "((3000, null, null, (20003)), 0, null)",
                "((4000, {0: x0004, 1: x0104}, null, (20004)), 1, null)",
                "((5000, {0: x0005, 1: x0105}, null, (20005)), 2, null)",
            ])
    }

    @Test("Each column alone is what it is among the others", arguments: 0..<28)
    func columns(field: Int) throws {
        let types = try AvroFile(OpenFile("\(fixtures)/fastavro-types-deflate.avro"))
        guard case .record(let record) = types.header.schema.root else {
            throw LakeError(.internal, "no record")
        }
        try #require(record.fields.count == 28)
        let all = try records(types)
        let alone = try records(
            types, .record([AvroWantedField(record.fields[field].name)]))
        #expect(alone.map { $0.record ?? [] } == all.map { [($0.record ?? [])[field]] })
    }
}
