// Mounts: external tables that a database remembers without holding a CREATE VIRTUAL TABLE.
//
// One leftover CREATE VIRTUAL TABLE in a file keeps Datasette from starting and breaks ALTER,
// SQLAlchemy's reflection and DuckDB's listing for the whole file. So what is remembered is a row
// of an ordinary table, lake_mount (name, module, arguments), and every connection of ours makes
// TEMP virtual tables from it.

import Columnar
import Glibc
import SQLiteBridge

/// Makes, removes and restores mounts on one connection.
struct Mounts {
    let database: Database

    private static let createTable = """
        CREATE TABLE IF NOT EXISTS main.lake_mount (
            name TEXT PRIMARY KEY, -- of the TEMP table
            module TEXT NOT NULL, -- such as fhir
            arguments TEXT NOT NULL -- as in USING module(arguments); paths are absolute
        )
        """

    /// Mounts a table: now, and whenever the database is opened with healthlake.
    ///
    /// - Throws: `LakeError` when the name is taken, the module refuses its arguments or the
    ///   database cannot be written; nothing is mounted then.
    func mount(
        name: String, module: String, arguments: [String], ifNotExists: Bool
    ) throws(LakeError) {
        let taken = try sql { () throws(SQLiteError) in
            try database.text(
                of: "SELECT name FROM main.sqlite_schema WHERE lower(name) = lower(?1) UNION ALL "
                    + "SELECT name FROM temp.sqlite_schema WHERE lower(name) = lower(?1)", [name])
        }
        if taken != nil {
            if ifNotExists { return }
            throw LakeError(
                .conflict, "there is already a table or index of this name", at: [.table(name)])
        }
        let arguments = try absolutePaths(arguments, module)
        let kept =
            module.lowercased() == "iceberg"
            ? try IcebergModules.reopening(arguments) : arguments
        try create(name: name, module: module, arguments: arguments.joined(separator: ", "))
        do {
            try sql { () throws(SQLiteError) in
                try database.execute(Self.createTable)
                try database.run(
                    "INSERT OR REPLACE INTO main.lake_mount VALUES (?1, ?2, ?3)",
                    [name, module, kept.joined(separator: ", ")])
            }
        } catch {
            try? database.execute("DROP TABLE temp.\(Database.quoted(name))")
            throw error.at(.table(name))
        }
    }

    /// Forgets a mount.
    ///
    /// - Returns: false when there is none of this name.
    /// - Throws: `LakeError` when the database cannot be written.
    func unmount(name: String) throws(LakeError) -> Bool {
        guard try hasTable() else { return false }
        let found = try sql { () throws(SQLiteError) in
            try database.text(
                of: "SELECT name FROM main.lake_mount WHERE lower(name) = lower(?1)", [name])
        }
        guard let found else { return false }
        try sql { () throws(SQLiteError) in
            try database.run("DELETE FROM main.lake_mount WHERE name = ?1", [found])
            try database.execute("DROP TABLE IF EXISTS temp.\(Database.quoted(found))")
        }
        return true
    }

    /// Makes the TEMP tables of all mounts.
    ///
    /// - Returns: what could not be mounted, one line each; the others are.
    func restore() -> [String] {
        var complaints: [String] = []
        do {
            guard try hasTable() else { return [] }
            var mounts: [(name: String, module: String, arguments: String)] = []
            try sql { () throws(SQLiteError) in
                let query = try database.prepare(
                    "SELECT name, module, arguments FROM main.lake_mount ORDER BY name")
                while let statement = query.statement, try statement.step() {
                    mounts.append(
                        (
                            statement.text(at: 0) ?? "", statement.text(at: 1) ?? "",
                            statement.text(at: 2) ?? ""
                        ))
                }
            }
            for mount in mounts {
                do throws(LakeError) {
                    try create(
                        name: mount.name, module: mount.module, arguments: mount.arguments)
                } catch {
                    complaints.append("\(mount.name) is not mounted: \(error)")
                }
            }
        } catch {
            // A file that is no database, or locked: the first statement says so.
            return []
        }
        return complaints
    }

    private func hasTable() throws(LakeError) -> Bool {
        try sql { () throws(SQLiteError) in
            try database.text(
                of: "SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = 'lake_mount'")
        } != nil
    }

    private func create(name: String, module: String, arguments: String) throws(LakeError) {
        // The file may have been written by anybody: only modules of ours, and no SQL in the name.
        guard MountFunctions.isMountable(module) else {
            throw LakeError(
                .invalidInput, "'\(module)' is no module of healthlake", at: [.table(name)])
        }
        let text =
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.\(Database.quoted(name)) "
            + "USING \(module)(\(arguments))"
        try sql { () throws(SQLiteError) in
            let (statement, consumed) = try database.prepare(text)
            guard let statement, consumed == text.utf8.count else {
                throw SQLiteError(code: 1, message: "the arguments of the mount make no sense")
            }
            while try statement.step() {}
        }
    }

    /// The first argument is the path: made absolute, since the database may be opened from
    /// elsewhere.
    private func absolutePaths(
        _ arguments: [String], _ module: String
    ) throws(LakeError) -> [String] {
        guard let first = arguments.first else { return arguments }
        let path = unquote(trim(first))
        // A table of the database's own catalog goes where the database goes.
        let isOwn =
            module.lowercased() == "iceberg" ? try IcebergPlace(path, database).isOwn : false
        guard !isOwn, !path.hasPrefix("/"), !path.contains("://"),
            let folder = unsafe getcwd(nil, 0)
        else { return arguments }
        defer { unsafe free(folder) }
        let absolute = unsafe String(cString: folder) + "/" + path
        return [Database.literal(absolute)] + arguments.dropFirst()
    }

    private func sql<Result>(
        _ body: () throws(SQLiteError) -> Result
    ) throws(LakeError) -> Result {
        do { return try body() } catch {
            throw LakeError(error.isInterrupt ? .interrupted : .io, error.message)
        }
    }
}

/// lake_mount() and lake_unmount().
enum MountFunctions {
    /// Whether tables of a module can be mounted.
    static func isMountable(_ module: String) -> Bool {
        ["fhir", "iceberg", "parquet"].contains(module.lowercased())
    }

    static var entries: [RegistryEntry] {
        let mount = ScalarFunction("lake_mount", argumentCount: nil, effect: .direct) {
            (call) throws(LakeError) in
            let texts = call.arguments.compactMap(\.string)
            guard texts.count == call.arguments.count, texts.count >= 3 else {
                throw LakeError(
                    .invalidInput, "lake_mount() takes a name, a module and its arguments",
                    advice: "SELECT lake_mount('patient', 'fhir', 'bulk/Patient*.ndjson')")
            }
            // A path may be given as it is, or quoted as in USING fhir('…').
            let path = Database.literal(unquote(trim(texts[2])))
            try Mounts(database: call.database).mount(
                name: texts[0], module: texts[1],
                arguments: [path] + texts.dropFirst(3).map { ModuleArguments.quoted($0) },
                ifNotExists: false)
            return .text(texts[0])
        }
        let unmount = ScalarFunction("lake_unmount", argumentCount: 1, effect: .direct) {
            (call) throws(LakeError) in
            guard let name = call.arguments[0].string else {
                throw LakeError(.invalidInput, "lake_unmount() takes a name")
            }
            return .integer(try Mounts(database: call.database).unmount(name: name) ? 1 : 0)
        }
        return [
            RegistryEntry(
                item: .function(mount), signature: "lake_mount(name, module, path [, option]…)",
                help:
                    "Makes an external table part of the database for every session of healthlake.",
                example: "SELECT lake_mount('patient', 'fhir', "
                    + "'Fixtures/fhir/synthea-10/Patient.000.ndjson')"),
            RegistryEntry(
                item: .function(unmount), signature: "lake_unmount(name)",
                help: "Takes a mounted table out of the database; 1 when there was one.",
                example: "SELECT lake_unmount('patient')"),
        ]
    }
}
