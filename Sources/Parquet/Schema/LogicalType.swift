// What a node means: the union LogicalType of parquet.thrift and the older enum ConvertedType.

package import Columnar

/// The older annotation.
package enum ConvertedType: Int32, Hashable, Sendable {
    case utf8 = 0
    case map = 1
    case mapKeyValue = 2
    case list = 3
    case enumeration = 4
    case decimal = 5
    case date = 6
    case timeMillis = 7
    case timeMicros = 8
    case timestampMillis = 9
    case timestampMicros = 10
    case uint8 = 11
    case uint16 = 12
    case uint32 = 13
    case uint64 = 14
    case int8 = 15
    case int16 = 16
    case int32 = 17
    case int64 = 18
    case json = 19
    case bson = 20
    case interval = 21
}

/// The annotation of today.
package enum LogicalType: Hashable, Sendable {
    case string
    case map
    case list
    case enumeration
    case decimal(precision: Int, scale: Int)
    case date
    case time(TimeUnit, isUTC: Bool)
    case timestamp(TimeUnit, isUTC: Bool)
    case integer(bits: Int, isSigned: Bool)
    /// Always null.
    case unknown
    case json
    case bson
    case uuid
    case float16
    case variant
    case geometry
    case geography

    /// Reads the union.
    ///
    /// - Returns: nil for an annotation of a later version or one without its parameters; the
    ///   physical type then says what the values are.
    init?(reading reader: inout CompactReader) throws(LakeError) {
        var type: LogicalType?
        var last = 0
        while let field = try reader.nextField(after: &last) {
            guard field.type == .structure else {
                try reader.skip(field)
                continue
            }
            switch field.id {
            case 5: type = try Self.decimal(&reader)
            case 7:
                type = try Self.unitAndZone(&reader).map { .time($0.unit, isUTC: $0.isUTC) }
            case 8:
                type = try Self.unitAndZone(&reader).map { .timestamp($0.unit, isUTC: $0.isUTC) }
            case 10: type = try Self.integer(&reader)
            default:
                type = Self.withoutParameters[field.id] ?? type
                try reader.skip(field)
            }
        }
        guard let type else { return nil }
        self = type
    }

    /// Members of the union whose parameters, if any, do not change how values are read.
    private static let withoutParameters: [Int: LogicalType] = [
        1: .string, 2: .map, 3: .list, 4: .enumeration, 6: .date, 11: .unknown, 12: .json,
        13: .bson, 14: .uuid, 15: .float16, 16: .variant, 17: .geometry, 18: .geography,
    ]

    private static func decimal(_ reader: inout CompactReader) throws(LakeError) -> LogicalType? {
        var scale: Int32?
        var precision: Int32?
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: scale = try reader.int32(field, "scale")
            case 2: precision = try reader.int32(field, "precision")
            default: try reader.skip(field)
            }
        }
        guard let scale, let precision else { return nil }
        return .decimal(precision: Int(precision), scale: Int(scale))
    }

    private static func integer(_ reader: inout CompactReader) throws(LakeError) -> LogicalType? {
        var bits: Int32?
        var isSigned: Bool?
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: bits = try reader.int32(field, "bitWidth")
            case 2: isSigned = try reader.boolean(field, "isSigned")
            default: try reader.skip(field)
            }
        }
        guard let bits, let isSigned else { return nil }
        return .integer(bits: Int(bits), isSigned: isSigned)
    }

    private static func unitAndZone(
        _ reader: inout CompactReader
    ) throws(LakeError) -> (unit: TimeUnit, isUTC: Bool)? {
        var unit: TimeUnit?
        var isUTC: Bool?
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: isUTC = try reader.boolean(field, "isAdjustedToUTC")
            case 2:
                switch try reader.unionMember(field, "unit") {
                case 1: unit = .milliseconds
                case 2: unit = .microseconds
                case 3: unit = .nanoseconds
                default: unit = nil
                }
            default: try reader.skip(field)
            }
        }
        guard let unit, let isUTC else { return nil }
        return (unit, isUTC)
    }
}
