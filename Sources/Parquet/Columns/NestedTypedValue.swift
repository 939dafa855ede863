// The part of a variant that is stored in columns of its own ("shredded").
//
// Source: Parquet format, VariantShredding.md.

import Columnar

/// A `typed_value` column and what is below.
package indirect enum NestedTypedValue: Sendable {
    case scalar(slot: Int)
    case object(NestedTypedObject)
    case array(NestedRepetition, NestedVariantParts)

    /// The slot whose levels are looked at.
    var presence: Int {
        switch self {
        case .scalar(let slot): slot
        case .object(let object): object.slots.lowerBound
        case .array(let array, _): array.presence
        }
    }

    /// All slots below.
    var slots: Range<Int> {
        switch self {
        case .scalar(let slot): slot..<slot + 1
        case .object(let object): object.slots
        case .array(let array, _): array.slots
        }
    }
}

/// An object whose members are columns.
package struct NestedTypedObject: Sendable {
    /// There is an object where the first slot has at least this level.
    let definitionLevel: Int
    /// All slots below, at least one.
    let slots: Range<Int>
    /// In the order of their names, by bytes.
    let members: [NestedTypedMember]
}

/// A shredded member of an object.
package struct NestedTypedMember: Sendable {
    let name: [UInt8]
    let parts: NestedVariantParts
}

/// Where a value of a variant may stand: in binary form, typed, or (an object) in both.
package struct NestedVariantParts: Sendable {
    let value: Int?
    let typedValue: NestedTypedValue?
}

extension NestedPlanBuilder {
    /// Slots for the `value` and `typed_value` of a variant or of a part of one.
    func variantParts(
        value: SchemaField?, typedValue: SchemaField?
    ) throws(LakeError) -> NestedVariantParts {
        var valueSlot: Int?
        if let value, case .scalar(let leaf) = value.shape {
            valueSlot = try slot(leaf, to: .binary)
        }
        var typed: NestedTypedValue?
        if let typedValue { typed = try typedPlan(typedValue) }
        return NestedVariantParts(value: valueSlot, typedValue: typed)
    }

    private func typedPlan(_ field: SchemaField) throws(LakeError) -> NestedTypedValue {
        let start = slotCount
        switch field.shape {
        case .scalar(let leaf): return .scalar(slot: try slot(leaf, to: leaf.valueType))
        case .structure(let members):
            var plans: [NestedTypedMember] = []
            for member in members {
                plans.append(
                    NestedTypedMember(
                        name: Array(member.name.utf8), parts: try parts(of: member)))
            }
            plans.sort { $0.name.lexicographicallyPrecedes($1.name) }
            return .object(
                NestedTypedObject(
                    definitionLevel: field.definitionLevel, slots: start..<slotCount,
                    members: plans))
        case .list(let list):
            let element = try parts(of: list.element)
            return .array(
                NestedRepetition(
                    definitionLevel: field.definitionLevel,
                    elementDefinitionLevel: list.elementDefinitionLevel,
                    repetitionLevel: list.repetitionLevel, presence: start,
                    slots: start..<slotCount), element)
        case .map, .variant:
            throw LakeError(
                .unsupported, "a typed_value that is no scalar, object or array",
                at: [.column(field.name)])
        }
    }

    /// The group of `value` and `typed_value` of a member or an element.
    private func parts(of field: SchemaField) throws(LakeError) -> NestedVariantParts {
        if case .structure(let members) = field.shape {
            let parts = try variantParts(
                value: members.first { $0.name == "value" },
                typedValue: members.first { $0.name == "typed_value" })
            if parts.value != nil || parts.typedValue != nil { return parts }
        }
        throw LakeError(
            .unsupported, "a part of a variant without value and typed_value",
            at: [.column(field.name)])
    }
}
