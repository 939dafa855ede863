// A dbt project as it was read: its nodes, its graph, the session of its templates.
//
//     dbt_project.yml
//     macros/**/*.sql            the project's macros
//     models/**/*.sql, *.yml     models; their properties, and sources
//     seeds/**/*.csv, *.yml      seeds
//     tests/**/*.sql             singular tests; tests/generic/*.sql hold generic ones
//     snapshots/**/*.sql         named in a note, and not run
//
// Source: dbt documentation, "About dbt projects".

package import Columnar
import Jinja

/// A project that has been read, with nothing run yet.
package final class ModelProject {
    /// As the user gave it.
    package let directory: String
    package let projectSettings: ProjectSettings
    package let settings: ModelSettings
    package let graph: ModelGraph
    /// What is in the project and has no effect, one line each.
    package internal(set) var notes: [String]
    let session: TemplateSession

    package var name: String { projectSettings.name }

    /// Reads a project.
    ///
    /// - Parameters:
    ///   - directory: the one with dbt_project.yml.
    ///   - settings: variables, target and environment; templates see them while they are read.
    /// - Throws: `LakeError` with file, line and column of what makes no sense.
    package static func load(
        directory: String, settings: ModelSettings = ModelSettings()
    ) throws(LakeError) -> ModelProject {
        var trimmed = Substring(directory)
        while trimmed.count > 1, trimmed.last == "/" { trimmed.removeLast() }
        let files = ProjectFiles(directory: trimmed.isEmpty ? "." : String(trimmed))
        let projectSettings = try ProjectSettings(reading: files)
        var reader = try ProjectReader(files: files, projectSettings, settings)
        try reader.read()
        return ModelProject(
            directory: files.directory, projectSettings, settings, reader.graph,
            notes: projectSettings.notes + reader.notes, reader.session)
    }

    private init(
        directory: String, _ projectSettings: ProjectSettings, _ settings: ModelSettings,
        _ graph: ModelGraph, notes: [String], _ session: TemplateSession
    ) {
        self.directory = directory
        self.projectSettings = projectSettings
        self.settings = settings
        self.graph = graph
        self.notes = notes
        self.session = session
    }

    /// The nodes of a selection in the order in which they run.
    ///
    /// - Returns: the indices in `graph`, and a line for each criterion that matches nothing.
    /// - Throws: `LakeError.invalidInput` for selections that make no sense.
    package func select(
        _ select: [String], exclude: [String]
    ) throws(LakeError) -> (nodes: [Int], unmatched: [String]) {
        let (chosen, unmatched) = graph.select(
            try Selector(select), excluding: try Selector(exclude))
        return (try graph.order().filter { chosen.contains($0) }, unmatched)
    }

    /// What `healthlake ls` prints, in the order of dbt's: by kind and name.
    package func listing(
        select: [String] = [], exclude: [String] = []
    ) throws(LakeError) -> [String] {
        let nodes = try self.select(select, exclude: exclude).nodes.map { graph.nodes[$0] }
        return nodes.map(\.listing).sorted(by: isBefore)
    }
}
