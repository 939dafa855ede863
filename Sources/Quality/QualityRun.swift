// One validation: the layers that have input, one after the other.

package import Columnar

/// What a validation found.
package struct QualityResult {
    package let request: QualityRequest
    /// UTC, `YYYY-MM-DD HH:MM:SS`.
    package let started: String
    package let finished: String
    package let checks: [QualityCheck]
    package let issues: IssueStore
    package let fhir: FHIRSums?

    /// Whether no check failed that matters to the request.
    package var isPassed: Bool { !checks.contains { $0.fails(on: request.failOn) } }

    /// The layers that ran.
    package var layers: [QualityLayer] {
        QualityLayer.allCases.filter { request.runs($0) }
    }

    package func count(_ layer: QualityLayer, _ status: QualityStatus) -> Int {
        checks.reduce(0) { $0 + ($1.layer == layer && $1.status == status ? 1 : 0) }
    }

    /// Violations of checks of a severity, kept or not.
    package func violations(_ layer: QualityLayer, _ severity: QualitySeverity) -> Int {
        checks.reduce(0) { sum, check in
            guard check.layer == layer, check.severity == severity, check.status == .fail else {
                return sum
            }
            return sum + (check.violatedRows ?? 0)
        }
    }
}

/// Runs what a request asks for.
///
/// - Parameter progress: told which layer begins.
/// - Throws: `LakeError` when input is missing, a rules file is wrong or data cannot be read: the
///   validation could not run. What is wrong within the data is a result.
package func validate(
    _ request: QualityRequest, progress: (QualityLayer) -> Void = { _ in }
) throws(LakeError) -> QualityResult {
    try request.check()
    let started = try utcNow()
    let issues = try IssueStore(perCheckMax: max(0, request.issuesPerCheckMax))
    var checks: [QualityCheck] = []
    var fhir: FHIRSums?
    if request.runs(.fhir) {
        progress(.fhir)
        let layer = try FHIRLayer.run(request, issues)
        checks += layer.checks
        fhir = layer.sums
    }
    if request.runs(.omop) {
        progress(.omop)
        checks += try OMOPLayer.run(request, issues)
    }
    if request.runs(.crossModel) {
        progress(.crossModel)
        checks += try CrossModelLayer.run(request, issues)
    }
    if request.runs(.domain) {
        progress(.domain)
        checks += try DomainLayer.run(request, issues)
    }
    for index in checks.indices {
        checks[index].listedIssues = issues.count(checks[index].layer, checks[index].id)
    }
    return QualityResult(
        request: request, started: started, finished: try utcNow(), checks: checks, issues: issues,
        fhir: fhir)
}
