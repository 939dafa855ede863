// Generation for the command line: the same runs as generate_lake(), without a database.

package import Columnar
import Generation
import Glibc
import Iceberg
import Storage
import Synthesis

/// What a run wrote.
package struct GenerationOutcome: Sendable {
    let summary: GenerationSummary

    /// Lines for people.
    package func lines(seconds: Double) -> String { summary.lines(seconds: seconds) }
}

/// The options of runs by their names on the command line.
package func generationOptionNames() -> [String] {
    GenerationArguments.names.map { String($0.map { $0 == "_" ? "-" : $0 }) }
}

/// Whether a run has an option of this name.
package func isGenerationOption(_ name: String) -> Bool {
    generationOptionNames().contains(name)
}

/// Generates a population and writes it.
///
/// - Parameters:
///   - options: by the names of `generationOptionNames`.
///   - progress: told how many persons are done; throws to stop.
/// - Throws: `LakeError`; nothing that was begun is visible then.
package func generate(
    count: Int64, fhirDirectory: String?, omopLocation: String?,
    options named: [(name: String, text: String)],
    progress: (Int64) throws(LakeError) -> Void
) throws(LakeError) -> GenerationOutcome {
    try GenerationOptions.check(count: count)
    var arguments = GenerationArguments(count: count)
    arguments.options.threadCount = ScanSettings().values.threadCount
    arguments.options.pipelineRunID = PipelineRun.id ?? ""
    for option in named { try arguments.set(option.name, to: option.text) }
    arguments.fhir.directory = fhirDirectory ?? ""
    arguments.omop.location = omopLocation ?? ""
    let catalogue =
        if let path = arguments.catalogue { try CatalogueSource.load(path) } else {
            try Catalogue.load()
        }
    let finished = try arguments.finished(conditions: catalogue.conditions.map(\.key))
    let world = try SyntheticWorld.make(options: finished.synthetic, catalogue: catalogue)
    // The process ends with the run: to take its world apart before would take a millisecond.
    _ = unsafe Unmanaged.passRetained(world)
    let run = try GenerationRun(finished, world: world, environment: CommitEnvironment())
    let summary = try run.run(progress: progress)
    return GenerationOutcome(summary: summary)
}

/// Writes the CSV files of the catalogue, to be edited.
///
/// - Returns: their names.
/// - Throws: `LakeError.conflict` at `.file` when one is there already; `.io`.
package func writeCatalogue(to directory: String) throws(LakeError) -> [String] {
    let fileSystem = LocalFileSystem()
    try fileSystem.makeDirectories(directory)
    var names: [String] = []
    for name in Catalogue.tableNames {
        guard let table = try CatalogueTable.embedded(name) else { continue }
        let file = try fileSystem.create(directory + "/" + name + ".csv")
        try file.write(CatalogueSource.csv(of: table))
        try file.finish()
        names.append(name + ".csv")
    }
    return names
}
