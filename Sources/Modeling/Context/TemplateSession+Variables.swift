// var(), env_var(), target, flags and the names of the run.

import Columnar
import Jinja

extension TemplateSession {
    func addVariables() {
        environment.globals["var"] = .object(
            NamedObject(
                "var",
                call: { [unowned self] (arguments) throws(LakeError) in
                    try variable(arguments)
                }
            ) { [unowned self] (name) throws(LakeError) in
                guard name == "has_var" else { return nil }
                return .function(name) { [unowned self] (arguments) throws(LakeError) in
                    let wanted = try arguments.bind(["name"], required: 1)[0]
                    return .bool(value(of: try arguments.string(wanted, "name")) != nil)
                }
            })
        define("env_var") { [unowned self] (arguments) throws(LakeError) in
            let bound = try arguments.bind(["var", "default"], required: 1)
            let name = try arguments.string(bound[0], "var")
            if let text = settings.environment(name) { return .string(text) }
            // The engine makes the id of a run that nobody gave one.
            if name == "PIPELINE_RUN_ID" { return .string(settings.pipelineRunID) }
            guard let standard = bound[1] else {
                throw LakeError(
                    .invalidInput, "the environment has no variable '\(name)'",
                    advice: "set it, or give a default: env_var('\(name)', '…')")
            }
            return .string(try arguments.rendering.text(standard))
        }
        addNames()
    }

    private func addNames() {
        let globals: [(String, JinjaValue)] = [
            ("invocation_id", .string(settings.invocationID)),
            ("run_started_at", settings.started.jinja),
            ("project_name", .string(projectSettings.name)),
            ("dbt_version", .string("1.10.0")),
            ("healthlake_version", .string(settings.version)),
            ("pipeline_run_id", .string(settings.pipelineRunID)),
            ("thread_id", .string("main")),
            ("schema", .string("main")),
            ("database", .string("main")),
            ("context_macro_stack", .list([])),
            (
                "target",
                .dict([
                    ("name", .string(settings.targetName)), ("profile_name", .string("healthlake")),
                    ("target_name", .string(settings.targetName)), ("type", .string("sqlite")),
                    ("schema", .string("main")), ("database", .string("main")),
                    ("threads", .int(Int64(settings.threads))),
                ])
            ),
            (
                "flags",
                .dict([
                    ("FULL_REFRESH", .bool(settings.fullRefresh)), ("STORE_FAILURES", .bool(false)),
                    ("WHICH", .string("build")), ("FAIL_FAST", .bool(false)),
                    ("EMPTY", .bool(false)),
                ])
            ),
        ]
        for (name, value) in globals { environment.globals[name] = value }
    }

    /// The value of a variable: from the command line, else from dbt_project.yml.
    func value(of name: String) -> JinjaValue? {
        if let given = settings.variables.first(where: { $0.name == name }) { return given.value }
        // What the engine knows of the sources fills the variable that a project keeps for it.
        if name == "source_snapshots", !sourceSnapshots.isEmpty {
            return .dict(sourceSnapshots.map { ($0.source, .string($0.snapshotID)) })
        }
        return projectSettings.variables.first { $0.name == name }?.value
    }

    private func variable(_ arguments: CallArguments) throws(LakeError) -> JinjaValue {
        let bound = try arguments.bind(["name", "default"], required: 1)
        let name = try arguments.string(bound[0], "name")
        if let value = value(of: name) {
            // Values of variables may hold tags themselves.
            guard case .string(let text) = value, text.contains("{{") else { return value }
            return .string(try render(text: text, path: projectSettings.path))
        }
        if let standard = bound[1] { return standard }
        let known = (settings.variables + projectSettings.variables).map(\.name)
        let near = nearest(to: name, among: known)
        throw LakeError(
            .invalidInput, "the variable '\(name)' is not set",
            advice: near.map { "did you mean '\($0)'?" }
                ?? "set it under vars in dbt_project.yml or with --vars '{\(name): …}'")
    }
}
