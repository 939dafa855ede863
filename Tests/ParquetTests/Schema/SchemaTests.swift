// The list of schema elements as a tree, and types of leaves by their annotations.

import Columnar
import Parquet
import Testing

@Suite("Schema")
struct SchemaTests {
    private func leaf(
        _ type: PhysicalType, length: Int? = nil, logical: LogicalType? = nil,
        converted: ConvertedType? = nil, precision: Int? = nil, scale: Int? = nil
    ) throws(LakeError) -> SchemaLeaf? {
        var root = SchemaElement(name: "schema")
        root.childCount = 1
        var element = SchemaElement(name: "x")
        element.type = type
        element.typeLength = length
        element.repetition = .required
        element.logicalType = logical
        element.convertedType = converted
        element.precision = precision
        element.scale = scale
        return try Schema([root, element]).leaves.first
    }

    @Test(
        "Logical types",
        arguments: [
            (.string, .byteArray, nil, .string), (.enumeration, .byteArray, nil, .string),
            (.json, .byteArray, nil, .json), (.bson, .byteArray, nil, .binary),
            (.geometry, .byteArray, nil, .binary), (.geography, .byteArray, nil, .binary),
            (.decimal(precision: 9, scale: 2), .int32, nil, .decimal(precision: 9, scale: 2)),
            (.decimal(precision: 18, scale: 18), .int64, nil, .decimal(precision: 18, scale: 18)),
            (
                .decimal(precision: 38, scale: 0), .fixedLengthByteArray, 16,
                .decimal(precision: 38, scale: 0)
            ),
            (.decimal(precision: 4, scale: 2), .byteArray, nil, .decimal(precision: 4, scale: 2)),
            (.date, .int32, nil, .date),
            (.time(.milliseconds, isUTC: false), .int32, nil, .time(.milliseconds)),
            (.time(.microseconds, isUTC: true), .int64, nil, .time(.microseconds)),
            (.time(.nanoseconds, isUTC: true), .int64, nil, .time(.nanoseconds)),
            (
                .timestamp(.milliseconds, isUTC: true), .int64, nil,
                .timestamp(.milliseconds, isUTC: true)
            ),
            (
                .timestamp(.nanoseconds, isUTC: false), .int64, nil,
                .timestamp(.nanoseconds, isUTC: false)
            ),
            (.integer(bits: 8, isSigned: true), .int32, nil, .integer(bits: 8, isSigned: true)),
            (.integer(bits: 16, isSigned: false), .int32, nil, .integer(bits: 16, isSigned: false)),
            (.integer(bits: 64, isSigned: false), .int64, nil, .integer(bits: 64, isSigned: false)),
            (.uuid, .fixedLengthByteArray, 16, .uuid),
            (.float16, .fixedLengthByteArray, 2, .halfFloat),
            (.unknown, .int32, nil, .unknown), (.unknown, .byteArray, nil, .unknown),
            // What does not fit is read by its physical type.
            (.string, .int32, nil, .int), (.date, .int64, nil, .long),
            (.time(.milliseconds, isUTC: true), .int64, nil, .long),
            (.timestamp(.microseconds, isUTC: true), .int32, nil, .int),
            (.integer(bits: 64, isSigned: false), .int32, nil, .int),
            (.integer(bits: 24, isSigned: false), .int32, nil, .int),
            (.uuid, .fixedLengthByteArray, 15, .fixed(15)), (.uuid, .byteArray, nil, .binary),
            (.float16, .float, nil, .float),
            (.decimal(precision: 4, scale: 5), .int32, nil, .int),
            (.decimal(precision: 4, scale: 2), .double, nil, .double),
        ] as [(LogicalType, PhysicalType, Int?, ScalarType)])
    func logical(
        annotation: LogicalType, type: PhysicalType, length: Int?, expected: ScalarType
    ) throws {
        #expect(try leaf(type, length: length, logical: annotation)?.type == expected)
    }

    @Test(
        "Converted types, whose times and timestamps are in UTC",
        arguments: [
            (.utf8, .byteArray, .string), (.enumeration, .byteArray, .string),
            (.json, .byteArray, .json), (.bson, .byteArray, .binary), (.date, .int32, .date),
            (.timeMillis, .int32, .time(.milliseconds)),
            (.timeMicros, .int64, .time(.microseconds)),
            (.timestampMillis, .int64, .timestamp(.milliseconds, isUTC: true)),
            (.timestampMicros, .int64, .timestamp(.microseconds, isUTC: true)),
            (.uint8, .int32, .integer(bits: 8, isSigned: false)),
            (.uint32, .int32, .integer(bits: 32, isSigned: false)),
            (.uint64, .int64, .integer(bits: 64, isSigned: false)),
            (.int16, .int32, .integer(bits: 16, isSigned: true)),
            (.interval, .fixedLengthByteArray, .fixed(12)),
            (.decimal, .int64, .decimal(precision: 12, scale: 3)),
            (.utf8, .int64, .long),
        ] as [(ConvertedType, PhysicalType, ScalarType)])
    func converted(annotation: ConvertedType, type: PhysicalType, expected: ScalarType) throws {
        let leaf = try leaf(type, length: 12, converted: annotation, precision: 12, scale: 3)
        #expect(leaf?.type == expected)
        let hasOrder = annotation != .interval && expected != .long
        #expect(leaf?.hasDefinedOrder == hasOrder)
    }

    @Test("The newer annotation wins where it fits, the older one where only it does")
    func both() throws {
        let local = try leaf(
            .int64, logical: .timestamp(.microseconds, isUTC: false), converted: .timestampMicros)
        #expect(local?.type == .timestamp(.microseconds, isUTC: false))
        let older = try leaf(.byteArray, logical: .uuid, converted: .utf8)
        #expect(older?.type == .string)
    }

    @Test("INT96 is a timestamp without a zone and has no order")
    func int96() throws {
        let leaf = try leaf(.int96)
        #expect(leaf?.type == .timestamp(.microseconds, isUTC: false))
        #expect(leaf?.hasDefinedOrder == false)
    }

    @Test("Types of a file: pyarrow 26.0.1 says the same")
    func file() throws {
        let types = try [
            "fixed_length_decimal", "byte_array_decimal", "int32_decimal", "int96_from_spark",
            "float16_nonzeros_and_nans", "nan_in_stats",
        ].map {
            try ParquetFixture("parquet-testing/\($0).parquet").metadata().schema.leaves[0].type
        }
        #expect(
            types == [
                .decimal(precision: 25, scale: 2), .decimal(precision: 4, scale: 2),
                .decimal(precision: 4, scale: 2), .timestamp(.microseconds, isUTC: false),
                .halfFloat, .double,
            ])
    }

    private func elements(_ counts: [Int?]) -> [SchemaElement] {
        counts.enumerated().map { index, count in
            var element = SchemaElement(name: "n\(index)")
            element.childCount = count
            element.type = count == nil ? .int32 : nil
            element.repetition = index == 0 ? nil : .optional
            return element
        }
    }

    @Test(
        "Lists that are no tree",
        arguments: [
            ([], "no root"), ([nil], "no root"), ([2, nil], "num_children is 2"),
            ([1, nil, nil], "2 of them in the tree"), ([1, 5], "num_children is 5"),
            ([2, 1, nil], "ends early"), ([1, 0], "a group without fields"),
            ([Int(Int32.max), nil], "num_children is 2147483647"),
        ] as [([Int?], String)])
    func noTree(counts: [Int?], fragment: String) throws {
        let error = lakeError { () throws(LakeError) in _ = try Schema(elements(counts)) }
        #expect(error?.code == .corrupt)
        #expect(error?.what.contains(fragment) == true, "\(String(describing: error))")
    }

    @Test("A file may have no columns")
    func noColumns() throws { #expect(try Schema(elements([0])).leaves.isEmpty) }

    @Test("Groups in groups end at the limit")
    func depth() throws {
        let deepest = Array(repeating: 1, count: MetadataLimits.schemaDepthMax) + [nil]
        #expect(
            try Schema(elements(deepest)).leaves[0].maxDefinitionLevel
                == MetadataLimits.schemaDepthMax)
        let error = lakeError { () throws(LakeError) in
            _ = try Schema(elements([1] + deepest))
        }
        #expect(error?.code == .limit)
    }

    @Test(
        "Leaves that lack something", arguments: [nil, 0, -1])
    func fixedLength(length: Int?) throws {
        let error = lakeError { () throws(LakeError) in
            _ = try leaf(.fixedLengthByteArray, length: length)
        }
        #expect(error?.code == .corrupt)
        #expect(error?.places == [.column("x")])
    }

    @Test("Logical types as they lie in the file (parquet.thrift, LogicalType)")
    func logicalTypeBytes() throws {
        func read(_ body: (inout CompactWriter) -> Void) throws -> SchemaElement {
            let bytes = CompactWriter.structure { writer in
                writer.int32(1, 2)
                writer.int32(3, 1)
                writer.string(4, "x")
                writer.structure(10, body)
            }
            var reader = CompactReader(ByteReader(try buffer(bytes)))
            return try SchemaElement(reading: &reader)
        }
        #expect(try read { $0.structure(1) { _ in } }.logicalType == .string)
        let decimal = try read { union in
            union.structure(5) { decimal in
                decimal.int32(1, 2)
                decimal.int32(2, 9)
            }
        }
        #expect(decimal.logicalType == .decimal(precision: 9, scale: 2))
        let timestamp = try read { union in
            union.structure(8) { timestamp in
                timestamp.boolean(1, true)
                timestamp.structure(2) { $0.structure(3) { _ in } }
            }
        }
        #expect(timestamp.logicalType == .timestamp(.nanoseconds, isUTC: true))
        let integer = try read { union in
            union.structure(10) { integer in
                integer.raw(1, type: 3, [16])
                integer.boolean(2, false)
            }
        }
        #expect(integer.logicalType == .integer(bits: 16, isSigned: false))
        let later = try read { $0.structure(200) { _ in } }
        #expect(later.logicalType == nil)
        #expect(later.hasUnknownAnnotation)
    }
}
