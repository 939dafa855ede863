// The databases of a connection: which there are, and how they stand.

import CSQLite

extension Database {
    /// The transaction that a connection holds on one of its databases.
    package enum TransactionState: Int32, Sendable {
        case none = 0
        case read = 1
        case write = 2
    }

    /// The databases of the connection in the order in which names are looked up by SQLite's
    /// listings: main, temp when it is in use, then the attached ones.
    package func schemas() throws(SQLiteError) -> [(name: String, file: String)] {
        guard let statement = try prepare("PRAGMA database_list").statement else { return [] }
        var schemas: [(name: String, file: String)] = []
        while try statement.step() {
            schemas.append((statement.text(at: 1) ?? "", statement.text(at: 2) ?? ""))
        }
        return schemas
    }

    /// Whether a database cannot be written.
    package func isReadOnly(schema: String) -> Bool {
        unsafe sqlite.pointee.db_readonly(handle, schema) == 1
    }

    /// The transaction held on a database.
    package func transactionState(schema: String) -> TransactionState {
        TransactionState(rawValue: unsafe sqlite.pointee.txn_state(handle, schema)) ?? .none
    }
}
