// Where the tables of a CDM come from.
//
//     catalog.db#namespace      tables of an Iceberg SQL catalog
//     catalog.db                the same, where one of its namespaces has a person table
//     directory                 for each table, the first of:
//                                 directory/person           an Iceberg table
//                                 directory/person.parquet   a file
//                                 directory/person           a directory of Parquet files
//                                 directory/person.csv       a file
//     (a connection)            tables, views and virtual tables of a SQLite database
//
// Names of tables and columns are the same in upper and lower case.

package import Columnar
import Glibc
import Iceberg
import Parquet
import Storage

/// The tables of a CDM by their names.
package protocol CDMSource {
    /// A table, by its name in lower case; nil when there is none.
    ///
    /// - Throws: `LakeError` when it is there and cannot be read.
    func table(_ name: String) throws(LakeError) -> (any TableSource)?
}

/// The tables in a directory.
package struct CDMDirectory: CDMSource {
    private let directory: String
    /// Real names by names in lower case.
    private let names: [String: String]

    /// - Throws: `LakeError.notFound`, `.io` at `.file` when the directory cannot be listed.
    package init(_ directory: String) throws(LakeError) {
        self.directory =
            directory.isEmpty
            ? "." : directory.hasSuffix("/") ? String(directory.dropLast()) : directory
        var names: [String: String] = [:]
        for entry in try directoryEntries(Array(directory.utf8)) {
            guard let name = String(validating: entry.name, as: UTF8.self) else { continue }
            let folded = name.lowercased()
            // Of two names that differ in case only, the first in byte order, whatever the order
            // in which the system lists them.
            if let known = names[folded], known <= name { continue }
            names[folded] = name
        }
        self.names = names
    }

    package func table(_ name: String) throws(LakeError) -> (any TableSource)? {
        if let folder = path(name), IcebergTable.mayBeTable(folder) {
            return try IcebergTable(location: folder, selector: .current)
        }
        if let file = path(name + ".parquet") { return try ParquetTable(path: file) }
        if let folder = path(name), ParquetTable.mayBeFiles(folder) {
            return try ParquetTable(path: folder)
        }
        if let file = path(name + ".csv") { return try CSVTable(path: file, table: name) }
        return nil
    }

    private func path(_ name: String) -> String? { names[name].map { directory + "/" + $0 } }
}

/// The tables of a namespace in an Iceberg SQL catalog.
package struct CDMCatalog: CDMSource {
    private let file: String
    /// Names of the catalog by names in lower case.
    private let names: [String: String]

    /// - Parameters:
    ///   - file: the catalog's database.
    ///   - namespace: as the catalog writes it.
    /// - Throws: `LakeError.notFound`, `.io` at `.file`.
    package init(file: String, namespace: String) throws(LakeError) {
        self.file = file
        var names: [String: String] = [:]
        var others: [String] = []
        for entry in try SQLCatalog(path: file).tables() {
            if entry.namespace == namespace {
                names[entry.table.lowercased()] = entry.name
            } else if !others.contains(entry.namespace) {
                others.append(entry.namespace)
            }
        }
        guard !names.isEmpty else {
            throw LakeError(
                .notFound, "the catalog has no namespace '\(namespace)'", at: [.file(file)],
                advice: others.isEmpty
                    ? "it has no tables at all" : "it has \(others.joined(separator: ", "))")
        }
        self.names = names
    }

    package func table(_ name: String) throws(LakeError) -> (any TableSource)? {
        guard let name = names[name] else { return nil }
        return try IcebergTable(location: file + "#" + name, selector: .current)
    }
}

/// Finds out what a user's text names.
///
/// - Throws: `LakeError.notFound`, `.io` at `.file`.
package func cdmSource(at place: String) throws(LakeError) -> any CDMSource {
    if let mark = place.lastIndex(of: "#") {
        return try CDMCatalog(
            file: String(place[..<mark]), namespace: String(place[place.index(after: mark)...]))
    }
    if let namespace = try onlyNamespace(ofCatalog: place) {
        return try CDMCatalog(file: place, namespace: namespace)
    }
    return try CDMDirectory(place)
}

/// The namespace that holds a CDM in a catalog file.
///
/// - Returns: nil when the place is no file.
/// - Throws: `LakeError.invalidInput` when there are several, `.notFound` when there is none.
private func onlyNamespace(ofCatalog file: String) throws(LakeError) -> String? {
    var status = stat()
    // Safe: `status` lives across the call.
    guard unsafe stat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let namespaces = try SQLCatalog(path: file).tables()
        .filter { $0.table.lowercased() == "person" }.map(\.namespace).sorted()
    guard let first = namespaces.first else {
        throw LakeError(
            .notFound, "no namespace of the catalog has a table person", at: [.file(file)],
            advice: "name a catalog of CDM tables, or a directory")
    }
    guard namespaces.count == 1 else {
        throw LakeError(
            .invalidInput, "several namespaces of the catalog have a table person",
            at: [.file(file)],
            advice: "name one: " + namespaces.map { "\(file)#\($0)" }.joined(separator: ", "))
    }
    return first
}
