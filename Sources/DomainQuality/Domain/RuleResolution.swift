// Names of a constraint against what its model has.

import Columnar
import FHIR

/// A constraint whose fields are those of its table.
struct ResolvedRule {
    /// With expressions over columns of `t`.
    let rule: DomainRule
    /// Nil where the type needs none.
    let field: String?
    /// SQL over columns of `t`; nil for all rows.
    let condition: String?
    /// Columns, or paths, of the model that are read.
    let fields: [String]
    /// Columns of other tables that are read.
    let others: [(table: String, field: String)]
}

/// Finds fields.
struct RuleResolver {
    let tables: [String: ConstraintTable]

    /// - Throws: `LakeError.invalidInput` at `.line`, with near names.
    func resolve(_ rule: DomainRule) throws(LakeError) -> ResolvedRule {
        do throws(LakeError) {
            return try resolved(rule)
        } catch {
            var error = error
            error.what = "\(rule.id): " + error.what
            throw error.at(.line(rule.line))
        }
    }

    private func resolved(_ rule: DomainRule) throws(LakeError) -> ResolvedRule {
        var fields: [String] = []
        var others: [(table: String, field: String)] = []
        func take(_ name: String) throws(LakeError) -> String {
            let field = try self.field(name, of: rule.model)
            if !fields.contains(field) { fields.append(field) }
            return field
        }
        func compiled(_ text: String) throws(LakeError) -> String {
            let condition = try RowCondition(text) { (name) throws(LakeError) in
                try self.field(name, of: rule.model)
            }
            for field in condition.fields where !fields.contains(field) { fields.append(field) }
            return condition.sql
        }
        let field = rule.field.isEmpty ? nil : try take(rule.field)
        let filter = try rule.condition.map { (text) throws(LakeError) in try compiled(text) }
        var parameters = rule.parameters
        switch rule.parameters {
        case .required, .range, .allowedValues, .regex: break
        case .unique(let names):
            parameters = .unique(try names.map { (name) throws(LakeError) in try take(name) })
        case .crossField(let text): parameters = .crossField(try compiled(text))
        case .temporalOrder(.field(let name), let isLimitAbove, let tolerance):
            parameters = .temporalOrder(
                .field(try take(name)), isLimitAbove: isLimitAbove, toleranceDays: tolerance)
        case .temporalOrder(.table(let table, let date, let via), let isLimitAbove, let days):
            let join = try take(via)
            let other = DomainModel.omop(table)
            let limit = try self.field(date, of: other)
            let key = try self.field(join, of: other)
            others = [(table, limit), (table, key)]
            parameters = .temporalOrder(
                .table(table, field: limit, via: key), isLimitAbove: isLimitAbove,
                toleranceDays: days)
        case .sexSpecific:
            _ = try take("person_id")
            others = [("person", "person_id"), ("person", "gender_concept_id")]
        case .ageAtEvent:
            _ = try take("person_id")
            others = [("person", "person_id"), ("person", "birth_datetime")]
        }
        return ResolvedRule(
            rule: DomainRule(
                id: rule.id, domain: rule.domain, kind: rule.kind, severity: rule.severity,
                model: rule.model, field: rule.field, condition: rule.condition,
                parameters: parameters, line: rule.line),
            field: field, condition: filter, fields: fields, others: others)
    }

    /// A field as its model spells it.
    private func field(_ name: String, of model: DomainModel) throws(LakeError) -> String {
        let known: [String]
        switch model {
        case .omop(let table):
            known = tables[table]?.fields ?? []
            if known.contains(name.lowercased()) { return name.lowercased() }
        case .fhir(let type):
            known = ResourceColumn.columns(of: type).map(\.field).filter { !$0.isHidden }
                .map(\.name)
            let first = name.split(separator: ".", omittingEmptySubsequences: false).first
            if let first, known.contains(String(first)) { return name }
        }
        let first = name.split(separator: ".").first.map { String($0) } ?? name
        throw LakeError(
            .invalidInput, "\(model.text) has no field '\(name)'",
            advice: nearest(to: first, among: known).map { "did you mean '\($0)'?" })
    }
}
