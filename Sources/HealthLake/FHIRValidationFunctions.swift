// fhir_validate(), fhir_is_valid(), fhir_issues(), fhir_file_issues(), fhir_file_validation().

import Columnar
import FHIR
import FHIRValidation
import SQLiteBridge

/// The validation of FHIR, of one connection.
struct FHIRValidationFunctions {
    let settings: ScanSettings
    let functions = ResourceFunctions()

    var entries: [RegistryEntry] { [outcome, isValid, issues, fileIssues, fileValidation] }

    // MARK: One resource

    private var outcome: RegistryEntry {
        let functions = functions
        return RegistryEntry(
            item: .function(
                ScalarFunction("fhir_validate", argumentCount: 1, effect: .pure) {
                    (call) throws(LakeError) in functions.outcome(call.arguments[0])
                }),
            signature: "fhir_validate(resource)",
            help: "What is wrong with a FHIR R4 resource, as an OperationOutcome.",
            example: "SELECT json_extract(fhir_validate('{\"resourceType\":\"Patient\","
                + "\"gender\":\"Male\"}'), '$.issue[0].expression[0]')")
    }

    private var isValid: RegistryEntry {
        let functions = functions
        return RegistryEntry(
            item: .function(
                ScalarFunction("fhir_is_valid", argumentCount: 1, effect: .pure) {
                    (call) throws(LakeError) in functions.isValid(call.arguments[0])
                }),
            signature: "fhir_is_valid(resource)",
            help: "1 for a FHIR R4 resource without errors, else 0.",
            example: "SELECT fhir_is_valid('{\"resourceType\":\"Patient\"}')")
    }

    private var issues: RegistryEntry {
        let functions = functions
        let module = ScanModule(
            "fhir_issues",
            .tableFunction(
                schema: { () throws(LakeError) in ResourceFunctions.issuesSchema },
                parameters: [ScanParameter("_resource", isRequired: true)],
                connect: { (arguments) throws(LakeError) in
                    functions.issues(arguments.first ?? .null)
                }))
        return RegistryEntry(
            item: .module(module), signature: "fhir_issues(resource)",
            help: "What is wrong with a FHIR R4 resource: severity, code, expression, diagnostics, "
                + "rule, line, column.",
            example: "SELECT rule, expression FROM "
                + "fhir_issues('{\"resourceType\":\"Patient\",\"nickname\":\"x\"}')")
    }

    // MARK: Files

    private static let parameters = [
        ScanParameter("_path", isRequired: true), ScanParameter("_references", isRequired: false),
    ]

    private static func input(
        _ arguments: [Value], _ name: String, _ settings: ScanSettings
    ) throws(LakeError) -> ValidationInput {
        guard let path = arguments.first?.string else {
            throw LakeError(
                .invalidInput, "the path is no text", at: [.argument("path")],
                advice: "write \(name)('dir-or-glob')")
        }
        var policy = ReferencePolicy.ignore
        if arguments.count > 1, let text = arguments[1].string {
            guard let found = ReferencePolicy(rawValue: text.lowercased()) else {
                throw LakeError(
                    .invalidInput, "references is '\(text)'",
                    advice: "it can be 'ignore', 'warn' or 'complete'")
            }
            policy = found
        }
        return try ValidationInput(
            paths: [path], references: policy,
            reading: FHIROptions(lineBytesMax: settings.values.lineBytesMax))
    }

    private var fileIssues: RegistryEntry {
        let settings = settings
        let module = ScanModule(
            "fhir_file_issues",
            .tableFunction(
                schema: { () throws(LakeError) in FHIRFileIssuesTable.tableSchema },
                parameters: Self.parameters,
                connect: { (arguments) throws(LakeError) in
                    FHIRFileIssuesTable(try Self.input(arguments, "fhir_file_issues", settings))
                }))
        return RegistryEntry(
            item: .module(module),
            signature: "fhir_file_issues(path [, 'ignore'|'warn'|'complete'])",
            help: "What is wrong with the resources in FHIR files; the second argument says "
                + "whether references are looked up among them.",
            example: "SELECT _line, severity, rule, expression FROM "
                + "fhir_file_issues('Fixtures/fhir/validation/defects.ndjson')")
    }

    private var fileValidation: RegistryEntry {
        let settings = settings
        let module = ScanModule(
            "fhir_file_validation",
            .tableFunction(
                schema: { () throws(LakeError) in FHIRFileSummaryTable.tableSchema },
                parameters: Self.parameters,
                connect: { (arguments) throws(LakeError) in
                    FHIRFileSummaryTable(
                        try Self.input(arguments, "fhir_file_validation", settings))
                }))
        return RegistryEntry(
            item: .module(module),
            signature: "fhir_file_validation(path [, 'ignore'|'warn'|'complete'])",
            help: "For each FHIR file how many resources are valid, and how many invariants and "
                + "codes were not looked at.",
            example: "SELECT resources, invalid, errors FROM "
                + "fhir_file_validation('Fixtures/fhir/validation/defects.ndjson')")
    }
}
