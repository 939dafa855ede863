// fhir_file_validation(): for each file how many resources are valid, and what was not looked at.

package import Columnar
import Storage

/// The table of sums over FHIR files.
package final class FHIRFileSummaryTable: TableSource {
    package static let tableSchema = TableSchema([
        Field("_file", .text), Field("resources", .integer), Field("invalid", .integer),
        Field("errors", .integer), Field("warnings", .integer),
        Field("invariants_not_evaluated", .integer), Field("codes_not_checked", .integer),
    ])

    package let schema = FHIRFileSummaryTable.tableSchema
    private let input: ValidationInput

    package init(_ input: ValidationInput) { self.input = input }

    package func estimate() -> ScanEstimate {
        ScanEstimate(rowCount: Double(input.files.count), sizeBytes: input.sizeBytes() * 4)
    }

    package func evaluates(_ shape: Predicate.Shape, on column: Int) -> Bool { false }
    package func isUnique(_ column: Int) -> Bool { column == 0 }
    package var hasRowNumbers: Bool { false }
    package func isUnchanged(since other: any TableSource) -> Bool { false }

    package func open(
        _ request: ScanRequest, in environment: ScanEnvironment
    ) throws(LakeError) -> any BatchStream {
        if let grouping = request.grouping {
            return try open(request, grouping: grouping, in: environment)
        }
        return FileSummaryStream(
            try ValidationRun(input, in: environment), paths: input.files.map(\.path),
            columns: request.columns)
    }
}

private final class FileSummaryStream: BatchStream {
    private let run: ValidationRun
    private let paths: [String]
    private let columns: [Int]
    private var isDone = false

    init(_ run: ValidationRun, paths: [String], columns: [Int]) {
        self.run = run
        self.paths = paths
        self.columns = columns
    }

    func next() throws(LakeError) -> ColumnBatch? {
        guard !isDone, !paths.isEmpty else { return nil }
        isDone = true
        var sums = Array(repeating: ValidationCounts(), count: paths.count)
        while let (block, _) = try run.next() { sums[block.file].add(block.counts) }
        var vectors: [ColumnVector] = []
        for column in columns {
            var builder = ColumnBuilder(
                type: FHIRFileSummaryTable.tableSchema.fields[column].type, capacity: paths.count)
            for (file, sum) in sums.enumerated() {
                if column == 0 {
                    try builder.append(.text(paths[file]))
                } else {
                    builder.append(Int64(count(column, sum)))
                }
            }
            vectors.append(ColumnVector(builder, bytes: nil))
        }
        return ColumnBatch(rowCount: paths.count, columns: vectors)
    }

    private func count(_ column: Int, _ sum: ValidationCounts) -> Int {
        switch column {
        case 1: sum.resources
        case 2: sum.invalid
        case 3: sum.errors
        case 4: sum.warnings
        case 5: sum.invariantsNotEvaluated
        default: sum.codesNotChecked
        }
    }
}
