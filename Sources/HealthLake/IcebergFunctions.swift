// The functions about Iceberg tables: iceberg_snapshots(), iceberg_files(), …, iceberg_explain().

import Columnar
import Iceberg
import SQLiteBridge

/// The functions' part of the registry.
enum IcebergFunctions {
    static var entries: [RegistryEntry] { metadataTables.map { entry($0) } + [explain] }

    private static let example = "'Fixtures/iceberg/pyiceberg-person'"

    private static func entry(_ table: any MetadataTable.Type) -> RegistryEntry {
        let name = "iceberg_\(table.name)"
        var parameters = [ScanParameter("_location", isRequired: true)]
        if table.isOfSnapshot { parameters.append(ScanParameter("_snapshot", isRequired: false)) }
        let module = ScanModule(
            name,
            .connectedFunction(
                schema: { () throws(LakeError) in table.schema }, parameters: parameters,
                connect: { (arguments, database) throws(LakeError) in
                    try table.source(
                        location: try location(arguments, name, database),
                        snapshot: try snapshot(arguments, 1))
                }))
        let columns = table.schema.fields.map(\.name)
        return RegistryEntry(
            item: .module(module),
            signature: name
                + (table.isOfSnapshot ? "(location [, snapshot or ref])" : "(location)"),
            help: table.help + ": " + columns.joined(separator: ", ") + ".",
            example: "SELECT \(table.exampleColumns) FROM \(name)(\(example))")
    }

    private static var explain: RegistryEntry {
        let module = ScanModule(
            "iceberg_explain",
            .connectedFunction(
                schema: { () throws(LakeError) in ScanExplanation.schema },
                parameters: [
                    ScanParameter("_location", isRequired: true),
                    ScanParameter("_filter", isRequired: false),
                    ScanParameter("_snapshot", isRequired: false),
                ],
                connect: { (arguments, database) throws(LakeError) in
                    let table = try IcebergTable(
                        location: try location(arguments, "iceberg_explain", database),
                        naming: try snapshot(arguments, 2))
                    return ScanExplanation.table(
                        of: table, filter: arguments.count > 1 ? arguments[1].string : nil)
                }))
        return RegistryEntry(
            item: .module(module),
            signature: "iceberg_explain(location [, filter [, snapshot or ref]])",
            help:
                "What a scan with WHERE filter would read and skip, and why: kind (manifest, file, "
                + "row group, page), name, rows, action, reason. No data pages are read.",
            example: "SELECT kind, rows, action, reason FROM iceberg_explain(\(example), "
                + "'birth_date >= ''2000-01-01''')")
    }

    private static func location(
        _ arguments: [Value], _ name: String, _ database: Database
    ) throws(LakeError) -> String {
        try place(arguments, name, database).location()
    }

    /// The table that the first argument names.
    ///
    /// - Throws: `LakeError.invalidInput` when it is no text.
    static func place(
        _ arguments: [Value], _ name: String, _ database: Database
    ) throws(LakeError) -> IcebergPlace {
        guard let location = arguments.first?.string else {
            throw LakeError(
                .invalidInput, "the location is no text", at: [.argument("location")],
                advice: "write \(name)('warehouse/db/table')")
        }
        return try IcebergPlace(location, database)
    }

    /// The snapshot that an argument names; nil without one.
    private static func snapshot(
        _ arguments: [Value], _ index: Int
    ) throws(LakeError) -> String? {
        switch arguments.count > index ? arguments[index] : .null {
        case .null: return nil
        case .integer(let id): return "\(id)"
        case .text(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .real, .blob:
            throw LakeError(
                .invalidInput, "is neither a snapshot id nor the name of a branch or tag",
                at: [.argument("snapshot")],
                advice: "iceberg_snapshots(location) and iceberg_refs(location) list them")
        }
    }
}
