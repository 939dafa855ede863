// The time of runs.

import Columnar
import SQLiteBridge

/// The time in UTC as `YYYY-MM-DD HH:MM:SS`, by SQLite's clock.
func utcNow() throws(LakeError) -> String {
    do throws(SQLiteError) {
        return try Database(path: ":memory:").text(of: "SELECT datetime('now')") ?? ""
    } catch {
        throw LakeError(.io, error.message)
    }
}
