// One table of the catalogue as text, whatever it came from: a file in the binary, a file that a
// user edits, or the rows of a table of the database. What the text means is checked by who reads
// it, through the accessors here, so that each error names the table, the line and the column.

package import Columnar

/// A table of texts with named columns.
package struct CatalogueTable: Sendable {
    /// One row; as many fields as the table has columns.
    package struct Row: Sendable {
        /// The line of the file on which the row begins (the header is line 1), or the number of
        /// the row of a SQL table.
        package let line: Int
        package let fields: [String]

        package init(line: Int, fields: [String]) {
            self.line = line
            self.fields = fields
        }
    }

    /// `conditions`.
    package let name: String
    /// Where the text came from, as errors name it.
    package let origin: LakeError.Place
    package let columns: [String]
    package let rows: [Row]

    /// The rows of a SQL table; a row without a line counts from 1.
    ///
    /// - Throws: `LakeError.invalidInput` when a row has another number of fields than there are
    ///   columns.
    package init(
        name: String, origin: LakeError.Place? = nil, columns: [String], rows: [[String]]
    ) throws(LakeError) {
        try self.init(
            name: name, origin: origin ?? .table(name), columns: columns,
            rows: rows.enumerated().map { Row(line: $0 + 1, fields: $1) })
    }

    /// - Throws: `LakeError.invalidInput` when there is no column, two have one name, or a row has
    ///   another number of fields than there are columns.
    package init(
        name: String, origin: LakeError.Place, columns: [String], rows: [Row]
    ) throws(LakeError) {
        for (index, column) in columns.enumerated() where columns[..<index].contains(column) {
            throw LakeError(
                .invalidInput, "there are two columns \(column)", at: [origin],
                advice: "name each column once")
        }
        guard !columns.isEmpty else {
            throw LakeError(.invalidInput, "there are no columns", at: [origin])
        }
        for row in rows where row.fields.count != columns.count {
            throw LakeError(
                .invalidInput,
                "the row has \(row.fields.count) fields, the table has "
                    + "\(columns.count) columns (\(columns.joined(separator: ", ")))",
                at: [origin, .line(row.line)],
                advice: "put text that holds the separator in double quotes")
        }
        self.name = name
        self.origin = origin
        self.columns = columns
        self.rows = rows
    }

    /// The index of a column that must be there.
    ///
    /// - Throws: `LakeError.notFound` with a near name, or with all names.
    package func column(_ column: String) throws(LakeError) -> Int {
        if let index = columns.firstIndex(of: column) { return index }
        let near = nearest(to: column, among: columns)
        throw LakeError(
            .notFound, "there is no column \(column)", at: [origin],
            advice: near.map { "rename \($0) to \(column)" }
                ?? "the columns are \(columns.joined(separator: ", "))")
    }

    /// The index of a column that may be left out.
    package func optionalColumn(_ column: String) -> Int? { columns.firstIndex(of: column) }

    /// An error at a field of this table.
    package func error(
        _ what: String, _ row: Row, _ column: Int, advice: String? = nil
    ) -> LakeError {
        var places: [LakeError.Place] = [origin, .line(row.line)]
        if columns.indices.contains(column) { places.append(.column(columns[column])) }
        return LakeError(.invalidInput, what, at: places, advice: advice)
    }
}

// Fields as what they stand for. `column` is an index that `column(_:)` gave.
extension CatalogueTable {
    /// The text of a field; empty for a column that is not there.
    package func optionalText(_ row: Row, _ column: Int?) -> String {
        guard let column, row.fields.indices.contains(column) else { return "" }
        return row.fields[column]
    }

    /// - Throws: `LakeError.invalidInput` when the field is empty.
    package func text(_ row: Row, _ column: Int) throws(LakeError) -> String {
        let text = optionalText(row, column)
        guard !text.isEmpty else { throw error("the field is empty", row, column) }
        return text
    }

    /// A number; nil for an empty field.
    ///
    /// - Throws: `LakeError.invalidInput` for what is no number or lies outside of the range.
    package func optionalReal(
        _ row: Row, _ column: Int?, in range: ClosedRange<Double> = -1e300...1e300
    ) throws(LakeError) -> Double? {
        let text = optionalText(row, column)
        guard let column, !text.isEmpty else { return nil }
        guard let value = Double(text), value.isFinite else {
            throw error("'\(text)' is no number", row, column)
        }
        guard range.contains(value) else {
            throw error(
                "\(text) is out of range", row, column,
                advice: "it must lie from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// - Throws: `LakeError.invalidInput` for an empty field, for what is no number or lies outside
    ///   of the range.
    package func real(
        _ row: Row, _ column: Int, in range: ClosedRange<Double> = -1e300...1e300
    ) throws(LakeError) -> Double {
        guard let value = try optionalReal(row, column, in: range) else {
            throw error("the field is empty", row, column, advice: "write a number")
        }
        return value
    }

    /// - Throws: `LakeError.invalidInput` for what is no probability from 0 to 1.
    package func probability(_ row: Row, _ column: Int) throws(LakeError) -> Double {
        try real(row, column, in: 0...1)
    }

    /// A whole number; nil for an empty field.
    ///
    /// - Throws: `LakeError.invalidInput` for what is no whole number or lies outside of the range.
    package func optionalInteger(
        _ row: Row, _ column: Int?, in range: ClosedRange<Int> = .min ... .max
    ) throws(LakeError) -> Int? {
        let text = optionalText(row, column)
        guard let column, !text.isEmpty else { return nil }
        guard let value = Int(text) else {
            throw error("'\(text)' is no whole number", row, column)
        }
        guard range.contains(value) else {
            throw error(
                "\(text) is out of range", row, column,
                advice: "it must lie from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// - Throws: `LakeError.invalidInput` for an empty field, for what is no whole number or lies
    ///   outside of the range.
    package func integer(
        _ row: Row, _ column: Int, in range: ClosedRange<Int> = .min ... .max
    ) throws(LakeError) -> Int {
        guard let value = try optionalInteger(row, column, in: range) else {
            throw error("the field is empty", row, column, advice: "write a whole number")
        }
        return value
    }

    /// One of a few words, as the index in `words`.
    ///
    /// - Throws: `LakeError.invalidInput` with the words for any other.
    package func choice(
        _ row: Row, _ column: Int, of words: [String]
    ) throws(LakeError) -> Int {
        let text = optionalText(row, column)
        if let index = words.firstIndex(of: text) { return index }
        let near = nearest(to: text, among: words)
        throw error(
            text.isEmpty ? "the field is empty" : "'\(text)' is not known", row, column,
            advice: (near.map { "did you mean \($0)? " } ?? "")
                + "it is one of \(words.joined(separator: ", "))")
    }

    /// `M`, `F`, or empty for both (nil).
    ///
    /// - Throws: `LakeError.invalidInput` for anything else.
    package func sex(_ row: Row, _ column: Int) throws(LakeError) -> AdministrativeSex? {
        let text = optionalText(row, column)
        if text.isEmpty { return nil }
        return try choice(row, column, of: ["M", "F"]) == 0 ? .male : .female
    }
}
