// What SQLite reports when a call fails.

import CSQLite

/// A failed SQLite call.
package struct SQLiteError: Error, Sendable, CustomStringConvertible {
    /// The extended result code (SQLITE_CONSTRAINT_UNIQUE, …); its low byte is the primary code.
    package let code: Int32
    /// SQLite's own text.
    package let message: String
    /// Where in the SQL text the error lies, in bytes from its start, when SQLite knows.
    package let offsetBytes: Int?

    package init(code: Int32, message: String, offsetBytes: Int? = nil) {
        self.code = code
        self.message = message
        self.offsetBytes = offsetBytes
    }

    /// The low byte of the code.
    package var primaryCode: Int32 { code & 0xff }
    /// Whether the statement was stopped by `Database.interrupt()`.
    package var isInterrupt: Bool { primaryCode == SQLITE_INTERRUPT }

    /// Whether something else is using what was to be changed.
    package var isBusy: Bool { primaryCode == SQLITE_BUSY }

    /// Whether the disk is full or does not do what it is asked.
    package var isOfStorage: Bool { primaryCode == SQLITE_FULL || primaryCode == SQLITE_IOERR }

    package var description: String { message }
}
