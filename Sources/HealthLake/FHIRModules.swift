// The tables over FHIR files: USING fhir(…), fhir_<resource>(), fhir_resources(), fhir_malformed().

import Columnar
import FHIR
import SQLiteBridge

/// The FHIR part of the registry.
struct FHIRModules {
    let settings: ScanSettings

    var entries: [RegistryEntry] {
        [created, resources, malformed] + R4.resourceTypes.map { typed($0) }
    }

    private var created: RegistryEntry {
        let settings = settings
        let module = ScanModule(
            "fhir",
            .virtualTable { (texts) throws(LakeError) in
                try Self.connect(texts, settings)
            })
        return RegistryEntry(
            item: .module(module),
            signature: "CREATE VIRTUAL TABLE t USING fhir(path [, resource='Patient'] "
                + "[, on_error='skip'|'fail'])",
            help:
                "A table over FHIR files: typed when all resources are of one type or it is named, "
                + "else (resource_type, id, resource, _file, _line).",
            example: "CREATE VIRTUAL TABLE temp.patient USING "
                + "fhir('Fixtures/fhir/synthea-10/Patient.000.ndjson', resource='Patient')")
    }

    private static func connect(
        _ texts: [String], _ settings: ScanSettings
    ) throws(LakeError) -> any TableSource {
        let arguments = try ModuleArguments(
            texts, module: "fhir", names: ["resource", "on_error"])
        guard let path = arguments.positional.first, arguments.positional.count <= 2 else {
            throw LakeError(
                .invalidInput, "fhir() takes a path and options",
                advice: "write USING fhir('dir-or-glob', resource='Patient')")
        }
        let resource = arguments.named["resource"] ?? arguments.positional.dropFirst().first
        let type: String?
        if let resource {
            type = try resourceType(resource)
        } else {
            type = try FHIRTable.commonResourceType(of: path)
        }
        return try FHIRTable(
            path: path, resourceType: type,
            options: try options(arguments.named["on_error"], settings))
    }

    private static func resourceType(_ name: String) throws(LakeError) -> String {
        if let type = R4.resourceType(named: name) { return type }
        throw LakeError(
            .notFound, "'\(name)' is no resource type of FHIR R4",
            advice: suggestion(name, among: R4.resourceTypes)
                ?? "see https://hl7.org/fhir/R4/resourcelist.html")
    }

    private static func options(
        _ policy: String?, _ settings: ScanSettings
    ) throws(LakeError) -> FHIROptions {
        var options = FHIROptions(lineBytesMax: settings.values.lineBytesMax)
        guard let policy else { return options }
        guard let found = ErrorPolicy(rawValue: policy.lowercased()) else {
            throw LakeError(
                .invalidInput, "on_error is '\(policy)'", advice: "it can be 'skip' or 'fail'")
        }
        options.policy = found
        return options
    }

    // MARK: Table-valued functions

    private static let parameters = [
        ScanParameter("_path", isRequired: true), ScanParameter("_on_error", isRequired: false),
    ]

    /// The path given as the first argument.
    private static func path(_ arguments: [Value], _ name: String) throws(LakeError) -> String {
        guard let path = arguments.first?.string else {
            throw LakeError(
                .invalidInput, "the path is no text", at: [.argument("path")],
                advice: "write \(name)('dir-or-glob')")
        }
        return path
    }

    private func scan(_ name: String, resourceType: String?) -> ScanModule {
        let settings = settings
        return ScanModule(
            name,
            .tableFunction(
                schema: { () throws(LakeError) in FHIRTable.schema(of: resourceType) },
                parameters: Self.parameters,
                connect: { (arguments) throws(LakeError) in
                    let path = try Self.path(arguments, name)
                    let policy = arguments.count > 1 ? arguments[1].string : nil
                    return try FHIRTable(
                        path: path, resourceType: resourceType,
                        options: try Self.options(policy, settings))
                }))
    }

    private func typed(_ type: String) -> RegistryEntry {
        let name = "fhir_" + type.lowercased()
        return RegistryEntry(
            item: .module(scan(name, resourceType: type)),
            signature: "\(name)(path [, on_error])",
            help: "The \(type) resources of FHIR files, one typed column for each element.",
            example: "SELECT id, resource FROM \(name)('Fixtures/fhir/synthea-10') LIMIT 1")
    }

    private var resources: RegistryEntry {
        RegistryEntry(
            item: .module(scan("fhir_resources", resourceType: nil)),
            signature: "fhir_resources(path [, on_error])",
            help: "The resources of FHIR files, whatever their type: resource_type, id, resource, "
                + "_file, _line.",
            example:
                "SELECT resource_type, count(*) FROM fhir_resources('Fixtures/fhir/synthea-10') "
                + "GROUP BY resource_type")
    }

    private var malformed: RegistryEntry {
        let settings = settings
        let module = ScanModule(
            "fhir_malformed",
            .tableFunction(
                schema: { () throws(LakeError) in MalformedTable.tableSchema },
                parameters: [ScanParameter("_path", isRequired: true)],
                connect: { (arguments) throws(LakeError) in
                    try MalformedTable(
                        path: try Self.path(arguments, "fhir_malformed"),
                        options: try Self.options(nil, settings))
                }))
        return RegistryEntry(
            item: .module(module), signature: "fhir_malformed(path)",
            help:
                "The lines of FHIR files that cannot be read: file, line, byte_offset, kind, reason.",
            example: "SELECT line, kind, reason FROM "
                + "fhir_malformed('Fixtures/fhir/bad/two-objects-one-line.ndjson')")
    }
}
