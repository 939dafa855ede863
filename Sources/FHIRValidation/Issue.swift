// What validation finds: issues in the shape of OperationOutcome.issue.
// Source: FHIR R4, OperationOutcome; value sets issue-severity and issue-type.

/// How bad an issue is.
package enum IssueSeverity: String, Sendable {
    /// The text is no resource at all.
    case fatal
    case error
    case warning
    case information
}

/// The kind of an issue, a code of the value set issue-type.
package enum IssueCode: String, Sendable {
    case invalid
    case structure
    case required
    case value
    case invariant
    case codeInvalid = "code-invalid"
    case notSupported = "not-supported"
    case notFound = "not-found"
    case tooLong = "too-long"
    case tooCostly = "too-costly"
    case informational
}

/// The rule that an issue breaks: stable names to count and filter by. Invariants go by their own
/// keys.
package enum IssueRule: String, Sendable, CaseIterable {
    case json
    case duplicateKey = "duplicate-key"
    case resourceType = "resource-type"
    case unknownElement = "unknown-element"
    case required
    case repeating
    case choice
    case jsonKind = "json-kind"
    case empty
    case null
    case companion
    case format
    case length
    case binding
    case referenceTarget = "reference-target"
    case referenceResolves = "reference-resolves"
    case narrative
    case simpleQuantity = "simple-quantity"
    case depth
    case limit
    case ele1 = "ele-1"
    case ext1 = "ext-1"
    case ref1 = "ref-1"
    case dom2 = "dom-2"
    case dom3 = "dom-3"
    case dom4 = "dom-4"
    case dom5 = "dom-5"
    case txt1 = "txt-1"
    case txt2 = "txt-2"

    /// Invariants of R4 that are checked here, without FHIRPath.
    package static let invariants: [IssueRule] = [
        .ele1, .ext1, .ref1, .dom2, .dom3, .dom4, .dom5, .txt1, .txt2,
    ]
}

/// One finding.
package struct Issue: Sendable, Equatable {
    package var severity: IssueSeverity
    package var code: IssueCode
    package var rule: IssueRule
    /// Where, in FHIRPath with indexes: `Observation.component[1].code`. Empty when the text is no
    /// resource.
    package var expression: String
    /// The same with JSON's names on the way (`Observation.valueQuantity.value`), where these
    /// differ; else empty.
    package var location = ""
    /// One sentence. Holds no values of the resource unless they are asked for.
    package var diagnostics: String
    /// Where in the text, in bytes.
    package var offsetBytes: Int
    /// Where in the text; both from 1, columns in bytes.
    package var line = 1
    package var column = 1
}

/// The findings of one resource.
package struct IssueList: Sendable {
    package internal(set) var issues: [Issue] = []
    /// Of the resource, when there are issues and it has them.
    package internal(set) var resourceType: String?
    package internal(set) var id: [UInt8]?
    /// The number of the resource's type in `R4.resourceTypes`; -1 when it has none.
    package internal(set) var typeNumber = -1
    /// Constraints of R4 that apply to the resource, each as often as its element occurs, and that
    /// need FHIRPath: nothing is said about them.
    package internal(set) var invariantsNotEvaluated = 0
    /// Codes bound to value sets that cannot be listed: nothing is said about them.
    package internal(set) var codesNotChecked = 0

    package init() {}

    /// No fatal issue and no error.
    package var isValid: Bool {
        !issues.contains { $0.severity == .fatal || $0.severity == .error }
    }

    mutating func removeAll() {
        issues.removeAll(keepingCapacity: true)
        resourceType = nil
        id = nil
        typeNumber = -1
        invariantsNotEvaluated = 0
        codesNotChecked = 0
    }
}
