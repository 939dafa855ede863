// Which of a table's files a change removes.

import Columnar

/// A choice of live files.
enum FileRemoval {
    /// A partition of a spec.
    struct Partition: Hashable {
        let specID: Int
        let values: [SingleValue?]
    }

    case none
    case all
    case partitions(Set<Partition>)
    case filter(PartitionFilter)

    init(_ change: TableChange) throws(LakeError) {
        switch change.operation {
        case .append: self = .none
        case .overwriteAll: self = .all
        case .overwriteWhere(let filter): self = .filter(filter)
        case .dynamicPartitionOverwrite:
            self = .partitions(
                Set(
                    change.files.map {
                        Partition(specID: $0.partitionSpecID, values: $0.partition)
                    }))
        case .deleteRows, .changeSchema:
            throw LakeError(
                .unsupported, "rows cannot be deleted and columns cannot be changed yet",
                advice: "overwrite the partitions or the table with the rows that shall stay")
        case .rollback, .undo, .setReference, .removeReference:
            throw LakeError(.internal, "a change of references removes no files")
        }
    }

    /// Whether a file is removed.
    ///
    /// - Throws: `LakeError.unsupported` at `.file` for a data file of a spec by which that cannot
    ///   be told.
    func matches(_ file: ContentFile, of spec: PartitionSpec) throws(LakeError) -> Bool {
        switch self {
        case .none: return false
        case .all: return true
        case .partitions(let partitions):
            if partitions.contains(Partition(specID: spec.id, values: file.partition)) {
                return true
            }
            // Deletes of another spec concern more than these partitions, and stay.
            guard file.content == .data, let any = partitions.first, any.specID != spec.id else {
                return false
            }
            throw unknown(file, spec)
        case .filter(let filter):
            if let answer = filter.matches(file.partition, of: spec) { return answer }
            guard file.content == .data else { return false }
            throw unknown(file, spec)
        }
    }

    private func unknown(_ file: ContentFile, _ spec: PartitionSpec) -> LakeError {
        LakeError(
            .unsupported,
            "the file is of partition spec \(spec.id), by which it cannot be told whether it is "
                + "overwritten",
            at: [.file(file.path)], advice: "overwrite the whole table")
    }
}
