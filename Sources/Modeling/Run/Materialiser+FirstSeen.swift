// Rows that SQLite gives, with the time at which each was first seen where the table was there.

import Columnar
import SQLiteBridge

extension Materialiser {
    /// Whether a table is there that tells when rows were first seen.
    func keepsFirstSeen(_ columns: [String]) throws(LakeError) -> Bool {
        let names = columns.map { $0.lowercased() }
        let parts = key.map { $0.lowercased() }
        guard !parts.isEmpty, names.contains(Self.firstSeen), parts.allSatisfy(names.contains),
            try database.relationKind(name) == "table"
        else { return false }
        let old = Set(try database.relationColumns(name).map { $0.name.lowercased() })
        return old.contains(Self.firstSeen) && old.isSuperset(of: parts)
    }

    /// Fills a table with what SQLite makes of the query.
    ///
    /// - Parameters:
    ///   - place: the table, quoted.
    ///   - query: what to run where no time is kept.
    ///   - condition: behind it, where one is kept too; names columns of `new_rows`.
    /// - Returns: the number of rows.
    func insert(
        _ columns: [String], into place: String, query: String, condition: String = "",
        keepsFirstSeen: Bool
    ) throws(LakeError) -> Int {
        guard keepsFirstSeen else { return try insert(into: place, columns, query + condition) }
        if let lookup = try firstSeenLookup() {
            do throws(LakeError) {
                return try withFunction(FirstSeenLookup.name, lookup) { () throws(LakeError) in
                    try insert(into: place, columns, callingFirstSeen(columns) + condition)
                }
            } catch {
                guard lookup.isLeftToSQLite else { throw error }
                try database.perform("DELETE FROM \(place)")
            }
        }
        return try insert(into: place, columns, joiningFirstSeen(columns) + condition)
    }

    /// - Returns: the number of rows.
    private func insert(
        into place: String, _ columns: [String], _ query: String
    ) throws(LakeError) -> Int {
        let list = columns.map { Database.quoted($0) }.joined(separator: ", ")
        try database.perform("INSERT INTO \(place) (\(list)) \(query)")
        return database.changeCount
    }

    /// Runs statements that call a function.
    func withFunction<Result>(
        _ name: String, _ function: any RowFunction, _ body: () throws(LakeError) -> Result
    ) throws(LakeError) -> Result {
        try database.withFunction(
            name, function,
            refusal: { LakeError(.unsupported, "SQLite refuses a function: \($0.message)") }, body)
    }

    /// - Returns: nil where the old rows are too many.
    private func firstSeenLookup() throws(LakeError) -> FirstSeenLookup? {
        guard
            let known = try FirstSeenTimes.read(
                "main." + Database.quoted(name), keys: key, time: Self.firstSeen, on: database),
            let affinities = try FirstSeenTimes.affinities(of: key, in: name, on: database)
        else { return nil }
        return FirstSeenLookup(known, affinities)
    }

    /// The query, with the time looked up by a function.
    private func callingFirstSeen(_ columns: [String]) -> String {
        let keys = key.map { ", new_rows." + Database.quoted($0) }.joined()
        let list = columns.map { column in
            let value = "new_rows." + Database.quoted(column)
            return column.lowercased() == Self.firstSeen
                ? "\(FirstSeenLookup.name)(\(value)\(keys))" : value
        }
        return "SELECT \(list.joined(separator: ", "))\nFROM (\n\(sql)\n) AS new_rows"
    }

    /// The query, with the time at which a row was first seen taken from the table that is there.
    ///
    /// One row of the old table at most for each key, so that a key that is none cannot double
    /// rows.
    private func joiningFirstSeen(_ columns: [String]) -> String {
        let quotedKey = key.map { Database.quoted($0) }
        let list = columns.map { column in
            column.lowercased() == Self.firstSeen
                ? "coalesce(old_rows.first_seen, new_rows.\(Database.quoted(column)))"
                : "new_rows." + Database.quoted(column)
        }
        let joined = zip(quotedKey, 1...).map { "old_rows.key_\($1) = new_rows.\($0)" }
        let keys = zip(quotedKey, 1...).map { "\($0) AS key_\($1)" }
        return """
            SELECT \(list.joined(separator: ", "))
            FROM (
            \(sql)
            ) AS new_rows
            LEFT JOIN (
            SELECT \(keys.joined(separator: ", ")), min(\(Self.firstSeen)) AS first_seen
            FROM main.\(Database.quoted(name)) GROUP BY \(quotedKey.joined(separator: ", "))
            ) AS old_rows ON \(joined.joined(separator: " AND "))
            """
    }
}
