// What a user gives a project from outside: variables, the target, the environment.

package import Columnar
package import Jinja
import YAML

/// Choices for reading and running a project.
package struct ModelSettings {
    /// Before those of dbt_project.yml.
    package var variables: [(name: String, value: JinjaValue)] = []
    /// `target.name`
    package var targetName = "dev"
    /// `target.threads`; models run one after the other whatever it says.
    package var threads = 1
    /// What `env_var` asks.
    package var environment: (String) -> String? = { _ in nil }
    package var fullRefresh = false
    /// When the run began.
    package var started = RunTime.now
    /// Tells this run from all others.
    package var invocationID = randomUUID()
    /// What every row and the ledger carry; from PIPELINE_RUN_ID where that is set.
    package var pipelineRunID: String
    /// Of the program.
    package var version = "unknown"

    package init(environment: @escaping (String) -> String? = { _ in nil }) {
        self.environment = environment
        let given = environment("PIPELINE_RUN_ID") ?? ""
        pipelineRunID =
            given.isEmpty
            ? "run-" + started.formatted("%Y%m%dT%H%M%SZ") + "-"
                + invocationID.prefix(8) : given
    }

    /// Adds variables as `--vars` gives them: a YAML or JSON mapping.
    ///
    /// - Throws: `LakeError.invalidInput` at `.argument("--vars")`.
    package mutating func add(variables text: String) throws(LakeError) {
        guard let root = try parseYAML(Array(text.utf8), file: "--vars") else { return }
        guard let members = root.members else {
            throw LakeError(
                .invalidInput, "the variables are no mapping", at: [.argument("--vars")],
                advice: "write --vars '{name: value}'")
        }
        for member in members {
            variables.removeAll { $0.name == member.key }
            variables.append((member.key, member.value.jinja))
        }
    }
}
