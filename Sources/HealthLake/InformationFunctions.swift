// What healthlake says of itself: version, settings, scans.

import Columnar
import JSON
import SQLiteBridge

/// The version of healthlake.
package let healthlakeVersion = "0.1.0"

/// The informative part of the registry.
struct InformationFunctions {
    let settings: ScanSettings
    let log: ScanLog

    var entries: [RegistryEntry] { [version, setting, scans] }

    private var version: RegistryEntry {
        let function = ScalarFunction("healthlake_version", argumentCount: 0, effect: .pure) {
            (_) throws(LakeError) in
            .text(
                "healthlake \(healthlakeVersion), SQLite \(sqliteVersion()), "
                    + "simdjson \(StructuralIndexer.kernel)")
        }
        return RegistryEntry(
            item: .function(function), signature: "healthlake_version()",
            help: "The versions of healthlake and of the libraries under it, for bug reports.",
            example: "SELECT healthlake_version()")
    }

    private var setting: RegistryEntry {
        let settings = settings
        let function = ScalarFunction("healthlake_setting", argumentCount: nil, effect: .direct) {
            (call) throws(LakeError) in
            try Self.setting(call.arguments, settings)
        }
        return RegistryEntry(
            item: .function(function), signature: "healthlake_setting(name [, value])",
            help: "Reads or sets threads, memory_bytes or line_bytes for this connection.",
            example: "SELECT healthlake_setting('line_bytes')")
    }

    private static func setting(
        _ arguments: [Value], _ settings: ScanSettings
    ) throws(LakeError) -> Value {
        let names = ScanSettings.Name.allCases.map(\.rawValue)
        guard (1...2).contains(arguments.count), let text = arguments[0].string,
            let name = ScanSettings.Name(rawValue: text.lowercased())
        else {
            throw LakeError(
                .invalidInput, "there is no such setting",
                advice: "settings are \(names.joined(separator: ", "))")
        }
        if arguments.count == 2 {
            guard case .integer(let value) = arguments[1], name.range.contains(Int(value)) else {
                throw LakeError(
                    .invalidInput, "\(name.rawValue) cannot be set to that",
                    advice: "it takes an integer from \(name.range.lowerBound) to "
                        + "\(name.range.upperBound)")
            }
            settings[name] = Int(value)
        }
        return .integer(Int64(settings[name]))
    }

    private var scans: RegistryEntry {
        let log = log
        let module = ScanModule(
            "healthlake_scans",
            .tableFunction(
                schema: { () throws(LakeError) in ScanLog.schema }, parameters: [],
                connect: { (_) throws(LakeError) in log.table() }))
        return RegistryEntry(
            item: .module(module), signature: "healthlake_scans()",
            help:
                "The last scans of this connection: files, bytes read, rows, rejected lines, and "
                + "the manifests, files, row groups and pages that were read and skipped.",
            example: "SELECT table_name, files, rows, rejected FROM healthlake_scans()")
    }
}
