// The command line of `healthlake generate`.

import Columnar
import HealthLake

/// What `healthlake generate` was asked for.
package struct GenerateOptions: Sendable {
    package enum Request: Sendable { case run, help, writeCatalogue(directory: String) }

    package var request = Request.run
    var count: Int64 = 0
    var fhirDirectory: String?
    var omopLocation: String?
    /// Options by their names, as they stand.
    var named: [(name: String, text: String)] = []
    var isQuiet = false

    /// Reads the arguments behind `generate`.
    ///
    /// - Throws: `UsageError`: exit status 2.
    package static func parse(
        _ arguments: [String]
    ) throws(ShellOptions.UsageError) -> GenerateOptions {
        var options = GenerateOptions()
        var hasCount = false
        var rest = arguments[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("-") else {
                throw ShellOptions.UsageError(message: "generate takes options only: '\(word)'")
            }
            // `--seed=7` is `--seed 7`.
            var name = String(word.drop { $0 == "-" })
            var value: String?
            if let equals = name.firstIndex(of: "=") {
                value = String(name[name.index(after: equals)...])
                name = String(name[..<equals])
            }
            if name == "help" || name == "h" {
                options.request = .help
                return options
            }
            if name == "quiet" {
                options.isQuiet = true
                continue
            }
            guard let text = value ?? rest.popFirst() else {
                throw ShellOptions.UsageError(message: "option \(word) needs an argument")
            }
            switch name {
            case "count":
                guard let count = Int64(text) else {
                    throw ShellOptions.UsageError(
                        message: "--count takes a number of persons, not '\(text)'")
                }
                options.count = count
                hasCount = true
            case "fhir-dir": options.fhirDirectory = text
            case "omop-dir": options.omopLocation = text
            case "write-catalogue": options.request = .writeCatalogue(directory: text)
            default:
                guard isGenerationOption(name) else {
                    throw ShellOptions.UsageError(
                        message: "unknown option: \(word)" + advice(name))
                }
                options.named.append((name, text))
            }
        }
        if case .run = options.request { try options.check(hasCount: hasCount) }
        return options
    }

    private func check(hasCount: Bool) throws(ShellOptions.UsageError) {
        guard hasCount else {
            throw ShellOptions.UsageError(message: "generate needs --count")
        }
        guard fhirDirectory != nil || omopLocation != nil else {
            throw ShellOptions.UsageError(message: "generate needs --fhir-dir, --omop-dir or both")
        }
    }

    private static func advice(_ name: String) -> String {
        let own = ["count", "fhir-dir", "omop-dir", "write-catalogue", "quiet", "help"]
        let near = nearest(to: name, among: own + generationOptionNames())
        return near.map { " (did you mean --\($0)?)" } ?? ""
    }

    /// What `healthlake generate --help` prints.
    package static let help = """
        Usage: healthlake generate --count N [--fhir-dir DIR] [--omop-dir WAREHOUSE] [OPTIONS]
        Writes a synthetic population as FHIR R4 and OMOP CDM v5.4: both sides are the same persons.
        The same seed and options give the same data, whatever the number of threads.
           --count N                persons, numbered from 1
           --seed N                 default 0
           --as-of DATE             "today" of the population, default 2026-01-01
           --history-years N        years of visits before that, default 10
           --profile FILE           YAML: ages, male_share, states, prevalence, history_years, as_of
           --catalogue PATH         conditions, drugs, measures: a directory of CSV files, or a
                                    database with tables synthetic_...
           --write-catalogue DIR    write the catalogue's CSV files there, to be edited, and stop
           --threads N              default: the number of processors
           --mode MODE              error (default), overwrite or append: what to do with what is
                                    there already
           --defects SHARE          damage this share of the records on purpose, and list them in
                                    the table synthetic_defect and the file defects.csv
           --run-id TEXT            named in the metadata of what is written; default:
                                    PIPELINE_RUN_ID of the environment
           --quiet                  no progress, no summary
        FHIR:
           --fhir-dir DIR           one NDJSON file for each resource type, and manifest.json
           --resources LIST         Patient,Encounter,...; default all
           --format FORMAT          ndjson (default), or bundle: one file for each person
           --compression NAME       none (default), gzip or zstd
        OMOP:
           --omop-dir PLACE         a directory, or catalog.sqlite#namespace (Iceberg SQL catalog)
           --tables LIST            person,measurement,...; default all
           --omop-format FORMAT     iceberg (default), parquet or csv
           --codec NAME             zstd (default), snappy, gzip, lz4 or none
           --partition-by T=LIST    such as measurement=month(measurement_date); may be repeated
           --file-bytes N           target size of data files, default 134217728
           --format-version N       of Iceberg tables: 2 (default) or 3
        The exit status is 0, 1 when the run failed, 2 when the command line makes no sense.
        """
}
