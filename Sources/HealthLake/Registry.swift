// The one list of what SQL gains: modules, table-valued functions, functions.
//
// Registration, healthlake_functions(), .help and docs/sql-reference.md all come from here.

import Columnar
import FHIR
import SQLiteBridge

/// One thing SQL can name, with what its reader has to know.
struct RegistryEntry: Sendable {
    enum Item: Sendable {
        case module(ScanModule)
        case function(ScalarFunction)
    }

    let item: Item
    /// `fhir_patient(path [, on_error])`.
    let signature: String
    /// One line.
    let help: String
    /// A statement that shows it, over the files in Fixtures.
    let example: String

    var name: String {
        switch item {
        case .module(let module): module.name
        case .function(let function): function.name
        }
    }

    var kind: String {
        switch item {
        case .function: "function"
        case .module(let module):
            module.isCreated ? "virtual table" : "table-valued function"
        }
    }
}

/// Builds the list for one connection.
struct Registry {
    let settings: ScanSettings
    let log: ScanLog
    var population = SyntheticPopulation()

    var entries: [RegistryEntry] {
        let parts: [[RegistryEntry]] = [
            FHIRModules(settings: settings).entries,
            FHIRValidationFunctions(settings: settings).entries,
            ParquetModules.entries,
            IcebergModules(settings: settings, log: log).entries,
            ParquetFunctions.entries,
            IcebergFunctions.entries,
            IcebergCommitFunctions.entries,
            IcebergAppendFunctions(settings: settings, log: log).entries,
            SyntheticFunctions(population: population).entries,
            GenerateFunctions(population: population, settings: settings).entries,
            DomainQualityFunctions(settings: settings).entries,
            OMOPQualityFunctions(settings: settings).entries,
            ValidationFunctions.entries,
            ModelFunctions(settings: settings, log: log).entries,
            MountFunctions.entries,
            InformationFunctions(settings: settings, log: log).entries,
            [functionsEntry],
        ]
        return parts.flatMap { $0 }
    }

    private static let functionsSchema = TableSchema([
        Field("name", .text), Field("kind", .text), Field("signature", .text),
        Field("description", .text), Field("example", .text),
    ])

    private var functionsEntry: RegistryEntry {
        let (settings, log) = (settings, log)
        let module = ScanModule(
            "healthlake_functions",
            .tableFunction(
                schema: { () throws(LakeError) in Self.functionsSchema }, parameters: [],
                connect: { (_) throws(LakeError) in
                    let entries = Registry(settings: settings, log: log).entries
                    return RowsTable(
                        Self.functionsSchema,
                        rows: entries.map {
                            [
                                .text($0.name), .text($0.kind), .text($0.signature),
                                .text($0.help), .text($0.example),
                            ]
                        })
                }))
        return RegistryEntry(
            item: .module(module), signature: "healthlake_functions()",
            help: "Everything healthlake adds to SQL: this list.",
            example: "SELECT name, kind FROM healthlake_functions() WHERE name LIKE 'lake%'")
    }
}
