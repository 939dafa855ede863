// Puts the rows of a CSV file into a table.

import Columnar
import SQLiteBridge

struct SeedLoader {
    let database: Database
    let schema: String

    /// Makes the table and fills it.
    ///
    /// - Parameters:
    ///   - types: of the columns that have one given; others have the type of their values.
    ///   - descriptions: of columns.
    /// - Returns: the number of rows.
    /// - Throws: `LakeError.invalidInput`, also for a type given to a column that is not there.
    func load(
        _ file: SeedFile, into table: String, types: [(name: String, type: String)],
        descriptions: [(name: String, text: String)], description: String? = nil
    ) throws(LakeError) -> Int {
        for (name, _) in types where !file.columns.contains(where: { same($0, name) }) {
            let near = nearest(to: name, among: file.columns)
            throw LakeError(
                .invalidInput, "the seed has no column '\(name)', which is given a type",
                advice: near.map { "did you mean '\($0)'?" })
        }
        let columns = file.columns.enumerated().map { index, name in
            let given = types.first { same($0.name, name) }?.type
            return TableDefinition.Column(
                name: name,
                type: given.map(TableDefinition.keptType) ?? file.inferredType(column: index),
                description: descriptions.first { same($0.name, name) }?.text)
        }
        let definition = TableDefinition(columns: columns, description: description)
        try database.perform(definition.sql(schema: schema, name: table))
        let isBoolean = columns.map { $0.type == "BOOLEAN" || $0.type == "BOOL" }
        let marks = (1...columns.count).map { "?\($0)" }.joined(separator: ", ")
        try database.sql { () throws(SQLiteError) in
            let insert = "INSERT INTO \(schema).\(Database.quoted(table)) VALUES (\(marks))"
            guard let statement = try database.prepare(insert).statement else { return }
            for row in file.rows {
                for (index, field) in row.enumerated() {
                    let value = isBoolean[index] ? field.map(truth) : field
                    try statement.bind(value, at: index + 1)
                }
                while try statement.step() {}
                statement.reset()
            }
        }
        return file.rows.count
    }

    private func same(_ first: String, _ second: String) -> Bool {
        first.lowercased() == second.lowercased()
    }

    /// Booleans are 0 and 1.
    private func truth(_ text: String) -> String {
        switch text.lowercased() {
        case "true": "1"
        case "false": "0"
        default: text
        }
    }
}
