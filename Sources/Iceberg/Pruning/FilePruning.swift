// Which manifests and files conditions leave out, and why.

import Columnar

/// A condition on one column of the table.
struct FieldCondition: Sendable {
    let field: NestedField
    let type: PrimitiveType
    let test: Predicate.Test
}

/// Asks metadata about conditions.
struct FilePruning: Sendable {
    let conditions: [FieldCondition]
    private let metadata: TableMetadata
    /// Types of the columns that partitions are made of and conditions ask about, by field id.
    private let sourceTypes: [Int: PrimitiveType]

    init(_ conditions: [FieldCondition], metadata: TableMetadata) {
        self.conditions = conditions
        self.metadata = metadata
        let asked = Set(conditions.map(\.field.id))
        var types: [Int: PrimitiveType] = [:]
        for field in metadata.partitionSpecs.flatMap(\.fields) {
            for id in field.sourceIDs where asked.contains(id) {
                types[id] = metadata.field(id: id)?.type.primitive
            }
        }
        sourceTypes = types
    }

    /// Why no file of a manifest can hold a row that passes; nil when one may.
    func reason(against manifest: ManifestFile) -> String? {
        guard !conditions.isEmpty, let specID = manifest.partitionSpecID,
            let spec = metadata.partitionSpec(id: specID),
            manifest.partitions.count == spec.fields.count
        else { return nil }
        for (field, summary) in zip(spec.fields, manifest.partitions) {
            guard let type = sourceTypes[field.sourceIDs.first ?? -1],
                let result = field.transform.resultType(of: type)
            else { continue }
            // No summary of values at all means that there are only NULLs, or that nobody counted.
            let range = field.range(
                from: summary.lowerBound.flatMap { SingleValue(bound: $0, type: result) },
                to: summary.upperBound.flatMap { SingleValue(bound: $0, type: result) },
                mayHoldNull: summary.containsNull || summary.containsNaN != false,
                mayHoldValue: true, type: type)
            if let name = failing(range) { return "\(name): partitions of the manifest" }
        }
        return nil
    }

    /// Why no row of a file can pass; nil when one may.
    func reason(against file: ContentFile) -> String? {
        guard !conditions.isEmpty else { return nil }
        if let spec = metadata.partitionSpec(id: file.partitionSpecID) {
            for (field, value) in zip(spec.fields, file.partition) {
                // A NULL tells little: PyIceberg gives it to added files without statistics.
                guard let value, let type = sourceTypes[field.sourceIDs.first ?? -1] else {
                    continue
                }
                let range = field.range(
                    from: value, to: value, mayHoldNull: value.isNaN, mayHoldValue: true,
                    type: type)
                if let name = failing(range) { return "\(name): partition" }
            }
        }
        for condition in conditions {
            guard let statistics = file.statistics[condition.field.id] else { continue }
            let range = statistics.range(condition.type)
            if !condition.test.mayHold(in: range) { return "\(condition.field.name): bounds" }
        }
        return nil
    }

    private func failing(_ range: PartitionRange?) -> String? {
        guard let range else { return nil }
        return conditions.first {
            $0.field.id == range.fieldID && !range.mayHold($0.test)
        }?.field.name
    }
}

extension SingleValue {
    var isNaN: Bool { if case .real(let value) = self { value.value.isNaN } else { false } }
}

extension ContentFile.ColumnStatistics {
    /// What the statistics say about a column of the type.
    func range(_ type: PrimitiveType) -> ValueRange {
        let isReal = type == .float || type == .double
        // NaN values count as values, and are NULL in SQL.
        let nulls = nullCount.flatMap { nulls in isReal ? nanCount.map { $0 + nulls } : nulls }
        return ValueRange(
            lower: lowerBound.flatMap { SingleValue(bound: $0, type: type)?.sortableValue(type) },
            upper: upperBound.flatMap { SingleValue(bound: $0, type: type)?.sortableValue(type) },
            mayHoldNull: nulls != 0,
            mayHoldValue: nulls == nil || valueCount == nil || nulls != valueCount)
    }
}
