// Projects of models for programs: what the shell's build, run, test, seed, compile, ls and lineage
// call, so that they need not know the engine.

package import Columnar
import Glibc
import Modeling
package import SQLiteBridge

/// What is asked of a project of models.
package struct ModelRequest: Sendable {
    /// build, run, test, seed, compile or ls.
    package var command: String
    /// The directory with dbt_project.yml.
    package var project = "sql"
    package var select: [String] = []
    package var exclude: [String] = []
    /// YAML or JSON.
    package var variables: String?
    package var target = "dev"
    package var fullRefresh = false
    /// Whether views become tables.
    package var makesTables = false
    package var failFast = false
    package var storesFailures = false
    /// `NAME=PLACE`
    package var sources: [String] = []
    /// A sources.yml.
    package var sourceFile: String?

    package init(command: String) { self.command = command }
}

/// What became of it.
package struct ModelAnswer: Sendable {
    /// Lines for people.
    package let text: String
    /// The same for programs.
    package let json: String
    /// 0, or 1 when a node failed.
    package let exitStatus: Int32
}

/// Runs a command of a project of models against a database.
///
/// - Parameters:
///   - progress: called with a line as each node ends.
///   - check: called as each node ends, to stop.
/// - Throws: `LakeError` when the project cannot be read or the run cannot begin.
package func runModels(
    _ request: ModelRequest, on database: Database, in session: LakeSession,
    progress: (String) -> Void = { _ in },
    check: () throws(LakeError) -> Void = { () throws(LakeError) in }
) throws(LakeError) -> ModelAnswer {
    try runModels(
        request, on: database,
        BatchSources(settings: session.host.settings, log: session.log, database),
        progress: progress, check: check)
}

/// The same for a connection whose settings are known otherwise.
func runModels(
    _ request: ModelRequest, on database: Database, _ batches: BatchSources,
    progress: (String) -> Void = { _ in },
    check: () throws(LakeError) -> Void = { () throws(LakeError) in }
) throws(LakeError) -> ModelAnswer {
    var settings = ModelSettings { name in
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
    settings.targetName = request.target
    settings.fullRefresh = request.fullRefresh
    settings.version = healthlakeVersion
    if let variables = request.variables { try settings.add(variables: variables) }
    let project = try ModelProject.load(directory: request.project, settings: settings)
    if request.command == "ls" {
        let lines = try project.listing(select: request.select, exclude: request.exclude)
        return ModelAnswer(
            text: lines.joined(separator: "\n"), json: try jsonList(lines), exitStatus: 0)
    }
    guard let command = RunCommand(rawValue: request.command) else {
        throw LakeError(
            .invalidInput, "there is no command '\(request.command)'",
            advice: "there are build, run, test, seed, compile, ls")
    }
    return try run(command, project, request, database, batches, progress, check)
}

private func run(
    _ command: RunCommand, _ project: ModelProject, _ request: ModelRequest,
    _ database: Database, _ batches: BatchSources, _ progress: (String) -> Void,
    _ check: () throws(LakeError) -> Void
) throws(LakeError) -> ModelAnswer {
    let places = SourcePlaces()
    if let file = request.sourceFile { try places.add(file: file) }
    for source in request.sources { try places.add(source) }
    try places.check(against: project.graph)
    var options = RunOptions()
    options.select = request.select
    options.exclude = request.exclude
    options.viewsAs = request.makesTables ? .table : .view
    options.failFast = request.failFast
    options.storeFailures = request.storesFailures
    let outcome = try withoutActuallyEscaping(progress) { (progress) throws(LakeError) in
        try withoutActuallyEscaping(check) { (check) throws(LakeError) in
            let run = ModelRun(project, database, options, places)
            run.batches = batches
            run.prepareConnection = { (scratch) throws(LakeError) in
                _ = try attachHealthLake(to: scratch)
            }
            run.check = check
            run.progress = { node, number, total in
                progress(RunResult.line(node, number: number, of: total))
            }
            defer {
                run.check = nil
                run.progress = nil
            }
            return try run.execute(command)
        }
    }
    let compiled =
        command == .compile
        ? outcome.nodes.map { "-- \($0.name)\n\($0.compiledSQL ?? "")\n" }.joined() : ""
    return ModelAnswer(
        text: compiled + outcome.summary, json: try outcome.json(),
        exitStatus: outcome.exitStatus)
}

private func jsonList(_ lines: [String]) throws(LakeError) -> String {
    var texts: [String] = []
    for line in lines { texts.append(try jsonQuoted(line)) }
    return "[" + texts.joined(separator: ",") + "]"
}

/// Where a column comes from, one line for each step.
///
/// - Parameter column: a column, or model.column.
/// - Throws: `LakeError.notFound` when no model has it.
package func columnLineage(_ column: String, in database: Database) throws(LakeError) -> String {
    try lineageReport(column, in: database)
}

extension BatchSources {
    /// The virtual tables of a connection over files.
    init(settings: ScanSettings, log: ScanLog, _ database: Database) {
        let named = NamedSource(settings: settings, log: log, database)
        self.init(
            threadCount: settings.values.threadCount,
            memoryBytesMax: settings.values.memoryBytesMax, didFinish: { log.add($0) },
            open: { (name) throws(LakeError) in try named.open(temporary: name) })
    }
}
