// The schema of a file that is written: what annotations each type gets.
//
//     type                     physical               logical            converted
//     boolean                  BOOLEAN
//     integer 8-32, 64         INT32, INT64           INTEGER(bits, sign)  (U)INT_x
//     int, long                INT32, INT64
//     decimal P ≤ 9            INT32                  DECIMAL            DECIMAL
//             P ≤ 18           INT64
//             P > 18           FIXED of least length
//     date                     INT32                  DATE               DATE
//     time                     INT32 (ms), INT64      TIME, local        TIME_x
//     timestamp                INT64                  TIMESTAMP          TIMESTAMP_x
//     string, json             BYTE_ARRAY             STRING, JSON       UTF8, JSON
//     uuid, fixed              FIXED                  UUID, none
//     unknown                  INT32                  UNKNOWN
//
//     list<T>    group name (LIST) { repeated group list { T element } }
//     map<K,V>   group name (MAP) { repeated group key_value { required K key; V value } }
//
// Local times get the converted type too, as LogicalTypes.md demands for older readers; nanoseconds
// have none. Source: LogicalTypes.md; Iceberg spec, Appendix A, "Parquet".

import Columnar

/// The columns of a file with the schema that they make.
struct WriterSchema: Sendable {
    let columns: [ParquetWriterColumn]
    let elements: [SchemaElement]
    let schema: Schema
    /// By column.
    let nodes: [WriterNode]

    var leaves: [SchemaLeaf] { schema.leaves }

    /// - Throws: `LakeError.invalidInput` at `.column` for a group without members or two columns
    ///   of a name, `.unsupported` for a type that Parquet has not, `.limit`.
    init(_ columns: [ParquetWriterColumn]) throws(LakeError) {
        var builder = WriterSchemaBuilder()
        self.columns = columns
        guard !columns.isEmpty else {
            throw LakeError(.invalidInput, "a Parquet file has at least one column")
        }
        nodes = try builder.members(columns, definitionLevel: 0, repetitionLevel: 0)
        var root = SchemaElement(name: "schema")
        root.childCount = columns.count
        elements = [root] + builder.elements
        schema = try Schema(elements)
    }
}

/// A place in the schema as rows are cut up: levels are those at which something is there.
struct WriterNode: Sendable {
    indirect enum Shape: Sendable {
        case scalar(ScalarType)
        case structure([WriterNode])
        case list(WriterNode)
        case map(key: WriterNode, value: WriterNode)
    }

    let name: String
    let isRequired: Bool
    let definitionLevel: Int
    /// Repeated groups around the node.
    let repetitionLevel: Int
    let leafRange: Range<Int>
    let shape: Shape
}

private struct WriterSchemaBuilder {
    var elements: [SchemaElement] = []
    private var leafCount = 0
    private var path: [String] = []

    mutating func members(
        _ columns: [ParquetWriterColumn], definitionLevel: Int, repetitionLevel: Int
    ) throws(LakeError) -> [WriterNode] {
        var names: Set<String> = []
        var nodes: [WriterNode] = []
        for column in columns {
            guard names.insert(column.name).inserted else {
                throw invalid("two columns have the name \(column.name)")
            }
            nodes.append(
                try node(
                    column, as: column.name, definitionLevel: definitionLevel,
                    repetitionLevel: repetitionLevel))
        }
        return nodes
    }

    private mutating func node(
        _ column: ParquetWriterColumn, as name: String, isKey: Bool = false,
        definitionLevel: Int, repetitionLevel: Int
    ) throws(LakeError) -> WriterNode {
        path.append(name)
        defer { path.removeLast() }
        guard path.count <= ParquetWriterLimits.nestingMax else {
            throw LakeError(
                .limit, "columns are nested deeper than \(ParquetWriterLimits.nestingMax)",
                at: [.column(path[0])])
        }
        let isRequired = column.isRequired || isKey
        let level = definitionLevel + (isRequired ? 0 : 1)
        let firstLeaf = leafCount
        var element = SchemaElement(name: name)
        element.fieldID = column.fieldID
        element.repetition = isRequired ? .required : .optional
        let shape: WriterNode.Shape
        switch column.type {
        case .scalar(let type):
            do throws(LakeError) {
                try element.annotate(type)
            } catch {
                throw error.at(.column(path.joined(separator: ".")))
            }
            elements.append(element)
            leafCount += 1
            guard leafCount <= ParquetWriterLimits.leavesMax else {
                throw LakeError(.limit, "more than \(ParquetWriterLimits.leavesMax) columns")
            }
            shape = .scalar(type)
        case .structure(let members):
            guard !members.isEmpty else { throw invalid("a struct without members") }
            element.childCount = members.count
            elements.append(element)
            shape = .structure(
                try self.members(
                    members, definitionLevel: level, repetitionLevel: repetitionLevel))
        case .list(let member):
            element.childCount = 1
            element.logicalType = .list
            element.convertedType = .list
            appendRepeated(element, "list", childCount: 1)
            shape = .list(
                try node(
                    member, as: "element", definitionLevel: level + 1,
                    repetitionLevel: repetitionLevel + 1))
        case .map(let key, let value):
            element.childCount = 1
            element.logicalType = .map
            element.convertedType = .map
            appendRepeated(element, "key_value", childCount: 2)
            let key = try node(
                key, as: "key", isKey: true, definitionLevel: level + 1,
                repetitionLevel: repetitionLevel + 1)
            let value = try node(
                value, as: "value", definitionLevel: level + 1,
                repetitionLevel: repetitionLevel + 1)
            shape = .map(key: key, value: value)
        }
        return WriterNode(
            name: name, isRequired: isRequired, definitionLevel: level,
            repetitionLevel: repetitionLevel, leafRange: firstLeaf..<leafCount, shape: shape)
    }

    private mutating func appendRepeated(
        _ group: SchemaElement, _ name: String, childCount: Int
    ) {
        var element = SchemaElement(name: name)
        element.repetition = .repeated
        element.childCount = childCount
        elements += [group, element]
    }

    private func invalid(_ what: String) -> LakeError {
        let error = LakeError(.invalidInput, what)
        return path.isEmpty ? error : error.at(.column(path.joined(separator: ".")))
    }
}

extension SchemaElement {
    /// Gives a leaf its physical type and annotations.
    mutating func annotate(_ scalar: ScalarType) throws(LakeError) {
        switch scalar {
        case .boolean: type = .boolean
        case .int: type = .int32
        case .long: type = .int64
        case .integer(let bits, let isSigned):
            try annotate(bits: bits, isSigned: isSigned)
        case .float: type = .float
        case .double: type = .double
        case .decimal(let precision, let scale):
            try annotateDecimal(precision: precision, scale: scale)
        case .date:
            (type, logicalType, convertedType) = (.int32, .date, .date)
        case .time(let unit):
            type = unit == .milliseconds ? .int32 : .int64
            logicalType = .time(unit, isUTC: false)
            convertedType = unit.convertedType(.timeMillis, .timeMicros)
        case .timestamp(let unit, let isUTC):
            (type, logicalType) = (.int64, .timestamp(unit, isUTC: isUTC))
            convertedType = unit.convertedType(.timestampMillis, .timestampMicros)
        case .string: (type, logicalType, convertedType) = (.byteArray, .string, .utf8)
        case .json: (type, logicalType, convertedType) = (.byteArray, .json, .json)
        case .binary: type = .byteArray
        case .uuid: (type, typeLength, logicalType) = (.fixedLengthByteArray, 16, .uuid)
        case .fixed(let count):
            guard count > 0 else {
                throw LakeError(.invalidInput, "a type of \(count) bytes")
            }
            (type, typeLength) = (.fixedLengthByteArray, count)
        case .unknown: (type, logicalType) = (.int32, .unknown)
        case .halfFloat:
            throw LakeError(
                .unsupported, "floats of 16 bits are read but not written",
                advice: "write them as float")
        }
    }

    private mutating func annotate(bits: Int, isSigned: Bool) throws(LakeError) {
        let converted: [Int: (signed: ConvertedType, unsigned: ConvertedType)] = [
            8: (.int8, .uint8), 16: (.int16, .uint16), 32: (.int32, .uint32),
            64: (.int64, .uint64),
        ]
        guard let pair = converted[bits] else {
            throw LakeError(.unsupported, "integers of \(bits) bits")
        }
        type = bits == 64 ? .int64 : .int32
        logicalType = .integer(bits: bits, isSigned: isSigned)
        convertedType = isSigned ? pair.signed : pair.unsigned
    }

    private mutating func annotateDecimal(precision: Int, scale: Int) throws(LakeError) {
        guard (1...38).contains(precision), (0...precision).contains(scale) else {
            throw LakeError(
                .unsupported, "a decimal of \(precision) digits, \(scale) behind the point",
                advice: "at most 38 digits fit")
        }
        switch precision {
        case ...9: type = .int32
        case ...18: type = .int64
        default:
            type = .fixedLengthByteArray
            typeLength = Self.decimalBytes(precision: precision)
        }
        self.precision = precision
        self.scale = scale
        logicalType = .decimal(precision: precision, scale: scale)
        convertedType = .decimal
    }

    /// The fewest bytes whose two's complement holds every number of so many digits, at most 38.
    private static func decimalBytes(precision: Int) -> Int {
        var largest: Int128 = 1
        for _ in 0..<precision { largest *= 10 }
        // A sign bit stands in front.
        return (128 - (largest - 1).leadingZeroBitCount) / 8 + 1
    }
}

extension TimeUnit {
    fileprivate func convertedType(
        _ milliseconds: ConvertedType, _ microseconds: ConvertedType
    ) -> ConvertedType? {
        switch self {
        case .milliseconds: milliseconds
        case .microseconds: microseconds
        case .nanoseconds: nil
        }
    }
}
