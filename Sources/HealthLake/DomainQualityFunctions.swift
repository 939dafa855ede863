// cross_model_checks(), cross_model_issues(), domain_checks(), domain_offenders(), text_matches():
// FHIR data against a CDM, and constraints on the data of a domain, in SQL.

import Columnar
import DomainQuality
import OMOPQuality
import SQLiteBridge

/// The functions that compare and constrain.
struct DomainQualityFunctions {
    let settings: ScanSettings

    var entries: [RegistryEntry] { [checks, issues, domain, offenders, matches] }

    /// A population in both models, for the examples.
    private static let lake =
        "SELECT generate_fhir('{scratch}/fhir', 3, 42); "
        + "SELECT generate_omop('{scratch}/omop', 3, 42, json_object('mode', 'overwrite')); "
    private static let placeHelp =
        "the CDM is a directory of Iceberg tables, Parquet or CSV files, 'catalog.db#namespace', "
        + "or NULL for the tables of this connection"

    // MARK: FHIR against OMOP

    private static let parameters = [
        ScanParameter("_fhir", isRequired: true), ScanParameter("_omop", isRequired: true),
        ScanParameter("_keys", isRequired: false), ScanParameter("_map", isRequired: false),
    ]

    private static let checksSchema = TableSchema([
        Field("rule", .text), Field("compared", .integer), Field("matched", .integer),
        Field("missing_in_omop", .integer), Field("missing_in_fhir", .integer),
        Field("disagreeing", .integer),
        Field("status", .text, comment: "PASS, FAIL, NA or not evaluated"),
        Field("reason", .text), Field("query", .text, comment: "SQL that lists the issues"),
    ])

    private var checks: RegistryEntry {
        let settings = settings
        let module = ScanModule(
            "cross_model_checks",
            .connectedFunction(
                schema: { () throws(LakeError) in Self.checksSchema },
                parameters: Self.parameters,
                connect: { (arguments, database) throws(LakeError) in
                    let options = try Self.options(arguments, database, settings)
                    return DeferredRows(Self.checksSchema) { () throws(LakeError) in
                        try crossModelChecks(options).checks.map { Self.row($0, arguments) }
                    }
                }))
        return RegistryEntry(
            item: .module(module), signature: "cross_model_checks(fhir, omop [, keys [, map]])",
            help: "Compares FHIR files with a CDM of the same persons, one row for each rule: "
                + Self.placeHelp + ". keys is a file of pairs, 'none', or NULL for the table "
                + "fhir_omop_map where there is one; map a file of codes and concepts.",
            example: Self.lake
                + "SELECT rule, status FROM cross_model_checks('{scratch}/fhir', "
                + "'{scratch}/omop') WHERE rule LIKE 'person%'")
    }

    private static func row(_ check: CrossModelCheck, _ arguments: [Value]) -> [Value] {
        let places = arguments.map { literal($0) }.joined(separator: ", ")
        return [
            .text(check.rule), .integer(Int64(check.compared)), .integer(Int64(check.matched)),
            .integer(Int64(check.missingInOMOP)), .integer(Int64(check.missingInFHIR)),
            .integer(Int64(check.disagreeing)), .text(check.status), optional(check.reason ?? ""),
            .text(
                "SELECT * FROM cross_model_issues(\(places)) "
                    + "WHERE rule = \(literal(.text(check.rule)))"),
        ]
    }

    private static let issuesSchema = TableSchema([
        Field("rule", .text), Field("kind", .text), Field("fhir_type", .text),
        Field("fhir_id", .text), Field("omop_table", .text), Field("omop_key", .text),
        Field("field", .text), Field("fhir_value", .text), Field("omop_value", .text),
    ])

    private var issues: RegistryEntry {
        let settings = settings
        let module = ScanModule(
            "cross_model_issues",
            .connectedFunction(
                schema: { () throws(LakeError) in Self.issuesSchema },
                parameters: Self.parameters,
                connect: { (arguments, database) throws(LakeError) in
                    var options = try Self.options(arguments, database, settings)
                    options.issuesMax = Self.issuesMax
                    let settled = options
                    return DeferredRows(Self.issuesSchema) { () throws(LakeError) in
                        try crossModelChecks(settled).issues.map { Self.row($0) }
                    }
                }))
        return RegistryEntry(
            item: .module(module), signature: "cross_model_issues(fhir, omop [, keys [, map]])",
            help: "The disagreements that cross_model_checks() counts, 1,000,000 at most.",
            example: Self.lake
                + "SELECT count(*) FROM cross_model_issues('{scratch}/fhir', '{scratch}/omop')")
    }

    private static let issuesMax = 1_000_000

    private static func row(_ issue: CrossModelIssue) -> [Value] {
        [
            .text(issue.rule), .text(issue.kind), .text(issue.fhirType), optional(issue.fhirID),
            .text(issue.omopTable), optional(issue.omopKey), optional(issue.field),
            optional(issue.fhirValue), optional(issue.omopValue),
        ]
    }

    private static func options(
        _ arguments: [Value], _ database: Database, _ settings: ScanSettings
    ) throws(LakeError) -> CrossModelOptions {
        var options = CrossModelOptions()
        options.fhirPaths = [try text(arguments[0], "fhir") ?? ""]
        if let place = try text(arguments[1], "omop") {
            options.omopPlace = place
        } else {
            options.source = CDMConnection(database)
        }
        options.keys = try text(arguments[2], "keys")
        options.map = try text(arguments[3], "map")
        let values = settings.values
        options.threadCount = values.threadCount
        options.memoryBytesMax = values.memoryBytesMax
        options.lineBytesMax = values.lineBytesMax
        options.checkpoint = { () throws(LakeError) in try database.checkInterrupt() }
        return options
    }

    // MARK: Constraints

    private static let domainSchema = TableSchema([
        Field("id", .text), Field("domain", .text), Field("type", .text),
        Field("severity", .text), Field("model", .text), Field("field", .text),
        Field("checked", .integer), Field("violated", .integer),
        Field("status", .text, comment: "PASS, FAIL, NA or not evaluated"),
        Field("keys", .json, comment: "of violating rows, 200 at most"), Field("reason", .text),
        Field("query", .text, comment: "SQL that lists the violating rows"),
    ])

    private static let domainParameters = [
        ScanParameter("_rules", isRequired: true), ScanParameter("_omop", isRequired: false),
        ScanParameter("_fhir", isRequired: false),
    ]

    private var domain: RegistryEntry {
        let settings = settings
        let module = ScanModule(
            "domain_checks",
            .connectedFunction(
                schema: { () throws(LakeError) in Self.domainSchema },
                parameters: Self.domainParameters,
                connect: { (arguments, database) throws(LakeError) in
                    let options = Self.domainOptions(arguments[1], database, settings)
                    return DeferredRows(Self.domainSchema) { () throws(LakeError) in
                        try domainChecks(
                            rules: try Self.text(arguments[0], "rules") ?? "",
                            omop: try Self.text(arguments[1], "omop"),
                            fhir: try Self.text(arguments[2], "fhir").map { [$0] } ?? [],
                            options: options
                        ).map { Self.row($0) }
                    }
                }))
        return RegistryEntry(
            item: .module(module), signature: "domain_checks(rules [, omop [, fhir]])",
            help: "Evaluates the constraints of a YAML file, one row each: " + Self.placeHelp
                + "; fhir is a file, directory or glob.",
            example: Self.lake
                + "SELECT id, checked, status FROM "
                + "domain_checks('Fixtures/rules/vitals.yaml', '{scratch}/omop', "
                + "'{scratch}/fhir')")
    }

    private static func row(_ check: DomainCheck) -> [Value] {
        let keys = check.keys.map { "\"" + $0 + "\"" }.joined(separator: ",")
        return [
            .text(check.id), .text(check.domain), .text(check.type), .text(check.severity),
            .text(check.model), optional(check.field), .integer(Int64(check.checked)),
            .integer(Int64(check.violated)), .text(check.status), .text("[\(keys)]"),
            optional(check.reason ?? ""), .text(check.query),
        ]
    }

    private static let offendersSchema = TableSchema([Field("key", .text)])

    private var offenders: RegistryEntry {
        let settings = settings
        let module = ScanModule(
            "domain_offenders",
            .connectedFunction(
                schema: { () throws(LakeError) in Self.offendersSchema },
                parameters: [ScanParameter("_id", isRequired: true)] + Self.domainParameters,
                connect: { (arguments, database) throws(LakeError) in
                    let options = Self.domainOptions(arguments[2], database, settings)
                    return DeferredRows(Self.offendersSchema) { () throws(LakeError) in
                        try domainOffenders(
                            try Self.text(arguments[0], "id") ?? "",
                            rules: try Self.text(arguments[1], "rules") ?? "",
                            omop: try Self.text(arguments[2], "omop"),
                            fhir: try Self.text(arguments[3], "fhir").map { [$0] } ?? [],
                            options: options
                        ).map { [.text($0)] }
                    }
                }))
        return RegistryEntry(
            item: .module(module), signature: "domain_offenders(id, rules [, omop [, fhir]])",
            help: "The keys of all rows that violate a constraint of domain_checks().",
            example: Self.lake
                + "SELECT count(*) FROM domain_offenders('VIT-1', 'Fixtures/rules/vitals.yaml', "
                + "'{scratch}/omop')")
    }

    private static func domainOptions(
        _ place: Value, _ database: Database, _ settings: ScanSettings
    ) -> DomainOptions {
        var options = DomainOptions()
        if place == .null { options.source = CDMConnection(database) }
        let values = settings.values
        options.threadCount = values.threadCount
        options.memoryBytesMax = values.memoryBytesMax
        options.lineBytesMax = values.lineBytesMax
        options.checkpoint = { () throws(LakeError) in try database.checkInterrupt() }
        return options
    }

    private var matches: RegistryEntry {
        RegistryEntry(
            item: .function(TextMatching.function()), signature: "text_matches(text, pattern)",
            help: "Whether a whole text matches a regular expression; the syntax is in "
                + "docs/guides/domain-rules.md.",
            example: "SELECT text_matches('I10.9', '[A-Z][0-9]{2}(\\.[0-9]+)?')")
    }

    // MARK: Arguments

    private static func text(_ value: Value, _ name: String) throws(LakeError) -> String? {
        switch value {
        case .null: return nil
        case .text: return value.string
        default: throw LakeError(.invalidInput, "it is no text", at: [.argument(name)])
        }
    }

    private static func literal(_ value: Value) -> String {
        guard let text = value.string else { return "NULL" }
        return "'"
            + text.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "''") + "'"
    }

    private static func optional(_ text: String) -> Value { text.isEmpty ? .null : .text(text) }
}
