// What a constraint means, as SQL over the table `t` of its rows.
//
//     SELECT key AS k, (violated) AS v FROM … AS t WHERE checked
//
// Dates and datetimes compare as days; a FHIR date without a day is not checked. Other tables are
// read once into a lookup `l` by its key, since virtual tables have no indexes.

import Columnar

/// The SQL of a constraint.
struct ConstraintQuery {
    private var lookup = ""
    private var source: String
    private var checked: [String] = []
    private var violated = ""
    private var key: String
    /// Whether rows of one resource belong together, and then whether all of them must violate.
    private let isGrouped: Bool
    private let isViolatedByAll: Bool

    /// - Parameters:
    ///   - rule: with fields and conditions whose names are resolved.
    ///   - table: what `t` stands for.
    ///   - key: the column that names a row.
    init(_ rule: ResolvedRule, table: String, key: String) {
        source = table + " AS t"
        self.key = SQLText.column(key)
        isGrouped = if case .fhir = rule.rule.model { true } else { false }
        isViolatedByAll = rule.rule.kind == .required
        if let condition = rule.condition { checked.append("(\(condition))") }
        add(rule)
    }

    /// The rows that are checked, with whether they violate: columns `k` and `v`.
    var rows: String {
        guard isGrouped else { return lookup + select("\(key) AS k, (\(violated)) AS v", checked) }
        let row = "t." + ElementTable.rowColumn
        let inner = select("\(row) AS r, \(key) AS k, (\(violated)) AS v", checked)
        return "SELECT min(k) AS k, \(isViolatedByAll ? "min" : "max")(v) AS v "
            + "FROM (\(inner)) GROUP BY r"
    }

    /// The keys of the rows that violate.
    var offenders: String { lookup + select(key, checked + ["(\(violated))"]) }

    private func select(_ columns: String, _ conditions: [String]) -> String {
        "SELECT \(columns) FROM \(source)"
            + (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "))
    }

    // MARK: Types

    private mutating func add(_ rule: ResolvedRule) {
        let field = rule.field.map { SQLText.column($0) } ?? ""
        switch rule.rule.parameters {
        case .unique(let fields): return addUnique(fields)
        case .required:
            violated = "\(field) IS NULL OR trim(\(field), char(9, 10, 11, 12, 13, 32)) = ''"
            return
        default: if !field.isEmpty { checked.append("\(field) IS NOT NULL") }
        }
        switch rule.rule.parameters {
        case .required, .unique: break
        case .range(let least, let most): addRange(field, least, most)
        case .allowedValues(let values):
            violated = "\(field) NOT IN (\(Self.list(values)))"
        case .regex(let pattern):
            violated = "NOT text_matches(\(field), \(SQLText.literal(pattern.text)))"
        case .temporalOrder(let other, let isLimitAbove, let tolerance):
            addOrder(field, other, isLimitAbove: isLimitAbove, tolerance)
        case .crossField(let expression):
            checked.append("(\(expression)) IS NOT NULL")
            violated = "NOT (\(expression))"
        case .sexSpecific(let female, let male): addSexSpecific(field, female, male)
        case .ageAtEvent(let least, let most): addAge(field, least, most)
        }
    }

    /// Numbers stand in the list as texts too: a code of digits is a text in FHIR.
    private static func list(_ values: [RuleValue]) -> String {
        values.map { value in
            if case .number(let text) = value { return text + ", " + SQLText.literal(text) }
            if case .boolean(let flag) = value { return flag ? "1, 'true'" : "0, 'false'" }
            return value.sql
        }.joined(separator: ", ")
    }

    private mutating func addRange(_ field: String, _ least: RangeBound?, _ most: RangeBound?) {
        func side(_ bound: RangeBound, _ outside: String) -> String {
            // A datetime is within the day of a limit.
            let isDate = if case .text = bound.value { true } else { false }
            let value = isDate ? "substr(\(field), 1, 10)" : field
            return "\(value) \(outside)\(bound.isExclusive ? "=" : "") \(bound.value.sql)"
        }
        var sides: [String] = []
        if let least { sides.append(side(least, "<")) }
        if let most { sides.append(side(most, ">")) }
        violated = sides.joined(separator: " OR ")
    }

    private mutating func addUnique(_ fields: [String]) {
        let columns = fields.map { SQLText.column($0) }
        let conditions = checked + columns.map { "\($0) IS NOT NULL" }
        let partition = "PARTITION BY " + columns.joined(separator: ", ")
        var selected = "\(key) AS k, count(*) OVER (\(partition)) AS n"
        violated = "t.n > 1"
        if isGrouped {
            // Values that stand twice within one resource are not another row's.
            let row = "t." + ElementTable.rowColumn
            selected =
                "\(row) AS \(ElementTable.rowColumn), \(key) AS k, "
                + "min(\(row)) OVER (\(partition)) <> max(\(row)) OVER (\(partition)) AS n"
            violated = "t.n"
        }
        source = "(\(select(selected, conditions))) AS t"
        key = "t.k"
        checked = []
    }

    /// A day as a number; NULL where the text has none.
    private static func day(_ field: String) -> String {
        "CASE WHEN length(\(field)) >= 10 THEN julianday(substr(\(field), 1, 10)) END"
    }

    private mutating func addOrder(
        _ field: String, _ other: OtherDate, isLimitAbove: Bool, _ tolerance: Int
    ) {
        let limit: String
        switch other {
        case .field(let name): limit = Self.day(SQLText.column(name))
        case .table(let table, let date, let via):
            let day = Self.day(SQLText.column(date))
            let join = SQLText.column(via)
            lookup =
                "WITH l AS MATERIALIZED (SELECT \(join) AS id, min(\(day)) AS d "
                + "FROM \(table) AS t WHERE \(join) IS NOT NULL GROUP BY \(join)) "
            // CROSS keeps the lookup inside, where it has an index.
            source += " CROSS JOIN l ON l.id = \(join)"
            limit = "l.d"
        }
        checked += ["(\(Self.day(field))) IS NOT NULL", "(\(limit)) IS NOT NULL"]
        let (late, early) = isLimitAbove ? (Self.day(field), limit) : (limit, Self.day(field))
        violated = "(\(late)) - (\(early)) > \(tolerance)"
    }

    private mutating func addSexSpecific(_ field: String, _ female: [Int], _ male: [Int]) {
        func list(_ concepts: [Int]) -> String {
            "(" + concepts.map { String($0) }.joined(separator: ", ") + ")"
        }
        lookup =
            "WITH l AS MATERIALIZED (SELECT person_id AS id, min(gender_concept_id) AS g "
            + "FROM person GROUP BY person_id) "
        source += " LEFT JOIN l ON l.id = t.person_id"
        checked.append("\(field) IN \(list(female + male))")
        var sides: [String] = []
        if !female.isEmpty { sides.append("(\(field) IN \(list(female)) AND l.g = 8507)") }
        if !male.isEmpty { sides.append("(\(field) IN \(list(male)) AND l.g = 8532)") }
        violated = "coalesce(\(sides.joined(separator: " OR ")), 0)"
    }

    private mutating func addAge(_ field: String, _ least: Int?, _ most: Int?) {
        lookup =
            "WITH l AS MATERIALIZED (SELECT person_id AS id, "
            + "min(substr(birth_datetime, 1, 10)) AS b FROM person "
            + "WHERE length(birth_datetime) >= 10 GROUP BY person_id) "
        source += " CROSS JOIN l ON l.id = t.person_id"
        checked.append("length(\(field)) >= 10")
        let years =
            "CAST(substr(\(field), 1, 4) AS INTEGER) - CAST(substr(l.b, 1, 4) AS INTEGER) "
            + "- (substr(\(field), 6, 5) < substr(l.b, 6, 5))"
        var sides: [String] = []
        if let least { sides.append("\(years) < \(least)") }
        if let most { sides.append("\(years) > \(most)") }
        violated = sides.joined(separator: " OR ")
    }
}
