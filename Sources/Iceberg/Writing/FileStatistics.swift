// What a manifest says about the columns of a file that was written.
//
// Bounds are cut: texts to 16 code points, bytes to 16. The lower one is then a prefix; the upper
// one a prefix whose last unit is one larger, so that it is above all values, or left out when
// there is no such prefix. Elements of lists and maps have counts and no bounds, and of very wide
// tables only the first columns have any.
// Source: Iceberg specification, "Manifests" and appendix D; Java's defaults of the properties
// write.metadata.metrics.default (truncate(16)) and .max-inferred-column-defaults (100).

import Columnar
import Parquet

enum FileStatistics {
    /// Code points of a text and bytes of a binary value in a bound.
    private static let boundUnitsMax = 16

    /// - Parameter columnsMax: leaves that get more than their sizes.
    /// - Returns: statistics by the ids of fields.
    static func statistics(
        of leaves: [LeafSummary], schema: IcebergSchema, columnsMax: Int
    ) -> [Int: ContentFile.ColumnStatistics] {
        var all: [Int: ContentFile.ColumnStatistics] = [:]
        for (index, leaf) in leaves.enumerated() {
            guard let id = leaf.fieldID, let type = schema.field(id: id)?.type.primitive else {
                continue
            }
            var statistics = ContentFile.ColumnStatistics()
            statistics.sizeBytes = leaf.sizeBytes
            if index < columnsMax {
                statistics.valueCount = leaf.valueCount
                statistics.nullCount = leaf.nullCount
                statistics.nanCount = leaf.nanCount
                if !isRepeated(id, in: schema) {
                    statistics.lowerBound = leaf.minimum.flatMap { lowerBound($0, type) }
                    statistics.upperBound = leaf.maximum.flatMap { upperBound($0, type) }
                }
            }
            all[id] = statistics
        }
        return all
    }

    /// Whether a list or map lies around the field.
    private static func isRepeated(_ id: Int, in schema: IcebergSchema) -> Bool {
        schema.path(id: id).dropLast().contains { outer in
            switch schema.field(id: outer)?.type {
            case .list, .map: true
            default: false
            }
        }
    }

    private static func lowerBound(_ bound: LeafBound, _ type: PrimitiveType) -> [UInt8]? {
        guard let bytes = bytes(bound, type) else { return nil }
        switch type {
        case .string: return prefix(ofText: bytes)
        case .binary, .fixed: return Array(bytes.prefix(boundUnitsMax))
        default: return bytes
        }
    }

    private static func upperBound(_ bound: LeafBound, _ type: PrimitiveType) -> [UInt8]? {
        guard let bytes = bytes(bound, type) else { return nil }
        switch type {
        case .string:
            let prefix = prefix(ofText: bytes)
            return prefix.count == bytes.count ? bytes : incremented(text: prefix)
        case .binary, .fixed:
            return bytes.count <= boundUnitsMax
                ? bytes : incremented(Array(bytes.prefix(boundUnitsMax)))
        default: return bytes
        }
    }

    /// A value in Iceberg's binary form; nil where the two do not fit.
    private static func bytes(_ bound: LeafBound, _ type: PrimitiveType) -> [UInt8]? {
        let value: SingleValue? =
            switch (bound, type) {
            case (.boolean(let flag), .boolean): .boolean(flag)
            case (.integer(let number), .int), (.integer(let number), .long): .integer(number)
            case (.integer(let days), .date): .date(days)
            case (.integer(let time), .time): .time(time)
            case (.integer(let time), .timestamp(let unit, let isUTC)):
                .timestamp(time, unit, isUTC: isUTC)
            case (.integer(let unscaled), .decimal(_, let scale)):
                .decimal(unscaled: Int128(unscaled), scale: scale)
            case (.bytes(let bytes), .decimal(_, let scale)):
                DecimalText.unscaled(bigEndian: bytes).map { .decimal(unscaled: $0, scale: scale) }
            case (.real(let real), .float), (.real(let real), .double): .real(real)
            case (.bytes(let bytes), .string): .string(bytes)
            case (.bytes(let bytes), .uuid): .uuid(bytes)
            case (.bytes(let bytes), .binary), (.bytes(let bytes), .fixed): .binary(bytes)
            default: nil
            }
        return value?.bound(type)
    }

    private static func prefix(ofText bytes: [UInt8]) -> [UInt8] {
        var left = boundUnitsMax
        for (index, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
            if left == 0 { return Array(bytes[..<index]) }
            left -= 1
        }
        return bytes
    }

    /// The least bytes of no more length that are above all that begin with these; nil when there
    /// are none.
    static func incremented(_ prefix: [UInt8]) -> [UInt8]? {
        var bytes = prefix
        while let last = bytes.popLast() {
            if last < 0xFF { return bytes + [last + 1] }
        }
        return nil
    }

    /// The same for a text, by code points; surrogates are none.
    static func incremented(text prefix: [UInt8]) -> [UInt8]? {
        var scalars = Array(String(decoding: prefix, as: UTF8.self).unicodeScalars)
        while let last = scalars.popLast() {
            let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
            guard let scalar = Unicode.Scalar(next) else { continue }
            scalars.append(scalar)
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars)
            return Array(text.utf8)
        }
        return nil
    }
}
