// Schemas from their JSON text.
//
//     schema  = name | [schema, …] | {"type": …}
//     "type"  = primitive name | "record" "error" "enum" "array" "map" "fixed" | schema
//
// A name with a dot is complete; another one is completed by the object's "namespace", else by the
// namespace around it. The writer's names are not checked against the grammar of names: values can
// be read whatever the fields are called, and files with odd names exist. When a name is defined
// twice, a reference means the definition before it.
// Source: Avro 1.12.0 specification, "Schema Declaration", "Names".

package import Columnar
package import JSON

extension AvroSchema {
    /// Reads a schema.
    ///
    /// - Throws: `LakeError.corrupt` when it is no schema, `.limit` when types are nested deeper
    /// than
    ///   `AvroLimits.schemaDepthMax`.
    package init(_ json: JSONValue) throws(LakeError) {
        var parser = AvroSchemaParser()
        root = try parser.type(json, namespace: "", depth: 0)
        named = parser.named
    }
}

/// Reads the types of one schema.
private struct AvroSchemaParser {
    /// Null stands for a type that is being read: nobody looks at it until the end.
    var named: [AvroType] = []
    /// Places in `named` by full name.
    private var places: [String: Int] = [:]

    mutating func type(
        _ json: JSONValue, namespace: String, depth: Int
    ) throws(LakeError) -> AvroType {
        guard depth <= AvroLimits.schemaDepthMax else {
            throw LakeError(
                .limit, "types of the schema are nested more than \(AvroLimits.schemaDepthMax) deep"
            )
        }
        switch json {
        case .string(let name):
            if let type = Self.primitive(name, json) { return type }
            return try reference(name, namespace: namespace)
        case .array(let branches):
            return try union(branches, namespace: namespace, depth: depth)
        case .object:
            return try object(json, namespace: namespace, depth: depth)
        case .null, .boolean, .number:
            throw corrupt("\(Self.excerpt(json)) is no type")
        }
    }

    private func corrupt(_ what: String) -> LakeError {
        LakeError(.corrupt, "the schema of the file: " + what)
    }

    /// A few letters of a part of the schema, for errors.
    private static func excerpt(_ json: JSONValue) -> String {
        let text = json.text
        return text.utf8.count <= 60 ? text : String(text.prefix(40)) + "…"
    }

    /// A primitive type with the logical type of `json`, the object that it stands in.
    private static func primitive(_ name: String, _ json: JSONValue) -> AvroType? {
        switch name {
        case "null": .null
        case "boolean": .boolean
        case "int": .int(AvroLogicalType(json, on: .int))
        case "long": .long(AvroLogicalType(json, on: .long))
        case "float": .float
        case "double": .double
        case "bytes": .bytes(AvroLogicalType(json, on: .bytes))
        case "string": .string(AvroLogicalType(json, on: .string))
        default: nil
        }
    }

    private func reference(_ name: String, namespace: String) throws(LakeError) -> AvroType {
        let fullName = name.contains(".") || namespace.isEmpty ? name : "\(namespace).\(name)"
        guard let place = places[fullName] ?? places[name] else {
            throw corrupt("the type \(fullName) is not defined")
        }
        return .reference(place)
    }

    private mutating func union(
        _ branches: [JSONValue], namespace: String, depth: Int
    ) throws(LakeError) -> AvroType {
        var types: [AvroType] = []
        for branch in branches {
            let type = try type(branch, namespace: namespace, depth: depth + 1)
            if case .union = type { throw corrupt("a union directly within a union") }
            types.append(type)
        }
        return .union(types)
    }

    private mutating func object(
        _ json: JSONValue, namespace: String, depth: Int
    ) throws(LakeError) -> AvroType {
        guard let kind = json["type"] else {
            throw corrupt("\(Self.excerpt(json)) has no type")
        }
        guard let name = kind.string else {
            return try type(kind, namespace: namespace, depth: depth + 1)
        }
        switch name {
        case "record", "error": return try record(json, namespace: namespace, depth: depth)
        case "enum": return try enumeration(json, namespace: namespace)
        case "fixed": return try fixed(json, namespace: namespace)
        case "array":
            guard let items = json["items"] else { throw corrupt("an array without items") }
            return .array(
                AvroArray(
                    element: try type(items, namespace: namespace, depth: depth + 1),
                    elementID: json["element-id"]?.int,
                    isMap: json["logicalType"]?.string == "map"))
        case "map":
            guard let values = json["values"] else { throw corrupt("a map without values") }
            return .map(
                AvroMap(
                    value: try type(values, namespace: namespace, depth: depth + 1),
                    keyID: json["key-id"]?.int, valueID: json["value-id"]?.int))
        default:
            if let type = Self.primitive(name, json) { return type }
            return try reference(name, namespace: namespace)
        }
    }

    // MARK: Types with names

    /// The name of a definition, and the namespace within it.
    private func name(
        of json: JSONValue, namespace: String
    ) throws(LakeError) -> (fullName: String, namespace: String) {
        guard let name = json["name"]?.string, !name.isEmpty else {
            throw corrupt("\(Self.excerpt(json)) has no name")
        }
        if let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) {
            return (name, String(name[..<dot]))
        }
        let space = json["namespace"]?.string ?? namespace
        return (space.isEmpty ? name : "\(space).\(name)", space)
    }

    /// Names other than the type's own, as they stand in the text.
    private static func aliases(_ json: JSONValue) -> [String] {
        json["aliases"]?.array?.compactMap(\.string) ?? []
    }

    private mutating func define(_ fullName: String, _ type: AvroType) {
        places[fullName] = named.count
        named.append(type)
    }

    private mutating func record(
        _ json: JSONValue, namespace: String, depth: Int
    ) throws(LakeError) -> AvroType {
        let (fullName, namespace) = try name(of: json, namespace: namespace)
        guard let members = json["fields"]?.array else {
            throw corrupt("the record \(fullName) has no fields")
        }
        // The fields may refer to their record.
        let place = named.count
        define(fullName, .null)
        var fields: [AvroField] = []
        fields.reserveCapacity(members.count)
        for member in members {
            guard let name = member["name"]?.string, let memberType = member["type"] else {
                throw corrupt("a field of \(fullName) without name or type")
            }
            fields.append(
                AvroField(
                    name: name, aliases: Self.aliases(member),
                    type: try type(memberType, namespace: namespace, depth: depth + 1),
                    id: member["field-id"]?.int,
                    icebergName: member["iceberg-field-name"]?.string,
                    defaultValue: member["default"]))
        }
        let type = AvroType.record(
            AvroRecord(fullName: fullName, aliases: Self.aliases(json), fields: fields))
        named[place] = type
        return type
    }

    private mutating func enumeration(
        _ json: JSONValue, namespace: String
    ) throws(LakeError) -> AvroType {
        let (fullName, _) = try name(of: json, namespace: namespace)
        guard let members = json["symbols"]?.array else {
            throw corrupt("the enum \(fullName) has no symbols")
        }
        let symbols = members.compactMap(\.string)
        guard symbols.count == members.count else {
            throw corrupt("a symbol of \(fullName) is no string")
        }
        let type = AvroType.enumeration(
            AvroEnumeration(
                fullName: fullName, aliases: Self.aliases(json), symbols: symbols,
                defaultSymbol: json["default"]?.string))
        define(fullName, type)
        return type
    }

    private mutating func fixed(
        _ json: JSONValue, namespace: String
    ) throws(LakeError) -> AvroType {
        let (fullName, _) = try name(of: json, namespace: namespace)
        guard let size = json["size"]?.int, (0...AvroLimits.blockBytesMax).contains(size) else {
            throw corrupt("the fixed \(fullName) has no size that a block can hold")
        }
        let type = AvroType.fixed(
            AvroFixed(
                fullName: fullName, aliases: Self.aliases(json), sizeBytes: size,
                logical: AvroLogicalType(json, on: .fixed(sizeBytes: size))))
        define(fullName, type)
        return type
    }
}
