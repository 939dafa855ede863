// Each kind of disagreement on two persons, by hand; what cannot be evaluated says why.

import Columnar
import DomainQuality
import SQLiteBridge
import Testing

/// Two persons in both models.
private struct SmallLake {
    var fhir: [String: String] = [
        "Patient.ndjson": """
        {"resourceType":"Patient","id":"p1","gender":"female","birthDate":"1980-05",\
        "deceasedBoolean":true}
        {"resourceType":"Patient","id":"p2","gender":"other","birthDate":"1990-01-31"}
        """,
        "Encounter.ndjson": """
        {"resourceType":"Encounter","id":"e1","status":"finished",\
        "class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},\
        "subject":{"reference":"Patient/p1"},"period":{"start":"2020-01-01T23:30:00-05:00",\
        "end":"2020-01-01T23:45:00-05:00"}}
        """,
        "Events.ndjson": """
        {"resourceType":"Observation","id":"o1","status":"final",\
        "category":[{"coding":[{"code":"vital-signs"}]}],\
        "code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}]},\
        "subject":{"reference":"Patient/p1"},"encounter":{"reference":"Encounter/e1"},\
        "effectiveDateTime":"2020-01-01T23:40:00-05:00",\
        "component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},\
        "valueQuantity":{"value":120,"unit":"mmHg","system":"http://unitsofmeasure.org",\
        "code":"mm[Hg]"}},{"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},\
        "valueQuantity":{"value":80.0,"unit":"mmHg","system":"http://unitsofmeasure.org",\
        "code":"mm[Hg]"}}]}
        {"resourceType":"Condition","id":"c1",\
        "code":{"coding":[{"system":"http://snomed.info/sct","code":"59621000"}]},\
        "subject":{"reference":"Patient/p1"},"encounter":{"reference":"Encounter/e1"},\
        "onsetDateTime":"2020-01-01","abatementDateTime":"2020-02"}
        {"resourceType":"Condition","id":"c2","code":{"coding":[{"system":"http://example.org",\
        "code":"local-1"}]},\
        "subject":{"reference":"http://example.org/fhir/Patient/p2/_history/3"},\
        "onsetDateTime":"2021-03-04"}
        {"resourceType":"Condition","id":"c3",\
        "verificationStatus":{"coding":[{"code":"entered-in-error"}]},\
        "code":{"coding":[{"system":"http://snomed.info/sct","code":"59621000"}]},\
        "subject":{"reference":"Patient/p1"}}
        {"resourceType":"Observation","id":"o2","status":"final",\
        "code":{"coding":[{"system":"http://loinc.org","code":"8302-2"}]},\
        "subject":{"reference":"Group/g1"},"effectiveDateTime":"2020-01-01"}
        {"resourceType":"MedicationRequest","id":"m1","status":"active","intent":"order",\
        "medicationCodeableConcept":\
        {"coding":[{"system":"http:\\/\\/www.nlm.nih.gov\\/research\\/umls\\/rxnorm",\
        "code":"314076"}]},"subject":{"reference":"Patient\\/p2"},"authoredOn":"2020-01-05"}
        {"resourceType":"Procedure","id":"r1","status":"not-done",\
        "code":{"coding":[{"system":"http://snomed.info/sct","code":"430193006"}]},\
        "subject":{"reference":"Patient/p1"}}
        """,
    ]
    var omop: [String: String] = [
        "person.csv": """
        person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,birth_datetime,\
        person_source_value
        1,8532,1980,5,,,p1
        2,0,1990,1,31,1990-01-31 00:00:00,p2
        """,
        "death.csv": "person_id,death_date\n1,2020-06-01\n",
        "visit_occurrence.csv": """
        visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_end_date,\
        visit_source_value
        11,1,9202,2020-01-01,2020-01-01,e1
        """,
        "measurement.csv": """
        measurement_id,person_id,measurement_concept_id,measurement_date,value_as_number,\
        unit_concept_id,visit_occurrence_id,measurement_source_value
        21,1,3004249,2020-01-01,120,8876,11,8480-6
        22,1,3012888,2020-01-01,80,8876,11,8462-4
        """,
        "condition_occurrence.csv": """
        condition_occurrence_id,person_id,condition_concept_id,condition_start_date,\
        condition_end_date,visit_occurrence_id,condition_source_value
        31,1,320128,2020-01-01,2020-02-11,11,59621000
        32,2,0,2021-03-04,,,local-1
        """,
        "drug_exposure.csv": """
        drug_exposure_id,person_id,drug_concept_id,drug_exposure_start_date,visit_occurrence_id
        41,2,19080128,2020-01-05,
        """,
        "procedure_occurrence.csv":
            "procedure_occurrence_id,person_id,procedure_concept_id,procedure_date\n",
        "observation.csv": "observation_id,person_id,observation_concept_id,observation_date\n",
    ]

    func run(
        _ change: (inout CrossModelOptions) -> Void = { _ in }
    ) throws -> (checks: [CrossModelCheck], issues: [CrossModelIssue], issuesLeftOut: Int) {
        let (left, right) = (try TestDirectory(fhir), try TestDirectory(omop))
        var options = CrossModelOptions()
        options.fhirPaths = [left.path]
        options.omopPlace = right.path
        change(&options)
        return try crossModelChecks(options)
    }

    /// Issues as short texts.
    func issues() throws -> [String] {
        try run().issues.map {
            "\($0.rule): \($0.kind) \($0.fhirID)/\($0.omopKey) \($0.field) "
                + "\($0.fhirValue)/\($0.omopValue)"
        }
    }
}

@Suite("Cross-model checks")
struct CrossModelTests {
    init() throws { try adoptLinkedSQLite() }

    @Test("Two models that agree")
    func agreement() throws {
        let found = try SmallLake().run()
        #expect(found.issues == [])
        let status = Dictionary(uniqueKeysWithValues: found.checks.map { ($0.rule, $0.status) })
        #expect(status["person"] == "PASS")
        #expect(status["measurement"] == "PASS")
        #expect(status["procedure"] == "NA")
        #expect(status["immunization"] == "NA")
        #expect(found.checks.first { $0.rule == "measurement" }?.matched == 2)
        #expect(found.checks.first { $0.rule == "condition" }?.matched == 2)
    }

    /// A change of the lake, and what must be said of it.
    struct Change: CustomTestStringConvertible, Sendable {
        let file: String
        let old: String
        let new: String
        let expected: [String]

        var testDescription: String { expected.joined(separator: "; ") }
    }

    static let changes = [
        Change(
            file: "person.csv", old: "1,8532,", new: "1,8507,",
            expected: ["person.gender: gender differs p1/1 gender_concept_id female/8507"]),
        Change(
            file: "person.csv", old: "1980,5", new: "1980,6",
            expected: ["person.birth_date: date differs p1/1 year_of_birth 1980-05/1980-06"]),
        Change(
            file: "person.csv", old: "1990-01-31 00", new: "1990-02-01 00",
            expected: [
                "person.birth_date: date differs p2/2 birth_datetime 1990-01-31/1990-02-01"
            ]),
        Change(
            file: "death.csv", old: "\n1,", new: "\n2,",
            expected: [
                "death: missing in OMOP p1/1 death_date /",
                "death: missing in FHIR p2/2 death_date /2020-06-01",
            ]),
        Change(
            file: "death.csv", old: "\n1,", new: "\n7,2020-06-01\n1,",
            expected: ["death: orphan in OMOP /7 person_id /7"]),
        Change(
            file: "visit_occurrence.csv", old: "9202", new: "9201",
            expected: ["visit: class differs e1/11 visit_concept_id AMB/9201"]),
        // The day elsewhere is not the day that is written.
        Change(
            file: "visit_occurrence.csv", old: "2020-01-01,2020-01-01",
            new: "2020-01-02,2020-01-01",
            expected: ["visit: date differs e1/11 visit_start_date 2020-01-01/2020-01-02"]),
        Change(
            file: "visit_occurrence.csv", old: "2020-01-01,e1", new: ",e1",
            expected: ["visit: end differs e1/11 visit_end_date 2020-01-01/"]),
        Change(
            file: "measurement.csv", old: "01,120,", new: "01,121,",
            expected: ["measurement: value differs o1/21 value_as_number 120.0/121.0"]),
        Change(
            file: "measurement.csv", old: "80,8876", new: "80,9529",
            expected: ["measurement: unit differs o1/22 unit_concept_id mm[Hg]/9529"]),
        Change(
            file: "measurement.csv", old: "22,1,3012888", new: "22,1,3027018",
            expected: ["measurement: code differs o1/22 measurement_concept_id 8462-4/3027018"]),
        Change(
            file: "measurement.csv", old: "22,1,", new: "22,2,",
            expected: ["measurement: person differs o1/22 person_id 1/2"]),
        Change(
            file: "measurement.csv", old: "8876,11,8480", new: "8876,,8480", expected: []),
        Change(
            file: "condition_occurrence.csv", old: "2020-02-11", new: "2020-03-11",
            expected: ["condition: end differs c1/31 condition_end_date 2020-02/2020-03-11"]),
        Change(
            file: "condition_occurrence.csv", old: "31,1,320128", new: "31,1,201826",
            expected: ["condition: code differs c1/31 condition_concept_id 59621000/201826"]),
        Change(
            file: "condition_occurrence.csv", old: "32,2,0,2021-03-04", new: "32,2,0,2021-03-05",
            expected: ["condition: date differs c2/32 condition_start_date 2021-03-04/2021-03-05"]),
        Change(
            file: "drug_exposure.csv", old: "41,2,", new: "41,9,",
            expected: [
                "drug: missing in OMOP m1/  /", "drug: orphan in OMOP /41 person_id /9",
            ]),
        Change(
            file: "drug_exposure.csv", old: "41,2,19080128,2020-01-05,",
            new: "41,2,19080128,2020-01-05,\n42,1,19080128,2020-01-05,",
            expected: ["drug: missing in FHIR /42  /"]),
        Change(
            file: "Events.ndjson", old: #"Patient\/p2"#, new: #"Patient\/nobody"#,
            expected: [
                "drug: orphan in FHIR m1/ subject Patient/nobody/",
                "drug: missing in FHIR /41  /",
            ]),
        Change(
            file: "Events.ndjson", old: "not-done", new: "completed",
            expected: ["procedure: missing in OMOP r1/  /"]),
        // No source value is an id: then by person, start and class.
        Change(file: "Encounter.ndjson", old: "\"e1\"", new: "\"e9\"", expected: []),
    ]

    @Test("One change", arguments: changes)
    func change(change: Change) throws {
        var lake = SmallLake()
        let isFHIR = lake.fhir[change.file] != nil
        let text = try #require(lake.fhir[change.file] ?? lake.omop[change.file])
        let changed = replaced(text, change.old, change.new)
        try #require(changed != text)
        if isFHIR { lake.fhir[change.file] = changed } else { lake.omop[change.file] = changed }
        #expect(try lake.issues().sorted() == change.expected.sorted())
    }

    @Test("An annotation alone is no unit")
    func annotations() throws {
        var lake = SmallLake()
        let rows = try #require(lake.omop["measurement.csv"])
        lake.omop["measurement.csv"] = rows.replacing(",8876,", with: ",,")
        #expect(try lake.issues().count == 2)
        let events = try #require(lake.fhir["Events.ndjson"])
        lake.fhir["Events.ndjson"] = events.replacing("mm[Hg]", with: "{score}")
        #expect(try lake.issues() == [])
    }

    private func replaced(_ text: String, _ old: String, _ new: String) -> String {
        var index = text.startIndex
        while index < text.endIndex {
            if text[index...].hasPrefix(old) {
                return text[..<index] + new + text[text.index(index, offsetBy: old.count)...]
            }
            index = text.index(after: index)
        }
        return text
    }

    @Test("Without Patients nothing is evaluated")
    func noPatient() throws {
        var lake = SmallLake()
        lake.fhir["Patient.ndjson"] = nil
        let found = try lake.run()
        #expect(found.issues == [])
        for check in found.checks {
            #expect(check.status == "not evaluated")
            #expect(check.reason?.contains("no Patient") == true)
        }
    }

    @Test("A table that is not there", arguments: ["measurement.csv", "person.csv", "death.csv"])
    func noTable(file: String) throws {
        var lake = SmallLake()
        lake.omop[file] = nil
        let found = try lake.run()
        #expect(found.issues == [])
        let rule = String(file.dropLast(4))
        let check = try #require(found.checks.first { $0.rule == rule })
        #expect(check.status == "not evaluated")
        #expect(check.reason == "the CDM has no table \(rule)")
    }

    @Test("A column that is not there")
    func noColumn() throws {
        var lake = SmallLake()
        lake.omop["measurement.csv"] = "measurement_id,person_id,measurement_date\n"
        let check = try lake.run().checks.first { $0.rule == "measurement" }
        #expect(check?.reason == "measurement has no column measurement_concept_id")
    }

    @Test("Lines that are no resources are counted")
    func badLines() throws {
        var lake = SmallLake()
        lake.fhir["Patient.ndjson", default: ""] += "\n{\"resourceType\":\"Patient\",\"id\":\n"
        let check = try lake.run().checks.first { $0.rule == "person" }
        #expect(check?.reason?.contains("1 lines are no resources") == true)
    }

    @Test("Issues that are not listed are counted")
    func limit() throws {
        var lake = SmallLake()
        lake.omop["measurement.csv"] =
            "measurement_id,person_id,measurement_concept_id,measurement_date\n"
        let found = try lake.run { $0.issuesMax = 1 }
        #expect(found.issues.count == 1)
        #expect(found.issuesLeftOut == 1)
        #expect(found.checks.first { $0.rule == "measurement" }?.missingInOMOP == 2)
    }

    @Test("A key map or code map with an error names its line")
    func badMaps() throws {
        let directory = try TestDirectory([
            "keys.tsv": "fhir_type\tfhir_id\tomop_table\tomop_pk\nPatient\tp1\tperson\tone\n",
            "map.tsv": "system\tcode\tomop_target\tconcept_id\na\tb\tmesurement\t1\n",
            "header.tsv": "system\tcode\n",
        ])
        func message(_ change: (inout CrossModelOptions) -> Void) throws -> String {
            do {
                _ = try SmallLake().run(change)
                return ""
            } catch let error as LakeError {
                return error.description
            }
        }
        #expect(
            try message { $0.keys = directory.path + "/keys.tsv" }.contains(
                "line 2, column omop_pk"))
        #expect(
            try message { $0.map = directory.path + "/map.tsv" }
                .contains("did you mean 'measurement'?"))
        #expect(
            try message { $0.map = directory.path + "/header.tsv" }
                .contains("no column 'omop_target'"))
        #expect(try message { $0.fhirPaths = ["/nowhere/x"] }.contains("/nowhere"))
    }
}
