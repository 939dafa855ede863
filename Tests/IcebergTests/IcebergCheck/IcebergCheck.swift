// What must hold for any bytes as Iceberg metadata: shared by the fuzzer and by the tests that
// damage fixtures and replay the fuzzer's finds.
//
//     input = options (1 byte) | body
//     bits 0-3   what the body is:
//                0 table metadata                5 a Puffin file
//                1 a manifest list (Avro file)   6 a deletion vector
//                2 a manifest (Avro file)        7 the bitmap of a deletion vector
//                3 the records of a list         8 a bound and a partition value
//                4 the records of a manifest
//
// Records get an Avro header here, and bitmaps their length and CRC, so that the fuzzer need not
// find them.

import Avro
import Columnar
import Compression
import Glibc
import JSON
import Storage

@testable import Iceberg

/// A property that does not hold.
struct IcebergDefect: Error, CustomStringConvertible {
    let description: String
}

/// Reads one body.
struct IcebergCheck {
    private let kind: Int
    private let body: [UInt8]

    /// Input shorter than its options is an empty body.
    init(_ input: UnsafeBufferPointer<UInt8>) {
        kind = unsafe Int((input.first ?? 0) & 15)
        body = unsafe Array(input.dropFirst())
    }

    init(kind: Int, _ body: [UInt8]) {
        self.kind = kind
        self.body = body
    }

    /// - Returns: false when the body ended in an error.
    /// - Throws: `IcebergDefect`.
    @discardableResult
    func run() throws -> Bool {
        switch kind {
        case 0: try soundly { try checkMetadata() }
        case 1: try soundly { try checkList(AvroFile(Self.buffer(body), path: "x")) }
        case 2: try soundly { try checkManifest(AvroFile(Self.buffer(body), path: "x")) }
        case 3: try soundly { try checkList(Self.avroFile(ManifestSchemas.list, body)) }
        case 4: try soundly { try checkManifest(Self.avroFile(ManifestSchemas.manifest, body)) }
        case 5: try soundly { try checkPuffin() }
        case 6:
            try soundly {
                try Self.check(DeletionVector.decode(Self.buffer(body), cardinality: nil))
            }
        case 7: try soundly { try checkBitmap() }
        default: try soundly { try checkValues() }
        }
    }

    /// - Returns: false for an error that bytes may cause.
    private func soundly(_ body: () throws -> Void) throws -> Bool {
        do {
            try body()
            return true
        } catch let error as LakeError {
            guard error.code != .internal else { throw IcebergDefect(description: "\(error)") }
            return false
        }
    }

    private static func buffer(_ bytes: [UInt8]) throws(LakeError) -> ByteBuffer {
        let buffer = try ByteBuffer(capacityBytes: bytes.count)
        unsafe try bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
            if let start = source.baseAddress {
                unsafe try buffer.append(start, count: source.count)
            }
        }
        return buffer
    }

    // MARK: Table metadata

    private func checkMetadata() throws {
        let metadata = try TableMetadata(json: JSONValue(parsing: Self.buffer(body)))
        _ = try? metadata.nameMapping()
        for snapshot in metadata.snapshots.prefix(100) {
            guard metadata.snapshot(id: snapshot.id) != nil else {
                throw IcebergDefect(description: "snapshot \(snapshot.id) is not found")
            }
            // The schema that a snapshot names may be missing.
            _ = try? metadata.select(.id(snapshot.id))
            _ = try? metadata.select(.asOf(milliseconds: snapshot.timestampMilliseconds))
        }
        _ = try? metadata.select(.current)
        for reference in metadata.references {
            _ = try? metadata.select(.reference(reference.name))
        }
        for schema in metadata.schemas {
            for id in schema.fieldIDs {
                guard schema.field(id: id)?.id == id, schema.path(id: id).last == id,
                    schema.fullName(id: id) != nil
                else { throw IcebergDefect(description: "field \(id) is not found") }
            }
            guard
                sqlColumnNames(schema.fields.map(\.name), reserved: []).count == schema.fields.count
            else { throw IcebergDefect(description: "columns without names") }
        }
    }

    // MARK: Manifests

    private static func long(_ value: Int) -> [UInt8] {
        var rest = UInt64(bitPattern: Int64(value << 1))
        var bytes: [UInt8] = []
        while rest > 0x7f {
            bytes.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    /// A file of one block; the first byte of the body is the number of records.
    private static func avroFile(_ schema: String, _ body: [UInt8]) throws -> AvroFile {
        let marker = [UInt8](repeating: 0x5a, count: 16)
        let (key, text) = (Array("avro.schema".utf8), Array(schema.utf8))
        let records = Array(body.dropFirst())
        let head = [0x4f, 0x62, 0x6a, 1, 2] + long(key.count) + key + long(text.count) + text + [0]
        let block = long(Int(body.first ?? 0)) + long(records.count) + records
        return try AvroFile(buffer(head + marker + block + marker), path: "x")
    }

    private func checkList(_ file: AvroFile) throws {
        let pruning = FilePruning(ManifestSchemas.conditions, metadata: try ManifestSchemas.table())
        for manifest in try ManifestFile.manifests(in: file) {
            _ = pruning.reason(against: manifest)
        }
    }

    private func checkManifest(_ file: AvroFile) throws {
        let metadata = try ManifestSchemas.table()
        let pruning = FilePruning(ManifestSchemas.conditions, metadata: metadata)
        for content in [ManifestFile.Content.data, .deletes] {
            let manifest = try ManifestSchemas.entry(content)
            var reader: ManifestReader
            do throws(LakeError) {
                reader = try ManifestReader(manifest, in: file, of: metadata)
                while let entry = try reader.next() {
                    _ = pruning.reason(against: entry.file)
                    _ = try entry.file.partitionJSON(metadata)
                    guard entry.file.recordCount >= 0 else {
                        throw LakeError(.internal, "a negative record_count")
                    }
                }
            } catch {
                if content == .deletes || error.code == .internal { throw error }
            }
        }
    }

    // MARK: Puffin

    private func checkPuffin() throws {
        let nameless = try NamelessFile(body)
        let file = try PuffinFile(OpenFile(nameless.path))
        for blob in file.blobs.prefix(100) {
            guard let bytes = try? file.read(blob) else { continue }
            if let set = try? DeletionVector.decode(bytes, cardinality: nil) { try Self.check(set) }
        }
    }

    private func checkBitmap() throws {
        let framed = [0xD1, 0xD3, 0x39, 0x64] + body
        let sum = unsafe framed.withUnsafeBufferPointer { unsafe crc32($0) }
        func bigEndian(_ value: UInt32) -> [UInt8] {
            (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
        }
        let blob = bigEndian(UInt32(framed.count)) + framed + bigEndian(sum)
        try Self.check(DeletionVector.decode(Self.buffer(blob), cardinality: nil))
    }

    private static func check(_ set: PositionSet) throws {
        // Runs of a few bytes stand for many rows.
        guard set.count < 1 << 20 else { return }
        let positions = set.positions
        guard positions.count == set.count,
            zip(positions, positions.dropFirst()).allSatisfy({ $0 < $1 })
        else { throw IcebergDefect(description: "\(set.count) positions, not in order") }
        for position in positions.prefix(10) + positions.suffix(10) where !set.contains(position) {
            throw IcebergDefect(description: "position \(position) is not in its set")
        }
        if let first = positions.first, let last = positions.last {
            guard set.count(in: first..<last + 1) == set.count else {
                throw IcebergDefect(description: "another count")
            }
        }
    }

    // MARK: Values

    /// The body is the type, the transform, its width, and bytes of a bound.
    private func checkValues() throws {
        func option(_ index: Int) -> Int { index < body.count ? Int(body[index]) : 0 }
        let type = ManifestSchemas.types[option(0) % ManifestSchemas.types.count]
        let width = max(1, option(2))
        let transform = [
            Transform.identity, .bucket(width), .truncate(width), .year, .month, .day, .hour, .void,
        ][option(1) & 7]
        let bytes = Array(body.dropFirst(3))
        guard let value = SingleValue(bound: bytes, type: type) else { return }
        let constant = value.sqlValue(type)
        _ = try jsonText { (output) throws(LakeError) in
            try value.write(.primitive(type), to: output)
        }
        let field = PartitionField(id: 1000, sourceIDs: [1], name: "p", transform: transform)
        let tests: [Predicate.Test] = [
            .compare(.equal, constant), .compare(.lessOrEqual, constant),
            .compare(.greaterOrEqual, constant), .isNotNull,
        ]
        if let partition = transform.apply(value), constant != .null, isText(constant) {
            let range = field.range(
                from: partition, to: partition, mayHoldNull: false, mayHoldValue: true, type: type)
            for test in tests where range.map({ !$0.mayHold(test) }) ?? false {
                throw IcebergDefect(description: "\(transform) of \(value) loses \(test)")
            }
        }
        // As a partition value that nobody made: it may be anything, but never trap.
        _ = field.range(from: value, to: value, mayHoldNull: true, mayHoldValue: true, type: type)
        if case .integer(let number) = value {
            _ = field.range(
                from: .date(number), to: .date(number), mayHoldNull: true, mayHoldValue: true,
                type: .date)
        }
    }

    /// Texts of files are UTF-8; the ranges of other bytes mean nothing.
    private func isText(_ value: Value) -> Bool {
        guard case .text(let bytes) = value else { return true }
        return String(validating: bytes, as: UTF8.self) != nil
    }
}

/// Schemas of lists and manifests, after the Iceberg specification, and a table to read them for.
enum ManifestSchemas {
    static let types: [PrimitiveType] = [
        .int, .long, .string, .date, .timestamp(.microseconds, isUTC: false),
        .timestamp(.nanoseconds, isUTC: true), .decimal(precision: 9, scale: 2),
        .decimal(precision: 38, scale: 10), .double, .float, .binary, .boolean, .uuid, .fixed(4),
        .time,
    ]

    /// Columns 1, 2, … of the types, and a spec with a transform of each that takes one.
    static func table() throws(LakeError) -> TableMetadata {
        let fields = types.enumerated().map { index, type in
            "{\"id\":\(index + 1),\"name\":\"c\(index + 1)\",\"type\":\"\(type)\"}"
        }
        let transforms = [
            "bucket[4]", "truncate[10]", "truncate[2]", "year", "month", "hour", "truncate[50]",
            "identity", "identity", "void", "identity", "identity", "zorder", "identity",
            "identity",
        ]
        let partition = transforms.enumerated().map { index, transform in
            "{\"source-id\":\(index + 1),\"field-id\":\(1000 + index),\"name\":\"p\(index)\","
                + "\"transform\":\"\(transform)\"}"
        }
        let columns = fields.joined(separator: ",")
        let spec = partition.joined(separator: ",")
        return try TableMetadata(
            json: JSONValue(
                parsing: """
                    {"format-version":3,"location":"/t","current-schema-id":0,
                     "schemas":[{"schema-id":0,"type":"struct","fields":[\(columns)]}],
                     "partition-specs":[{"spec-id":0,"fields":[\(spec)]}],"default-spec-id":0}
                    """))
    }

    /// A condition on each column that a scan evaluates.
    static let conditions: [FieldCondition] = types.enumerated().flatMap { index, type in
        let field = NestedField(
            id: index + 1, name: "c\(index + 1)", isRequired: false, type: .primitive(type))
        let constant: Value = type.scalarType.dataType.isBytes ? .text("2026-01-31") : .integer(7)
        let tests: [Predicate.Test] = [
            .compare(.equal, constant), .compare(.less, constant),
            .compare(.greaterOrEqual, constant),
            .isNull, .isNotNull, .isIn([constant]), .hasPrefix([0x32], foldsCase: true),
        ]
        return tests.map { FieldCondition(field: field, type: type, test: $0) }
    }

    static func entry(_ content: ManifestFile.Content) throws -> ManifestFile {
        // Path, length, spec 0, content, sequence 9, no first row.
        let record: [UInt8] = [
            1, 2, 0x6d, 0, 0, content == .data ? 0 : 2, 18, 2, 0, 2, 0, 0, 0, 0, 0,
        ]
        let files = try ManifestFile.manifests(in: IcebergCheck.listFile(record))
        guard let file = files.first else { throw IcebergDefect(description: "no list") }
        return file
    }

    private static func field(_ name: String, _ id: Int, _ type: String) -> String {
        "{\"name\":\"\(name)\",\"field-id\":\(id),\"type\":\(type)}"
    }

    private static func optional(_ type: String) -> String { "[\"null\",\(type)]" }

    private static func record(_ name: String, _ fields: [String]) -> String {
        "{\"type\":\"record\",\"name\":\"\(name)\",\"fields\":[\(fields.joined(separator: ","))]}"
    }

    private static func list(of items: String) -> String {
        optional("{\"type\":\"array\",\"items\":\(items)}")
    }

    static let list: String = {
        let long = optional("\"long\"")
        let summary = record(
            "r508",
            [
                field("contains_null", 509, "\"boolean\""),
                field("contains_nan", 518, optional("\"boolean\"")),
                field("lower_bound", 510, optional("\"bytes\"")),
                field("upper_bound", 511, optional("\"bytes\"")),
            ])
        return record(
            "manifest_file",
            [
                field("manifest_path", 500, "\"string\""),
                field("manifest_length", 501, "\"long\""),
                field("partition_spec_id", 502, "\"int\""), field("content", 517, "\"int\""),
                field("sequence_number", 515, "\"long\""), field("added_snapshot_id", 503, long),
                field("added_files_count", 504, long), field("existing_files_count", 505, long),
                field("added_rows_count", 512, long), field("partitions", 507, list(of: summary)),
                field("first_row_id", 520, long),
            ])
    }()

    static let manifest: String = {
        let long = optional("\"long\"")
        func map(_ key: Int, _ value: String) -> String {
            list(
                of: record(
                    "k\(key)", [field("key", key, "\"int\""), field("value", key + 1, value)]))
        }
        // Wide types, so that the fuzzer's values reach what is made of them.
        let avro = types.map { type in
            switch type {
            case .string: "\"string\""
            case .decimal, .binary, .uuid, .fixed: "\"bytes\""
            case .double, .float: "\"double\""
            case .boolean: "\"boolean\""
            default: "\"long\""
            }
        }
        let results = [
            "\"long\"", avro[1], avro[2], "\"long\"", "\"long\"", "\"long\"", avro[6], avro[7],
            avro[8],
            avro[9], avro[10], avro[11], "\"long\"", avro[13], avro[14],
        ]
        let partition = results.enumerated().map { field("p\($0)", 1000 + $0, optional($1)) }
        let file = record(
            "r2",
            [
                field("content", 134, "\"int\""), field("file_path", 100, "\"string\""),
                field("file_format", 101, "\"string\""),
                field("partition", 102, record("r102", partition)),
                field("record_count", 103, "\"long\""),
                field("value_counts", 109, map(119, "\"long\"")),
                field("null_value_counts", 110, map(121, "\"long\"")),
                field("lower_bounds", 125, map(126, "\"bytes\"")),
                field("upper_bounds", 128, map(129, "\"bytes\"")),
                field("equality_ids", 135, list(of: "\"int\"")), field("first_row_id", 142, long),
                field("referenced_data_file", 143, optional("\"string\"")),
                field("content_offset", 144, long), field("content_size_in_bytes", 145, long),
            ])
        return record(
            "manifest_entry",
            [
                field("status", 0, "\"int\""), field("snapshot_id", 1, long),
                field("sequence_number", 3, long), field("data_file", 2, file),
            ])
    }()
}

extension IcebergCheck {
    /// A manifest list of some records; the first byte is their number.
    static func listFile(_ body: [UInt8]) throws -> AvroFile {
        try avroFile(ManifestSchemas.list, body)
    }
}

/// A file that no directory names, removed with its owner.
private final class NamelessFile {
    private let descriptor: Int32

    init(_ bytes: [UInt8]) throws {
        var template = Array("/tmp/iceberg-check-XXXXXX".utf8CString)
        descriptor = unsafe mkstemp(&template)
        guard descriptor >= 0 else { throw IcebergDefect(description: "no temporary file") }
        unsafe unlink(template)
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes[done...].withUnsafeBytes {
                unsafe write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { throw IcebergDefect(description: "no room for a file") }
            done += count
        }
    }

    deinit { close(descriptor) }

    var path: String { "/proc/self/fd/\(descriptor)" }
}
