// How SQLite treats the values of a column when it compares them.
//
//     DOUBLE PRECISION -> real      VARCHAR(10) -> text      DATE -> numeric
//
// Source: SQLite, "Datatypes In SQLite", sections 3.1 and 4.2.

/// The affinity of a column or a CAST.
enum ColumnAffinity: Hashable, Sendable {
    case blob, text, integer, real, numeric

    /// By the type as CREATE TABLE or CAST names it. The order of the rules is SQLite's.
    init(declaredType: String) {
        let type = FoldedName(declaredType)
        if type.contains("int") {
            self = .integer
        } else if type.contains("char") || type.contains("clob") || type.contains("text") {
            self = .text
        } else if type.contains("blob") || declaredType.isEmpty {
            self = .blob
        } else if type.contains("real") || type.contains("floa") || type.contains("doub") {
            self = .real
        } else {
            self = .numeric
        }
    }

    /// Whether a comparison makes numbers of texts that look like numbers.
    var isNumeric: Bool {
        switch self {
        case .integer, .real, .numeric: true
        case .blob, .text: false
        }
    }
}

/// What an expression may give besides NULL.
struct ValueKinds: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    static let integer = ValueKinds(rawValue: 1)
    static let real = ValueKinds(rawValue: 2)
    /// A text that may look like a number.
    static let text = ValueKinds(rawValue: 4)
    /// A text that does not look like a number, so that NUMERIC affinity leaves it alone.
    static let word = ValueKinds(rawValue: 8)
    static let blob = ValueKinds(rawValue: 16)

    static let number: ValueKinds = [.integer, .real]
    static let anyText: ValueKinds = [.text, .word]
    static let any: ValueKinds = [.integer, .real, .text, .word, .blob]
}
