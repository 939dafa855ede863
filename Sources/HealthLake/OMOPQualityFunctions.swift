// omop_checks(), omop_offenders(), omop_dashboard(): the checks of DataQualityDashboard in SQL.

import Columnar
import Glibc
import OMOP
import OMOPQuality
import SQLiteBridge

/// The functions that check a CDM.
struct OMOPQualityFunctions {
    let settings: ScanSettings

    var entries: [RegistryEntry] { [checks, offenders, dashboard] }

    /// A CDM for the examples.
    private static let warehouse =
        "SELECT generate_omop('{scratch}/checked', 5, 42, json_object('mode', 'overwrite')); "
    private static let placeHelp =
        "a directory of Iceberg tables, Parquet or CSV files, 'catalog.db#namespace', or nothing "
        + "for the tables of this connection"

    private var checks: RegistryEntry {
        let settings = settings
        let module = ScanModule(
            "omop_checks",
            .connectedFunction(
                schema: { () throws(LakeError) in OMOPCheckResult.schema },
                parameters: [
                    ScanParameter("warehouse", isRequired: false),
                    ScanParameter("as_of", isRequired: false),
                ],
                connect: { (arguments, database) throws(LakeError) in
                    let run = try Self.run(arguments[0], arguments[1], database, settings)
                    return DeferredRows(OMOPCheckResult.schema) { () throws(LakeError) in
                        try run.run.results().map(\.row)
                    }
                }))
        return RegistryEntry(
            item: .module(module), signature: "omop_checks([warehouse [, as_of]])",
            help: "The checks of OHDSI DataQualityDashboard for CDM v5.4, one row each: "
                + Self.placeHelp + ". as_of is the day that they call today.",
            example: Self.warehouse
                + "SELECT status, count(*) FROM omop_checks('{scratch}/checked', '2026-01-01') "
                + "GROUP BY 1")
    }

    private static let offendersSchema = TableSchema([
        Field("check_id", .text), Field("row", .integer, comment: "from 1"),
        Field("key_field", .text), Field("key", .text),
    ])

    private var offenders: RegistryEntry {
        let settings = settings
        let module = ScanModule(
            "omop_offenders",
            .connectedFunction(
                schema: { () throws(LakeError) in Self.offendersSchema },
                parameters: [
                    ScanParameter("_check_id", isRequired: true),
                    ScanParameter("warehouse", isRequired: false),
                    ScanParameter("as_of", isRequired: false),
                ],
                connect: { (arguments, database) throws(LakeError) in
                    let run = try Self.run(arguments[1], arguments[2], database, settings)
                    let id = arguments[0].string ?? ""
                    return DeferredRows(Self.offendersSchema) { () throws(LakeError) in
                        Self.rows(id, try run.run.offenders(id, limit: 10_000))
                    }
                }))
        return RegistryEntry(
            item: .module(module),
            signature: "omop_offenders(check_id [, warehouse [, as_of]])",
            help: "The keys of the rows that violate a check of omop_checks(), 10,000 at most.",
            example: Self.warehouse
                + "SELECT key FROM omop_offenders('field_isrequired_person_race_concept_id', "
                + "'{scratch}/checked')")
    }

    private static func rows(
        _ id: String, _ found: (columns: [String], rows: [[Value]])
    ) -> [[Value]] {
        var rows: [[Value]] = []
        for (index, row) in found.rows.enumerated() {
            for (column, value) in zip(found.columns, row) {
                rows.append([.text(id), .integer(Int64(index + 1)), .text(column), value])
            }
        }
        return rows
    }

    private var dashboard: RegistryEntry {
        let settings = settings
        let function = ScalarFunction("omop_dashboard", argumentCount: nil, effect: .direct) {
            (call) throws(LakeError) in
            guard call.arguments.count <= 2 else {
                throw LakeError(.invalidInput, "omop_dashboard() takes a warehouse and a day")
            }
            let place = call.arguments.first ?? .null
            let day = call.arguments.count > 1 ? call.arguments[1] : .null
            let start = Int64(time(nil))
            let (source, run) = try Self.run(place, day, call.database, settings)
            let results = try run.results().filter { $0.check.isDefaultRun }
            let report = DashboardReport(
                results, metadata: try DashboardReport.cdmMetadata(of: source), start: start,
                end: Int64(time(nil)))
            return .text(try report.json())
        }
        return RegistryEntry(
            item: .function(function), signature: "omop_dashboard([warehouse [, as_of]])",
            help: "The results of a default run as the JSON that DataQualityDashboard's viewer "
                + "opens.",
            example: Self.warehouse
                + "SELECT json_extract(omop_dashboard('{scratch}/checked', '2026-01-01'), "
                + "'$.Overview.countTotal[0]')")
    }

    /// A run over what the arguments name.
    private static func run(
        _ place: Value, _ day: Value, _ database: Database, _ settings: ScanSettings
    ) throws(LakeError) -> (source: any CDMSource, run: OMOPCheckRun) {
        let source: any CDMSource
        switch place {
        case .null: source = CDMConnection(database)
        case .text: source = try cdmSource(at: place.string ?? "")
        default:
            throw LakeError(
                .invalidInput, "the warehouse is no text", at: [.argument("warehouse")],
                advice: "it is " + placeHelp)
        }
        let values = settings.values
        let options = OMOPCheckOptions(
            asOf: try CheckDay.days(of: day), threadCount: values.threadCount,
            memoryBytesMax: values.memoryBytesMax,
            checkpoint: { () throws(LakeError) in try database.checkInterrupt() })
        return (source, OMOPCheckRun(source: source, options: options))
    }
}
