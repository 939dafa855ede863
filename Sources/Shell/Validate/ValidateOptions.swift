// The command line of `healthlake validate`, and the arguments of `.validate`.

import Columnar
import HealthLake

/// What `healthlake validate` was asked for.
package struct ValidateOptions {
    var request = ValidationRequest()
    /// Where results are kept; nil for lake.sqlite, which need not be writable.
    var database: String?
    var keepsResults = true
    var isQuiet = false
    var isHelp = false

    /// Reads the arguments behind `validate`.
    ///
    /// - Throws: `UsageError`: exit status 2.
    package static func parse(
        _ arguments: [String]
    ) throws(ShellOptions.UsageError) -> ValidateOptions {
        var options = ValidateOptions()
        var rest = arguments[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("-"), word != "-" else {
                options.request.paths.append(word)
                continue
            }
            // `--omop=DIR` is `--omop DIR`.
            var name = String(word.drop { $0 == "-" })
            if let equals = name.firstIndex(of: "=") {
                rest = [String(name[name.index(after: equals)...])] + rest
                name = String(name[..<equals])
            }
            switch name {
            case "help", "h": options.isHelp = true
            case "quiet", "q": options.isQuiet = true
            case "issues": options.request.showsIssues = true
            case "no-database": options.keepsResults = false
            default: try options.set(name, word, rest.popFirst())
            }
        }
        return options
    }

    private mutating func set(
        _ name: String, _ word: String, _ value: String?
    ) throws(ShellOptions.UsageError) {
        guard Self.named.contains(name) else {
            let near = nearest(to: name, among: Self.named + Self.flags)
            throw ShellOptions.UsageError(
                message: "unknown option: \(word)" + (near.map { " (did you mean --\($0)?)" } ?? "")
            )
        }
        guard let value else {
            throw ShellOptions.UsageError(message: "option \(word) needs an argument")
        }
        switch name {
        case "database", "db": database = value
        case "format":
            guard ValidationRequest.formatNames.contains(value.lowercased()) else {
                throw ShellOptions.UsageError(
                    message:
                        "--format takes \(ValidationRequest.formatNames.joined(separator: ", "))"
                        + ", not '\(value)'")
            }
            request.format = value.lowercased()
        default: request.set(name, to: value)
        }
    }

    private static let named = ValidationRequest.optionNames + ["database", "db", "format"]
    private static let flags = ["help", "quiet", "issues", "no-database"]

    /// What `healthlake validate --help` prints.
    package static let help = """
        Usage: healthlake validate [PATH...] [--omop PLACE] [--rules FILE] [OPTIONS]
        Validates FHIR R4 files, an OMOP CDM v5.4, the agreement of the two, and rules of yours.
           PATH                     FHIR: NDJSON or JSON files, directories, globs; .gz and .zst too
           --omop PLACE             the CDM: a directory of Iceberg tables, Parquet or CSV files, or
                                    catalog.db#namespace
           --rules FILE             domain constraints in YAML
           --layers LIST            of fhir, omop, cross-model, domain: only these
           --references POLICY      complete (default): what the files do not hold is an error;
                                    warn; ignore
           --keys FILE              which row stands for which resource, where the CDM does not say
           --map FILE               which concept stands for which code, likewise
           --as-of DATE             what the checks call today; default: today
           --fail-on SEVERITY       error (default) or warning
           --format FORMAT          table (default), json, csv, operationoutcome
           --issues                 table: all issues that are kept; csv: issues in place of checks
           --issues-max N           issues kept for each check, default 1000; counts are whole
           --database FILE          where results are kept, default lake.sqlite: quality_run,
                                    quality_check, quality_issue and views over them
           --no-database            results are not kept
           --threads N              default: the number of processors
           --quiet                  only the exit status
        The exit status is 0, 1 when a check failed, 2 when the validation could not run.
        """
}
