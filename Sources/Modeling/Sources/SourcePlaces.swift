// Sources at places that a user gave: --source omop=warehouse/omop, or sources.yml.
//
//     place                        table person is read from
//     directory                    person/metadata    an Iceberg table
//                                  person/*.parquet, person.parquet
//                                  person.csv
//                                  Person*.ndjson[.gz|.zst], .json, .jsonl   FHIR resources
//     catalog.sqlite#namespace     the Iceberg table namespace.person of a catalog
//     file.sqlite, file.db         the table person of that database
//     pattern with *               FHIR resources of type person
//     none                         the table or mount person of the database itself
//
//     sources.yml                  omop: warehouse/omop
//                                  fhir: {place: bulk, tables: {patient: other/Patient.ndjson}}
//
// Names are compared without regard to case and to `_`: medication_request is MedicationRequest.

package import Columnar
package import SQLiteBridge
import Storage
import YAML

/// Sources by name, each with its place.
package final class SourcePlaces: SourceResolver {
    private var places: [(source: String, place: String)] = []
    private var tablePlaces: [(table: String, place: String)] = []
    private var temporaryTables: [String] = []
    private var attached: [String] = []

    package init() {}

    /// - Parameter assignment: `NAME=PLACE`.
    /// - Throws: `LakeError.invalidInput` at `.argument("--source")`.
    package func add(_ assignment: String) throws(LakeError) {
        guard let equals = assignment.firstIndex(of: "="), equals > assignment.startIndex,
            assignment.index(after: equals) < assignment.endIndex
        else {
            throw LakeError(
                .invalidInput, "'\(assignment)' is no source with a place",
                at: [.argument("--source")], advice: "write --source omop=warehouse/omop")
        }
        let name = String(assignment[..<equals])
        let place = String(assignment[assignment.index(after: equals)...])
        if name.contains(".") {
            tablePlaces.append((name.lowercased(), place))
        } else {
            places.removeAll { $0.source == name.lowercased() }
            places.append((name.lowercased(), place))
        }
    }

    /// Reads sources.yml; places in it are relative to its folder.
    ///
    /// - Throws: `LakeError` at `.file`, `.line`, `.column`.
    package func add(file path: String) throws(LakeError) {
        let bytes = try readWholeFile(path: path, bytesMax: ModelingLimits.fileBytesMax)
        let folder =
            path.contains("/") ? path[..<(path.lastIndex(of: "/") ?? path.startIndex)] : "."
        guard let root = try parseYAML(bytes, file: path) else { return }
        do throws(LakeError) {
            guard let members = root.members else { throw root.error("a mapping is wanted here") }
            for member in members {
                if let place = member.value.text {
                    try add("\(member.key)=\(absolute(place, String(folder)))")
                    continue
                }
                if let place = member.value["place"]?.text {
                    try add("\(member.key)=\(absolute(place, String(folder)))")
                }
                for table in member.value["tables"]?.members ?? [] {
                    guard let place = table.value.text else {
                        throw table.value.error("the place of a table is a text")
                    }
                    try add("\(member.key).\(table.key)=\(absolute(place, String(folder)))")
                }
            }
        } catch {
            throw error.at(.file(path))
        }
    }

    private func absolute(_ place: String, _ folder: String) -> String {
        place.hasPrefix("/") || place.contains("://") ? place : folder + "/" + place
    }

    package func place(of source: String) -> String? {
        places.first { $0.source == source.lowercased() }?.place
    }

    /// Looks at the places before anything is built from them.
    ///
    /// - Throws: `LakeError.invalidInput` for a name that is no source of the project, `.notFound`
    ///   when a place is not there, or a directory has none of its tables: a slip would otherwise
    ///   give empty models.
    package func check(against graph: ModelGraph) throws(LakeError) {
        let tables = graph.nodes.compactMap(\.sourceTable)
        let sources = Set(tables.map { $0.source.lowercased() }).sorted()
        for (name, place) in places {
            guard sources.contains(name) else { throw unknown(name, among: sources, "source") }
            try check(place, of: name, tables.filter { $0.source.lowercased() == name })
        }
        let names = tables.map { "\($0.source).\($0.table)".lowercased() }
        for (name, place) in tablePlaces {
            guard names.contains(name) else { throw unknown(name, among: names, "source table") }
            guard place.contains(where: { "*{#".contains($0) }) || isThere(place) else {
                throw LakeError(.notFound, "no such file or directory", at: [.file(place)])
            }
        }
    }

    private func isThere(_ place: String) -> Bool {
        pathExists(place.contains("/") ? place : "./" + place)
    }

    private func unknown(_ name: String, among known: [String], _ what: String) -> LakeError {
        let near = nearest(to: name, among: known).map { "did you mean '\($0)'?" }
        return LakeError(
            .invalidInput, "the project has no \(what) '\(name)'", at: [.argument("--source")],
            advice: near ?? "it has " + known.prefix(10).joined(separator: ", "))
    }

    private func check(
        _ place: String, of name: String, _ tables: [SourceTable]
    ) throws(LakeError) {
        if let hash = place.firstIndex(of: "#") {
            let file = String(place[..<hash])
            guard file.isEmpty || isThere(file) else {
                throw LakeError(.notFound, "no such file or directory", at: [.file(file)])
            }
            return
        }
        guard !place.contains(where: { "*{".contains($0) }) else { return }
        guard isThere(place) else {
            throw LakeError(.notFound, "no such file or directory", at: [.file(place)])
        }
        guard let entries = try? directoryEntries(Array(place.utf8)) else { return }
        let wanted = Set(tables.map { comparable($0.identifier) })
        let isThere = entries.contains { entry in
            let text = String(decoding: entry.name, as: UTF8.self)
            let letters = text.prefix { $0.isASCII && ($0.isLetter || $0 == "_") }
            return wanted.contains(comparable(String(letters)))
                || wanted.contains(comparable(String(text.prefix { $0 != "." })))
        }
        guard isThere else {
            throw LakeError(
                .notFound, "none of the tables of the source '\(name)' is there",
                at: [.file(place)],
                advice: "it wants a folder or a file named after each table, such as "
                    + tables.prefix(3).map(\.identifier).joined(separator: ", "))
        }
    }

    package func resolve(
        _ table: SourceTable, on database: Database
    ) throws(LakeError) -> ResolvedSource? {
        let full = "\(table.source).\(table.table)".lowercased()
        let own = tablePlaces.first { $0.table == full }?.place
        guard let place = own ?? place(of: table.source) else {
            return try native(table, database)
        }
        do throws(LakeError) {
            return try find(table, at: place, isTable: own != nil, database)
        } catch {
            throw error.at(.table(full))
        }
    }

    /// A table of the main database, or a temporary one such as a mount.
    private func native(
        _ table: SourceTable, _ database: Database
    ) throws(LakeError) -> ResolvedSource? {
        for schema in ["temp", "main"] {
            let name = try database.sql { () throws(SQLiteError) in
                try database.text(
                    of: "SELECT name FROM \(schema).sqlite_schema "
                        + "WHERE lower(name) = lower(?1) AND type IN ('table', 'view')",
                    [table.identifier])
            }
            if let name { return ResolvedSource(relation: name, qualifier: schema) }
        }
        return nil
    }

    private func find(
        _ table: SourceTable, at place: String, isTable: Bool, _ database: Database
    ) throws(LakeError) -> ResolvedSource? {
        if let hash = place.firstIndex(of: "#") {
            let namespace = place[place.index(after: hash)...]
            let location = isTable || namespace.isEmpty ? place : "\(place).\(table.identifier)"
            return try mount(table, "iceberg", location, database)
        }
        let lower = place.lowercased()
        if [".sqlite", ".sqlite3", ".db"].contains(where: { lower.hasSuffix($0) }) {
            return try attach(place, table, database)
        }
        if place.contains("*") || place.contains("{") {
            return try mount(table, "fhir", place, database, resource: table.identifier)
        }
        if isTable { return try file(place, table, database) }
        return try directory(place, table, database)
    }

    /// One table at a place of its own.
    private func file(
        _ place: String, _ table: SourceTable, _ database: Database
    ) throws(LakeError) -> ResolvedSource? {
        let lower = place.lowercased()
        if lower.hasSuffix(".csv") { return try readCSV(place, table, database) }
        if lower.hasSuffix(".parquet") { return try mount(table, "parquet", place, database) }
        if pathExists(place + "/metadata") { return try mount(table, "iceberg", place, database) }
        return try mount(table, "fhir", place, database, resource: nil)
    }

    private func directory(
        _ place: String, _ table: SourceTable, _ database: Database
    ) throws(LakeError) -> ResolvedSource? {
        let entries = try directoryEntries(Array(place.utf8))
            .map { (name: String(decoding: $0.name, as: UTF8.self), kind: $0.kind) }
            .sorted { isBefore($0.name, $1.name) }
        let wanted = comparable(table.identifier)
        var resources: [String] = []
        for (name, _) in entries {
            let path = place + "/" + name
            let stem = name.prefix { $0 != "." }
            let ending = name.dropFirst(stem.count).lowercased()
            if comparable(name) == wanted, ending.isEmpty {
                if pathExists(path + "/metadata") {
                    return try mount(table, "iceberg", path, database)
                }
                if let found = try folder(path, table, database) { return found }
            }
            if ending.hasSuffix(".parquet"), comparable(String(stem)) == wanted {
                return try mount(table, "parquet", path, database)
            }
            if ending == ".csv", comparable(String(stem)) == wanted {
                return try readCSV(path, table, database)
            }
            let letters = name.prefix { $0.isASCII && ($0.isLetter || $0 == "_") }
            if isResourceFile(ending), comparable(String(letters)) == wanted {
                resources.append(name)
            }
        }
        guard let first = resources.first else { return nil }
        let type = first.prefix { $0.isASCII && $0.isLetter }
        let pattern =
            resources.count == 1
            ? place + "/" + first : place + "/{" + resources.joined(separator: ",") + "}"
        return try mount(table, "fhir", pattern, database, resource: String(type))
    }

    /// A folder named after the table: what files are in it says how it is read.
    private func folder(
        _ path: String, _ table: SourceTable, _ database: Database
    ) throws(LakeError) -> ResolvedSource? {
        guard let entries = try? directoryEntries(Array(path.utf8)) else { return nil }
        let names = entries.map { String(decoding: $0.name, as: UTF8.self).lowercased() }
        if names.contains(where: { $0.hasSuffix(".parquet") }) {
            return try mount(table, "parquet", path, database)
        }
        if names.contains(where: { isResourceFile(String($0.drop { $0 != "." })) }) {
            return try mount(table, "fhir", path, database, resource: nil)
        }
        return nil
    }

    private func isResourceFile(_ ending: String) -> Bool {
        var rest = Substring(ending)
        for packing in [".gz", ".zst"] where rest.hasSuffix(packing) {
            rest = rest.dropLast(packing.count)
        }
        return [".ndjson", ".jsonl", ".json"].contains { rest.hasSuffix($0) }
    }

    private func comparable(_ name: String) -> String {
        name.lowercased().filter { $0 != "_" }
    }

    // MARK: Making it readable

    private func mount(
        _ table: SourceTable, _ module: String, _ location: String, _ database: Database,
        resource: String? = nil
    ) throws(LakeError) -> ResolvedSource {
        let name = "\(table.source)__\(table.identifier)"
        var arguments = Database.literal(location)
        if let resource { arguments += ", resource=" + Database.literal(resource) }
        try database.perform("DROP TABLE IF EXISTS temp.\(Database.quoted(name))")
        try database.perform(
            "CREATE VIRTUAL TABLE temp.\(Database.quoted(name)) USING \(module)(\(arguments))")
        temporaryTables.append(name)
        return ResolvedSource(
            relation: name, location: location,
            snapshotID: module == "iceberg" ? currentSnapshot(location, database) : nil)
    }

    /// The snapshot that an Iceberg table shows now; nil for one without.
    private func currentSnapshot(_ location: String, _ database: Database) -> String? {
        try? database.text(
            of: "SELECT snapshot_id FROM iceberg_history(?1) WHERE is_current_ancestor "
                + "ORDER BY made_current_at DESC LIMIT 1", [location])
    }

    private func attach(
        _ path: String, _ table: SourceTable, _ database: Database
    ) throws(LakeError) -> ResolvedSource? {
        let schema = "source_" + table.source
        if !attached.contains(schema) {
            guard pathExists(path) else {
                throw LakeError(.notFound, "no such file or directory", at: [.file(path)])
            }
            try database.perform(
                "ATTACH \(Database.literal(path)) AS \(Database.quoted(schema))")
            attached.append(schema)
        }
        let name = try database.sql { () throws(SQLiteError) in
            try database.text(
                of: "SELECT name FROM \(Database.quoted(schema)).sqlite_schema "
                    + "WHERE lower(name) = lower(?1) AND type IN ('table', 'view')",
                [table.identifier])
        }
        return name.map { ResolvedSource(schema: schema, relation: $0, location: path) }
    }

    private func readCSV(
        _ path: String, _ table: SourceTable, _ database: Database
    ) throws(LakeError) -> ResolvedSource {
        let name = "\(table.source)__\(table.identifier)"
        let bytes = try readWholeFile(path: path, bytesMax: ModelingLimits.seedBytesMax)
        let file = try SeedFile(bytes, path: path)
        try database.perform("DROP TABLE IF EXISTS temp.\(Database.quoted(name))")
        _ = try SeedLoader(database: database, schema: "temp").load(
            file, into: name,
            types: table.columns.compactMap { column in
                column.dataType.map { (column.name, $0) }
            }, descriptions: [])
        temporaryTables.append(name)
        return ResolvedSource(relation: name, location: path)
    }

    package func release(on database: Database) {
        for name in temporaryTables {
            try? database.execute("DROP TABLE IF EXISTS temp.\(Database.quoted(name))")
        }
        for schema in attached {
            try? database.execute("DETACH \(Database.quoted(schema))")
        }
        temporaryTables = []
        attached = []
    }
}
