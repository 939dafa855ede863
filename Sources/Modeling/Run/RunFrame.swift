// What stands around a run: the journal, the transaction, and how the file is left.
//
// WAL while we work, so that readers and an Iceberg catalog in the same file go on; a finished run
// leaves one file in DELETE mode, since a WAL file in a directory that cannot be written cannot be
// opened. Within a transaction of the caller's, everything happens in a savepoint of it.
//
// A file without a page has no reader to keep going and nothing to bring back, and a rollback
// journal holds old pages only: there everything is written once, into the file, where a WAL would
// write it twice. A run that is killed leaves a journal that says "no pages", and whoever opens the
// file next takes them off.
// Source: SQLite, "Write-Ahead Logging", "Read-Only Databases", "Database File Format", "The
// Rollback Journal".

import Columnar
import Glibc
import SQLiteBridge

final class RunFrame {
    /// Marks a file that healthlake has built: "hlth".
    static let applicationID = 0x686c_7468

    /// Of new files. Wide rows in pages of 4,096 bytes leave a good part of each unused.
    private static let pageSizeBytes = 16_384
    private static let cacheKibibytes = 32 << 10

    private let database: Database
    private let isNested: Bool
    /// The name of the file; empty for none.
    private(set) var file = ""
    private var isFile: Bool { !file.isEmpty }
    private var settings: [(name: String, value: String)] = []
    /// Whether the file had no page.
    private var isNew = false

    init(_ database: Database) {
        self.database = database
        isNested = !database.isAutocommit
    }

    /// Whether other connections can read what the run has committed: not where the host keeps
    /// its locks.
    var isOpenToReaders: Bool {
        guard isFile, !isNested else { return false }
        return (try? database.text(of: "PRAGMA main.locking_mode")) == "normal"
    }

    func prepare() throws(LakeError) {
        file =
            try database.sql { () throws(SQLiteError) in try database.schemas() }
            .first { $0.name == "main" }?.file ?? ""
        if database.isReadOnly(schema: "main") {
            throw LakeError(
                .io, "the database cannot be written", at: [.file(file)],
                advice: "check the permissions of it and of its directory")
        }
        database.setBusyTimeout(milliseconds: 30_000)
        // Old and new table change places by a rename that leaves views as they are.
        try set("legacy_alter_table", "1")
        guard !isNested else { return }
        guard isFile else { return try setCacheSize() }
        try set("synchronous", "1")
        try forgetPagesSoon()
        let pages = try database.sql { () throws(SQLiteError) in
            try database.text(of: "PRAGMA main.page_count")
        }
        isNew = pages == "0"
        if isNew {
            try database.perform("PRAGMA main.page_size=\(Self.pageSizeBytes)")
        } else {
            try beginLog()
        }
        database.setWriteBehind(true)
        try setCacheSize()
    }

    /// Some systems' SQLite writes zeros over every page that a dropped table leaves, which is half
    /// of a rebuild. The next table is written to these pages; until then they keep what they had.
    private func forgetPagesSoon() throws(LakeError) {
        let mode = try database.sql { () throws(SQLiteError) in
            try database.text(of: "PRAGMA main.secure_delete")
        }
        if mode == "1" { try set("secure_delete", "fast") }
    }

    /// - Throws: `LakeError` while another connection is in a transaction. Without a log each part
    ///   of the cache that is written would have to wait for it.
    private func beginLog() throws(LakeError) {
        do throws(SQLiteError) {
            // Where there can be none, the answer is the journal's mode as it was.
            _ = try database.text(of: "PRAGMA main.journal_mode=WAL")
        } catch {
            guard error.isBusy else { return }
            throw LakeError(
                .conflict, "the database is in use by another connection", at: [.file(file)],
                advice: "end its transaction, or a statement that is not finished, and run again")
        }
    }

    /// To be called when the size of pages is known: SQLite makes a number of pages of it at once.
    private func setCacheSize() throws(LakeError) {
        try set("cache_size", "-\(Self.cacheKibibytes)")
    }

    private func set(_ name: String, _ value: String) throws(LakeError) {
        let old = try database.sql { () throws(SQLiteError) in
            try database.text(of: "PRAGMA main.\(name)")
        }
        if let old { settings.append((name, old)) }
        try database.perform("PRAGMA main.\(name)=\(value)")
    }

    func begin() throws(LakeError) {
        try database.perform(isNested ? "SAVEPOINT model_run" : "BEGIN IMMEDIATE")
    }

    func commit() throws(LakeError) {
        try database.perform(isNested ? "RELEASE model_run" : "COMMIT")
    }

    /// To be called when the models of a new file are committed and more is to come: with a rollback
    /// journal a reader in a transaction would keep that out.
    func expectReaders() {
        guard isNew, isFile, !isNested else { return }
        _ = try? database.text(of: "PRAGMA main.journal_mode=WAL")
    }

    /// Tells in the file that it is one of ours; to be called in the transaction. An application
    /// that has numbers of its own there keeps them.
    func mark() throws(LakeError) {
        guard isFile, !isNested else { return }
        for (name, number) in [("application_id", Self.applicationID), ("user_version", 1)] {
            let known = try database.sql { () throws(SQLiteError) in
                try database.text(of: "PRAGMA main.\(name)")
            }
            if known == "0" { try database.perform("PRAGMA main.\(name)=\(number)") }
        }
    }

    /// Errors are of no interest: SQLite has taken everything back itself then.
    func rollBack() {
        try? database.execute(
            isNested ? "ROLLBACK TO model_run; RELEASE model_run" : "ROLLBACK")
    }

    /// - Parameter isWhole: whether the file is left in one piece.
    func finish(isWhole: Bool) {
        defer { database.setWriteBehind(false) }
        for (name, value) in settings.reversed() {
            try? database.execute("PRAGMA main.\(name)=\(value)")
        }
        guard isWhole, isFile, !isNested else { return }
        // Another reader keeps the file in WAL mode; the next run tries again.
        database.setBusyTimeout(milliseconds: 1000)
        _ = try? database.text(of: "PRAGMA main.wal_checkpoint(TRUNCATE)")
        _ = try? database.text(of: "PRAGMA main.journal_mode=DELETE")
    }
}
