// Builds the plan of a nested column, giving slots to the leaves that it reads.

package import Columnar
import JSON

/// A nested column: its plan and its leaves.
package struct NestedColumn: Sendable {
    let plan: NestedPlan
    /// By slot.
    package let leaves: [LeafPlan]
    /// Below this level of the first leaf the column is NULL.
    let definitionLevel: Int

    /// The column as the file has it.
    ///
    /// - Throws: `LakeError.unsupported` at `.column`.
    package init(_ field: SchemaField) throws(LakeError) {
        try self.init(field) { (builder) throws(LakeError) in try builder.plan(of: field) }
    }

    /// A column that is read by another schema than the file's.
    ///
    /// - Parameter build: makes the plan of the column's value; it reads at least one leaf.
    package init(
        _ field: SchemaField,
        _ build: (NestedPlanBuilder) throws(LakeError) -> NestedPlan
    ) throws(LakeError) {
        let builder = NestedPlanBuilder()
        plan = try build(builder)
        leaves = builder.leaves
        definitionLevel = field.definitionLevel
    }
}

/// Gives slots to leaves while a plan is built, depth first.
package final class NestedPlanBuilder {
    fileprivate private(set) var leaves: [LeafPlan] = []

    fileprivate init() {}

    /// The plan of a field as the file has it.
    package func plan(of field: SchemaField) throws(LakeError) -> NestedPlan {
        switch field.shape {
        case .scalar(let leaf): return try scalar(leaf, to: leaf.valueType)
        case .structure(let members):
            return try structure(field) { () throws(LakeError) in
                var plans: [(name: String, plan: NestedPlan)] = []
                for member in members { plans.append((member.name, try plan(of: member))) }
                return plans
            }
        case .list(let shape):
            return try list(field, shape) { () throws(LakeError) in try plan(of: shape.element) }
        case .map(let shape):
            return try map(
                field, shape, hasScalarKeys: shape.key.isScalar,
                key: { () throws(LakeError) in try plan(of: shape.key) },
                value: { () throws(LakeError) in
                    guard let value = shape.value else { return .constant(Array("null".utf8)) }
                    return try plan(of: value)
                })
        case .variant(let shape): return try variant(field, shape)
        }
    }

    /// The value of a leaf.
    package func scalar(_ leaf: SchemaLeaf, to target: ScalarType) throws(LakeError) -> NestedPlan {
        .scalar(slot: try slot(leaf, to: target))
    }

    /// An object with the members that `build` gives.
    ///
    /// - Parameter field: a struct of the file.
    package func structure(
        _ field: SchemaField,
        _ build: () throws(LakeError) -> [(name: String, plan: NestedPlan)]
    ) throws(LakeError) -> NestedPlan {
        let start = leaves.count
        var members: [NestedMember] = []
        for member in try build() {
            members.append(
                NestedMember(
                    label: try label(member.name), plan: member.plan))
        }
        let isPresenceOnly = leaves.count == start
        if isPresenceOnly { _ = try presenceSlot(of: field) }
        return .structure(
            NestedStructure(
                definitionLevel: field.definitionLevel, repetitionLevel: field.repetitionLevel,
                presence: start, isPresenceOnly: isPresenceOnly, slots: start..<leaves.count,
                members: members))
    }

    /// An array of the elements that `build` gives.
    package func list(
        _ field: SchemaField, _ shape: SchemaList, _ build: () throws(LakeError) -> NestedPlan
    ) throws(LakeError) -> NestedPlan {
        let start = leaves.count
        let element = try build()
        try requireLeaf(from: start, in: field)
        return .list(
            NestedRepetition(
                definitionLevel: field.definitionLevel,
                elementDefinitionLevel: shape.elementDefinitionLevel,
                repetitionLevel: shape.repetitionLevel, presence: start,
                slots: start..<leaves.count), element)
    }

    /// A map of the keys and values that the closures give.
    package func map(
        _ field: SchemaField, _ shape: SchemaMap, hasScalarKeys: Bool,
        key buildKey: () throws(LakeError) -> NestedPlan,
        value buildValue: () throws(LakeError) -> NestedPlan
    ) throws(LakeError) -> NestedPlan {
        let start = leaves.count
        let key = try buildKey()
        let value = try buildValue()
        try requireLeaf(from: start, in: field)
        return .map(
            NestedRepetition(
                definitionLevel: field.definitionLevel,
                elementDefinitionLevel: shape.entryDefinitionLevel,
                repetitionLevel: shape.repetitionLevel, presence: start,
                slots: start..<leaves.count),
            key: key, value: value, hasScalarKeys: hasScalarKeys)
    }

    /// A variant.
    package func variant(
        _ field: SchemaField, _ shape: SchemaVariant
    ) throws(LakeError) -> NestedPlan {
        let start = leaves.count
        guard case .scalar(let metadata) = shape.metadata.shape else {
            throw LakeError(.corrupt, "the metadata of a variant are no leaf")
        }
        let metadataSlot = try slot(metadata, to: .binary)
        let parts = try variantParts(value: shape.value, typedValue: shape.typedValue)
        return .variant(
            NestedVariant(
                definitionLevel: field.definitionLevel, metadata: metadataSlot,
                value: parts.value, typedValue: parts.typedValue, slots: start..<leaves.count))
    }

    func slot(_ leaf: SchemaLeaf, to target: ScalarType) throws(LakeError) -> Int {
        leaves.append(try LeafPlan(nested: leaf, to: target))
        return leaves.count - 1
    }

    var slotCount: Int { leaves.count }

    /// A slot for the first leaf below a field, of which only the levels are looked at.
    private func presenceSlot(of field: SchemaField) throws(LakeError) -> Int {
        guard let leaf = field.firstLeaf else {
            throw LakeError(.corrupt, "a group without leaves", at: [.column(field.name)])
        }
        return try slot(leaf, to: leaf.valueType)
    }

    /// Where a list's elements end is told by its leaves.
    private func requireLeaf(from start: Int, in field: SchemaField) throws(LakeError) {
        guard leaves.count > start else {
            throw LakeError(
                .unsupported, "a list or map none of whose fields is in the table's schema",
                at: [.column(field.name)])
        }
    }

    private func label(_ name: String) throws(LakeError) -> [UInt8] {
        let buffer = try ByteBuffer(capacityBytes: 64)
        let writer = JSONWriter(buffer)
        try writer.string(Array(name.utf8))
        try writer.byte(UInt8(ascii: ":"))
        return unsafe Array(UnsafeBufferPointer(start: buffer.base, count: buffer.countBytes))
    }
}

@available(*, unavailable)
extension NestedPlanBuilder: Sendable {}

extension SchemaField {
    /// Whether the field is a single value.
    package var isScalar: Bool { if case .scalar = shape { true } else { false } }

    /// The first leaf below, or the leaf itself.
    var firstLeaf: SchemaLeaf? {
        switch shape {
        case .scalar(let leaf): leaf
        case .structure(let members): members.first?.firstLeaf
        case .list(let list): list.element.firstLeaf
        case .map(let map): map.key.firstLeaf
        case .variant(let variant): variant.metadata.firstLeaf
        }
    }
}
