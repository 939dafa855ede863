// Compares FHIR data with a CDM of the same persons.
//
//     FHIR files  →  one pass           →  facts  ┐
//     CDM tables  →  one scan of each   →  rows   ┴→  pairs  →  issues, counts
//
// Both sides are kept as records of fixed size and joined by 64-bit hashes. A rule whose data is
// not there is not evaluated, and says why.

package import Columnar
import OMOPQuality

/// Runs all rules.
///
/// - Returns: an outcome for each rule; the issues in the order of the rules, at most
///   `issuesMax`; how many more there are.
/// - Throws: `LakeError` when a path names nothing or data cannot be read.
package func crossModelChecks(
    _ options: CrossModelOptions
) throws(LakeError) -> (
    checks: [CrossModelCheck], issues: [CrossModelIssue], issuesLeftOut: Int
) {
    let run = try CrossModelRun(options)
    return run.results(issuesMax: options.issuesMax)
}

/// One comparison.
private struct CrossModelRun {
    private let facts: FHIRFacts
    private let rows: CDMRows
    private let findings: FindingCollector

    init(_ options: CrossModelOptions) throws(LakeError) {
        guard !options.fhirPaths.isEmpty else {
            throw LakeError(
                .invalidInput, "no FHIR data is named", at: [.argument("fhir")],
                advice: "name a file, directory or glob")
        }
        let source = try options.cdm()
        let map = try CodeMap(path: options.map)
        let keys = try Self.keyMap(options, source)
        rows = try CDMRows(source, options)
        let read = try FHIRFacts.read(options, map)
        findings = FindingCollector(issuesMax: options.issuesMax)
        guard rows.persons.problem == nil, !read.patients.isEmpty else {
            facts = read
            return
        }
        let pairing = Pairing(read, rows, keys: keys, vaccines: map.vaccines)
        facts = pairing.facts
        let persons = PersonComparison(
            pairing: pairing, deaths: rows.deaths.rows, map: map, findings: findings)
        persons.comparePersons()
        if rows.deaths.problem == nil { persons.compareDeaths() }
        if rows.visits.problem == nil { persons.compareVisits() }
        EventComparison(
            pairing: pairing, isMissing: rows.events.map { $0.problem != nil },
            findings: findings
        ).compare()
    }

    private static func keyMap(
        _ options: CrossModelOptions, _ source: any CDMSource
    ) throws(LakeError) -> KeyMap? {
        guard let path = options.keys else { return try KeyMap(source, options) }
        return path == "none" ? nil : try KeyMap(path: path)
    }

    func results(
        issuesMax: Int
    ) -> (checks: [CrossModelCheck], issues: [CrossModelIssue], issuesLeftOut: Int) {
        var checks: [CrossModelCheck] = []
        var issues: [CrossModelIssue] = []
        var leftOut = 0
        for rule in CrossModelRule.allCases {
            let tally = findings[rule]
            checks.append(check(rule, tally))
            guard problem(rule) == nil else { continue }
            let listed = tally.issues.prefix(issuesMax - issues.count)
            issues += listed
            leftOut += tally.issuesLeftOut + tally.issues.count - listed.count
        }
        return (checks, issues, leftOut)
    }

    private func check(_ rule: CrossModelRule, _ tally: RuleTally) -> CrossModelCheck {
        if let problem = problem(rule) {
            return CrossModelCheck(
                rule: rule.name, compared: 0, matched: 0, missingInOMOP: 0, missingInFHIR: 0,
                disagreeing: 0, status: CrossModelCheck.Status.notEvaluated, reason: problem)
        }
        var status = CrossModelCheck.Status.pass
        var reasons: [String] = []
        if tally.leftOut > 0 {
            reasons.append(
                "\(tally.leftOut) belong in tables that the CDM does not have: "
                    + rows.events.compactMap(\.problem).joined(separator: ", "))
            status = CrossModelCheck.Status.notEvaluated
        }
        let bad = facts.unreadable.reduce(0) { $0 + $1.count }
        if bad > 0, let first = facts.unreadable.first {
            reasons.append(
                "\(bad) lines are no resources, the first in \(first.file), line \(first.firstLine)"
            )
        }
        if tally.compared == 0, tally.leftOut == 0 {
            status = CrossModelCheck.Status.notApplicable
        }
        if tally.matched < tally.compared { status = CrossModelCheck.Status.fail }
        return CrossModelCheck(
            rule: rule.name, compared: tally.compared, matched: tally.matched,
            missingInOMOP: tally.missingInOMOP, missingInFHIR: tally.missingInFHIR,
            disagreeing: tally.disagreeing, status: status,
            reason: reasons.isEmpty ? nil : reasons.joined(separator: "; "))
    }

    /// Why a rule cannot be evaluated.
    private func problem(_ rule: CrossModelRule) -> String? {
        if facts.patients.isEmpty {
            return "the FHIR data has no Patient, so that nothing can be told apart by person"
        }
        if let problem = rows.persons.problem { return problem }
        switch rule {
        case .person, .gender, .birthDate, .race, .ethnicity: return nil
        case .death: return rows.deaths.problem
        case .visit: return rows.visits.problem
        default:
            return EventTable.allCases.first { $0.name == rule.table }.flatMap {
                rows.events[Int($0.rawValue)].problem
            }
        }
    }
}
