// The datatypes of the CDM, and what they are in columns of ours.
//
//     integer, a key (person_id, visit_occurrence_id)   64 bits
//     integer, a concept or a number                    32 bits
//     float                                             double
//     date                                              date
//     datetime                                          timestamp in microseconds without a zone
//     varchar(n), varchar(max)                          text
//
// Source: OHDSI/CommonDataModel, OMOP_CDMv5.4_Field_Level.csv.

package import Columnar

/// The datatype of a field as the specification states it.
package enum CDMDatatype: Hashable, Sendable {
    case integer, float, date, datetime
    /// Characters at most; nil for `varchar(max)`.
    case varchar(Int?)

    /// Nil for a name that the specification does not have.
    init?(_ text: String) {
        switch text {
        case "integer": self = .integer
        case "float": self = .float
        case "date": self = .date
        case "datetime": self = .datetime
        case "varchar(max)": self = .varchar(nil)
        default:
            guard text.hasPrefix("varchar("), text.hasSuffix(")"),
                let length = Int(text.dropFirst(8).dropLast())
            else { return nil }
            self = .varchar(length)
        }
    }

    /// As the specification writes it.
    package var text: String {
        switch self {
        case .integer: "integer"
        case .float: "float"
        case .date: "date"
        case .datetime: "datetime"
        case .varchar(let length): length.map { "varchar(\($0))" } ?? "varchar(max)"
        }
    }

    /// The type of the column that holds it.
    ///
    /// - Parameter name: of the field: keys have 64 bits, since ours are made of the person's.
    package func scalarType(ofFieldNamed name: String) -> ScalarType {
        switch self {
        case .integer: Self.isKey(name) ? .long : .int
        case .float: .double
        case .date: .date
        case .datetime: .timestamp(.microseconds, isUTC: false)
        case .varchar: .string
        }
    }

    /// Whether an integer field names a row rather than a concept: `person_id`, `fact_id_1`.
    private static func isKey(_ name: String) -> Bool {
        let words = name.split(separator: "_")
        guard let last = words.lastIndex(of: "id") else { return false }
        let isNumbered = last == words.count - 2 && Int(words[last + 1]) != nil
        guard last == words.count - 1 || isNumbered else { return false }
        return last == 0 || words[last - 1] != "concept"
    }
}
