// How a table's files are partitioned and sorted, by the ids that files refer to.
//
//     spec  = {"spec-id":0,"fields":[{"source-id":4,"field-id":1000,"name":"ts_day",
//              "transform":"day"}, …]}        version 3: also "source-ids":[4, 5]
//     order = {"order-id":3,"fields":[{"transform":"identity","source-id":2,"direction":"asc",
//              "null-order":"nulls-first"}, …]}
//
// Source: Iceberg specification, appendix C, "Partition Specs" and "Sort Orders".

import Columnar
import JSON

/// One way to partition.
package struct PartitionSpec: Hashable, Sendable {
    package let id: Int
    package let fields: [PartitionField]

    package init(id: Int, fields: [PartitionField]) {
        self.id = id
        self.fields = fields
    }

    package var isUnpartitioned: Bool { fields.allSatisfy { $0.transform == .void } }
}

/// A part of a partition's tuple.
package struct PartitionField: Hashable, Sendable {
    /// The id of the value in the tuples of manifests, from 1000.
    package let id: Int
    /// The columns it is made of; more than one only in version 3.
    package let sourceIDs: [Int]
    package let name: String
    package let transform: Transform

    package init(id: Int, sourceIDs: [Int], name: String, transform: Transform) {
        self.id = id
        self.sourceIDs = sourceIDs
        self.name = name
        self.transform = transform
    }
}

/// One way to sort.
package struct SortOrder: Hashable, Sendable {
    package struct Field: Hashable, Sendable {
        package let sourceIDs: [Int]
        package let transform: Transform
        package let isDescending: Bool
        package let hasNullsFirst: Bool

        package init(
            sourceIDs: [Int], transform: Transform, isDescending: Bool, hasNullsFirst: Bool
        ) {
            self.sourceIDs = sourceIDs
            self.transform = transform
            self.isDescending = isDescending
            self.hasNullsFirst = hasNullsFirst
        }
    }

    /// 0 is the order of unsorted files.
    package let id: Int
    package let fields: [Field]

    package init(id: Int, fields: [Field]) {
        self.id = id
        self.fields = fields
    }
}

// MARK: JSON

extension PartitionSpec {
    /// Ids of fields that a table of version 1 leaves out count from here.
    private static let firstFieldID = 1000

    init(_ node: DocumentNode) throws(LakeError) {
        id = try node.required("spec-id").int()
        fields = try PartitionSpec.fields(node.required("fields"))
    }

    /// The fields of a spec; those of a table of version 1 may have no ids.
    static func fields(_ node: DocumentNode) throws(LakeError) -> [PartitionField] {
        let elements = try node.elements()
        guard elements.count <= IcebergLimits.specFieldsMax else {
            throw node.error(.limit, "has more than \(IcebergLimits.specFieldsMax) fields")
        }
        var fields: [PartitionField] = []
        for (index, field) in elements.enumerated() {
            let (sources, transform) = try sources(of: field)
            fields.append(
                PartitionField(
                    id: try field.member("field-id")?.int() ?? firstFieldID + index,
                    sourceIDs: sources, name: try field.required("name").string(),
                    transform: transform))
        }
        guard Set(fields.map(\.id)).count == fields.count else {
            throw node.error(.corrupt, "gives one field-id to two fields")
        }
        return fields
    }

    /// The columns and the transform of a field of a spec or an order. A transform of several
    /// columns is one that is not known.
    static func sources(
        of field: DocumentNode
    ) throws(LakeError) -> (sourceIDs: [Int], transform: Transform) {
        let name = try field.required("transform").string()
        let sources: [Int]
        if let several = field.member("source-ids") {
            sources = try several.ints()
        } else {
            sources = [try field.required("source-id").int()]
        }
        return (sources, sources.count == 1 ? Transform(name: name) : .unknown(name))
    }
}

extension SortOrder {
    init(_ node: DocumentNode) throws(LakeError) {
        id = try node.required("order-id").int()
        var fields: [Field] = []
        for field in try node.required("fields").elements() {
            let (sources, transform) = try PartitionSpec.sources(of: field)
            let isDescending = field.member("direction")?.value.string?.lowercased() == "desc"
            let nullOrder = field.member("null-order")?.value.string?.lowercased()
            fields.append(
                Field(
                    sourceIDs: sources, transform: transform, isDescending: isDescending,
                    hasNullsFirst: nullOrder.map { $0 == "nulls-first" } ?? !isDescending))
        }
        self.fields = fields
    }
}
