// What came of validating a block of lines, or a document.

/// One issue with its place in the block.
struct FileIssue: Sendable {
    let issue: Issue
    /// Lines of the block before the resource.
    let lineIndex: Int
    let resourceType: String?
    let id: [UInt8]?
}

/// The findings of one block.
struct ValidatedBlock: Sendable {
    /// Which file of the run.
    let file: Int
    /// Physical lines of the block.
    var lineCount = 0
    var sizeBytes = 0
    var counts = ValidationCounts()
    /// Sums by the number of the resource's type; -1 for what is no resource.
    var countsByType: [Int: ValidationCounts] = [:]
    var issues: [FileIssue] = []

    /// Adds what was found in one resource.
    mutating func add(_ list: IssueList) {
        counts.add(list)
        countsByType[list.typeNumber, default: ValidationCounts()].add(list)
    }
}

/// Sums over resources.
package struct ValidationCounts: Sendable, Equatable {
    package var resources = 0
    /// Resources with an error or a fatal issue; lines that are no resource count as one.
    package var invalid = 0
    /// Issues by severity; a fatal one counts as an error.
    package var errors = 0
    package var warnings = 0
    /// See `IssueList`.
    package var invariantsNotEvaluated = 0
    package var codesNotChecked = 0

    mutating func add(_ list: IssueList) {
        resources += 1
        invariantsNotEvaluated += list.invariantsNotEvaluated
        codesNotChecked += list.codesNotChecked
        guard !list.issues.isEmpty else { return }
        if !list.isValid { invalid += 1 }
        for issue in list.issues {
            switch issue.severity {
            case .fatal, .error: errors += 1
            case .warning: warnings += 1
            case .information: break
            }
        }
    }

    package init() {}

    package mutating func add(_ other: ValidationCounts) {
        resources += other.resources
        invalid += other.invalid
        errors += other.errors
        warnings += other.warnings
        invariantsNotEvaluated += other.invariantsNotEvaluated
        codesNotChecked += other.codesNotChecked
    }
}
