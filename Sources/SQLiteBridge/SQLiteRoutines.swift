// The table of SQLite's routines, the only way by which healthlake calls SQLite.
//
// An extension gets the table from its host; a program linked with SQLite asks `adoptLinkedSQLite`.
// Set once, before any connection is used. A process may hold two SQLite libraries (Python with
// apsw and sqlite3): the second one is refused.

package import CSQLite
package import Columnar
import Synchronization

/// Held while the routines are taken.
private let adoption = Mutex(())

/// Held while the linked SQLite is asked: its list of automatic extensions belongs to the whole
/// process, so two threads asking at once would take back each other's registration.
private let inquiry = Mutex(())

/// The routines in force. Because: written once, under `adoption`, and read only by callers that
/// have been through `adoption` themselves; every host hands out one table per process.
nonisolated(unsafe) internal var sqlite: UnsafePointer<sqlite3_api_routines>! = nil

/// The oldest SQLite whose routines we call: 3.38.0 brought sqlite3_vtab_in, _distinct, _rhs_value.
package let sqliteVersionMinimum: Int32 = 3_038_000

/// Takes the routines that a host passed to the extension's entry point.
///
/// - Throws: `LakeError.unsupported` when the host's SQLite is older than 3.38, or when another
///   SQLite in this process came first.
package func adoptRoutines(
    _ routines: UnsafePointer<sqlite3_api_routines>
) throws(LakeError) {
    try adoption.withLock { _ throws(LakeError) in try unsafe adopt(routines) }
}

private func adopt(_ routines: UnsafePointer<sqlite3_api_routines>) throws(LakeError) {
    let version = unsafe routines.pointee.libversion_number()
    guard version >= sqliteVersionMinimum else {
        throw LakeError(
            .unsupported, "this SQLite is version \(version / 1_000_000).\(version / 1000 % 1000)",
            advice: "healthlake needs 3.38 or later")
    }
    guard let known = unsafe sqlite else {
        unsafe sqlite = routines
        return
    }
    // Handles of one SQLite in the hands of another would end the process.
    guard unsafe known == routines else {
        throw LakeError(
            .unsupported,
            "this process has two SQLite libraries, and healthlake is in use by the other",
            advice: "load it through one of them only, or use two processes")
    }
}

/// Takes the routines of the SQLite that this program is linked with.
///
/// - Throws: `LakeError.unsupported` when the program is linked with none, or with one too old.
package func adoptLinkedSQLite() throws(LakeError) {
    try adoption.withLock { _ throws(LakeError) in
        guard unsafe sqlite == nil else { return }
        try unsafe adopt(try unsafe linkedRoutines())
    }
}

/// Asks the linked SQLite for its routines, from any thread.
internal func linkedRoutines() throws(LakeError) -> UnsafePointer<sqlite3_api_routines> {
    guard let routines = unsafe inquiry.withLock({ _ in unsafe lake_linked_routines() }) else {
        throw LakeError(
            .unsupported, "this program is not linked with SQLite",
            advice: "link libsqlite3, or pass the routines that the host gave to the extension")
    }
    return unsafe routines
}

/// Keeps the SQLite that this program is linked with from counting the memory that it uses, which
/// takes a lock at each allocation. For programs that own their process, before all else.
package func turnOffMemoryStatistics() { lake_linked_without_statistics() }

/// The version of the SQLite in force: 3_040_001 is 3.40.1.
package func sqliteVersionNumber() -> Int32 {
    unsafe sqlite.pointee.libversion_number()
}

/// The version of the SQLite in force, as text ("3.40.1").
package func sqliteVersion() -> String {
    unsafe sqlite.pointee.libversion().map { unsafe String(cString: $0) } ?? "unknown"
}
