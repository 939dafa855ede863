// Validations for programs: what `healthlake validate`, `.validate` and validation_run() call.

package import Columnar
import FHIRValidation
import Quality
package import SQLiteBridge

/// A validation with its options by name, as a command line or SQL writes them.
package struct ValidationRequest {
    /// FHIR files, directories, globs.
    package var paths: [String] = []
    package var format = "table"
    package var showsIssues = false
    private var named: [(name: String, text: String)] = []

    /// What `set` takes besides the paths.
    package static let optionNames = [
        "omop", "rules", "keys", "map", "layers", "references", "as-of", "fail-on", "issues-max",
        "threads",
    ]
    package static let formatNames = QualityFormat.allCases.map(\.rawValue)

    package init() {}

    /// Sets an option; values are looked at when the validation begins.
    package mutating func set(_ name: String, to text: String) { named.append((name, text)) }

    fileprivate func quality() throws(LakeError) -> QualityRequest {
        let values = ScanSettings().values
        var request = QualityRequest(asOf: try CheckDay.days(of: .null))
        request.fhirPaths = paths
        request.threadCount = values.threadCount
        request.memoryBytesMax = values.memoryBytesMax
        request.lineBytesMax = values.lineBytesMax
        request.version = healthlakeVersion
        request.pipelineRunID = PipelineRun.id
        for (name, text) in named { try Self.set(name, text, in: &request) }
        return request
    }

    private static func set(
        _ name: String, _ text: String, in request: inout QualityRequest
    ) throws(LakeError) {
        switch name {
        case "omop": request.omopPlace = text
        case "rules": request.rulesFile = text
        case "keys": request.keysFile = text
        case "map": request.mapFile = text
        case "references":
            request.references = try choice(text, name, ReferencePolicy.allCases, \.rawValue)
        case "fail-on":
            request.failOn = try choice(text, name, [QualitySeverity.error, .warning], \.rawValue)
        case "as-of": request.asOf = try CheckDay.days(of: .text(text))
        case "layers":
            var layers: Set<QualityLayer> = []
            for word in text.split(separator: ",") {
                layers.insert(
                    try choice(
                        String(word.map { $0 == "-" ? "_" : $0 }), name, QualityLayer.allCases,
                        \.rawValue))
            }
            request.layers = layers
        case "issues-max": request.issuesPerCheckMax = try number(text, name, 0...Int.max)
        case "threads": request.threadCount = try number(text, name, 1...256)
        default:
            throw LakeError(
                .invalidInput, "a validation has no option '\(name)'",
                advice: nearest(to: name, among: optionNames).map { "did you mean '\($0)'?" })
        }
    }

    private static func choice<Choice>(
        _ text: String, _ name: String, _ choices: [Choice], _ word: (Choice) -> String
    ) throws(LakeError) -> Choice {
        if let found = choices.first(where: { word($0) == text.lowercased() }) { return found }
        throw LakeError(
            .invalidInput, "\(name) is '\(text)'",
            advice: "it can be " + choices.map { word($0) }.joined(separator: ", "))
    }

    private static func number(
        _ text: String, _ name: String, _ range: ClosedRange<Int>
    ) throws(LakeError) -> Int {
        if let number = Int(text), range.contains(number) { return number }
        throw LakeError(
            .invalidInput, "\(name) is '\(text)'",
            advice: "it is a number from \(range.lowerBound)"
                + (range.upperBound == Int.max ? "" : " to \(range.upperBound)"))
    }
}

/// What became of a validation.
package struct ValidationAnswer {
    private let result: QualityResult
    private let request: ValidationRequest
    /// The run in quality_run; nil when it was not kept.
    package private(set) var runNumber: Int64?

    /// 0, or 1 when a check failed.
    package var exitStatus: Int32 { result.isPassed ? 0 : 1 }

    /// The run as JSON, without its checks.
    package var summary: String { result.summary(runNumber: runNumber) }

    fileprivate init(_ result: QualityResult, _ request: ValidationRequest) {
        self.result = result
        self.request = request
    }

    /// Adds the run to quality_run, quality_check and quality_issue.
    ///
    /// - Throws: `LakeError.io` when the database cannot be written.
    package mutating func keep(in database: Database) throws(LakeError) {
        runNumber = try QualityLedger(database).write(result)
    }

    /// Hands over the report in the format that was asked for, in pieces.
    package func print(to write: (String) -> Void) throws(LakeError) {
        let format = QualityFormat(rawValue: request.format) ?? .table
        try result.print(as: format, showsIssues: request.showsIssues, to: write)
    }
}

/// Validates.
///
/// - Parameters:
///   - progress: told what begins.
///   - check: called often, to stop.
/// - Throws: `LakeError` when the validation cannot run.
package func runValidation(
    _ request: ValidationRequest, progress: (String) -> Void = { _ in },
    check: @escaping () throws(LakeError) -> Void
) throws(LakeError) -> ValidationAnswer {
    var quality = try request.quality()
    quality.checkpoint = check
    return ValidationAnswer(try validate(quality) { progress($0.rawValue) }, request)
}
