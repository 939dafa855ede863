// The command line of `healthlake build`, `run`, `test`, `seed`, `compile`, `ls` and `lineage`.

import Columnar
import HealthLake

/// What one of them was asked for.
package struct BuildOptions: Sendable {
    package static let commands = ["build", "run", "test", "seed", "compile", "ls", "lineage"]

    var request: ModelRequest
    var database = "lake.sqlite"
    var printsJSON = false
    var isQuiet = false
    var isHelp = false
    /// Of `lineage`.
    var column: String?

    /// Reads the arguments behind the command.
    ///
    /// - Parameter command: one of `commands`.
    /// - Throws: `UsageError`: exit status 2.
    package static func parse(
        _ command: String, _ arguments: [String]
    ) throws(ShellOptions.UsageError) -> BuildOptions {
        var options = BuildOptions(request: ModelRequest(command: command))
        var rest = arguments[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("-") else {
                guard command == "lineage", options.column == nil else {
                    throw ShellOptions.UsageError(
                        message: "\(command) takes options only: '\(word)'")
                }
                options.column = word
                continue
            }
            // `--target=ci` is `--target ci`.
            var name = String(word.drop { $0 == "-" })
            if let equals = name.firstIndex(of: "=") {
                rest = [String(name[name.index(after: equals)...])] + rest
                name = String(name[..<equals])
            }
            if options.set(flag: name) { continue }
            try options.set(name, word, &rest)
        }
        if command == "lineage", options.column == nil, !options.isHelp {
            throw ShellOptions.UsageError(message: "lineage takes a column, or model.column")
        }
        return options
    }

    /// - Returns: false when the option is none without a value.
    private mutating func set(flag name: String) -> Bool {
        switch name {
        case "help", "h": isHelp = true
        case "full-refresh", "f": request.fullRefresh = true
        case "fail-fast", "x": request.failFast = true
        case "store-failures": request.storesFailures = true
        case "quiet", "q": isQuiet = true
        default: return false
        }
        return true
    }

    private mutating func set(
        _ name: String, _ word: String, _ rest: inout ArraySlice<String>
    ) throws(ShellOptions.UsageError) {
        guard Self.named.contains(name) else {
            let near = nearest(to: name, among: Self.known)
            throw ShellOptions.UsageError(
                message: "unknown option: \(word)" + (near.map { " (did you mean --\($0)?)" } ?? "")
            )
        }
        guard let value = rest.popFirst() else {
            throw ShellOptions.UsageError(message: "option \(word) needs an argument")
        }
        switch name {
        case "select", "s", "models", "m":
            request.select.append(value)
            while let more = rest.first, !more.hasPrefix("-") {
                request.select.append(more)
                rest = rest.dropFirst()
            }
        case "exclude":
            request.exclude.append(value)
            while let more = rest.first, !more.hasPrefix("-") {
                request.exclude.append(more)
                rest = rest.dropFirst()
            }
        case "vars": request.variables = value
        case "project", "project-dir": request.project = value
        case "database", "db": database = value
        case "target", "t": request.target = value
        case "source": request.sources.append(value)
        case "sources": request.sourceFile = value
        case "materialize":
            guard value == "table" || value == "view" else {
                throw ShellOptions.UsageError(
                    message: "--materialize takes view or table, not '\(value)'")
            }
            request.makesTables = value == "table"
        default:
            guard value == "json" || value == "text" else {
                throw ShellOptions.UsageError(
                    message: "--output takes text or json, not '\(value)'")
            }
            printsJSON = value == "json"
        }
    }

    private static let named = [
        "select", "s", "models", "m", "exclude", "vars", "project", "project-dir", "database",
        "db", "target", "t", "source", "sources", "materialize", "output",
    ]
    private static let known =
        named.filter { $0.utf8.count > 1 } + [
            "full-refresh", "fail-fast", "store-failures", "quiet",
        ]

    /// What `healthlake build --help` prints.
    package static let help = """
        Usage: healthlake build|run|test|seed|compile|ls [OPTIONS]
               healthlake lineage COLUMN [--database FILE]
        Runs a dbt project on SQLite: build makes seeds, models and runs their tests; run, seed and
        test do one of these; compile prints the SQL, ls the nodes, and lineage where a column comes
        from. A run is one transaction: one that fails or is killed leaves the old marts answering.
           --project DIR            with dbt_project.yml, default sql
           --database FILE          default lake.sqlite
           --source NAME=PLACE      where the tables of a source are: a directory of Iceberg tables,
                                    Parquet, CSV or NDJSON files, catalog.sqlite#namespace, or a
                                    database file; NAME.TABLE=PLACE for one table; may be repeated
           --sources FILE           the same in YAML, default sources.yml beside the database
           --select CRITERION...    name, +name, name+, 2+name, @name, tag:x, path:x, source:x,
                                    test_type:x, config.materialized:x; a,b is both
           --exclude CRITERION...   without these
           --vars YAML              variables of the project
           --full-refresh           incremental models are built anew
           --materialize table      views become tables
           --target NAME            target.name, default dev
           --fail-fast              nothing is kept when a node fails
           --store-failures         rows that tests find are kept as tables
           --output text|json       json is such as dbt's run_results.json
           --quiet                  only failures and the summary
        The exit status is 0, 1 when a node failed, 2 when the run could not begin or end.
        """
}
