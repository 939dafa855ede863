// How a table that is there differs from the one that a statement would make.

import Iceberg

/// Differences of a table from its description in SQL, a phrase each; ids do not matter, since
/// every writer counts on its own.
enum IcebergDifferences {
    /// - Parameters:
    ///   - definition: what the statement says; partitions and order only count where it names
    ///     them.
    ///   - options: format version and properties, where given.
    static func list(
        _ metadata: TableMetadata, from definition: TableDefinition, _ options: IcebergOptions
    ) -> [String] {
        var found = columns(metadata.currentSchema.fields, definition.fields)
        if options.partitionBy != nil {
            let there = metadata.partitionSpecs.first { $0.id == metadata.defaultSpecID }
            compare(
                "is partitioned by", partitions(there?.fields ?? [], metadata.currentSchema.fields),
                partitions(definition.partitionFields, definition.fields), &found)
        }
        if options.sortBy != nil {
            let there = metadata.sortOrders.first { $0.id == metadata.defaultSortOrderID }
            compare(
                "is sorted by", order(there?.fields ?? [], metadata.currentSchema.fields),
                order(definition.sortFields, definition.fields), &found)
        }
        if let version = options.formatVersion, version != metadata.formatVersion {
            found.append("has format version \(metadata.formatVersion), not \(version)")
        }
        for (name, value) in options.properties.sorted(by: { $0.key < $1.key })
        where metadata.properties[name] != value {
            let there = metadata.properties[name].map { "'\($0)'" } ?? "no value"
            found.append("has \(there) for the property \(name), not '\(value)'")
        }
        return found
    }

    private static func compare(
        _ verb: String, _ there: [String], _ wanted: [String], _ found: inout [String]
    ) {
        guard there != wanted else { return }
        func text(_ parts: [String]) -> String {
            parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
        }
        found.append("\(verb) \(text(there)), not by \(text(wanted))")
    }

    // MARK: Columns

    private static func columns(_ there: [NestedField], _ wanted: [NestedField]) -> [String] {
        var found: [String] = []
        for field in wanted {
            guard let other = there.first(where: { $0.name == field.name }) else {
                found.append("has no column '\(field.name)'")
                continue
            }
            if text(of: other) != text(of: field) {
                found.append("has '\(text(of: other))', not '\(text(of: field))'")
            }
        }
        for field in there where !wanted.contains(where: { $0.name == field.name }) {
            found.append("has the column '\(field.name)' besides")
        }
        if found.isEmpty, there.map(\.name) != wanted.map(\.name) {
            found.append("has its columns in another order")
        }
        return found
    }

    private static func text(of field: NestedField) -> String {
        "\(field.name) \(text(of: field.type))" + (field.isRequired ? " not null" : "")
    }

    /// A type as a column list writes it.
    private static func text(of type: IcebergType) -> String {
        switch type {
        case .primitive(let type): type.description
        case .variant: "variant"
        case .structure(let fields):
            "struct<"
                + fields.map {
                    "\($0.name): \(text(of: $0.type))" + ($0.isRequired ? " not null" : "")
                }.joined(separator: ", ") + ">"
        case .list(let element): "list<" + inner(element) + ">"
        case .map(let key, let value): "map<" + text(of: key.type) + ", " + inner(value) + ">"
        }
    }

    private static func inner(_ field: NestedField) -> String {
        text(of: field.type) + (field.isRequired ? " not null" : "")
    }

    // MARK: Partitions and order

    private static func partitions(
        _ fields: [PartitionField], _ columns: [NestedField]
    ) -> [String] {
        fields.map { transformed($0.transform, $0.sourceIDs, columns) }
    }

    private static func order(
        _ fields: [SortOrder.Field], _ columns: [NestedField]
    ) -> [String] {
        fields.map {
            transformed($0.transform, $0.sourceIDs, columns) + ($0.isDescending ? " desc" : "")
                + ($0.hasNullsFirst ? " nulls first" : " nulls last")
        }
    }

    private static func transformed(
        _ transform: Transform, _ sourceIDs: [Int], _ columns: [NestedField]
    ) -> String {
        let names = sourceIDs.map { id in columns.first { $0.id == id }?.name ?? "column \(id)" }
            .joined(separator: ", ")
        return transform == .identity ? names : "\(transform.description)(\(names))"
    }
}
