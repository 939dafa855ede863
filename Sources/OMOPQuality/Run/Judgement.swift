// From counts to a status.
//
//     an error              FAIL where the check asks for just that table or field, else ERROR
//     violated and limits   any violated row fails without a threshold, else more than it tolerates
//     not applicable        takes the place of both where there is nothing to judge
//
// Source: DataQualityDashboard v2.8.4, evaluateThresholds.R and calculateNotApplicableStatus.R.

import Columnar

/// Gives every check its status.
struct Judgement {
    let list: [OMOPCheck]
    let tables: CDMTables
    let rowCounts: [String: Int]
    let tally: Tally

    /// Results in the order of the list.
    func results(asOf: Int32) -> [OMOPCheckResult] {
        let empty = emptyFields()
        var results: [OMOPCheckResult] = []
        results.reserveCapacity(list.count)
        for (index, check) in list.enumerated() {
            let outcome = tally.outcomes[index]
            let reason = notApplicable(check, outcome, empty)
            let status: OMOPCheckResult.Status
            if reason != nil {
                status = .notApplicable
            } else if outcome.error != nil {
                let asksForIt = check.kind == .cdmTable || check.kind == .cdmField
                status = asksForIt ? .fail : .error
            } else {
                status = fails(check, outcome) ? .fail : .pass
            }
            results.append(
                OMOPCheckResult(
                    check: check, violatedRows: outcome.violated,
                    totalRows: outcome.denominator, status: status, notApplicableReason: reason,
                    error: outcome.error, query: CheckQuery(check, asOf: asOf).text))
        }
        return results
    }

    /// Fields in which every row is null, as `table.field`.
    private func emptyFields() -> Set<String> {
        var empty: Set<String> = []
        for (index, check) in list.enumerated() where check.kind == .measureValueCompleteness {
            let outcome = tally.outcomes[index]
            if let violated = outcome.violated, violated == outcome.denominator {
                empty.insert(check.table + "." + check.field)
            }
        }
        return empty
    }

    private func fails(_ check: OMOPCheck, _ outcome: Tally.Outcome) -> Bool {
        guard let violated = outcome.violated else { return false }
        guard let threshold = check.threshold, threshold != 0 else { return violated > 0 }
        return OMOPCheckResult.share(violated, of: outcome.denominator ?? 0) * 100 > threshold
    }

    /// Why there is nothing to judge; nil when there is.
    private func notApplicable(
        _ check: OMOPCheck, _ outcome: Tally.Outcome, _ empty: Set<String>
    ) -> OMOPCheckResult.Reason? {
        let hasTable = tables[check.table] != nil
        switch check.kind {
        case .measureConditionEraCompleteness:
            guard let rows = rowCounts["condition_occurrence"] else { return .tableMissing }
            return rows == 0 ? .tableEmpty : nil
        case .cdmTable: return nil
        case .measurePersonCompleteness, .cdmField: return hasTable ? nil : .tableMissing
        default: break
        }
        guard hasTable else { return .tableMissing }
        if !check.field.isEmpty, tables.problem(check.table, check.field) != nil {
            return .fieldMissing
        }
        if outcome.error != nil { return nil }
        if rowCounts[check.table] == 0 { return .tableEmpty }
        if check.kind == .measureValueCompleteness { return nil }
        if empty.contains(check.table + "." + check.field) { return .fieldEmpty }
        if check.level == .concept, outcome.denominator == 0 {
            return check.unitConceptID.isEmpty ? .conceptAbsent : .conceptUnitAbsent
        }
        return nil
    }
}
