// Counts and issues of a comparison, by rule.

import Columnar

/// What was found under one rule.
struct RuleTally {
    var matched = 0
    var missingInOMOP = 0
    var missingInFHIR = 0
    var disagreeing = 0
    /// Resources and rows that could not be compared, for want of a table.
    var leftOut = 0
    var issues: [CrossModelIssue] = []
    var issuesLeftOut = 0

    var compared: Int { matched + missingInOMOP + missingInFHIR + disagreeing }
}

/// What kinds of disagreement are called.
enum IssueKind {
    static let missingInOMOP = "missing in OMOP"
    static let missingInFHIR = "missing in FHIR"
    static let date = "date differs"
    static let end = "end differs"
    static let gender = "gender differs"
    static let code = "code differs"
    static let value = "value differs"
    static let unit = "unit differs"
    static let encounterClass = "class differs"
    static let person = "person differs"
    static let visit = "visit differs"
    static let orphanInFHIR = "orphan in FHIR"
    static let orphanInOMOP = "orphan in OMOP"
}

/// Collects findings. One thread at a time.
final class FindingCollector {
    private let issuesMax: Int
    private(set) var tallies = Array(repeating: RuleTally(), count: CrossModelRule.allCases.count)

    init(issuesMax: Int) { self.issuesMax = issuesMax }

    subscript(rule: CrossModelRule) -> RuleTally {
        get { tallies[Int(rule.rawValue)] }
        set { tallies[Int(rule.rawValue)] = newValue }
    }

    /// Changes the counts of a rule.
    func count(_ rule: CrossModelRule, _ change: (inout RuleTally) -> Void) {
        change(&tallies[Int(rule.rawValue)])
    }

    /// Counts a pair.
    func pair(_ rule: CrossModelRule, agrees: Bool) {
        if agrees {
            tallies[Int(rule.rawValue)].matched += 1
        } else {
            tallies[Int(rule.rawValue)].disagreeing += 1
        }
    }

    /// Lists an issue, while there is room.
    func issue(_ rule: CrossModelRule, _ kind: String, _ pair: PairNames, _ found: Difference) {
        guard tallies[Int(rule.rawValue)].issues.count < issuesMax else {
            tallies[Int(rule.rawValue)].issuesLeftOut += 1
            return
        }
        tallies[Int(rule.rawValue)].issues.append(
            CrossModelIssue(
                rule: rule.name, kind: kind, fhirType: pair.fhirType, fhirID: pair.fhirID,
                omopTable: pair.omopTable, omopKey: pair.omopKey, field: found.field,
                fhirValue: found.fhir, omopValue: found.omop))
    }
}

/// The two ends of an issue.
struct PairNames {
    let fhirType: String
    let fhirID: String
    let omopTable: String
    let omopKey: String
}

/// What differs between them.
struct Difference {
    static let none = Difference(field: "", fhir: "", omop: "")

    let field: String
    let fhir: String
    let omop: String
}

/// Values of rows as issues show them: nothing for NULL.
enum CellText {
    static func key(_ key: Int64) -> String { key == NoValue.key ? "" : String(key) }
    static func concept(_ concept: Int32) -> String {
        concept == NoValue.concept ? "" : String(concept)
    }
    static func day(_ day: Int32) -> String {
        day == NoValue.day ? "" : WrittenDate.text(ofDay: day)
    }
    static func number(_ number: Double) -> String { number.isNaN ? "" : String(number) }
}
