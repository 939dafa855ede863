// One small CDM for each kind of check; expected counts are worked out by hand from what
// DataQualityDashboard's templates count.

import OMOPQuality
import Testing

@Suite("Kinds of checks")
struct CheckKindTests {
    private static let persons = """
        person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,birth_datetime
        1,8507,1980,6,15,1980-06-15 00:00:00
        2,8532,1990,,,
        3,0,2000,13,1,

        """
    private static let concepts = """
        concept_id,concept_name,domain_id,concept_class_id,standard_concept,invalid_reason
        0,none,Metadata,Undefined,,
        8507,male,Gender,Gender,S,
        10,good,Condition,Disorder,S,
        11,old,Condition,Disorder,,U
        12,drug,Drug,Ingredient,S,

        """

    private func expect(
        _ tables: [String: String], _ expected: [String: String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let results = try CDMFixture(tables).results()
        for (id, counts) in expected.sorted(by: { $0.key < $1.key }) {
            #expect(summary(results[id]) == counts, "\(id)", sourceLocation: sourceLocation)
        }
    }

    @Test("Missing tables and fields")
    func missing() throws {
        try expect(
            ["person": "person_id\n1\n"],
            [
                "table_cdmtable_person": "0/1 PASS",
                "table_cdmtable_death": "-/- FAIL",
                "field_cdmfield_person_person_id": "0/1 PASS",
                "field_cdmfield_person_year_of_birth": "-/- FAIL",
                "field_cdmfield_death_person_id": "-/- NA",
                "field_isrequired_person_year_of_birth": "-/- NA",
                "field_isrequired_death_person_id": "-/- NA",
                "table_measurepersoncompleteness_death": "-/- NA",
                "table_measureconditioneracompleteness_condition_era": "-/- NA",
                // The source value that the template reads is missing.
                "field_isprimarykey_person_person_id": "0/1 PASS",
            ])
    }

    @Test("A missing sibling field is an error, not a reason to leave the check out")
    func missingSibling() throws {
        try expect(
            ["cost": "cost_id,currency_concept_id\n1,0\n", "concept": "concept_id\n0\n"],
            [
                "field_isforeignkey_cost_currency_concept_id": "0/1 PASS",
                "field_fkdomain_measurement_unit_concept_id": "-/- NA",
            ])
        try expect(
            ["measurement": "measurement_id,unit_concept_id\n1,0\n"],
            [
                "field_standardconceptrecordcompleteness_measurement_unit_concept_id": "-/- ERROR",
                "field_isforeignkey_measurement_unit_concept_id": "-/- ERROR",
            ])
    }

    @Test("Absence, datatype, primary keys, references")
    func values() throws {
        try expect(
            [
                "person": Self.persons, "concept": Self.concepts,
                "condition_occurrence": """
                condition_occurrence_id,person_id,condition_concept_id,provider_id
                1,1,10,
                2,1,11,7
                2,9,12,x
                3,,0,
                4,2,99,8
                ,2,,8

                """,
                "provider": "provider_id\n7\n7\n",
            ],
            [
                "field_isrequired_condition_occurrence_person_id": "1/6 FAIL",
                "field_measurevaluecompleteness_condition_occurrence_provider_id": "2/6 PASS",
                "field_cdmdatatype_condition_occurrence_provider_id": "1/6 FAIL",
                // Both copies of 2 count, the null does not.
                "field_isprimarykey_condition_occurrence_condition_occurrence_id": "2/6 FAIL",
                "field_isprimarykey_provider_provider_id": "2/2 FAIL",
                // 9 is nobody.
                "field_isforeignkey_condition_occurrence_person_id": "1/6 FAIL",
                // 8 twice, and a text.
                "field_isforeignkey_condition_occurrence_provider_id": "3/6 FAIL",
                // 99 is no concept; 0 is one.
                "field_isforeignkey_condition_occurrence_condition_concept_id": "1/6 FAIL",
                // The drug; absent concepts and 0 are not counted.
                "field_fkdomain_condition_occurrence_condition_concept_id": "1/6 FAIL",
                // Concept 11, of the rows with a value.
                "field_isstandardvalidconcept_condition_occurrence_condition_concept_id":
                    "1/5 FAIL",
                "field_standardconceptrecordcompleteness_condition_occurrence_condition_concept_id":
                    "1/5 FAIL",
            ])
    }

    @Test("Keys at the ends of the integers, close together and far apart")
    func extremeKeys() throws {
        let references = """
            note_id,person_id
            1,9223372036854775807
            2,-9223372036854775808
            3,-5
            4,-4

            """
        try expect(
            ["person": "person_id\n-5\n-3\n", "note": references],
            ["field_isforeignkey_note_person_id": "3/4 FAIL"])
        try expect(
            ["person": "person_id\n-5\n9223372036854775807\n", "note": references],
            ["field_isforeignkey_note_person_id": "2/4 FAIL"])
    }

    @Test("Concepts that are missing although the source has a value; distinct source values")
    func completeness() throws {
        try expect(
            [
                "measurement": """
                measurement_id,unit_concept_id,unit_source_value,measurement_concept_id,\
                measurement_source_value
                1,,mg,0,a
                2,,,0,a
                3,0,,5,b
                4,8,g,5,a
                5,8,g,0,

                """
            ],
            [
                // Row 3 (0) and row 1 (null with a source value), of rows 1, 3, 4 and 5.
                "field_standardconceptrecordcompleteness_measurement_unit_concept_id": "2/4 FAIL",
                // a and null, of a, b and null.
                "field_sourcevaluecompleteness_measurement_measurement_source_value": "2/3 FAIL",
            ])
    }

    @Test("Limits, with the day after the reference date")
    func limits() throws {
        try expect(
            [
                "person": """
                person_id,year_of_birth,month_of_birth
                1,1849,12
                2,1850,13
                3,2027,
                4,2028,1

                """,
                "measurement": """
                measurement_id,measurement_date
                1,1949-12-31
                2,1950-01-01
                3,2026-01-02
                4,2026-01-03
                5,

                """,
            ],
            [
                "field_plausiblevaluelow_person_year_of_birth": "1/4 FAIL",
                "field_plausiblevaluehigh_person_year_of_birth": "1/4 FAIL",
                "field_plausiblevaluehigh_person_month_of_birth": "1/3 FAIL",
                "field_plausiblevaluelow_measurement_measurement_date": "1/4 FAIL",
                "field_plausiblevaluehigh_measurement_measurement_date": "1/4 FAIL",
            ])
    }

    @Test("Birth and death")
    func life() throws {
        try expect(
            [
                "person": Self.persons,
                "death": "person_id,death_date\n1,2020-01-01\n1,2020-01-11\n",
                "device_exposure": """
                device_exposure_id,person_id,device_exposure_start_date
                1,1,1980-06-14
                2,1,1980-06-15
                3,2,1989-12-31
                4,2,1990-05-31
                5,3,1900-01-01
                6,1,2020-03-01
                7,1,2020-03-02
                8,1,2020-03-12
                9,1,
                10,7,1900-01-01

                """,
            ],
            [
                // Rows 1 and 3: 2 was born on 1 January, 3 on no day of the calendar.
                "field_plausibleafterbirth_device_exposure_device_exposure_start_date": "2/9 FAIL",
                // Rows 1, 3, 4 and 5: without a birth_datetime it is 1 June.
                "field_plausibletemporalafter_device_exposure_device_exposure_start_date":
                    "4/10 FAIL",
                // 1 March is day 60 after the first death: two joins of row 8, one of row 7.
                "field_plausiblebeforedeath_device_exposure_device_exposure_start_date":
                    "3/10 FAIL",
                // The same rows, of those with a person in DEATH.
                "field_plausibleduringlife_device_exposure_device_exposure_start_date": "3/6 FAIL",
            ])
    }

    @Test("Order of dates, and visits")
    func order() throws {
        try expect(
            [
                "visit_occurrence": """
                visit_occurrence_id,visit_start_date,visit_end_date
                1,2020-01-10,2020-01-12
                2,2020-01-10,2020-01-09
                3,,2020-01-09
                3,2020-01-01,2020-01-01

                """,
                "note": """
                note_id,visit_occurrence_id,note_date
                1,1,2020-01-03
                2,1,2020-01-02
                3,1,2020-01-19
                4,1,2020-01-20
                5,,2030-01-01
                6,9,2030-01-01
                7,3,2020-01-09
                8,1,

                """,
            ],
            [
                "field_plausiblestartbeforeend_visit_occurrence_visit_start_date": "1/3 FAIL",
                "field_plausibletemporalafter_visit_occurrence_visit_end_date": "1/4 FAIL",
                // Rows 2 and 4, and one of the two joins of row 7.
                "field_withinvisitdates_note_note_date": "3/7 FAIL",
                "field_isforeignkey_note_visit_occurrence_id": "1/8 FAIL",
            ])
    }

    @Test("Genders and units of single concepts")
    func singleConcepts() throws {
        try expect(
            [
                "person": Self.persons,
                "concept_ancestor": """
                ancestor_concept_id,descendant_concept_id
                4090861,10
                4025213,10
                4090861,11

                """,
                // 26662 is a condition of men, 3006906 is calcium in mg/dL or mmol/L.
                "condition_occurrence": """
                condition_occurrence_id,person_id,condition_concept_id
                1,1,26662
                2,2,26662
                3,3,26662
                4,9,26662
                5,2,10
                6,1,11

                """,
                "measurement": """
                measurement_id,measurement_concept_id,unit_concept_id
                1,3006906,8840
                2,3006906,
                3,3006906,0
                4,3006906,9999
                5,5,9999

                """,
            ],
            [
                "concept_plausiblegender_condition_occurrence_condition_concept_id_26662":
                    "2/4 FAIL",
                "concept_plausiblegender_condition_occurrence_condition_concept_id_26935":
                    "0/0 NA",
                // Row 5 is below two of the ancestors, and counts twice.
                "concept_plausiblegenderusedescendants_condition_occurrence_condition_concept_id_"
                    + "4090861,4025213":
                    "2/3 FAIL",
                "concept_plausibleunitconceptids_measurement_measurement_concept_id_3006906":
                    "1/3 FAIL",
            ])
    }

    @Test("Persons without rows, without eras, with periods that meet")
    func persons() throws {
        try expect(
            [
                "person": Self.persons,
                "condition_occurrence":
                    "person_id,condition_concept_id\n1,5\n1,6\n2,0\n3,5\n8,5\n,5\n",
                "condition_era": "person_id\n1\n",
                "observation_period": """
                observation_period_id,person_id,observation_period_start_date,\
                observation_period_end_date
                1,1,2020-01-01,2020-01-31
                2,1,2020-02-01,2020-02-28
                3,2,2020-01-01,2020-01-31
                4,2,2020-02-02,2020-02-28
                5,3,2020-01-01,2020-01-31
                6,3,2020-01-31,2020-02-28

                """,
            ],
            [
                // 2 and 3.
                "table_measurepersoncompleteness_condition_era": "2/3 PASS",
                // 3 and 8, of 1, 3 and 8.
                "table_measureconditioneracompleteness_condition_era": "2/3 FAIL",
                "table_measureobservationperiodoverlap_observation_period": "2/3 FAIL",
            ])
    }
}
