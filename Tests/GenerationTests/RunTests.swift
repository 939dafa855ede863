// Whole runs: what the bytes depend on, what profiles change, what bundles hold.

import Columnar
import Generation
import JSON
import Testing

@Suite("Runs")
struct RunTests {
    private static let small = [
        "resources": "Patient,Encounter,Condition,Observation",
        "tables": "person,visit_occurrence,condition_occurrence,measurement",
        "omop_format": "csv",
    ]

    @Test("The number of threads changes no byte", arguments: [false, true])
    func threads(isDamaged: Bool) throws {
        var contents: [[String: String]] = []
        for threads in [1, 2, 5] {
            let folder = GeneratedFolder()
            var options = Self.small
            options["threads"] = "\(threads)"
            if isDamaged { options["defects"] = "0.05" }
            try folder.generate(count: 70, options)
            contents.append(try folder.contents())
        }
        #expect(contents[0].count == (isDamaged ? 10 : 9))
        #expect(contents[1] == contents[0])
        #expect(contents[2] == contents[0])
    }

    @Test("A person does not depend on how many there are")
    func count() throws {
        let (few, many) = (GeneratedFolder(), GeneratedFolder())
        try few.generate(count: 19, Self.small)
        try many.generate(count: 60, Self.small)
        let contents = try few.contents()
        for (name, text) in contents where name.hasSuffix(".ndjson") || name.hasSuffix(".csv") {
            #expect(try many.text(name).hasPrefix(text), "\(name)")
        }
    }

    @Test("What is asked for beside it changes no resource and no row")
    func scope() throws {
        let (all, one) = (GeneratedFolder(), GeneratedFolder())
        try all.generate(count: 20, ["omop_format": "csv"])
        for name in ["Observation", "Condition", "MedicationRequest", "ExplanationOfBenefit"] {
            try one.generate(
                count: 20, ["resources": name, "mode": "overwrite"], omop: false)
            let path = "fhir/\(name).ndjson"
            #expect(try one.text(path) == all.text(path))
        }
        for name in ["measurement", "condition_occurrence", "drug_era", "cost", "death"] {
            try one.generate(
                count: 20, ["tables": name, "omop_format": "csv", "mode": "overwrite"],
                fhir: false)
            let path = "omop/\(name).csv"
            #expect(try one.text(path) == all.text(path))
        }
    }

    @Test("The rows of few tables are those of all", arguments: ["", "measures: [heart_rate]"])
    func fewTables(profile: String) throws {
        let (all, few) = (GeneratedFolder(), GeneratedFolder())
        let options = ["omop_format": "csv", "history_years": "1", "resources": "Patient"]
        try all.generate(count: 300, options, profile: profile)
        let names = ["person", "condition_occurrence", "measurement"]
        try few.generate(
            count: 300, options.merging(["tables": names.joined(separator: ",")]) { $1 },
            profile: profile)
        for name in names {
            #expect(try few.text("omop/\(name).csv") == all.text("omop/\(name).csv"))
        }
        #expect(try few.text("fhir/Patient.ndjson") == all.text("fhir/Patient.ndjson"))
        // Some are screenings: procedures of the domain Measurement.
        #expect(try few.text("omop/measurement.csv").contains(",171207006,"))
    }

    @Test("Parquet files are the same for any number of threads, of many row groups too")
    func parquetThreads() throws {
        let (one, four) = (GeneratedFolder(), GeneratedFolder())
        let options = ["omop_format": "parquet", "tables": "person,measurement,visit_detail"]
        try one.generate(count: 2500, options.merging(["threads": "1"]) { $1 }, fhir: false)
        try four.generate(count: 2500, options.merging(["threads": "4"]) { $1 }, fhir: false)
        for name in ["person", "measurement", "visit_detail"] {
            let path = "omop/\(name).parquet"
            #expect(try one.bytes(path) == four.bytes(path))
        }
    }

    @Test("A profile's measures are the only ones")
    func measures() throws {
        let folder = GeneratedFolder()
        try folder.generate(
            count: 40, Self.small, profile: "measures: [blood_pressure, hba1c]")
        let header = try folder.lines("omop/measurement.csv")[0].split(
            separator: ",", omittingEmptySubsequences: false)
        let column = try #require(header.firstIndex(of: "measurement_source_value"))
        let codes = try folder.lines("omop/measurement.csv").dropFirst().map { line in
            line.split(separator: ",", omittingEmptySubsequences: false)[column]
        }
        // Procedures of the domain Measurement are there too, with codes of SNOMED.
        let loinc = Set(codes.filter { $0.contains("-") })
        #expect(loinc == ["8480-6", "8462-4", "4548-4"])
        let error = #expect(throws: LakeError.self) {
            try folder.generate(
                count: 1, ["mode": "overwrite"], omop: false, profile: "measures: [hba1]")
        }
        #expect(error?.description.contains("did you mean hba1c?") == true)
    }

    @Test("A bundle is a person, and one holds what they share")
    func bundles() throws {
        let (bundles, lines) = (GeneratedFolder(), GeneratedFolder())
        try bundles.generate(count: 3, ["format": "bundle"], omop: false)
        try lines.generate(count: 3, [:], omop: false)
        #expect(
            try bundles.names("fhir")
                == ["Bundle-1.json", "Bundle-2.json", "Bundle-3.json", "Bundle-providers.json"])
        var inBundles: Set<String> = []
        for name in try bundles.names("fhir") {
            let bundle = try JSONValue(parsing: Array(bundles.text("fhir/" + name).utf8))
            #expect(bundle["resourceType"]?.string == "Bundle")
            #expect(bundle["type"]?.string == "collection")
            for entry in bundle["entry"]?.array ?? [] {
                let resource = try #require(entry["resource"])
                let type = resource["resourceType"]?.string ?? ""
                let id = resource["id"]?.string ?? ""
                #expect(entry["fullUrl"]?.string?.hasSuffix("/\(type)/\(id)") == true)
                inBundles.insert(resource.text)
            }
        }
        var inLines: Set<String> = []
        for name in try lines.names("fhir") where name.hasSuffix(".ndjson") {
            for line in try lines.lines("fhir/" + name) {
                inLines.insert(try JSONValue(parsing: Array(line.utf8)).text)
            }
        }
        #expect(inBundles == inLines)
    }
}
