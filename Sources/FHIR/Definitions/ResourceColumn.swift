// The columns of a typed FHIR table: one for each top-level element of the R4 resource.

package import Columnar
import Synchronization

/// Where the value of a column comes from.
package enum ColumnOrigin: Hashable, Sendable {
    /// A member of the resource, by its JSON name.
    case member(String)
    /// The id in the reference that a member holds: hidden columns such as `subject_id`.
    case referenceID(String)
    /// The code of the first coding of a CodeableConcept, or of a Coding: hidden columns such as
    /// `code_code`.
    case conceptCode(String)
    case codingCode(String)
    /// The type of the resource.
    case resourceType
    /// The whole resource.
    case resource
    /// The file, as the path names it.
    case file
    /// The line in the file, from 1, in the uncompressed text.
    case line
}

/// A column with its origin.
package struct ResourceColumn: Hashable, Sendable {
    package let field: Field
    package let origin: ColumnOrigin

    private init(_ name: String, _ type: DataType, _ origin: ColumnOrigin, isHidden: Bool = false) {
        field = Field(name, type, isHidden: isHidden)
        self.origin = origin
    }

    /// The columns of the table of one resource type: elements in definition order, a choice
    /// element with one column for each of its types; then the whole resource, file and line; then,
    /// hidden, the ids in its references and the first codes of its concepts.
    package static func columns(of type: String) -> [ResourceColumn] {
        if let known = known.withLock({ $0[type] }) { return known }
        let columns = readColumns(of: type)
        known.withLock { $0[type] = columns }
        return columns
    }

    /// Columns by resource type, kept since every cursor asks for them.
    private static let known = Mutex<[String: [ResourceColumn]]>([:])

    private static func readColumns(of type: String) -> [ResourceColumn] {
        var columns: [ResourceColumn] = []
        var hidden: [ResourceColumn] = []
        for element in R4.topLevelElements(of: type) {
            for (name, typeName) in names(of: element) {
                columns.append(
                    ResourceColumn(
                        name, dataType(typeName, isRepeating: element.isRepeating), .member(name)))
                guard !element.isRepeating else { continue }
                switch typeName {
                case "Reference":
                    hidden.append(
                        ResourceColumn(name + "_id", .text, .referenceID(name), isHidden: true))
                case "CodeableConcept":
                    hidden.append(
                        ResourceColumn(name + "_code", .text, .conceptCode(name), isHidden: true))
                case "Coding":
                    hidden.append(
                        ResourceColumn(name + "_code", .text, .codingCode(name), isHidden: true))
                default: break
                }
            }
        }
        // CompartmentDefinition and OperationDefinition have an element `resource`: there the whole
        // resource is `_resource`.
        let names = Set(columns.map { $0.field.name.lowercased() })
        return columns
            + trailing.map { column in
                guard names.contains(column.field.name) else { return column }
                return ResourceColumn(
                    "_" + column.field.name, column.field.type, column.origin)
            } + hidden.filter { !names.contains($0.field.name.lowercased()) }
    }

    /// The columns of a table of any mix of resource types.
    package static let mixed: [ResourceColumn] =
        [
            ResourceColumn("resource_type", .text, .resourceType),
            ResourceColumn("id", .text, .member("id")),
        ] + trailing

    private static let trailing = [
        ResourceColumn("resource", .json, .resource),
        ResourceColumn("_file", .text, .file),
        ResourceColumn("_line", .integer, .line),
    ]

    /// The JSON names of an element, with their types.
    private static func names(of element: R4Element) -> [(name: String, type: String)] {
        let name = String(element.name)
        guard element.isChoice else { return [(name, element.types.first ?? "")] }
        let stem = name.dropLast("[x]".count)
        return element.types.map { type in
            (stem + type.prefix(1).uppercased() + type.dropFirst(), type)
        }
    }

    private static func dataType(_ type: String, isRepeating: Bool) -> DataType {
        if isRepeating { return .json }
        switch type {
        case "boolean": return .boolean
        case "integer", "positiveInt", "unsignedInt": return .integer
        case "decimal": return .decimal
        // Dates and times stay as written: FHIR's may be partial.
        case "base64Binary", "canonical", "code", "date", "dateTime", "id", "instant", "markdown",
            "oid", "string", "time", "uri", "url", "uuid", "xhtml":
            return .text
        default: return .json
        }
    }
}
