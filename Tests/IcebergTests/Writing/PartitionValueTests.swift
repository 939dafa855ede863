// Transforms of whole columns, against PyIceberg's, the specification's and those of single values.

import Columnar
import Testing

@testable import Iceberg

@Suite("Partition values of columns")
struct PartitionValueTests {
    /// A column of values written as text; binary ones in hexadecimal digits.
    private func column(_ type: PrimitiveType, _ texts: [String?]) throws -> TypedColumn {
        var builder = TypedColumnBuilder(type: type.scalarType)
        for text in texts {
            switch (type, text) {
            case (_, nil): builder.appendNull()
            case (.binary, let text?), (.fixed, let text?): try builder.append(.blob(hex(text)))
            case (_, let text?): try builder.append(.text(text))
            }
        }
        return builder.take()
    }

    private func partitionValue(
        _ column: TypedColumn, _ row: Int, _ transform: Transform, _ type: PrimitiveType
    ) throws -> SingleValue? {
        try transform.values(of: column).singleValue(at: row, transform: transform, source: type)
    }

    /// The value of text, as `SingleValue` has it.
    private func single(_ type: PrimitiveType, _ text: String) throws -> SingleValue? {
        try partitionValue(column(type, [text]), 0, .identity, type)
    }

    @Test("PyIceberg's transforms of random values")
    func pyIceberg() throws {
        var count = 0
        for line in pyIcebergTransforms.split(separator: "\n", omittingEmptySubsequences: true) {
            let parts = line.split(separator: "|", omittingEmptySubsequences: false).map(
                String.init)
            let type = try #require(PrimitiveType(parts[0]))
            let transform = Transform(name: parts[1])
            let all = try column(type, [nil, parts[2], parts[2]])
            let result = try partitionValue(all, 2, transform, type)
            let expected: SingleValue? =
                switch transform {
                case .truncate: try single(type, parts[3])
                case .day: Int64(parts[3]).map { .date($0) }
                default: Int64(parts[3]).map { .integer($0) }
                }
            #expect(result == expected, "\(line)")
            // The transform of single values, which reading prunes by, agrees.
            let value = try single(type, parts[2])
            #expect(value.flatMap { transform.apply($0) } == expected, "\(line)")
            count += 1
        }
        #expect(count == 406)
    }

    @Test("Hashes of the specification, appendix B", arguments: TransformTests.hashes)
    func hashes(value: SingleValue, expected: Int32) throws {
        let hash: UInt32? =
            switch value {
            case .integer(let number), .date(let number), .time(let number):
                BucketHash.hash(number)
            case .timestamp(let number, .nanoseconds, _):
                BucketHash.hash(floorDivide(number, 1000))
            case .timestamp(let number, _, _): BucketHash.hash(number)
            case .decimal(let unscaled, _): BucketHash.hash(unscaled: unscaled)
            case .string(let bytes), .uuid(let bytes), .binary(let bytes):
                unsafe bytes.withUnsafeBufferPointer { unsafe BucketHash.hash($0) }
            default: nil
            }
        #expect(hash.map { Int32(bitPattern: $0) } == expected)
    }

    @Test("Dictionaries are transformed entry by entry")
    func dictionary() throws {
        var entries = ByteColumn()
        for text in ["iceberg", "ice", "x"] { entries.append(text.utf8) }
        let column = TypedColumn(
            type: .string, count: 5, validity: [true, true, false, true, true],
            values: .dictionary(indexes: [1, 0, 77, 0, 2], entries: entries))
        let schema = try TableDefinition(columns: "s string", partitionBy: "truncate(3, s)")
        let spec = PartitionSpec(id: 0, fields: schema.partitionFields)
        let parts = try RowPartitioning(spec, schema: schema.schema()).parts(
            of: TypedBatch(rowCount: 5, columns: [column]), schema: schema.schema())
        #expect(parts.map(\.partition) == [[.string("ice")], [nil], [.string("x")]])
        #expect(parts.map(\.rows) == [[0, 1, 3], [2], [4]])
    }

    @Test("Numbers without a multiple below them")
    func tooSmall() throws {
        let column = try column(.long, ["-9223372036854775807"])
        #expect(throws: LakeError.self) { try Transform.truncate(10).values(of: column) }
        let short = try self.column(.int, ["-2147483647"])
        #expect(throws: LakeError.self) { try Transform.truncate(10).values(of: short) }
        #expect(throws: LakeError.self) { try Transform.unknown("zorder").values(of: short) }
    }

    @Test("Partitions of rows against a model", arguments: 0..<12)
    func parts(seed: UInt64) throws {
        var random = SeededRandom(state: seed)
        let definition = try TableDefinition(
            columns: "a int, b string, c double", partitionBy: "a, truncate(1, b), c")
        let schema = try definition.schema()
        let distinct = [1, 2, 3, 50][Int(seed % 4)]
        var a = TypedColumnBuilder(type: .int)
        var b = TypedColumnBuilder(type: .string)
        var c = TypedColumnBuilder(type: .double)
        var model: [[SingleValue?]] = []
        for _ in 0..<500 {
            let number = Int64(random.next() % UInt64(distinct))
            let text = ["x", "yy", "yz", ""][Int(random.next() % UInt64(min(distinct, 4)))]
            let real = [0.0, -0.0, .nan, 1.5][Int(random.next() % UInt64(min(distinct, 4)))]
            if seed % 3 == 0, random.next() % 5 == 0 {
                a.appendNull()
            } else {
                try a.append(number)
            }
            if seed % 3 == 0, random.next() % 5 == 0 {
                b.appendNull()
            } else {
                try b.append(.text(text))
            }
            try c.append(real)
            let (aa, bb) = (a, b)
            var (copyA, copyB) = (aa, bb)
            let row = model.count
            model.append([
                copyA.take().isNull(at: row) ? nil : .integer(number),
                copyB.take().isNull(at: row) ? nil : .string(String(text.prefix(1))), .real(real),
            ])
        }
        let batch = TypedBatch(rowCount: 500, columns: [a.take(), b.take(), c.take()])
        let parts = try RowPartitioning(
            PartitionSpec(id: 0, fields: definition.partitionFields), schema: schema
        ).parts(of: batch, schema: schema)
        var seen: [[SingleValue?]] = []
        for partition in model where !seen.contains(partition) { seen.append(partition) }
        #expect(parts.map(\.partition) == seen)
        for part in parts {
            let rows = part.rows.map { $0.map { Int($0) } } ?? Array(0..<500)
            #expect(rows == model.indices.filter { model[$0] == part.partition })
        }
    }

    @Test("Directories")
    func directories() throws {
        let definition = try TableDefinition(
            columns: "d date, t timestamp, s string, n decimal(9,2), f boolean, \"a b\" int",
            partitionBy: """
                year(d), month(d), day(d), hour(t), t, s, n, f, bucket(4, "a b"), "a b"
                """)
        let path = PartitionPath.path(
            [
                .integer(-1), .integer(-1), .date(-1), .integer(-1),
                .timestamp(1_510_871_468_000_001, .microseconds, isUTC: false), .string("a/b é&"),
                .decimal(unscaled: -5, scale: 2), .boolean(true), .integer(3), nil,
            ], spec: PartitionSpec(id: 0, fields: definition.partitionFields),
            sources: [
                .date, .date, .date, .timestamp(.microseconds, isUTC: false),
                .timestamp(.microseconds, isUTC: false), .string, .decimal(precision: 9, scale: 2),
                .boolean, .int, .int,
            ])
        #expect(
            path == "d_year=1969/d_month=1969-12/d_day=1969-12-31/t_hour=1969-12-31-23/"
                + "t=2017-11-16T22%3A31%3A08.000001/s=a%2Fb+%C3%A9%26/n=-0.05/f=true/"
                + "a+b_bucket=3/a+b=null")
    }

    @Test("Long values make short directories, without half an escape", arguments: 150..<260)
    func longDirectory(count: Int) {
        let spec = PartitionSpec(
            id: 0,
            fields: [PartitionField(id: 1000, sourceIDs: [1], name: "s", transform: .identity)])
        let text = String(repeating: "x", count: count % 7) + String(repeating: "é", count: count)
        let path = PartitionPath.path([.string(text)], spec: spec, sources: [.string])
        #expect(path.utf8.count <= 200)
        #expect((path.utf8.count - 2 - count % 7) % 3 == 0)
    }
}

/// Random numbers that a seed repeats.
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
