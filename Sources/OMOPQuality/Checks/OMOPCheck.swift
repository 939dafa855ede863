// One check: a kind, what it looks at, and how much it tolerates.

/// A check of the CDM 5.4. Names of tables and fields are in lower case.
package struct OMOPCheck: Sendable {
    package enum Level: String, Sendable {
        case table = "TABLE"
        case field = "FIELD"
        case concept = "CONCEPT"
    }

    /// What a reference refers to.
    struct Target: Hashable, Sendable {
        let table: String
        let field: String
    }

    /// As DataQualityDashboard makes it: level, name, table, field, concept and unit in lower case,
    /// joined by `_`, without blanks.
    package let id: String
    package let level: Level
    package let kind: OMOPCheckKind
    package let table: String
    /// Empty for checks of tables.
    package let field: String
    /// The concept, or several with commas between; empty for other checks.
    package let conceptIDs: String
    package let unitConceptID: String
    /// Per cent of the denominator that may be violated; nil and 0 tolerate nothing.
    package let threshold: Double?
    /// Whether DataQualityDashboard runs it unless told otherwise.
    package let isDefaultRun: Bool
    package let severity: String
    package let category: String
    package let subcategory: String
    package let context: String

    // What kinds need.
    let reference: Target?
    let domain: String
    let conceptClass: String
    let standardConceptField: String
    /// A limit, a gender or units, as the threshold file writes it.
    let value: String
    let other: Target?

    /// One line for readers: what is counted.
    package var description: String {
        var place = field.isEmpty ? table : table + "." + field
        if !conceptIDs.isEmpty { place += ", concept " + conceptIDs }
        return place + ": " + kind.explanation
    }

    /// The concepts of `conceptIDs`.
    var concepts: [Int64] { Self.integers(conceptIDs) }

    /// The integers of a list with commas.
    static func integers(_ text: String) -> [Int64] {
        text.split(separator: ",").compactMap { part in
            Int64(String(part.filter { $0 != " " }))
        }
    }
}
