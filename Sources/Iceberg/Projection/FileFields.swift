// Which field of a Parquet file is which field of the table: by id, without ids by the table's name
// mapping, without a mapping by position.
//
// Source: Iceberg specification, "Column Projection"; the numbering by position is that of
// Iceberg's Java library (`ParquetSchemaUtil.addFallbackIds`).

import Columnar
import Parquet

/// The fields of one struct of a file, by the ids of the table.
struct FileFields {
    /// How the ids of fields are found.
    enum Identification {
        case ids
        case mapping(NameMapping)
        /// Top-level columns are numbered from 1; fields inside are found by their names.
        case position
    }

    private let fieldsByID: [Int: (field: SchemaField, inner: Identification)]
    private let fieldsByName: [String: SchemaField]
    private let isByName: Bool

    /// The columns of a file.
    init(of schema: Schema, mapping: NameMapping?) {
        let identification: Identification
        if schema.root.hasFieldIDs {
            identification = .ids
        } else if let mapping {
            identification = .mapping(mapping)
        } else {
            identification = .position
        }
        self.init(schema.fields, identification, isTopLevel: true)
    }

    init(_ fields: [SchemaField], _ identification: Identification, isTopLevel: Bool = false) {
        var byID: [Int: (field: SchemaField, inner: Identification)] = [:]
        for (index, field) in fields.enumerated() {
            switch identification {
            case .ids:
                if let id = field.fieldID { byID[id] = (field, .ids) }
            case .mapping(let mapping):
                guard let mapped = mapping[field.name], let id = mapped.id else { continue }
                byID[id] = (field, .mapping(mapped.inner))
            case .position:
                if isTopLevel { byID[index + 1] = (field, .position) }
            }
        }
        fieldsByID = byID
        if case .position = identification { isByName = !isTopLevel } else { isByName = false }
        fieldsByName = Dictionary(
            fields.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The file's field, and how those inside of it are found; nil when the file has none.
    subscript(field: NestedField) -> (field: SchemaField, inner: Identification)? {
        if isByName { return fieldsByName[field.name].map { ($0, .position) } }
        return fieldsByID[field.id]
    }

    subscript(id: Int) -> SchemaField? { fieldsByID[id]?.field }
}

extension FileFields.Identification {
    /// How the element of a list, or the key or value of a map, is found: its own fields follow.
    func inside(_ name: String) -> FileFields.Identification {
        guard case .mapping(let mapping) = self else { return self }
        return mapping[name].map { .mapping($0.inner) } ?? self
    }
}

extension SchemaNode {
    /// Whether any field below has an id.
    fileprivate var hasFieldIDs: Bool {
        children.contains { $0.fieldID != nil || $0.hasFieldIDs }
    }
}
