// model_run(): a project of models from SQL.

import Columnar
import JSON
import Modeling
import SQLiteBridge

/// The functions that run models.
struct ModelFunctions {
    let settings: ScanSettings
    let log: ScanLog

    var entries: [RegistryEntry] {
        let (settings, log) = (settings, log)
        let function = ScalarFunction("model_run", argumentCount: nil, effect: .direct) {
            (call) throws(LakeError) in
            let texts = call.arguments.compactMap(\.string)
            guard texts.count == call.arguments.count, texts.count <= 2 else {
                throw LakeError(
                    .invalidInput, "model_run() takes a selection and options",
                    advice: "SELECT model_run('+dim_patient', json_object('project', 'sql'))")
            }
            var request = ModelRequest(command: "build")
            if let selection = texts.first, !selection.isEmpty { request.select = [selection] }
            if texts.count > 1 { try Self.read(texts[1], into: &request) }
            let batches = BatchSources(settings: settings, log: log, call.database)
            return .text(try runModels(request, on: call.database, batches).json)
        }
        return [
            RegistryEntry(
                item: .function(function), signature: "model_run([selection [, options]])",
                help: "Builds the selected models of a dbt project, with their tests, in this "
                    + "database; answers JSON such as dbt's run_results.json. Options are a JSON "
                    + "object: project, command, vars, sources, target, full_refresh, exclude.",
                example: "SELECT json_extract(model_run('dim_patient', json_object('project', "
                    + "'Fixtures/dbt/clinic', 'command', 'ls')), '$[0]')")
        ]
    }

    private static func read(
        _ text: String, into request: inout ModelRequest
    ) throws(LakeError) {
        guard case .object(let members) = try JSONValue(parsing: text) else {
            throw LakeError(.invalidInput, "the options of model_run() are no JSON object")
        }
        for member in members {
            let value = member.value.string ?? ""
            switch member.name {
            case "project": request.project = value
            case "command": request.command = value
            case "exclude": request.exclude = [value]
            case "target": request.target = value
            case "vars": request.variables = member.value.string ?? member.value.text
            case "full_refresh":
                request.fullRefresh =
                    member.value == .boolean(true)
                    || member.value == .number("1")
            case "sources":
                guard case .object(let places) = member.value else {
                    throw LakeError(
                        .invalidInput, "'sources' is an object of names and places",
                        at: [.argument("sources")])
                }
                request.sources = places.map { "\($0.name)=\($0.value.string ?? "")" }
            default:
                let known = [
                    "project", "command", "exclude", "target", "vars", "full_refresh", "sources",
                ]
                throw LakeError(
                    .invalidInput, "model_run() has no option '\(member.name)'",
                    advice: nearest(to: member.name, among: known).map { "did you mean '\($0)'?" })
            }
        }
    }
}

/// A text as a JSON string.
func jsonQuoted(_ text: String) throws(LakeError) -> String {
    let buffer = try ByteBuffer(capacityBytes: text.utf8.count + 2)
    try JSONWriter(buffer).string(Array(text.utf8))
    // Safe: the buffer holds that many bytes.
    return unsafe String(
        decoding: UnsafeBufferPointer(start: buffer.base, count: buffer.countBytes),
        as: UTF8.self)
}
