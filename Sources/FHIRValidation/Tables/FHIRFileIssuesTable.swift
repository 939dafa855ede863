// fhir_file_issues(): every issue of the resources in FHIR files, in the order of the files.

package import Columnar
import Storage

/// The table of issues of FHIR files.
package final class FHIRFileIssuesTable: TableSource {
    package static let tableSchema = TableSchema([
        Field("_file", .text), Field("_line", .integer), Field("resource_type", .text),
        Field("id", .text), Field("severity", .text), Field("code", .text),
        Field("expression", .text), Field("diagnostics", .text), Field("rule", .text),
    ])

    package let schema = FHIRFileIssuesTable.tableSchema
    private let input: ValidationInput

    package init(_ input: ValidationInput) { self.input = input }

    package func estimate() -> ScanEstimate {
        // Validation is several times slower than reading, and most resources are valid.
        ScanEstimate(rowCount: 100, sizeBytes: input.sizeBytes() * 4)
    }

    package func evaluates(_ shape: Predicate.Shape, on column: Int) -> Bool { false }
    package func isUnique(_ column: Int) -> Bool { false }
    package var hasRowNumbers: Bool { false }
    package func isUnchanged(since other: any TableSource) -> Bool { false }

    package func open(
        _ request: ScanRequest, in environment: ScanEnvironment
    ) throws(LakeError) -> any BatchStream {
        if let grouping = request.grouping {
            return try open(request, grouping: grouping, in: environment)
        }
        return FileIssuesStream(
            try ValidationRun(input, in: environment), paths: input.files.map(\.path),
            columns: request.columns)
    }
}

private final class FileIssuesStream: BatchStream {
    private let run: ValidationRun
    private let paths: [String]
    private let columns: [Int]

    init(_ run: ValidationRun, paths: [String], columns: [Int]) {
        self.run = run
        self.paths = paths
        self.columns = columns
    }

    func next() throws(LakeError) -> ColumnBatch? {
        while let (block, linesBefore) = try run.next() {
            guard !block.issues.isEmpty else { continue }
            var vectors: [ColumnVector] = []
            for column in columns {
                var builder = ColumnBuilder(
                    type: FHIRFileIssuesTable.tableSchema.fields[column].type,
                    capacity: block.issues.count)
                for found in block.issues {
                    try builder.append(value(column, found, paths[block.file], linesBefore))
                }
                vectors.append(ColumnVector(builder, bytes: nil))
            }
            return ColumnBatch(rowCount: block.issues.count, columns: vectors)
        }
        return nil
    }

    private func value(
        _ column: Int, _ found: FileIssue, _ path: String, _ linesBefore: Int
    ) -> Value {
        switch column {
        case 0: .text(path)
        case 1: .integer(Int64(linesBefore + found.lineIndex + found.issue.line))
        case 2: found.resourceType.map { .text($0) } ?? .null
        case 3: found.id.map { .text($0) } ?? .null
        default: IssueColumns.value(column - 4, found.issue)
        }
    }
}

/// The columns that an issue itself has.
enum IssueColumns {
    /// severity, code, expression, diagnostics, rule.
    static func value(_ column: Int, _ issue: Issue) -> Value {
        switch column {
        case 0: .text(issue.severity.rawValue)
        case 1: .text(issue.code.rawValue)
        case 2: issue.expression.isEmpty ? .null : .text(issue.expression)
        case 3: .text(issue.diagnostics)
        default: .text(issue.rule.rawValue)
        }
    }
}
