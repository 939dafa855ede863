// What the values of a leaf mean: its annotation where that fits the physical type, otherwise the
// physical type. Source: LogicalTypes.md.

import Columnar

/// The type of a leaf's values and whether they have an order.
struct LeafMeaning {
    let type: ScalarType
    let hasDefinedOrder: Bool

    /// - Parameter typeLength: bytes of a FIXED_LEN_BYTE_ARRAY.
    init(_ element: SchemaElement, _ physicalType: PhysicalType, typeLength: Int) {
        let annotations = [element.logicalType, element.convertedAnnotation].compactMap(\.self)
        let meanings = annotations.compactMap { annotation in
            Self.type(annotation, physicalType, typeLength: typeLength)
                .map { (annotation: annotation, type: $0) }
        }
        guard let meaning = meanings.first else {
            type = Self.type(physicalType, typeLength: typeLength)
            // An annotation that we do not understand may come with an order of its own; INTERVAL
            // has none, and that of INT96 is not what its statistics were made with.
            hasDefinedOrder =
                annotations.isEmpty && !element.hasUnknownAnnotation
                && element.convertedType != .interval && physicalType != .int96
            return
        }
        type = meaning.type
        switch meaning.annotation {
        case .unknown, .geometry, .geography: hasDefinedOrder = false
        default: hasDefinedOrder = physicalType != .int96
        }
    }

    /// The type by an annotation; nil when it does not fit.
    private static func type(
        _ annotation: LogicalType, _ physicalType: PhysicalType, typeLength: Int
    ) -> ScalarType? {
        switch (annotation, physicalType) {
        case (.string, .byteArray), (.enumeration, .byteArray): return .string
        case (.json, .byteArray): return .json
        case (.bson, .byteArray), (.geometry, .byteArray), (.geography, .byteArray):
            return .binary
        case (.decimal(let precision, let scale), .int32),
            (.decimal(let precision, let scale), .int64),
            (.decimal(let precision, let scale), .byteArray),
            (.decimal(let precision, let scale), .fixedLengthByteArray):
            // More digits than the bytes can hold are let through: the scale is what counts.
            guard precision > 0, scale >= 0, scale <= precision else { return nil }
            return .decimal(precision: precision, scale: scale)
        case (.date, .int32): return .date
        case (.time(.milliseconds, _), .int32): return .time(.milliseconds)
        case (.time(.microseconds, _), .int64): return .time(.microseconds)
        case (.time(.nanoseconds, _), .int64): return .time(.nanoseconds)
        case (.timestamp(let unit, let isUTC), .int64): return .timestamp(unit, isUTC: isUTC)
        case (.integer(let bits, let isSigned), .int32) where [8, 16, 32].contains(bits):
            return .integer(bits: bits, isSigned: isSigned)
        case (.integer(64, let isSigned), .int64): return .integer(bits: 64, isSigned: isSigned)
        case (.uuid, .fixedLengthByteArray) where typeLength == 16: return .uuid
        case (.float16, .fixedLengthByteArray) where typeLength == 2: return .halfFloat
        case (.unknown, _): return .unknown
        default: return nil
        }
    }

    /// The type of values without an annotation.
    private static func type(_ physicalType: PhysicalType, typeLength: Int) -> ScalarType {
        switch physicalType {
        case .boolean: .boolean
        case .int32: .int
        case .int64: .long
        // Nanoseconds in the file; microseconds reach all years that Spark writes.
        case .int96: .timestamp(.microseconds, isUTC: false)
        case .float: .float
        case .double: .double
        case .byteArray: .binary
        case .fixedLengthByteArray: .fixed(typeLength)
        }
    }
}
