// Options by their names, as SQL's JSON and the command line give them.
//
//     seed as_of history_years profile catalogue defects threads mode run_id
//     resources format compression                                  of the FHIR side
//     tables omop_format codec partition_by file_bytes format_version   of the OMOP side
//
// The command line writes them with hyphens: --as-of, --omop-format.

package import Columnar
import Synthesis
import SynthesisFHIR
import SynthesisOMOP

/// Collects options until all are known.
package struct GenerationArguments {
    package var options: GenerationOptions
    /// A YAML file, read when the catalogue is known.
    package private(set) var profile: String?
    /// A directory of CSV files, or a database with catalogue tables.
    package private(set) var catalogue: String?
    /// What was set by name wins over what the profile says.
    private var isSet: Set<String> = []

    package init(count: Int64) { options = GenerationOptions(count: count) }

    package static let names = [
        "seed", "as_of", "history_years", "profile", "catalogue", "defects", "threads", "mode",
        "run_id", "resources", "format", "compression", "tables", "omop_format", "codec",
        "partition_by", "file_bytes", "format_version",
    ]

    /// Takes one option.
    ///
    /// - Parameters:
    ///   - name: one of `names`; hyphens count as underscores.
    ///   - text: its value.
    /// - Throws: `LakeError.invalidInput` at `.argument` with what is allowed, or the near name.
    package mutating func set(_ name: String, to text: String) throws(LakeError) {
        let name = String(name.map { $0 == "-" ? "_" : $0 })
        isSet.insert(name)
        switch name {
        case "seed": options.synthetic.seed = try Self.seed(text)
        case "as_of":
            guard let day = ReferenceDate.day(text) else {
                throw Self.refusal("as_of", text, "write a date: 2026-01-01")
            }
            options.synthetic.asOfDay = day
        case "history_years": options.synthetic.historyYears = try Self.integer(name, text)
        case "profile": profile = text
        case "catalogue": catalogue = text
        case "defects":
            guard let share = Double(text) else {
                throw Self.refusal(name, text, "give a share of records, such as 0.01")
            }
            options.defects = share
        case "threads": options.threadCount = try Self.integer(name, text)
        case "mode": options.mode = try Self.choice(name, text, WriteMode.self)
        case "run_id": options.pipelineRunID = text
        default: try setOutput(name, text)
        }
    }

    private mutating func setOutput(_ name: String, _ text: String) throws(LakeError) {
        switch name {
        case "resources": fhir.resources = try Self.set(name, text, SyntheticResource.self)
        case "format": fhir.format = try Self.choice(name, text, FHIROutput.Format.self)
        case "compression":
            fhir.compression = try Self.choice(name, text, FHIROutput.Compression.self)
        case "tables": omop.tables = try Self.set(name, text, OMOPTable.self)
        case "omop_format": omop.format = try Self.choice(name, text, OMOPOutput.Format.self)
        case "codec": omop.codec = text
        case "partition_by":
            let (table, expression) = try Self.partitioning(text)
            omop.partitionBy[table] = expression
        case "file_bytes": omop.fileBytesTarget = try Self.integer(name, text)
        case "format_version": omop.formatVersion = try Self.integer(name, text)
        default:
            let near = nearest(to: name, among: Self.names)
            throw LakeError(
                .invalidInput, "there is no option '\(name)'",
                advice: near.map { "did you mean '\($0)'?" }
                    ?? "options are \(Self.names.joined(separator: ", "))")
        }
    }

    /// What was said of the FHIR side, whether or not the run has one.
    package var fhir = FHIROutput(directory: "")
    /// What was said of the OMOP side, whether or not the run has one.
    package var omop = OMOPOutput(location: "")

    /// The run with the sides that have a place to write to.
    ///
    /// - Parameter conditions: the keys that the catalogue knows, for the profile.
    /// - Throws: `LakeError` about the profile or about options that make no sense.
    package func finished(conditions: [String]) throws(LakeError) -> GenerationOptions {
        var finished = options
        if let profile {
            var synthetic = options.synthetic
            try ProfileDocument.apply(file: profile, to: &synthetic, conditions: conditions)
            if isSet.contains("as_of") { synthetic.asOfDay = options.synthetic.asOfDay }
            if isSet.contains("history_years") {
                synthetic.historyYears = options.synthetic.historyYears
            }
            finished.synthetic = synthetic
        }
        finished.fhir = fhir.directory.isEmpty ? nil : fhir
        finished.omop = omop.location.isEmpty ? nil : omop
        // Only where something was damaged is there a ledger of it.
        if finished.defects == 0 { finished.omop?.tables.remove(.syntheticDefect) }
        try finished.check()
        return finished
    }

    // MARK: Values

    /// A seed: any integer of 64 bits, with or without a sign.
    package static func seed(_ text: String) throws(LakeError) -> UInt64 {
        if let seed = UInt64(text) { return seed }
        guard let seed = Int64(text) else {
            throw refusal("seed", text, "give an integer of 64 bits")
        }
        return UInt64(bitPattern: seed)
    }

    private static func integer(_ name: String, _ text: String) throws(LakeError) -> Int {
        guard let number = Int(text) else { throw refusal(name, text, "give an integer") }
        return number
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ text: String, _ type: Choice.Type
    ) throws(LakeError) -> Choice where Choice.RawValue == String {
        if let choice = Choice(rawValue: text.lowercased()) { return choice }
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw refusal(name, text, "give one of \(known)")
    }

    /// Names that commas separate, in any case.
    private static func set<Choice: RawRepresentable & CaseIterable & Hashable>(
        _ name: String, _ text: String, _ type: Choice.Type
    ) throws(LakeError) -> Set<Choice> where Choice.RawValue == String {
        var found: Set<Choice> = []
        for part in text.split(separator: ",") {
            let word = part.filter { $0 != " " }
            let known = Choice.allCases.map(\.rawValue)
            guard
                let index = known.firstIndex(where: { $0.lowercased() == word.lowercased() }),
                let choice = Choice(rawValue: known[index])
            else {
                let near = nearest(to: word, among: known)
                throw refusal(
                    name, word,
                    near.map { "did you mean \($0)?" }
                        ?? "there are \(known.joined(separator: ", "))")
            }
            found.insert(choice)
        }
        guard !found.isEmpty else { throw refusal(name, text, "give names, separated by commas") }
        return found
    }

    /// `measurement=month(measurement_date)`.
    private static func partitioning(
        _ text: String
    ) throws(LakeError) -> (OMOPTable, String) {
        guard let equals = text.firstIndex(of: "="),
            let table = OMOPTable(rawValue: String(text[..<equals]))
        else {
            throw refusal(
                "partition_by", text, "write measurement=month(measurement_date)")
        }
        return (table, String(text[text.index(after: equals)...]))
    }

    private static func refusal(_ name: String, _ text: String, _ advice: String) -> LakeError {
        LakeError(
            .invalidInput, "'\(text)' makes no sense", at: [.argument(name)], advice: advice)
    }
}
