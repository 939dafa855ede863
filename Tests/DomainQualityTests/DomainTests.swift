// Each type of constraint on a few rows, by hand; rules files with an error.

import Columnar
import DomainQuality
import SQLiteBridge
import Testing

@Suite("Domain constraints")
struct DomainTests {
    init() throws { try adoptLinkedSQLite() }

    private static let omop = [
        "person.csv": """
        person_id,gender_concept_id,birth_datetime,person_source_value
        1,8507,2000-02-29 00:00:00,a-1
        2,8532,1950-06-15 00:00:00,b-2
        3,0,,  
        """,
        "visit_occurrence.csv": """
        visit_occurrence_id,person_id,visit_start_date,visit_end_date
        10,1,2020-01-10,2020-01-12
        11,2,2020-02-10,2020-02-01
        """,
        "condition_occurrence.csv": """
        condition_occurrence_id,person_id,condition_concept_id,condition_start_date,\
        visit_occurrence_id,condition_source_value
        100,1,197938,2018-02-28,10,A1
        101,2,197938,2018-03-01,11,A1
        102,2,436366,2018-03-01,,B22
        103,1,1,2018-03-01,10,
        104,3,436366,1999-01-01,10,A1
        """,
        "measurement.csv": """
        measurement_id,person_id,measurement_concept_id,value_as_number,measurement_date,\
        measurement_datetime
        5,1,1,10,2020-01-01,2020-01-01 08:00:00
        6,1,1,20.5,2020-01-02,2020-01-02 23:59:59
        7,1,1,30,2020-01-02,
        8,2,2,abc,2020-01-03,
        9,2,2,,,
        """,
    ]
    private static let fhir = [
        "Patient.ndjson": """
        {"resourceType":"Patient","id":"a","active":true,"name":[{"given":["Ann","Bo"]},\
        {"given":["Cy"]}],"birthDate":"1980-01-01","deceasedDateTime":"1979-12-31T10:00:00Z"}
        {"resourceType":"Patient","id":"b","name":[{"given":["bo"]}],"birthDate":"1980",\
        "deceasedDateTime":"1970-01-01"}
        {"resourceType":"Patient","id":"c","birthDate":"1980-01-01"}
        """
    ]

    private func run(_ constraint: String) throws -> DomainCheck {
        let (omop, fhir) = (try TestDirectory(Self.omop), try TestDirectory(Self.fhir))
        let rules = try TestDirectory(["rules.yaml": Self.file(constraint)])
        let checks = try domainChecks(
            rules: rules.path + "/rules.yaml", omop: omop.path, fhir: [fhir.path])
        #expect(
            try domainOffenders(
                "A", rules: rules.path + "/rules.yaml", omop: omop.path, fhir: [fhir.path]
            ) == checks.first?.keys)
        return try #require(checks.first)
    }

    private static func file(_ constraint: String) -> String {
        "version: 1\ndomains:\n  - name: d\n    constraints:\n      - {id: A, \(constraint)}\n"
    }

    /// A constraint, what it checks, and the keys of what violates it.
    struct Case: CustomTestStringConvertible, Sendable {
        let constraint: String
        let checked: Int
        let keys: [String]

        init(_ constraint: String, _ checked: Int, _ keys: [String]) {
            self.constraint = constraint
            self.checked = checked
            self.keys = keys
        }

        var testDescription: String { constraint }
    }

    private static let value = "{model: omop.measurement, field: value_as_number}"
    private static let condition = "model: omop.condition_occurrence, field: condition_concept_id"
    private static let start = "{model: omop.condition_occurrence, field: condition_start_date}"

    static let cases = [
        // A text is above any number, so that it is outside.
        Case("type: range, applies_to: \(value), params: {min: 10, max: 30}", 4, ["8"]),
        Case(
            "type: range, applies_to: \(value), params: {min: 10, max: 30, max_exclusive: true}",
            4, ["7", "8"]),
        Case("type: range, applies_to: \(value), params: {min_exclusive: 10}", 4, ["5"]),
        Case(
            "type: range, applies_to: {model: omop.measurement, field: measurement_datetime}, "
                + "params: {max: '2020-01-02'}", 2, []),
        Case(
            "type: range, applies_to: {model: omop.measurement, field: measurement_date}, "
                + "params: {min: '2020-01-02'}", 4, ["5"]),
        Case(
            "type: allowed_values, applies_to: {\(condition), where: 'person_id = 1'}, "
                + "params: {values: [1]}", 2, ["100"]),
        Case(
            "type: allowed_values, applies_to: {model: omop.condition_occurrence, "
                + "field: condition_source_value}, params: {values: [A1, B23]}", 4, ["102"]),
        Case(
            "type: regex, applies_to: {model: omop.condition_occurrence, "
                + "field: condition_source_value}, params: {pattern: '[A-Z]\\d'}", 4, ["102"]),
        Case(
            "type: regex, applies_to: {model: omop.measurement, field: measurement_id}, "
                + "params: {pattern: '[5-8]'}", 5, ["9"]),
        Case(
            "type: required, applies_to: {model: omop.person, field: person_source_value}", 3,
            ["3"]),
        Case(
            "type: required, applies_to: {model: omop.measurement, field: measurement_date, "
                + "where: 'person_id = 2'}", 2, ["9"]),
        Case(
            "type: unique, applies_to: {model: omop.measurement, field: measurement_date}", 4,
            ["6", "7"]),
        Case(
            "type: unique, applies_to: {model: omop.condition_occurrence}, "
                + "params: {fields: [condition_concept_id, condition_source_value]}", 4,
            ["100", "101"]),
        Case(
            "type: temporal_order, applies_to: {model: omop.visit_occurrence, "
                + "field: visit_start_date}, params: {not_after: visit_end_date}", 2, ["11"]),
        Case(
            "type: temporal_order, applies_to: {model: omop.visit_occurrence, "
                + "field: visit_start_date}, params: {not_after: visit_end_date, "
                + "tolerance_days: 9}", 2, []),
        Case(
            "type: temporal_order, applies_to: {model: omop.visit_occurrence, "
                + "field: visit_start_date}, params: {not_after: visit_end_date, "
                + "tolerance_days: 8}", 2, ["11"]),
        Case(
            "type: temporal_order, applies_to: \(start), params: "
                + "{not_before: omop.visit_occurrence.visit_start_date, via: visit_occurrence_id, "
                + "tolerance_days: 711}", 4, ["104"]),
        // The earliest of several dates counts.
        Case(
            "type: temporal_order, applies_to: {model: omop.visit_occurrence, "
                + "field: visit_end_date}, params: "
                + "{not_after: omop.condition_occurrence.condition_start_date, via: person_id}",
            2, ["10", "11"]),
        Case(
            "type: cross_field, applies_to: {model: omop.visit_occurrence, "
                + "field: visit_end_date}, params: {expression: 'visit_start_date <= "
                + "visit_end_date OR person_id = 1'}", 2, ["11"]),
        Case(
            "type: cross_field, applies_to: {model: omop.measurement}, "
                + "params: {expression: 'value_as_number + 0 < 25'}", 4, ["7"]),
        Case(
            "type: sex_specific, applies_to: {\(condition)}, "
                + "params: {female_only: [197938], male_only: [436366]}", 4, ["100", "102"]),
        // Born on 29 February: 18 on 1 March.
        Case(
            "type: age_at_event, applies_to: \(start), params: {min_years: 18}", 4, ["100"]),
        Case(
            "type: age_at_event, applies_to: \(start), params: {max_years: 17}", 4,
            ["101", "102", "103"]),
        Case(
            "type: regex, applies_to: {model: fhir.Patient, field: name.given}, "
                + "params: {pattern: '[A-Z].*'}", 2, ["b"]),
        Case(
            "type: required, applies_to: {model: fhir.Patient, field: name.given}", 3, ["c"]),
        Case(
            "type: allowed_values, applies_to: {model: fhir.Patient, field: birthDate, "
                + "where: \"name.given = 'Cy' AND active\"}, params: {values: [2000-01-01]}", 1,
            ["a"]),
        Case(
            "type: allowed_values, applies_to: {model: fhir.Patient, field: active}, "
                + "params: {values: [true]}", 1, []),
        // A year alone is no day.
        Case(
            "type: temporal_order, applies_to: {model: fhir.Patient, field: birthDate}, "
                + "params: {not_after: deceasedDateTime}", 1, ["a"]),
        Case(
            "type: unique, applies_to: {model: fhir.Patient, field: birthDate}", 3, ["a", "c"]),
        Case(
            "type: unique, applies_to: {model: fhir.Patient, field: name.given}", 2, []),
        Case(
            "type: cross_field, applies_to: {model: fhir.Patient}, "
                + "params: {expression: \"name.given IS NOT NULL OR birthDate > '1990'\"}", 3,
            ["c"]),
    ]

    @Test("One constraint", arguments: cases)
    func constraint(example: Case) throws {
        let check = try run(example.constraint)
        #expect(check.checked == example.checked)
        #expect(check.keys == example.keys)
        #expect(check.violated == example.keys.count)
        #expect(check.status == (example.keys.isEmpty ? "PASS" : "FAIL"))
    }

    @Test("Nothing to check, and what cannot be checked")
    func notEvaluated() throws {
        let nothing = try run(
            "type: required, applies_to: {model: omop.person, field: person_id, where: '1 = 0'}")
        #expect(nothing.status == "NA")
        #expect(nothing.reason == "there is no row to check")
        let table = try run("type: required, applies_to: {model: omop.death, field: death_date}")
        #expect(table.status == "not evaluated")
        #expect(table.reason == "the CDM has no table death")
        let column = try run(
            "type: required, applies_to: {model: omop.person, field: year_of_birth}")
        #expect(column.status == "not evaluated")
        #expect(column.reason == "person has no column year_of_birth")
        let directory = try TestDirectory([
            "rules.yaml": Self.file("type: required, applies_to: {model: fhir.Patient, field: id}")
        ])
        let noFiles = try domainChecks(rules: directory.path + "/rules.yaml", omop: nil, fhir: [])
        #expect(noFiles.first?.reason == "no FHIR data is named")
    }

    @Test("The query lists what violates")
    func query() throws {
        let check = try run(
            "type: range, applies_to: \(Self.value), params: {min: 15, max: 30}")
        let database = try Database(path: ":memory:")
        try database.execute("CREATE TABLE measurement(measurement_id INTEGER, value_as_number)")
        try database.execute("INSERT INTO measurement VALUES (5, 10), (6, 20), (7, 31)")
        #expect(
            try database.text(of: "SELECT group_concat(measurement_id) FROM (\(check.query))")
                == "5,7")
    }

    @Test("Keys are the first ones, sorted as numbers")
    func keys() throws {
        var rows = "person_id,gender_concept_id\n"
        for person in (1...5000).reversed() { rows += "\(person),1\n" }
        let omop = try TestDirectory(["person.csv": rows])
        let rules = try TestDirectory([
            "rules.yaml": Self.file(
                "type: allowed_values, applies_to: {model: omop.person, "
                    + "field: gender_concept_id}, params: {values: [0]}")
        ])
        let check = try domainChecks(
            rules: rules.path + "/rules.yaml", omop: omop.path, fhir: []
        ).first
        #expect(check?.violated == 5000)
        #expect(check?.keys == (1...200).map { String($0) })
    }

    /// Files in Fixtures/rules/bad, with a part of what is said of them.
    static let bad: [(file: String, expected: String)] = [
        (
            "unknown-type.yaml",
            "line 5, column 23: the type 'rnge' is not known; did you mean 'range'?"
        ),
        (
            "unknown-key.yaml",
            "line 5, column 30: a constraint has no key 'severty'; did you mean 'severity'?"
        ),
        ("unknown-severity.yaml", "the severity 'eror' is not known; did you mean 'error'?"),
        ("unknown-model.yaml", "the model 'omop.persn' is not known; did you mean 'omop.person'?"),
        (
            "unknown-field.yaml",
            "line 5: A: omop.person has no field 'year_of_brith'; did you mean 'year_of_birth'?"
        ),
        (
            "unknown-element.yaml",
            "line 5: A: fhir.Patient has no field 'brithDate'; did you mean 'birthDate'?"
        ),
        (
            "unknown-name-in-where.yaml",
            "line 5: A: omop.person has no field 'gendr_concept_id'; did you mean "
                + "'gender_concept_id'?"
        ),
        ("broken-where.yaml", "line 5: A: near \")\": syntax error"),
        ("statement-in-where.yaml", "line 5: A: SELECT cannot stand in a condition"),
        ("unknown-param.yaml", "'params' of range has no key 'mim'; did you mean 'min'?"),
        ("no-bounds.yaml", "'params' of range has no 'min' and no 'max'"),
        ("bad-bound.yaml", "'min' must be a number or a date like '2026-01-31'"),
        ("bad-pattern.yaml", "a ']' is missing, at character 5 of the pattern"),
        ("same-id.yaml", "line 6, column 9: the id 'A' stands twice; the other is in line 5"),
        ("no-field.yaml", "'applies_to' has no 'field'"),
        ("no-params.yaml", "has no 'values'"),
        ("sex-of-resource.yaml", "sex_specific looks at PERSON"),
        ("via-missing.yaml", "has no 'via'"),
        ("two-limits.yaml", "one of 'not_after' and 'not_before' must be there"),
        ("unknown-version.yaml", "line 1, column 10: the version is not known"),
        (
            "no-domains.yaml",
            "line 1, column 1: the file has no key 'domians'; did you mean 'domains'?"
        ),
        ("empty.yaml", "the file is empty"),
    ]

    @Test("A file with an error", arguments: bad)
    func badFile(file: String, expected: String) throws {
        let path = fixtures + "bad/\(file)"
        let (omop, fhir) = (try TestDirectory(Self.omop), try TestDirectory(Self.fhir))
        do {
            _ = try domainChecks(rules: path, omop: omop.path, fhir: [fhir.path])
            Issue.record("it was read")
        } catch {
            #expect(error.description.hasPrefix(path))
            #expect(error.description.contains(expected), "\(error.description)")
        }
    }
}
