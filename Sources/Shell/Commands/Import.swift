// .import: a delimited text into a table, in one transaction, streamed. A table that does not exist
// is made with the names in the first row.

import Glibc
import SQLiteBridge

extension DotCommand {
    static let importFile = DotCommand(
        "import", "FILE TABLE", "Import data from FILE into TABLE",
        details: """
               Options:
                 --ascii               Use \\037 and \\036 as column and row separators
                 --csv                 Use , and \\n as column and row separators
                 --skip N              Skip the first N rows of input
                 --schema S            Target table to be S.TABLE
                 -v                    "Verbose" - increase auxiliary output
               Notes:
                 *  If TABLE does not exist, it is created.  The first row of input
                    determines the column names.
                 *  If neither --csv or --ascii are used, the separators are those of the
                    output mode.
                 *  If FILE begins with "|" then it is a command that generates the
                    input text.
            """
    ) { session, arguments in
        var job = ImportJob(session.settings)
        var rest = arguments[...]
        while let word = rest.popFirst() { try job.take(word, &rest) }
        return try job.run(session) ? .done : .failed
    }
}

/// One run of `.import`.
private struct ImportJob {
    private var file: String?
    private var table: String?
    private var schema: String?
    private var columnSeparator: String
    private var rowSeparator: String
    private var isASCII: Bool
    private var skipCount = 0
    private var isVerbose = false

    init(_ settings: OutputSettings) {
        columnSeparator = settings.columnSeparator
        rowSeparator = settings.rowSeparator
        isASCII = settings.mode.name == "ascii"
        if settings.mode.name == "csv" && rowSeparator == "\r\n" { rowSeparator = "\n" }
    }

    mutating func take(_ word: String, _ rest: inout ArraySlice<String>) throws(CommandError) {
        switch word.hasPrefix("--") ? String(word.dropFirst()) : word {
        case "-csv":
            (columnSeparator, rowSeparator, isASCII) = (",", "\n", false)
        case "-ascii":
            (columnSeparator, rowSeparator, isASCII) = ("\u{1f}", "\u{1e}", true)
        case "-skip":
            guard let text = rest.popFirst(), let count = Int(text) else { throw usage("") }
            skipCount = count
        case "-schema":
            guard let text = rest.popFirst() else { throw usage("") }
            schema = text
        case "-v": isVerbose = true
        case let option where option.hasPrefix("-") && file == nil:
            throw usage("ERROR: unknown option: \"\(option)\".  ")
        case _ where file == nil: file = word
        case _ where table == nil: table = word
        default: throw usage("ERROR: extra argument: \"\(word)\".  ")
        }
    }

    private func usage(_ problem: String) -> CommandError {
        let command = DotCommand.importFile
        return .message("\(problem)Usage:\n\(command.helpLine)\n\(command.details)")
    }

    // MARK: Running

    /// Imports and returns whether every row went in.
    func run(_ session: ShellSession) throws -> Bool {
        guard let file else { throw usage("ERROR: missing FILE argument. ") }
        guard let table else { throw usage("ERROR: missing TABLE argument. ") }
        let separators = try separatorBytes()
        let (descriptor, stream) = unsafe try openInput(file, session)
        defer {
            if let stream = unsafe stream {
                _ = unsafe pclose(stream)
            } else {
                _ = close(descriptor)
            }
        }
        let name = file.hasPrefix("|") ? "<pipe>" : file
        let reader = ImportReader(
            descriptor: descriptor, name: name, columnSeparator: separators.column,
            rowSeparator: separators.row, knowsQuotes: !isASCII)
        reader.complain = { line, text in session.report("\(name):\(line): \(text)") }
        skipRows(reader)

        let database = session.database
        let isTransactionOurs = database.isAutocommit
        if isTransactionOurs { try database.execute("BEGIN") }
        do {
            let target = schema.map { "\(Database.quoted($0))." } ?? ""
            let isReady = try createTableIfMissing(
                reader, target: target + Database.quoted(table), session)
            guard isReady else { throw CommandError.message("\(name): empty file") }
            let counts = try insertRows(reader, target: target + Database.quoted(table), session)
            if isTransactionOurs { try database.execute("COMMIT") }
            if isVerbose {
                session.output.append(
                    "Added \(counts.rows) rows with \(counts.errors) errors using "
                        + "\(reader.line - 1) lines of input\n")
            }
            return counts.errors == 0
        } catch {
            if isTransactionOurs && !database.isAutocommit { try? database.execute("ROLLBACK") }
            throw error
        }
    }

    private func separatorBytes() throws(CommandError) -> (column: UInt8, row: UInt8) {
        func only(_ text: String, _ kind: String) throws(CommandError) -> UInt8 {
            guard let byte = text.utf8.first else {
                throw .message("Error: non-null \(kind) separator required for import")
            }
            guard text.utf8.count == 1 else {
                throw .message("Error: multi-character \(kind) separators not allowed for import")
            }
            return byte
        }
        return (try only(columnSeparator, "column"), try only(rowSeparator, "row"))
    }

    private func openInput(
        _ file: String, _ session: ShellSession
    ) throws(CommandError) -> (Int32, UnsafeMutablePointer<FILE>?) {
        session.output.flush()
        if file.hasPrefix("|") {
            guard let stream = unsafe popen(String(file.dropFirst()), "r") else {
                throw .message("Error: cannot open \"\(file)\"")
            }
            return unsafe (fileno(stream), stream)
        }
        let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .message("Error: cannot open \"\(file)\"") }
        return (descriptor, nil)
    }

    private func skipRows(_ reader: ImportReader) {
        for _ in 0..<max(0, skipCount) {
            repeat {
                guard reader.next() != nil else { return }
            } while reader.terminator == .column
        }
    }

    /// Makes the table out of the first row when there is none; false when there is no row either.
    private func createTableIfMissing(
        _ reader: ImportReader, target: String, _ session: ShellSession
    ) throws -> Bool {
        do {
            _ = try session.database.prepare("SELECT * FROM \(target)")
            return true
        } catch let error {
            guard error.message.hasPrefix("no such table: ") else { throw error }
        }
        var names: [String] = []
        while let field = reader.next() {
            names.append(String(decoding: field, as: UTF8.self))
            if reader.terminator != .column { break }
        }
        guard !names.isEmpty else { return false }
        let (unique, renamings) = uniqueColumnNames(names)
        if !renamings.isEmpty {
            session.report(
                "Columns renamed during .import \(reader.name) due to duplicates:\n"
                    + renamings.joined(separator: ",\n"))
        }
        var sql = "CREATE TABLE \(target)(\n"
        for (index, name) in unique.enumerated() {
            if index > 0 { sql += index % 4 == 0 ? ",\n " : ", " }
            sql += "\(Database.quoted(name)) TEXT"
        }
        sql += ")"
        if isVerbose { session.output.append("\(sql)\n\n") }
        try session.database.execute(sql)
        return true
    }

    private func insertRows(
        _ reader: ImportReader, target: String, _ session: ShellSession
    ) throws -> (rows: Int, errors: Int) {
        let database = session.database
        guard let probe = try database.prepare("SELECT * FROM \(target)").statement else {
            return (0, 0)
        }
        let columnCount = probe.columnCount
        let marks = Array(repeating: "?", count: columnCount).joined(separator: ",")
        guard
            let insert = try database.prepare("INSERT INTO \(target) VALUES(\(marks))").statement
        else { return (0, 0) }
        var counts = (rows: 0, errors: 0)
        repeat {
            let line = reader.line
            guard try bindRow(reader, to: insert, columnCount: columnCount, session) else {
                continue
            }
            do {
                while try insert.step() {}
                insert.reset()
                counts.rows += 1
            } catch let error {
                session.report("\(reader.name):\(line): INSERT failed: \(error)")
                counts.errors += 1
                if error.isInterrupt || database.isAutocommit { break }
            }
        } while reader.terminator != .end
        return counts
    }

    /// Reads one row into the parameters; false when the input ends before it.
    private func bindRow(
        _ reader: ImportReader, to insert: Statement, columnCount: Int, _ session: ShellSession
    ) throws -> Bool {
        let line = reader.line
        var count = 0
        func complain(_ outcome: String) {
            session.report(
                "\(reader.name):\(line): expected \(columnCount) columns but found \(count) - "
                    + outcome)
        }
        while count < columnCount {
            guard let field = reader.next() else {
                if count == 0 { return false }
                break
            }
            if isASCII && field.isEmpty && count == 0 && reader.terminator == .end { return false }
            count += 1
            try insert.bind(text: field[...], at: count)
            if reader.terminator != .column { break }
        }
        if count < columnCount {
            complain("filling the rest with NULL")
            for index in count..<columnCount { try insert.bind(nil, at: index + 1) }
        } else if reader.terminator == .column {
            repeat {
                _ = reader.next()
                count += 1
            } while reader.terminator == .column
            complain("extras ignored")
        }
        return true
    }
}

/// Names under which a table can be made: an empty name becomes `?`, equal ones (in any case) get
/// their column's number.
///
/// - Returns: the names, and a line for each one that was changed because it was not unique.
func uniqueColumnNames(_ names: [String]) -> (names: [String], renamings: [String]) {
    let given = names.map { $0.isEmpty ? "?" : $0 }
    var counts: [String: Int] = [:]
    for name in given { counts[name.lowercased(), default: 0] += 1 }
    guard counts.values.contains(where: { $0 > 1 }) else { return (given, []) }
    var unique: [String] = []
    var renamings: [String] = []
    for (index, name) in given.enumerated() {
        guard counts[name.lowercased(), default: 0] > 1 else {
            unique.append(name)
            continue
        }
        var renamed = "\(name)_\(index + 1)"
        while counts[renamed.lowercased()] != nil { renamed += "_" }
        counts[renamed.lowercased()] = 1
        unique.append(renamed)
        renamings.append("\"\(names[index])\" to \"\(renamed)\"")
    }
    return (unique, renamings)
}
