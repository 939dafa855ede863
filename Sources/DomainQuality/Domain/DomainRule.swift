// A constraint as its rules file says it.
//
// Adding a type: a case of ConstraintKind, how it is read in ConstraintReader, what it means as SQL
// in ConstraintQuery.

/// What a constraint asks of a row.
enum ConstraintKind: String, CaseIterable, Sendable {
    case required
    case range
    case allowedValues = "allowed_values"
    case regex
    case unique
    case temporalOrder = "temporal_order"
    case crossField = "cross_field"
    case sexSpecific = "sex_specific"
    case ageAtEvent = "age_at_event"
}

/// How grave a violation is.
enum Severity: String, CaseIterable, Sendable {
    case error, warning, info
}

/// What a constraint is about: a table of the CDM, or a resource type.
enum DomainModel: Hashable, Sendable {
    case omop(String)
    case fhir(String)

    var text: String {
        switch self {
        case .omop(let table): "omop." + table
        case .fhir(let type): "fhir." + type
        }
    }

    /// The table or the type.
    var name: String {
        switch self {
        case .omop(let name), .fhir(let name): name
        }
    }
}

/// A value of a rules file.
enum RuleValue: Equatable, Sendable {
    /// As it is written: a number in JSON's sense.
    case number(String)
    case boolean(Bool)
    case text(String)

    /// As SQL.
    var sql: String {
        switch self {
        case .number(let text): text
        case .boolean(let value): value ? "1" : "0"
        case .text(let text): SQLText.literal(text)
        }
    }
}

/// A limit of a range.
struct RangeBound: Sendable {
    let value: RuleValue
    /// Whether the limit itself is outside.
    let isExclusive: Bool
}

/// The date that another must not pass.
enum OtherDate: Sendable {
    /// A field of the same row.
    case field(String)
    /// The earliest date of the rows of a table with the same value of `via`.
    case table(String, field: String, via: String)
}

/// What a type of constraint needs to know.
enum ConstraintParameters: Sendable {
    case required
    case range(least: RangeBound?, most: RangeBound?)
    case allowedValues([RuleValue])
    case regex(Pattern)
    case unique([String])
    /// - Parameter isLimitAbove: `not_after`.
    case temporalOrder(OtherDate, isLimitAbove: Bool, toleranceDays: Int)
    case crossField(String)
    case sexSpecific(female: [Int], male: [Int])
    case ageAtEvent(least: Int?, most: Int?)
}

/// One constraint.
struct DomainRule: Sendable {
    let id: String
    let domain: String
    let kind: ConstraintKind
    let severity: Severity
    let model: DomainModel
    /// A column, or the path of an element; empty where the type needs none.
    let field: String
    /// A SQL condition; nil for all rows.
    let condition: String?
    let parameters: ConstraintParameters
    /// Where it begins in its file.
    let line: Int
}

/// Text within SQL.
enum SQLText {
    static func literal(_ text: String) -> String {
        "'"
            + text.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "''") + "'"
    }

    static func name(_ name: String) -> String {
        "\""
            + name.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }

    /// A column of the table `t`.
    static func column(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy {
            ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x5F
        }
        return "t." + (isPlain ? name : Self.name(name))
    }
}
