// A node of the schema's tree as it is stored.

import Columnar

/// A group or a leaf. Immutable.
package final class SchemaNode: Sendable {
    package let name: String
    package let fieldID: Int?
    package let repetition: Repetition
    /// Empty for leaves.
    package let children: [SchemaNode]
    /// Nil for groups.
    package let leaf: SchemaLeaf?
    /// The definition level at which the node is present; at the levels below, it or something
    /// around it is not.
    package let maxDefinitionLevel: Int
    /// How many repeated nodes there are from the root to this one, which counts.
    package let maxRepetitionLevel: Int
    /// The indexes of the leaves below, or of the leaf itself.
    package let leafRange: Range<Int>
    /// The group's annotation, of either kind.
    package let annotation: LogicalType?

    init(
        _ element: SchemaElement, repetition: Repetition, children: [SchemaNode],
        leaf: SchemaLeaf?, levels: (definition: Int, repetition: Int), leafRange: Range<Int>
    ) {
        name = element.name
        fieldID = element.fieldID
        self.repetition = repetition
        self.children = children
        self.leaf = leaf
        maxDefinitionLevel = levels.definition
        maxRepetitionLevel = levels.repetition
        self.leafRange = leafRange
        annotation = element.logicalType ?? element.convertedAnnotation
    }

    /// What one occurrence of the node is, whether or not it is repeated.
    package var shape: SchemaShape { SchemaShape(self) }
}

extension SchemaElement {
    /// The converted type as a logical type; nil also for INTERVAL, which has none.
    var convertedAnnotation: LogicalType? {
        switch convertedType {
        case .utf8: .string
        case .map, .mapKeyValue: .map
        case .list: .list
        case .enumeration: .enumeration
        case .decimal: precision.map { .decimal(precision: $0, scale: scale ?? 0) }
        case .date: .date
        case .timeMillis: .time(.milliseconds, isUTC: true)
        case .timeMicros: .time(.microseconds, isUTC: true)
        case .timestampMillis: .timestamp(.milliseconds, isUTC: true)
        case .timestampMicros: .timestamp(.microseconds, isUTC: true)
        case .uint8: .integer(bits: 8, isSigned: false)
        case .uint16: .integer(bits: 16, isSigned: false)
        case .uint32: .integer(bits: 32, isSigned: false)
        case .uint64: .integer(bits: 64, isSigned: false)
        case .int8: .integer(bits: 8, isSigned: true)
        case .int16: .integer(bits: 16, isSigned: true)
        case .int32: .integer(bits: 32, isSigned: true)
        case .int64: .integer(bits: 64, isSigned: true)
        case .json: .json
        case .bson: .bson
        case .interval, nil: nil
        }
    }
}
