// Schemas, partition specs and sort orders as JSON: for metadata files and the headers of
// manifests.
//
// What is written is what `IcebergSchema`, `PartitionSpec` and `SortOrder` read.
// Source: Iceberg specification, appendix C.

import JSON

extension JSONValue {
    /// An object of the members that are there.
    static func object(of members: [(String, JSONValue?)]) -> JSONValue {
        .object(members.compactMap { name, value in value.map { Member(name, $0) } })
    }

    static func integer(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }
}

extension IcebergSchema {
    var json: JSONValue {
        .object(of: [
            ("type", .string("struct")), ("schema-id", .integer(id)),
            (
                "identifier-field-ids",
                identifierFieldIDs.isEmpty
                    ? nil : .array(identifierFieldIDs.map { .integer($0) })
            ),
            ("fields", .array(fields.map(\.json))),
        ])
    }
}

extension NestedField {
    var json: JSONValue {
        .object(of: [
            ("id", .integer(id)), ("name", .string(name)), ("required", .boolean(isRequired)),
            ("type", type.json), ("doc", doc.map { .string($0) }),
            ("initial-default", initialDefault?.json(type)),
            ("write-default", writeDefault?.json(type)),
        ])
    }
}

extension IcebergType {
    var json: JSONValue {
        switch self {
        case .primitive(let type): .string(type.description)
        case .variant: .string("variant")
        case .structure(let fields):
            .object(of: [("type", .string("struct")), ("fields", .array(fields.map(\.json)))])
        case .list(let element):
            .object(of: [
                ("type", .string("list")), ("element-id", .integer(element.id)),
                ("element", element.type.json), ("element-required", .boolean(element.isRequired)),
            ])
        case .map(let key, let value):
            .object(of: [
                ("type", .string("map")), ("key-id", .integer(key.id)), ("key", key.type.json),
                ("value-id", .integer(value.id)), ("value", value.type.json),
                ("value-required", .boolean(value.isRequired)),
            ])
        }
    }
}

extension PartitionSpec {
    var json: JSONValue {
        .object(of: [("spec-id", .integer(id)), ("fields", fieldsJSON)])
    }

    /// The bare list, as headers of manifests have it.
    var fieldsJSON: JSONValue {
        .array(
            fields.map { field in
                .object(
                    of: [
                        ("name", .string(field.name)),
                        ("transform", .string(field.transform.description)),
                        ("field-id", .integer(field.id)),
                    ] + sourceMembers(field.sourceIDs))
            })
    }
}

extension SortOrder {
    var json: JSONValue {
        .object(of: [
            ("order-id", .integer(id)),
            (
                "fields",
                .array(
                    fields.map { field in
                        .object(
                            of: [
                                ("transform", .string(field.transform.description)),
                                ("direction", .string(field.isDescending ? "desc" : "asc")),
                                (
                                    "null-order",
                                    .string(field.hasNullsFirst ? "nulls-first" : "nulls-last")
                                ),
                            ] + sourceMembers(field.sourceIDs))
                    })
            ),
        ])
    }
}

/// The columns of a transform: one has its own member, which every version reads.
private func sourceMembers(_ ids: [Int]) -> [(String, JSONValue?)] {
    if let id = ids.first, ids.count == 1 { return [("source-id", .integer(id))] }
    return [("source-ids", .array(ids.map { .integer($0) }))]
}
