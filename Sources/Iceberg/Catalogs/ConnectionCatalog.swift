// Catalogs in the databases of a connection: which of them a text means.
//
//     #db.person   main#db.person      of the connection's own database
//     lake#db.person                   of one attached as `lake`
//     lake.sqlite#db.person            the same by its file: a second connection to it would wait
//                                      for the first

package import Columnar
package import SQLiteBridge

/// A database of a connection that a catalog may be in.
package struct ConnectionCatalog: Sendable {
    /// Its name in SQL.
    package let schema: String
    /// Empty when it is in memory.
    package let file: String

    /// The table of a text, at the first `#` that has a database of the connection in front.
    ///
    /// - Returns: nil for a text that names none.
    /// - Throws: `LakeError` at `.file` when the databases cannot be listed.
    package static func table(
        _ text: String, _ database: Database
    ) throws(LakeError) -> (catalog: ConnectionCatalog, name: String)? {
        for mark in text.utf8.indices where text.utf8[mark] == UInt8(ascii: "#") {
            let name = text[text.utf8.index(after: mark)...]
            if let catalog = try find(String(text[..<mark]), text, database), !name.isEmpty {
                return (catalog, String(name))
            }
        }
        return nil
    }

    /// The database that is written in front of a `#` of `text`.
    static func find(
        _ before: String, _ text: String, _ database: Database
    ) throws(LakeError) -> ConnectionCatalog? {
        let identity = before.isEmpty ? nil : FileIdentity(before)
        let name = before.isEmpty ? "main" : before.lowercased()
        do throws(SQLiteError) {
            return try database.schemas().first { schema in
                schema.name.lowercased() == name
                    || (identity != nil && FileIdentity(schema.file) == identity)
            }.map { ConnectionCatalog(schema: $0.name, file: $0.file) }
        } catch {
            throw SQLCatalogTable.error(error, text)
        }
    }
}
