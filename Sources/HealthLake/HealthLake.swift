// The embedding API: one call puts every table and function of healthlake on a SQLite connection.
//
//     import HealthLake
//
//     var db: OpaquePointer?
//     sqlite3_open("lake.sqlite", &db)
//     try registerHealthLake(on: db!)
//     // SELECT gender, count(*) FROM fhir_patient('bulk/*') GROUP BY 1

package import Columnar
import FHIR
import Iceberg
import Parquet
package import SQLiteBridge

/// Why healthlake could not be put on a connection.
public struct HealthLakeError: Error, CustomStringConvertible {
    /// One line: what happened and what to do.
    public let description: String
}

/// Puts all tables and functions of healthlake on a connection of the SQLite that this program is
/// linked with, and mounts what the database's `lake_mount` table lists.
///
/// - Parameter connection: an open `sqlite3 *`; it stays the caller's.
/// - Throws: `HealthLakeError` when the program is linked with no SQLite or with one before 3.38,
///   or when SQLite refuses a registration.
public func registerHealthLake(on connection: OpaquePointer) throws(HealthLakeError) {
    do {
        try adoptLinkedSQLite()
        _ = try attachHealthLake(to: unsafe Database(borrowing: connection))
    } catch {
        throw HealthLakeError(description: error.description)
    }
}

/// Puts every module and function on `database` and mounts what its `lake_mount` table lists.
///
/// - Throws: `LakeError` when SQLite refuses a registration. Mounts that fail are warnings.
package func attachHealthLake(to database: Database) throws(LakeError) -> LakeSession {
    let session = LakeSession(database)
    do {
        for entry in session.registry.entries {
            switch entry.item {
            case .module(let module): try database.register(module, host: session.host)
            case .function(let function): try database.register(function)
            }
        }
        for function in JSONFunctions.all {
            do throws(SQLiteError) {
                try database.register(function)
            } catch {
                // A statement that runs, such as SELECT load_extension(…), keeps SQLite's own JSON
                // functions in their place; they give the same answers.
                guard error.isBusy else { throw error }
            }
        }
    } catch {
        throw LakeError(.internal, "SQLite refuses a registration: \(error)")
    }
    for complaint in Mounts(database: database).restore() { session.log.add(warning: complaint) }
    return session
}

/// What a host can ask about the healthlake tables of one connection.
package final class LakeSession {
    let registry: Registry
    let host: ScanHost
    let log: ScanLog
    private let database: Database

    init(_ database: Database) {
        let (settings, log) = (ScanSettings(), ScanLog())
        self.database = unsafe Database(borrowing: database.handle)
        self.log = log
        registry = Registry(settings: settings, log: log)
        host = ScanHost(settings: settings) { log.add($0) }
    }

    /// Complaints of the scans that ended since the last call, one line each, oldest first
    /// ("bulk/x.ndjson: 3 malformed lines were skipped …").
    package func takeWarnings() -> [String] { log.takeWarnings() }

    /// Whether tables of this module are mounts: declared in `lake_mount`, never in the main
    /// schema.
    package func isMountable(module: String) -> Bool { MountFunctions.isMountable(module) }

    /// Declares a mount and makes its temporary virtual table.
    ///
    /// - Throws: `LakeError` when the name is taken, the module refuses its arguments or the
    ///   database cannot be written; nothing is mounted then.
    package func mount(
        name: String, module: String, arguments: [String], ifNotExists: Bool
    ) throws(LakeError) {
        try Mounts(database: database).mount(
            name: name, module: module, arguments: arguments, ifNotExists: ifNotExists)
    }

    /// Takes a mount away.
    ///
    /// - Returns: false when no mount has this name.
    package func unmount(name: String) throws(LakeError) -> Bool {
        try Mounts(database: database).unmount(name: name)
    }

    /// The module that reads a path, as arguments of CREATE VIRTUAL TABLE
    /// (("fhir", ["'bulk/*'", "resource='Patient'"])), or nil when the text is no path.
    ///
    /// - Throws: `LakeError` when it is a path that matches nothing or cannot be read.
    package func module(
        reading path: String
    ) throws(LakeError) -> (name: String, arguments: [String])? {
        guard path.contains(where: { "/.*?[{#".contains($0) }) else { return nil }
        if try IcebergPlace(path, database).isOwn || IcebergTable.mayBeTable(path) {
            return ("iceberg", [Database.literal(path)])
        }
        if ParquetTable.mayBeFiles(path) { return ("parquet", [Database.literal(path)]) }
        let type = try FHIRTable.commonResourceType(of: path)
        let resource = type.map { ["resource=" + Database.literal($0)] } ?? []
        return ("fhir", [Database.literal(path)] + resource)
    }
}

@available(*, unavailable)
extension LakeSession: Sendable {}
