// The loadable extension: what `.load ./healthlake` and load_extension('healthlake') call.

public import CSQLite
import Columnar
import HealthLake
import SQLiteBridge

/// Puts healthlake on the connection `db`.
///
/// The name follows from the file's: SQLite derives it from `healthlake.so`.
///
/// - Returns: SQLITE_OK_LOAD_PERMANENTLY, since the Swift runtime cannot be unloaded; SQLITE_ERROR
///   with `message` set when this SQLite is too old or refuses.
@c(sqlite3_healthlake_init)
public func initializeHealthLake(
    _ db: OpaquePointer?,
    _ message: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
    _ routines: UnsafePointer<sqlite3_api_routines>?
) -> Int32 {
    guard let db = unsafe db, let routines = unsafe routines else { return SQLITE_MISUSE }
    do {
        unsafe try adoptRoutines(routines)
        _ = unsafe try attachHealthLake(to: Database(borrowing: db))
        return SQLITE_OK | (1 << 8)
    } catch {
        unsafe message?.pointee = unsafe lake_copy_message(routines, error.description)
        return SQLITE_ERROR
    }
}
