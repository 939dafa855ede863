// The SQL by which a user finds the rows that violate a check: over tables of the CDM's names, in
// SQLite's dialect.
//
// What joins twice in a check (two rows of DEATH for one person) is listed twice. References are
// written as IN and lookups as materialised subqueries, since virtual tables have no indexes.

import Columnar
import OMOP

/// Writes the query of a check.
struct CheckQuery {
    private let check: OMOPCheck
    private let asOf: Int32

    /// - Parameter asOf: the reference date.
    init(_ check: OMOPCheck, asOf: Int32) {
        self.check = check
        self.asOf = asOf
    }

    /// One SELECT, without a semicolon.
    var text: String {
        switch check.level {
        case .table: tableQuery
        case .field, .concept: fieldQuery
        }
    }

    /// What names rows of a table: its primary key, or else all of its identifiers.
    static func keys(of table: String) -> [String] {
        if let key = primaryKeys[table] { return [key] }
        let fields = CDMSchema.table(named: table)?.fields.map(\.name) ?? []
        let keys = fields.filter { $0.hasSuffix("_id") }
        return keys.isEmpty ? Array(fields.prefix(1)) : keys
    }

    private static let primaryKeys: [String: String] = {
        var keys: [String: String] = [:]
        for check in CheckList.all where check.kind == .isPrimaryKey {
            keys[check.table] = check.field
        }
        return keys
    }()

    // MARK: Parts

    private var table: String { check.table }
    private var field: String { "t." + check.field }
    private var selection: String {
        "SELECT " + Self.keys(of: table).map { "t." + $0 }.joined(separator: ", ")
            + " FROM \(table) AS t"
    }

    private func rows(_ condition: String) -> String { selection + " WHERE " + condition }

    /// Rows joined with a lookup `l`.
    private func joined(
        with lookup: String, on key: String, _ condition: String
    ) -> String {
        "WITH l AS MATERIALIZED (\(lookup)) \(selection) JOIN l ON l.id = t.\(key) WHERE "
            + condition
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
            + "'"
    }

    private func dayText(_ day: Int32) -> String {
        let (year, month, dayOfMonth) = CalendarDay.parts(day)
        func padded(_ value: Int32, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "'\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))'"
    }

    // MARK: Kinds

    private var tableQuery: String {
        switch check.kind {
        case .measurePersonCompleteness:
            return "SELECT p.person_id FROM person AS p WHERE p.person_id IS NULL OR p.person_id "
                + "NOT IN (SELECT person_id FROM \(table) WHERE person_id IS NOT NULL)"
        case .measureConditionEraCompleteness:
            return "SELECT DISTINCT person_id FROM condition_occurrence WHERE condition_concept_id "
                + "<> 0 AND person_id NOT IN (SELECT person_id FROM condition_era "
                + "WHERE person_id IS NOT NULL)"
        case .measureObservationPeriodOverlap:
            return "WITH p AS MATERIALIZED (SELECT person_id, observation_period_id AS id, "
                + "date(observation_period_start_date) AS first, "
                + "date(observation_period_end_date) AS last FROM observation_period) "
                + "SELECT DISTINCT a.person_id FROM p AS a JOIN p AS b ON a.person_id = "
                + "b.person_id AND a.id <> b.id WHERE (a.first <= b.last AND a.last >= b.first) "
                + "OR date(a.last, '+1 day') = b.first"
        default: return "SELECT * FROM \(table) LIMIT 0"
        }
    }

    private var fieldQuery: String {
        switch check.kind {
        case .cdmField: "SELECT \(check.field) FROM \(table) LIMIT 0"
        case .isRequired, .measureValueCompleteness: rows("\(field) IS NULL")
        case .cdmDatatype:
            rows(
                "\(field) IS NOT NULL AND typeof(\(field)) <> 'integer' AND (typeof(\(field)) <> "
                    + "'text' OR ltrim(\(field), '+-') = '' OR ltrim(\(field), '+-') "
                    + "GLOB '*[^0-9]*')")
        case .isPrimaryKey:
            rows(
                "\(field) IN (SELECT \(check.field) FROM \(table) GROUP BY 1 "
                    + "HAVING count(*) > 1)")
        case .isForeignKey:
            rows(
                "\(field) NOT IN (SELECT \(check.reference?.field ?? "") FROM "
                    + "\(check.reference?.table ?? "") "
                    + "WHERE \(check.reference?.field ?? "") IS NOT NULL)")
        case .fkDomain: concept("domain_id <> \(Self.quoted(check.domain))")
        case .fkClass: concept("concept_class_id <> \(Self.quoted(check.conceptClass))")
        case .isStandardValidConcept:
            concept("standard_concept IS NOT 'S' OR invalid_reason IS NOT NULL")
        case .standardConceptRecordCompleteness, .sourceConceptRecordCompleteness:
            rows(
                "\(field) = 0"
                    + (check.pairedSourceField.map {
                        " OR (\(field) IS NULL AND t.\($0) IS NOT NULL)"
                    } ?? ""))
        case .sourceValueCompleteness:
            "SELECT DISTINCT \(check.field) FROM \(table) WHERE \(check.standardConceptField) = 0"
        case .plausibleGender, .plausibleGenderUseDescendants, .plausibleUnitConceptIds:
            conceptQuery
        default: comparison
        }
    }

    private func concept(_ condition: String) -> String {
        rows("\(field) <> 0 AND \(field) IN (SELECT concept_id FROM concept WHERE \(condition))")
    }

    private var conceptQuery: String {
        let others =
            "t.person_id IN (SELECT person_id FROM person WHERE gender_concept_id <> "
            + "\(check.gender))"
        let ids = check.concepts.map { String($0) }.joined(separator: ", ")
        return switch check.kind {
        case .plausibleGender: rows("\(field) = \(ids) AND \(others)")
        case .plausibleGenderUseDescendants:
            joined(
                with: "SELECT descendant_concept_id AS id FROM concept_ancestor "
                    + "WHERE ancestor_concept_id IN (\(ids))", on: check.field, others)
        default:
            rows(
                "\(field) = \(ids) AND t.unit_concept_id <> 0 AND t.unit_concept_id NOT IN ("
                    + OMOPCheck.integers(check.value).map { String($0) }.joined(separator: ", ")
                    + ")")
        }
    }

    private var comparison: String {
        switch check.kind {
        case .plausibleValueLow, .plausibleValueHigh: return limitQuery
        case .plausibleAfterBirth:
            return joined(
                with: "SELECT person_id AS id, coalesce(date(birth_datetime), date(printf("
                    + "'%04d-%02d-%02d', year_of_birth, coalesce(month_of_birth, 1), "
                    + "coalesce(day_of_birth, 1)))) AS day FROM person", on: "person_id",
                "date(\(field)) < l.day")
        case .plausibleTemporalAfter where check.other?.table == "person":
            return joined(
                with: "SELECT person_id AS id, coalesce(date(birth_datetime), printf("
                    + "'%04d-06-01', year_of_birth)) AS day FROM person", on: "person_id",
                "date(\(field)) < l.day")
        case .plausibleTemporalAfter:
            return rows("date(\(field)) < date(t.\(check.other?.field ?? ""))")
        case .plausibleStartBeforeEnd:
            return rows("date(\(field)) > date(t.\(check.other?.field ?? ""))")
        case .withinVisitDates:
            return joined(
                with: "SELECT visit_occurrence_id AS id, date(visit_start_date, '-7 days') AS "
                    + "first, date(visit_end_date, '+7 days') AS last FROM visit_occurrence",
                on: "visit_occurrence_id",
                "date(\(field)) < l.first OR date(\(field)) > l.last")
        default:
            return joined(
                with: "SELECT person_id AS id, date(death_date, '+60 days') AS day FROM death",
                on: "person_id", "date(\(field)) > l.day")
        }
    }

    private var limitQuery: String {
        let sign = check.kind == .plausibleValueLow ? "<" : ">"
        if check.level == .concept {
            return rows(
                "\(field) = \(check.conceptIDs) AND t.unit_concept_id = \(check.unitConceptID) "
                    + "AND t.value_as_number \(sign) \(check.value)")
        }
        return switch PlausibleLimit(check.value, asOf: asOf) {
        case .day(let day): rows("date(\(field)) \(sign) \(dayText(day))")
        case .number(let number): rows("\(field) \(sign) \(number)")
        case nil: rows("0")
        }
    }
}
