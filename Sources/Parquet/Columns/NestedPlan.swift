// How a nested column becomes JSON: a tree that says what is written at each place, and which
// leaves of the file it reads.
//
// The tree follows the reader's schema, not the file's: members that the file lacks are constants,
// members that nobody wants are not there. Levels are those of the file.

package import Columnar

/// A leaf and the type its values get.
package struct LeafPlan: Sendable {
    package let leaf: SchemaLeaf
    package let conversion: ScalarConversion

    /// - Throws: `LakeError.unsupported` at `.column` when the leaf cannot be widened to `target`.
    package init(_ leaf: SchemaLeaf, to target: ScalarType) throws(LakeError) {
        self.leaf = leaf
        do throws(LakeError) {
            conversion = try ScalarConversion(
                from: leaf.valueType, in: leaf.physicalType.wordForm, to: target)
        } catch {
            throw error.at(.column(leaf.name))
        }
    }

    /// A leaf of a nested column: decimals keep their digits, since JSON has room for them.
    init(nested leaf: SchemaLeaf, to target: ScalarType) throws(LakeError) {
        self.leaf = leaf
        do throws(LakeError) {
            conversion = try ScalarConversion(
                from: leaf.valueType, in: leaf.physicalType.wordForm, to: target,
                keepingDigits: true)
        } catch {
            throw error.at(.column(leaf.name))
        }
    }
}

extension SchemaLeaf {
    /// The type of the values as they are decoded: INT96 comes as microseconds.
    package var valueType: ScalarType {
        if physicalType == .int96, case .timestamp(_, let isUTC) = type {
            return .timestamp(.microseconds, isUTC: isUTC)
        }
        return type
    }
}

/// What is written at one place of a nested column. Slots are places in the column's list of
/// leaves.
package indirect enum NestedPlan: Sendable {
    case scalar(slot: Int)
    case structure(NestedStructure)
    /// An array, whose elements begin with entries of at most the repetition level.
    case list(NestedRepetition, NestedPlan)
    /// An object where keys are scalars; else an array of objects with `key` and `value`.
    case map(NestedRepetition, key: NestedPlan, value: NestedPlan, hasScalarKeys: Bool)
    /// A variant in binary form and perhaps in columns of its own.
    case variant(NestedVariant)
    /// JSON text that stands for a member that the file lacks; it reads no leaf.
    case constant([UInt8])
}

/// An object, or null.
package struct NestedStructure: Sendable {
    /// There is an object where the leaf has at least this level.
    let definitionLevel: Int
    /// An entry with at most this level begins a new object.
    let repetitionLevel: Int
    /// The slot whose levels are looked at.
    let presence: Int
    /// Whether that slot is there for its levels only, and no member reads it.
    let isPresenceOnly: Bool
    /// All slots below.
    let slots: Range<Int>
    let members: [NestedMember]
}

/// A member of an object.
package struct NestedMember: Sendable {
    /// `"name":` with its escapes.
    let label: [UInt8]
    let plan: NestedPlan
}

/// Where a list or map is null, empty, or has a further element.
package struct NestedRepetition: Sendable {
    let definitionLevel: Int
    let elementDefinitionLevel: Int
    let repetitionLevel: Int
    /// The slot whose levels are looked at.
    let presence: Int
    /// All slots below.
    let slots: Range<Int>
}

/// The leaves of a variant.
package struct NestedVariant: Sendable {
    let definitionLevel: Int
    let metadata: Int
    let value: Int?
    let typedValue: NestedTypedValue?
    let slots: Range<Int>
}
