// What the reader of a query has to know of the tables that it names.

import Columnar

/// A relation outside the query.
enum KnownRelation: Sendable {
    /// A stream of batches, with all columns of its schema in their order, hidden ones too.
    case source(columns: [KnownColumn])
    /// An ordinary table (not a view) whose columns compare their texts byte by byte.
    case table(columns: [KnownColumn])
}

/// A column of a relation outside the query.
struct KnownColumn: Hashable, Sendable {
    let name: String
    let affinity: ColumnAffinity
    /// Not among the columns of `*`.
    let isHidden: Bool
    /// What its values may be.
    let kinds: ValueKinds

    /// A column of an ordinary table.
    ///
    /// - Parameter declaredType: as CREATE TABLE has it.
    init(_ name: String, declaredType: String) {
        self.name = name
        affinity = ColumnAffinity(declaredType: declaredType)
        isHidden = false
        // The table has applied the affinity to what was put in: numbers in a column of text have
        // become text, texts that looked like numbers have become numbers. Blobs are kept by all.
        kinds =
            switch affinity {
            case .text: [.text, .word, .blob]
            case .integer, .real, .numeric: [.integer, .real, .word, .blob]
            case .blob: .any
            }
    }

    /// A column of a source.
    ///
    /// - Parameter isStrict: whether its values are surely of its type. Of files of JSON they are
    ///   not: a text stands where a number should, and is handed on as it is.
    init(_ field: Field, isStrict: Bool) {
        name = field.name
        isHidden = field.isHidden
        affinity = ColumnAffinity(declaredType: field.type.declaration)
        let typed: ValueKinds =
            switch field.type {
            case .boolean, .integer, .bigint: .integer
            case .real, .float, .double: .number
            // With many digits their exact text, which is compared as a number all the same.
            case .decimal: [.integer, .real, .text]
            case .fixedDecimal: field.type.isBytes ? .text : .number
            case .text, .json: .anyText
            // Two digits with a hyphen or a colon behind them are no number.
            case .date, .time, .timestamp, .timestampWithZone, .uuid: .word
            case .binary: .blob
            }
        kinds = isStrict || affinity == .text ? typed : typed.union([.number, .anyText])
    }
}
