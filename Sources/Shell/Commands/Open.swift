// .open

import Glibc
import SQLiteBridge

extension DotCommand {
    static let open = DotCommand(
        "open", "?OPTIONS? ?FILE?", "Close existing database and reopen FILE",
        details: """
               Options:
                 --new           Initialize FILE to an empty database
                 --readonly      Open FILE readonly
               Without FILE the new database is in memory.
            """
    ) { session, arguments in
        var isReadOnly = session.isReadOnly
        var isNew = false
        var file: String?
        for word in arguments {
            switch word {
            case "-readonly", "--readonly": isReadOnly = true
            case "-new", "--new": isNew = true
            case _ where word.hasPrefix("-"):
                throw CommandError.message("unknown option: \(word)")
            case _ where file == nil: file = word
            default: throw CommandError.message("extra argument: \"\(word)\"")
            }
        }
        if isNew, let file { removeFile(file) }
        do throws(SQLiteError) {
            try session.open(file, isReadOnly: isReadOnly)
        } catch let error {
            throw CommandError.message(openFailure(file, error))
        }
        return .done
    }
}

/// Takes a database file away, when there is one.
private func removeFile(_ name: String) { _ = unsafe unlink(name) }
