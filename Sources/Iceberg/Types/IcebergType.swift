// The types of Iceberg's columns: primitives, variant, and the nested ones.
//
//     type   = name | struct | list | map
//     struct = {"type":"struct","fields":[{"id","name","required","type","doc"?,
//               "initial-default"?,"write-default"?}, …]}
//     list   = {"type":"list","element-id","element-required","element":type}
//     map    = {"type":"map","key-id","key":type,"value-id","value-required","value":type}
//
// Elements, keys and values are fields too: they have ids, and files are matched by these.
// Source: Iceberg specification, appendix C, "Schemas".

import Columnar
import JSON

/// A type with the fields inside of it.
package indirect enum IcebergType: Hashable, Sendable {
    case primitive(PrimitiveType)
    /// A value with its own type, as in JSON (version 3).
    case variant
    case structure([NestedField])
    /// The field `element`.
    case list(NestedField)
    /// The fields `key` and `value`.
    case map(key: NestedField, value: NestedField)

    /// The fields directly inside.
    package var fields: [NestedField] {
        switch self {
        case .primitive, .variant: []
        case .structure(let fields): fields
        case .list(let element): [element]
        case .map(let key, let value): [key, value]
        }
    }

    package var primitive: PrimitiveType? {
        if case .primitive(let type) = self { type } else { nil }
    }
}

/// A field of a struct, the element of a list, the key or value of a map.
package struct NestedField: Hashable, Sendable {
    package let id: Int
    package let name: String
    package let isRequired: Bool
    package let type: IcebergType
    package let doc: String?
    /// The value in rows that were written before the field was added; nil is NULL.
    package let initialDefault: SingleValue?
    /// The value that writers take when they are given none.
    package let writeDefault: SingleValue?

    package init(
        id: Int, name: String, isRequired: Bool, type: IcebergType, doc: String? = nil,
        initialDefault: SingleValue? = nil, writeDefault: SingleValue? = nil
    ) {
        self.id = id
        self.name = name
        self.isRequired = isRequired
        self.type = type
        self.doc = doc
        self.initialDefault = initialDefault
        self.writeDefault = writeDefault
    }
}

// MARK: JSON

extension IcebergType {
    /// Reads a type from a schema's JSON.
    ///
    /// - Throws: `LakeError.unsupported` for a type that versions 1 to 3 do not have, `.corrupt`
    ///   for a malformed one, `.limit` when it is nested too deeply; the text names the member.
    init(_ node: DocumentNode, depth: Int = 0) throws(LakeError) {
        guard depth <= IcebergLimits.typeDepthMax else {
            throw node.error(.limit, "is nested deeper than \(IcebergLimits.typeDepthMax) types")
        }
        if let name = node.value.string {
            if name.lowercased() == "variant" {
                self = .variant
            } else if let type = PrimitiveType(name) {
                self = .primitive(type)
            } else {
                throw node.error(.unsupported, "is '\(name)', a type that is not known")
            }
            return
        }
        switch try node.required("type").string() {
        case "struct": self = .structure(try IcebergType.fields(of: node, depth: depth))
        case "list":
            self = .list(
                NestedField(
                    id: try node.required("element-id").int(), name: "element",
                    isRequired: try node.member("element-required")?.boolean() ?? false,
                    type: try IcebergType(node.required("element"), depth: depth + 1)))
        case "map":
            self = .map(
                key: NestedField(
                    id: try node.required("key-id").int(), name: "key", isRequired: true,
                    type: try IcebergType(node.required("key"), depth: depth + 1)),
                value: NestedField(
                    id: try node.required("value-id").int(), name: "value",
                    isRequired: try node.member("value-required")?.boolean() ?? false,
                    type: try IcebergType(node.required("value"), depth: depth + 1)))
        case let name:
            throw node.error(.unsupported, "is a '\(name)', a type that is not known")
        }
    }

    /// The fields of a struct, or of a schema, which is one.
    static func fields(
        of node: DocumentNode, depth: Int = 0
    ) throws(LakeError) -> [NestedField] {
        var fields: [NestedField] = []
        for field in try node.required("fields").elements() {
            let type = try IcebergType(field.required("type"), depth: depth + 1)
            fields.append(
                NestedField(
                    id: try field.required("id").int(), name: try field.required("name").string(),
                    isRequired: try field.member("required")?.boolean() ?? false, type: type,
                    doc: field.member("doc")?.value.string,
                    initialDefault: try defaultValue(field.member("initial-default"), type),
                    writeDefault: try defaultValue(field.member("write-default"), type)))
        }
        return fields
    }

    private static func defaultValue(
        _ node: DocumentNode?, _ type: IcebergType
    ) throws(LakeError) -> SingleValue? {
        guard let node else { return nil }
        guard let value = SingleValue(json: node.value, type: type) else {
            throw node.error(.corrupt, "is no value of the field's type")
        }
        return value
    }
}
