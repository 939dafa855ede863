// CREATE TABLE with what is known of the columns: their types, and what they mean as comments, so
// that the file documents itself.
//
//     CREATE TABLE main."dim_patient" ( -- One row for each patient.
//         "patient_id" BIGINT, -- Key of the patient.
//         "birth_date" DATE, -- Day of birth, NULL where only the year is known.
//         "lineage_env" TEXT DEFAULT 'dev' -- The target it was built for.
//     )
//
// The last columns of a table, where they hold the same literal in all of its rows, are in no row:
// SQLite gives a column that a row is too short for its DEFAULT, as it does with those that ALTER
// TABLE ADD COLUMN has added. So the table is made without them, filled, and then told of them.
// Source: SQLite, "ALTER TABLE", "How It Works" and "Making Other Kinds Of Table Schema Changes".

import SQLiteBridge

/// The text of a CREATE TABLE statement.
struct TableDefinition {
    struct Column {
        let name: String
        /// Empty for none.
        var type: String
        let description: String?
        /// The literal that every row holds, when no row stores it.
        var constant: String?
    }

    var columns: [Column]
    let description: String?

    /// The definition while rows are put in.
    var stored: TableDefinition {
        TableDefinition(
            columns: columns.filter { $0.constant == nil }, description: description)
    }

    /// Takes the last columns for constant, as far as they have a literal and are not all.
    ///
    /// - Parameter literals: by column names in lower case.
    mutating func omitLast(_ literals: [String: String]) {
        for index in columns.indices.dropFirst().reversed() {
            guard let literal = literals[columns[index].name.lowercased()] else { return }
            columns[index].constant = literal
            if columns[index].type.isEmpty { columns[index].type = "TEXT" }
        }
    }

    /// - Parameter schema: nil for the text as the schema table holds it.
    func sql(schema: String?, name: String) -> String {
        let place = schema.map { $0 + "." } ?? ""
        var text = "CREATE TABLE \(place)\(Database.quoted(name)) ("
        text += comment(description) + "\n"
        for (index, column) in columns.enumerated() {
            text += "    " + Database.quoted(column.name)
            if !column.type.isEmpty { text += " " + column.type }
            if let constant = column.constant { text += " DEFAULT " + constant }
            if index + 1 < columns.count { text += "," }
            text += comment(column.description) + "\n"
        }
        return text + ")"
    }

    /// One line, since a comment ends with it.
    private func comment(_ description: String?) -> String {
        guard let description else { return "" }
        let words = description.split(whereSeparator: \.isWhitespace)
        return words.isEmpty ? "" : " -- " + words.joined(separator: " ")
    }

    /// A declared type under which SQLite keeps the values as they are: a name that SQLite does
    /// not know gets NUMERIC affinity, which would make a number of the text '007'.
    ///
    /// Source: SQLite, "Datatypes In SQLite", "Determination Of Column Affinity".
    static func keptType(_ type: String) -> String {
        let upper = type.uppercased()
        guard isPlain(type) else { return "TEXT" }
        for text in ["STRING", "JSON", "UUID", "ENUM", "INTERVAL"] where upper.hasPrefix(text) {
            return "TEXT"
        }
        return upper
    }

    /// Words, and numbers in parentheses: nothing that would end the definition.
    private static func isPlain(_ type: String) -> Bool {
        !type.isEmpty
            && type.utf8.allSatisfy {
                isNameByte($0) || [0x20, 0x28, 0x29, 0x2c].contains($0)
            }
            && type.filter { $0 == "(" }.count == type.filter { $0 == ")" }.count
            && type.filter { $0 == "(" }.count <= 1
            && !(type.contains(",") && !type.contains("("))
    }
}
