// Options by their names.

import Columnar
import Generation
import Synthesis
import SynthesisFHIR
import SynthesisOMOP
import Testing

@Suite("Options of runs")
struct ArgumentTests {
    @Test("Names with hyphens and underscores are the same")
    func names() throws {
        var arguments = GenerationArguments(count: 3)
        try arguments.set("as-of", to: "2020-01-01")
        try arguments.set("history_years", to: "4")
        try arguments.set("resources", to: "patient, Observation")
        try arguments.set("tables", to: "person,measurement")
        try arguments.set("partition-by", to: "measurement=month(measurement_date)")
        arguments.fhir.directory = "f"
        arguments.omop.location = "o"
        let options = try arguments.finished(conditions: [])
        #expect(options.synthetic.asOfDay == 18_262)
        #expect(options.synthetic.historyYears == 4)
        #expect(options.fhir?.resources == [.patient, .observation])
        #expect(options.omop?.tables == [.person, .measurement])
        #expect(options.omop?.partitionBy[.measurement] == "month(measurement_date)")
    }

    @Test("Seeds are integers of 64 bits with and without a sign")
    func seeds() throws {
        #expect(try GenerationArguments.seed("-1") == .max)
        #expect(try GenerationArguments.seed("18446744073709551615") == .max)
        #expect(throws: LakeError.self) { try GenerationArguments.seed("1.5") }
        #expect(throws: LakeError.self) { try GenerationArguments.seed("") }
    }

    @Test(
        "What makes no sense is refused with what is allowed",
        arguments: [
            ("seed", "x", "64 bits"), ("as_of", "yesterday", "2026-01-01"),
            ("mode", "replace", "error, overwrite, append"),
            ("resources", "Pateint", "did you mean Patient?"),
            ("tables", "messurement", "did you mean measurement?"),
            ("format", "xml", "ndjson, bundle"), ("omop_format", "orc", "iceberg, parquet, csv"),
            ("sed", "1", "did you mean 'seed'?"), ("partition_by", "x", "month(measurement_date)"),
        ])
    func refusals(name: String, text: String, part: String) {
        var arguments = GenerationArguments(count: 1)
        let error = #expect(throws: LakeError.self) { try arguments.set(name, to: text) }
        #expect(error?.code == .invalidInput)
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    }

    @Test("Counts and shares have limits", arguments: [-1, 1_000_000_001, .max, .min] as [Int64])
    func counts(count: Int64) {
        #expect(throws: LakeError.self) { try GenerationOptions.check(count: count) }
    }

    @Test("Files cannot be appended to")
    func append() throws {
        var arguments = GenerationArguments(count: 1)
        try arguments.set("mode", to: "append")
        arguments.fhir.directory = "f"
        #expect(throws: LakeError.self) { try arguments.finished(conditions: []) }
    }

    @Test("The ledger of defects is there only when something is damaged")
    func ledger() throws {
        var arguments = GenerationArguments(count: 1)
        arguments.omop.location = "o"
        #expect(
            try arguments.finished(conditions: []).omop?.tables.contains(.syntheticDefect)
                == false)
        try arguments.set("defects", to: "0.01")
        #expect(
            try arguments.finished(conditions: []).omop?.tables.contains(.syntheticDefect) == true)
    }
}
