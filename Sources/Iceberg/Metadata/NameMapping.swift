// Ids of fields by their names, for files that have none.
//
//     mapping = [{"field-id":1,"names":["id","record_id"]},
//                {"field-id":2,"names":["data"],"fields":[{"field-id":3,"names":["element"]}]}, …]
//
// It stands as text in the table property `schema.name-mapping.default`. A name may hold dots,
// which separate nothing. A field without an id, and one that is not listed, reads as NULL.
// Source: Iceberg specification, "Column Projection" and appendix C, "Name Mapping Serialization".

package import Columnar
package import JSON

/// Names of the fields of a struct; of a list its `element`, of a map its `key` and `value`.
package struct NameMapping: Hashable, Sendable {
    /// What a name stands for.
    package struct Field: Hashable, Sendable {
        package let id: Int?
        package let inner: NameMapping
    }

    package static let property = "schema.name-mapping.default"
    private let fieldsByName: [String: Field]

    /// What a name stands for at this level.
    package subscript(name: String) -> Field? { fieldsByName[name] }

    package var isEmpty: Bool { fieldsByName.isEmpty }

    /// Reads a mapping.
    ///
    /// - Throws: `LakeError.corrupt` with the member's path in the text, also when a name stands
    ///   for two fields.
    package init(json: JSONValue) throws(LakeError) {
        try self.init(DocumentNode(json, path: NameMapping.property))
    }

    /// Recursion is bounded by the depth of the document.
    private init(_ node: DocumentNode) throws(LakeError) {
        var fieldsByName: [String: Field] = [:]
        for element in try node.elements() {
            let inner: NameMapping
            if let fields = element.member("fields") {
                inner = try NameMapping(fields)
            } else {
                inner = NameMapping()
            }
            let field = Field(id: try element.member("field-id")?.int(), inner: inner)
            for name in try element.member("names")?.strings() ?? [] {
                guard fieldsByName.updateValue(field, forKey: name) == nil else {
                    throw element.error(.corrupt, "maps the name '\(name)' a second time")
                }
            }
        }
        self.fieldsByName = fieldsByName
    }

    private init() { fieldsByName = [:] }
}
