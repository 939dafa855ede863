// A source by what a user calls it, for functions that read one batch by batch.
//
//     'measurement.parquet', 'bulk/*.ndjson', 'warehouse/db/table', '#db.table'    a path
//     'patient'                                                                    a mount
//     'staging'                        any other table or view: row by row, through SQLite

import Columnar
import Iceberg
import OMOPQuality
import SQLiteBridge

/// Opens sources by name.
struct NamedSource {
    private let settings: ScanSettings
    private let log: ScanLog
    private let database: Database

    init(settings: ScanSettings, log: ScanLog, _ database: Database) {
        self.settings = settings
        self.log = log
        self.database = database
    }

    /// - Throws: `LakeError.notFound` when there is nothing of the name; what opening it throws.
    func open(_ name: String) throws(LakeError) -> any TableSource {
        if let mount = try mount(named: name) {
            return try source(mount.module, ModuleTexts.split(mount.arguments))
        }
        if let module = try LakeSession(database).module(reading: name) {
            return try source(module.name, module.arguments)
        }
        if let table = try CDMConnection(database).table(name) { return table }
        throw LakeError(
            .notFound, "there is no such table or file", at: [.table(name)],
            advice: "give a path with its folder or ending ('measurement.parquet', './table'), a "
                + "mount or a table")
    }

    /// The source behind a virtual table of `temp`; nil for other relations, and for virtual tables
    /// of other modules.
    func open(temporary name: String) throws(LakeError) -> (any TableSource)? {
        let text: String?
        do throws(SQLiteError) {
            text = try database.text(
                of: "SELECT sql FROM temp.sqlite_schema WHERE type = 'table' AND rootpage = 0 "
                    + "AND lower(name) = lower(?1)", [name])
        } catch {
            throw LakeError(error.isInterrupt ? .interrupted : .io, error.message)
        }
        guard let text, let using = VirtualTableText(text) else { return nil }
        guard Self.modules.contains(using.module) else { return nil }
        return try source(using.module, using.arguments)
    }

    private static let modules: Set<String> = ["fhir", "iceberg", "parquet"]

    /// The module's source for arguments as they stand in USING module(…).
    private func source(
        _ module: String, _ arguments: [String]
    ) throws(LakeError) -> any TableSource {
        if module.lowercased() == "iceberg" {
            return try IcebergModules.source(IcebergOptions(arguments), database)
        }
        let entries = ParquetModules.entries + FHIRModules(settings: settings).entries
        for entry in entries where entry.name == module.lowercased() {
            if case .module(let found) = entry.item, case .virtualTable(let connect) = found.form {
                return try connect(arguments)
            }
        }
        throw LakeError(.internal, "the module \(module) cannot be read by name")
    }

    private func mount(
        named name: String
    ) throws(LakeError) -> (module: String, arguments: String)? {
        do throws(SQLiteError) {
            let hasMounts = try database.text(
                of: "SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = 'lake_mount'")
            guard hasMounts != nil,
                let statement = try database.prepare(
                    "SELECT module, arguments FROM main.lake_mount WHERE lower(name) = lower(?1)"
                ).statement
            else { return nil }
            try statement.bind(name, at: 1)
            guard try statement.step() else { return nil }
            return (statement.text(at: 0) ?? "", statement.text(at: 1) ?? "")
        } catch {
            throw LakeError(error.isInterrupt ? .interrupted : .io, error.message)
        }
    }
}

/// The arguments of a module as one text.
enum ModuleTexts {
    /// Parts the text at its commas, those in quotes and parentheses left alone.
    static func split(_ text: String) -> [String] {
        var parts: [String] = []
        var part: [UInt8] = []
        var quote: UInt8?
        var depth = 0
        for byte in text.utf8 {
            if let open = quote {
                // A doubled quote ends one text and begins the next.
                if byte == open { quote = nil }
            } else {
                switch byte {
                case UInt8(ascii: "'"), UInt8(ascii: "\""): quote = byte
                case UInt8(ascii: "("): depth += 1
                case UInt8(ascii: ")"): depth -= 1
                case UInt8(ascii: ",") where depth == 0:
                    parts.append(trim(String(decoding: part, as: UTF8.self)))
                    part = []
                    continue
                default: break
                }
            }
            part.append(byte)
        }
        parts.append(trim(String(decoding: part, as: UTF8.self)))
        return parts
    }
}
