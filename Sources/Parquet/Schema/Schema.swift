// The schema of a file: the tree of its groups and leaves, and what they mean.
//
//     elements   root(2) id address(2) street zip        as the footer lists them, depth first
//     tree       root ─┬─ id                             SchemaNode: as it is stored
//                      └─ address ─┬─ street
//                                  └─ zip
//     fields     id, address{street, zip}                SchemaField: as it is read
//
// Levels: a leaf's maximum definition level counts the optional and repeated nodes from the root to
// it, its maximum repetition level the repeated ones. Source: parquet-format README, "Nested
// Encoding".

package import Columnar

/// A leaf: what a column chunk holds.
package struct SchemaLeaf: Sendable {
    /// The leaf's place among all leaves, depth first, and the place of its chunks in a row group.
    package let index: Int
    /// Names from below the root.
    package let path: [String]
    package let fieldID: Int?
    package let physicalType: PhysicalType
    /// Bytes of a value of FIXED_LEN_BYTE_ARRAY, at least 1; otherwise 0.
    package let typeLength: Int
    package let maxDefinitionLevel: Int
    package let maxRepetitionLevel: Int
    /// What the values mean.
    package let type: ScalarType
    /// Whether the format says how the values are ordered, so that bounds have a meaning.
    package let hasDefinedOrder: Bool

    /// The path with points.
    package var name: String { path.joined(separator: ".") }
}

/// The schema of a file.
package struct Schema: Sendable {
    package let root: SchemaNode
    /// By leaf index.
    package let leaves: [SchemaLeaf]
    /// The columns as readers see them.
    package let fields: [SchemaField]

    /// Builds the tree.
    ///
    /// - Parameter elements: as the footer lists them.
    /// - Throws: `LakeError.corrupt` at `.column` when the list is not that of a tree, or a leaf
    ///   lacks what its type needs; `.limit` when groups are nested deeper than
    ///   `MetadataLimits.schemaDepthMax`.
    package init(_ elements: [SchemaElement]) throws(LakeError) {
        var builder = SchemaBuilder(elements)
        root = try builder.root()
        leaves = builder.leaves
        fields = root.children.map { SchemaField($0) }
    }
}

/// Goes through the list of elements once.
private struct SchemaBuilder {
    private let elements: [SchemaElement]
    private var next = 0
    private var path: [String] = []
    fileprivate var leaves: [SchemaLeaf] = []

    init(_ elements: [SchemaElement]) { self.elements = elements }

    mutating func root() throws(LakeError) -> SchemaNode {
        guard let element = elements.first, element.type == nil else {
            throw LakeError(.corrupt, "the schema has no root that is a group")
        }
        next = 1
        let children = try children(of: element, definitionLevel: 0, repetitionLevel: 0)
        guard next == elements.count else {
            throw LakeError(
                .corrupt, "\(elements.count) schema elements, \(next) of them in the tree")
        }
        return SchemaNode(
            element, repetition: .required, children: children, leaf: nil, levels: (0, 0),
            leafRange: 0..<leaves.count)
    }

    private mutating func children(
        of element: SchemaElement, definitionLevel: Int, repetitionLevel: Int
    ) throws(LakeError) -> [SchemaNode] {
        guard path.count < MetadataLimits.schemaDepthMax else {
            throw LakeError(
                .limit, "the schema is nested deeper than \(MetadataLimits.schemaDepthMax)")
        }
        let count = element.childCount ?? 0
        guard count <= elements.count - next else {
            throw corrupt("num_children is \(count), \(elements.count - next) elements follow")
        }
        var nodes: [SchemaNode] = []
        for _ in 0..<count {
            nodes.append(
                try node(definitionLevel: definitionLevel, repetitionLevel: repetitionLevel))
        }
        return nodes
    }

    /// The next node with all that is below it; the levels are its parent's.
    private mutating func node(
        definitionLevel: Int, repetitionLevel: Int
    ) throws(LakeError) -> SchemaNode {
        guard next < elements.count else {
            throw corrupt("the list of schema elements ends early")
        }
        let element = elements[next]
        next += 1
        path.append(element.name)
        defer { path.removeLast() }
        guard let repetition = element.repetition else { throw corrupt("no repetition_type") }
        let definitionLevel = definitionLevel + (repetition == .required ? 0 : 1)
        let repetitionLevel = repetitionLevel + (repetition == .repeated ? 1 : 0)
        let levels = (definitionLevel, repetitionLevel)
        let hasChildren = (element.childCount ?? 0) > 0
        let leavesStart = leaves.count
        if let type = element.type {
            guard !hasChildren else { throw corrupt("a leaf with num_children") }
            let leaf = try leaf(element, type, levels: levels)
            leaves.append(leaf)
            return SchemaNode(
                element, repetition: repetition, children: [], leaf: leaf, levels: levels,
                leafRange: leavesStart..<leaves.count)
        }
        guard hasChildren else { throw corrupt("a group without fields") }
        let children = try children(
            of: element, definitionLevel: definitionLevel, repetitionLevel: repetitionLevel)
        return SchemaNode(
            element, repetition: repetition, children: children, leaf: nil, levels: levels,
            leafRange: leavesStart..<leaves.count)
    }

    private func leaf(
        _ element: SchemaElement, _ type: PhysicalType, levels: (Int, Int)
    ) throws(LakeError) -> SchemaLeaf {
        var typeLength = 0
        if type == .fixedLengthByteArray {
            guard let length = element.typeLength, length > 0 else {
                throw corrupt("FIXED_LEN_BYTE_ARRAY without a type_length above 0")
            }
            typeLength = length
        }
        let meaning = LeafMeaning(element, type, typeLength: typeLength)
        return SchemaLeaf(
            index: leaves.count, path: path, fieldID: element.fieldID, physicalType: type,
            typeLength: typeLength, maxDefinitionLevel: levels.0, maxRepetitionLevel: levels.1,
            type: meaning.type, hasDefinedOrder: meaning.hasDefinedOrder)
    }

    private func corrupt(_ what: String) -> LakeError {
        let error = LakeError(.corrupt, what)
        return path.isEmpty ? error : error.at(.column(path.joined(separator: ".")))
    }
}
