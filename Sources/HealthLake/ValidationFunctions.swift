// validation_run(): all validations at once from SQL, kept in this database.

import Columnar
import JSON
import SQLiteBridge

/// The function that validates and keeps what it found.
enum ValidationFunctions {
    static var entries: [RegistryEntry] {
        let function = ScalarFunction("validation_run", argumentCount: nil, effect: .direct) {
            (call) throws(LakeError) in
            let database = call.database
            var answer = try runValidation(try request(call.arguments)) { () throws(LakeError) in
                try database.checkInterrupt()
            }
            try answer.keep(in: database)
            return .text(answer.summary)
        }
        return [
            RegistryEntry(
                item: .function(function), signature: "validation_run(fhir [, omop [, options]])",
                help: "Validates FHIR files, a CDM (NULL for none) and their agreement, keeps "
                    + "the results in quality_run, quality_check and quality_issue of this "
                    + "database, and answers JSON. Options are a JSON object: "
                    + ValidationRequest.optionNames.map { $0.replacing("-", with: "_") }
                    .joined(separator: ", ") + ".",
                example: "SELECT json_extract(validation_run('Fixtures/fhir/validation/"
                    + "defects.ndjson'), '$.status'); SELECT layer, checks, failed, violated_rows "
                    + "FROM quality_summary")
        ]
    }

    private static func request(_ arguments: [Value]) throws(LakeError) -> ValidationRequest {
        guard (1...3).contains(arguments.count) else {
            throw LakeError(
                .invalidInput, "validation_run() takes FHIR files, a CDM and options",
                advice:
                    "SELECT validation_run('bulk/', 'warehouse/', '{\"as_of\": \"2026-01-01\"}')"
            )
        }
        var request = ValidationRequest()
        if let path = arguments[0].string { request.paths = [path] }
        if arguments.count > 1, let place = arguments[1].string { request.set("omop", to: place) }
        guard arguments.count > 2, let text = arguments[2].string else { return request }
        guard case .object(let members) = try JSONValue(parsing: text) else {
            throw LakeError(.invalidInput, "the options of validation_run() are no JSON object")
        }
        for member in members {
            request.set(
                member.name.replacing("_", with: "-"),
                to: member.value.string ?? member.value.text)
        }
        return request
    }
}
