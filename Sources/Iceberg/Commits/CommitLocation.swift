// From what a user writes to the place where a table is, or shall be, committed.
//
//     warehouse/db/person              a directory with numbered metadata files
//     lake.sqlite#db.person            a table of the SQL catalog in that file
//     lake.sqlite#prod/db.person       the same, of its catalog `prod`
//     #db.person   main#db.person      of the catalog in the connection's own database
//
// A catalog's new tables are below `<file without ending>_warehouse/<namespace>/<table>`, next to
// the catalog's file; every level of the namespace is a directory.

import Columnar
import SQLiteBridge
import Storage

/// Where a table is committed.
enum CommitLocation {
    /// The table's directory.
    case directory(String)
    case catalogFile(path: String, name: String)
    /// `file` is that of the database, nil when it is in memory.
    case connection(Database, schema: String, file: String?, name: String)

    /// - Throws: `LakeError.invalidInput` or `.unsupported` at `.file` for what cannot be written
    ///   to.
    init(_ text: String, _ environment: CommitEnvironment) throws(LakeError) {
        let written = WrittenPath(text)
        guard !text.isEmpty, !text.utf8.contains(0), written.isLocal else {
            throw LakeError(
                written.isLocal ? .invalidInput : .unsupported,
                written.isLocal
                    ? "the path is empty or holds a NUL character"
                    : "only local tables are written", at: [.file(text)])
        }
        for candidate in [written.text, written.decoded].compactMap({ $0 }) {
            switch PathKind(candidate) {
            case .missing: continue
            case .directory:
                let isInner =
                    lastComponent(candidate) == "metadata"
                    && (try? visibleNames(in: candidate))?.contains {
                        MetadataFileName($0) != nil
                    } == true
                self = .directory(
                    try absolutePath(isInner ? parentDirectory(candidate) : candidate))
                return
            case .file, .other:
                throw LakeError(
                    .invalidInput, "is a file, and no table can be written there",
                    at: [.file(text)],
                    advice: "name the table's directory, or a catalog and a table as in "
                        + "'catalog.sqlite#omop.person'")
            }
        }
        if let catalog = try CommitLocation.catalog(written.text, environment) {
            self = catalog
        } else {
            self = .directory(try absolutePath(written.decoded ?? written.text))
        }
    }

    private static let catalogEndings = [".sqlite", ".sqlite3", ".db"]

    private static func catalog(
        _ text: String, _ environment: CommitEnvironment
    ) throws(LakeError) -> CommitLocation? {
        for index in text.utf8.indices where text.utf8[index] == UInt8(ascii: "#") {
            let before = String(text[..<index])
            let name = String(text[text.utf8.index(after: index)...])
            if let database = environment.database,
                let own = try ConnectionCatalog.find(before, text, database)
            {
                return .connection(
                    database, schema: own.schema, file: own.file.isEmpty ? nil : own.file,
                    name: name)
            }
            guard !before.isEmpty else {
                throw LakeError(
                    .invalidInput, "no database is open whose catalog could have the table",
                    at: [.file(text)], advice: "write the catalog's file in front of the #")
            }
            let isNew =
                FileIdentity(before) == nil
                && catalogEndings.contains { before.lowercased().hasSuffix($0) }
            if case .file = PathKind(before) { return .catalogFile(path: before, name: name) }
            if isNew { return .catalogFile(path: before, name: name) }
        }
        return nil
    }
}
