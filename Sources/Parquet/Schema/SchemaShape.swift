// What the nodes of a schema mean to a reader: values, structs, lists, maps, variants.
//
//     optional group codes (LIST) {           definition level   0   1   2   3
//       repeated group list {                                    │   │   │   └ an element
//         optional int32 element;                                │   │   └ a null element
//       }                                                        │   └ an empty list
//     }                                                          └ no list (null)
//
//     field codes            definitionLevel 1: null below
//     list                   elementDefinitionLevel 2: empty below; repetitionLevel 1: what has it
//                            is a further element of the same list
//     field element          definitionLevel 3: null below
//
// Source: LogicalTypes.md, "Nested Types", with its rules for lists and maps of older writers.

/// A field as a reader sees it.
package struct SchemaField: Sendable {
    package let name: String
    package let fieldID: Int?
    package let isOptional: Bool
    /// The field has a value where the definition level is at least this. For a required field this
    /// is its parent's.
    package let definitionLevel: Int
    /// The repeated nodes around the field, the last of them its own where it is an element: what
    /// starts a new value of the field is a repetition level of at most this.
    package let repetitionLevel: Int
    /// The leaves below.
    package let leafRange: Range<Int>
    package let shape: SchemaShape

    /// The field of a node: a repeated one is a required list of required elements.
    init(_ node: SchemaNode) {
        guard node.repetition == .repeated else {
            self.init(node, isOptional: node.repetition == .optional)
            return
        }
        let element = SchemaField(node, isOptional: false)
        self.init(
            node, isOptional: false, levelsBelow: 1,
            shape: .list(SchemaList(node, element: element)))
    }

    /// One occurrence of a node.
    init(_ node: SchemaNode, isOptional: Bool) {
        self.init(node, isOptional: isOptional, levelsBelow: 0, shape: SchemaShape(node))
    }

    private init(_ node: SchemaNode, isOptional: Bool, levelsBelow: Int, shape: SchemaShape) {
        name = node.name
        fieldID = node.fieldID
        self.isOptional = isOptional
        definitionLevel = node.maxDefinitionLevel - levelsBelow
        repetitionLevel = node.maxRepetitionLevel - levelsBelow
        leafRange = node.leafRange
        self.shape = shape
    }
}

/// What a value of a field consists of.
package indirect enum SchemaShape: Sendable {
    case scalar(SchemaLeaf)
    case structure([SchemaField])
    case list(SchemaList)
    case map(SchemaMap)
    case variant(SchemaVariant)
}

/// A list.
package struct SchemaList: Sendable {
    /// There is an element, perhaps null, where the definition level is at least this; a list that
    /// is present but below it is empty.
    package let elementDefinitionLevel: Int
    /// The repetition level of every element of a list but the first.
    package let repetitionLevel: Int
    package let element: SchemaField

    init(_ repeated: SchemaNode, element: SchemaField) {
        elementDefinitionLevel = repeated.maxDefinitionLevel
        repetitionLevel = repeated.maxRepetitionLevel
        self.element = element
    }
}

/// A map; the levels are those of its entries.
package struct SchemaMap: Sendable {
    /// There is an entry where the definition level is at least this; a map that is present but
    /// below it is empty.
    package let entryDefinitionLevel: Int
    /// The repetition level of every entry of a map but the first.
    package let repetitionLevel: Int
    /// May be optional in files of some writers, against the format.
    package let key: SchemaField
    /// Nil when only keys are stored: every value is null.
    package let value: SchemaField?
}

/// A value of no declared type, stored in binary and perhaps partly in columns of its own.
package struct SchemaVariant: Sendable {
    package let metadata: SchemaField
    package let value: SchemaField?
    /// What is stored in columns of its own ("shredded").
    package let typedValue: SchemaField?

    /// Interprets the fields of a group.
    ///
    /// - Returns: nil when there is no binary `metadata` or neither `value` nor `typed_value`.
    package init?(_ fields: [SchemaField]) {
        var members: [String: SchemaField] = [:]
        for field in fields { members[field.name] = field }
        guard let metadata = members["metadata"], metadata.isBinary else { return nil }
        value = members["value"].flatMap { $0.isBinary ? $0 : nil }
        typedValue = members["typed_value"]
        self.metadata = metadata
        if value == nil && typedValue == nil { return nil }
    }
}

extension SchemaField {
    fileprivate var isBinary: Bool {
        guard case .scalar(let leaf) = shape else { return false }
        return leaf.physicalType == .byteArray
    }
}

extension SchemaShape {
    /// What one occurrence of a node is. An annotation that does not fit the node's children is
    /// ignored: a group is then a struct.
    init(_ node: SchemaNode) {
        if let leaf = node.leaf {
            self = .scalar(leaf)
            return
        }
        if let shape = SchemaShape(annotated: node) {
            self = shape
            return
        }
        self = .structure(node.children.map { SchemaField($0) })
    }

    private init?(annotated node: SchemaNode) {
        switch node.annotation {
        case .list:
            guard let repeated = Self.onlyRepeated(of: node) else { return nil }
            self = .list(SchemaList(repeated, element: Self.element(of: repeated, in: node)))
        case .map:
            guard
                let entry = Self.onlyRepeated(of: node), let key = entry.children.first,
                entry.children.count <= 2
            else { return nil }
            // By position: names were never kept to.
            self = .map(
                SchemaMap(
                    entryDefinitionLevel: entry.maxDefinitionLevel,
                    repetitionLevel: entry.maxRepetitionLevel, key: SchemaField(key),
                    value: entry.children.dropFirst().first.map { SchemaField($0) }))
        case .variant:
            guard let variant = SchemaVariant(node.children.map { SchemaField($0) }) else {
                return nil
            }
            self = .variant(variant)
        default: return nil
        }
    }

    private static func onlyRepeated(of node: SchemaNode) -> SchemaNode? {
        guard node.children.count == 1, let child = node.children.first else { return nil }
        return child.repetition == .repeated ? child : nil
    }

    /// The element of an annotated list: the field in the repeated group, or the repeated node
    /// itself as older writers had it.
    private static func element(of repeated: SchemaNode, in list: SchemaNode) -> SchemaField {
        let isElement =
            repeated.children.count != 1
            || repeated.children[0].repetition == .repeated
            || repeated.name == "array"
            || repeated.name == list.name + "_tuple"
        return isElement
            ? SchemaField(repeated, isOptional: false) : SchemaField(repeated.children[0])
    }
}
