// The tables over Iceberg tables: USING iceberg(…).

import Columnar
import Iceberg
import SQLiteBridge

/// The Iceberg part of the registry.
struct IcebergModules {
    let settings: ScanSettings
    let log: ScanLog

    var entries: [RegistryEntry] { [created] }

    private var created: RegistryEntry {
        let module = ScanModule(
            "iceberg",
            .writableTable { (opening) throws(LakeError) in try open(opening) })
        return RegistryEntry(
            item: .module(module), signature: IcebergOptions.signature,
            help: "A table over an Iceberg table, to read and to INSERT into: a table directory, a "
                + "metadata file, 'catalog.sqlite#namespace.table', or '#namespace.table' for the "
                + "catalog in this database. With columns it is made when it is not there.",
            example: "CREATE VIRTUAL TABLE temp.person USING "
                + "iceberg('Fixtures/iceberg/pyiceberg-person')")
    }

    private func open(_ opening: TableOpening) throws(LakeError) -> OpenedTable {
        let options = try IcebergOptions(opening.arguments)
        let place = try IcebergPlace(options.location, opening.database)
        if opening.isCreation {
            if let columns = options.columns {
                try IcebergCreation(place: place, options: options).run(columns: columns)
            } else if options.mode == .error {
                throw LakeError(
                    .invalidInput, "'error' is about making a table, and there are no columns",
                    at: [.argument("mode")], advice: IcebergOptions.modeAdvice)
            }
        }
        let (table, refresh) = try place.open(options.readSelector)
        guard options.selector == nil else { return OpenedTable(source: table, refresh: refresh) }
        let sink = IcebergSink(
            place, options, columns: table.fields, settings: settings, log: log)
        return OpenedTable(source: table, refresh: refresh, sink: sink)
    }

    /// What options name, to be read.
    ///
    /// - Throws: `LakeError` when there is no such table or snapshot.
    static func source(
        _ options: IcebergOptions, _ database: Database
    ) throws(LakeError) -> any TableSource {
        let place = try IcebergPlace(options.location, database)
        return try place.open(options.readSelector).0
    }

    /// The arguments by which a mount opens a table again, made or found.
    ///
    /// - Throws: `LakeError.invalidInput` for options that make no sense.
    static func reopening(_ arguments: [String]) throws(LakeError) -> [String] {
        try IcebergOptions(arguments).reopening
    }
}
