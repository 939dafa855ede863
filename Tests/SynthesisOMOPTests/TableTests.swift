// What each event becomes, against the conventions (docs/omop.md) and the codes' concepts in the
// subset.

import OMOP
import Synthesis
import Testing

@testable import SynthesisOMOP

@Suite("OMOP rows")
struct TableTests {
    private static let population: [OMOPTable: TableRows] = {
        let test = TestWorld()
        return test.rows([test.woman(), test.man(), test.nobody()])
    }()
    private let rows = TableTests.population

    private func lines(_ table: OMOPTable, _ columns: String) -> [String] {
        rows[table]?.lines(columns) ?? []
    }

    @Test("PERSON")
    func person() {
        #expect(
            lines(
                .person,
                "person_id gender_concept_id year_of_birth month_of_birth day_of_birth "
                    + "birth_datetime race_concept_id ethnicity_concept_id")
                == [
                    "1|8532|1950|6|15|1950-06-15 4:30|8515|38003563",
                    "2|8507|1940|1|31|1940-01-31 23:59|0|38003564",
                    "3|8532|2025|12|31|2025-12-31 23:00|0|38003564",
                ])
        #expect(
            lines(
                .person,
                "location_id provider_id care_site_id person_source_value gender_source_value "
                    + "race_source_value ethnicity_source_value gender_source_concept_id")
                == [
                    "100001|1|1|1|female|2028-9|2135-2|0", "200001|3|2|2|male|-|2186-5|0",
                    "300001|1|1|3|female|-|2186-5|0",
                ])
    }

    @Test("VISIT_OCCURRENCE")
    func visits() {
        #expect(
            lines(
                .visitOccurrence,
                "visit_occurrence_id person_id visit_concept_id visit_start_date "
                    + "visit_start_datetime visit_end_date visit_type_concept_id provider_id "
                    + "care_site_id visit_source_value visit_source_concept_id")
                == [
                    "100001|1|9202|2020-03-01|2020-03-01 9:00|2020-03-01|32827|3|2|100001|4085799",
                    "100002|1|262|2021-05-10|2021-05-10 22:00|2021-05-15|32827|2|1|100002|4079617",
                    "100003|1|9202|2025-12-20|2025-12-20 8:00|2025-12-20|32827|3|2|100003|4085799",
                    "200001|2|9201|2024-02-28|2024-02-28 12:00|2024-02-29|32827|1|1|200001|8715",
                ])
        #expect(
            lines(
                .visitOccurrence,
                "admitted_from_concept_id admitted_from_source_value discharged_to_concept_id "
                    + "preceding_visit_occurrence_id")
                == ["-|-|-|-", "8870|emd|-|100001", "-|-|-|100002", "8756|outp|-|-"])
    }

    @Test("VISIT_DETAIL: one for each visit, one for intensive care")
    func details() {
        #expect(
            lines(
                .visitDetail,
                "visit_detail_id visit_detail_concept_id visit_detail_start_datetime "
                    + "visit_detail_end_datetime visit_detail_source_value "
                    + "visit_detail_source_concept_id preceding_visit_detail_id "
                    + "parent_visit_detail_id visit_occurrence_id admitted_from_concept_id")
                == [
                    "100001|581477|2020-03-01 9:00|2020-03-01 9:30|185349003|4085799|-|-|100001|-",
                    "100002|9201|2021-05-10 22:00|2021-05-15 11:00|183452005|4079617|100001|"
                        + "-|100002|8870",
                    "100003|9201|2021-05-11 10:00|2021-05-13 10:00|305351004|4138933|100002|"
                        + "100002|100002|-",
                    "100004|8782|2025-12-20 8:00|2025-12-20 8:20|185349003|4085799|100003|-|"
                        + "100003|-",
                    "200001|9201|2024-02-28 12:00|2024-02-29 3:00|32485007|8715|-|-|200001|8756",
                ])
    }

    @Test("CONDITION_OCCURRENCE: the domain decides, concept 0 keeps its code")
    func conditions() {
        #expect(
            lines(
                .conditionOccurrence,
                "condition_occurrence_id condition_concept_id condition_start_datetime "
                    + "condition_end_date condition_type_concept_id condition_status_concept_id "
                    + "condition_status_source_value provider_id visit_occurrence_id "
                    + "visit_detail_id condition_source_value condition_source_concept_id")
                == [
                    "100001|320128|2020-03-01 9:05|-|32840|-|-|3|100001|100001|59621000|320128",
                    "100002|4311629|2020-03-01 9:06|2021-05-10|32817|32906|resolved|3|"
                        + "100001|100001|15777000|40316773",
                    "100003|0|2025-12-20 8:05|-|32817|-|-|3|100003|100004|999999000|0",
                    "200001|4329847|2024-02-28 12:00|-|32817|-|-|1|200001|200001|22298006|4329847",
                ])
    }

    @Test(
        "OBSERVATION: allergies, surveys, answers, conditions of that domain"
    )
    func observations() {
        #expect(
            lines(
                .observation,
                "observation_id observation_concept_id observation_datetime value_as_number "
                    + "value_as_concept_id unit_concept_id observation_source_value "
                    + "observation_source_concept_id unit_source_value value_source_value")
                == [
                    "100001|4240902|2020-03-01 9:02|-|42538933|-|91935009|4240902|-|-",
                    "100002|4251306|2021-05-10 22:10|-|-|-|73595000|4251306|-|-",
                    "100003|903651|2021-05-10 22:20|-|-|-|8517006|4310250|-|-",
                    "100004|1340204|2021-05-10 22:20|-|-|-|8517006|4310250|-|-",
                    "100005|40758879|2021-05-10 22:40|3.0|-|44777566|55758-7|40758879|{score}|3",
                    "100006|43054909|2021-05-10 22:41|-|42709996|-|72166-2|43054909|-|449868002",
                ])
    }

    @Test("MEASUREMENT: two rows of a blood pressure, none of the panel; procedures of that domain")
    func measurements() {
        #expect(
            lines(
                .measurement,
                "measurement_id measurement_concept_id measurement_datetime "
                    + "measurement_type_concept_id value_as_number unit_concept_id range_low "
                    + "range_high measurement_source_value measurement_source_concept_id "
                    + "unit_source_value unit_source_concept_id value_source_value")
                == [
                    "100001|3004249|2020-03-01 9:10|32817|142.0|8876|-|-|8480-6|3004249|"
                        + "mm[Hg]|8876|142",
                    "100002|3012888|2020-03-01 9:10|32817|88.0|8876|-|-|8462-4|3012888|"
                        + "mm[Hg]|8876|88",
                    "100003|4077697|2020-03-01 9:15|32817|-|-|-|-|24623002|4077697|-|-|-",
                    "100004|3004410|2020-03-01 9:20|32856|6.1|8554|4.0|5.6|4548-4|3004410|%|"
                        + "8554|6.1",
                    "100005|46236952|2025-12-20 8:10|32856|64.27|720870|-|-|33914-3|3030354|"
                        + "mL/min/{1.73_m2}|720870|64.27",
                ])
        #expect(
            lines(.measurement, "visit_occurrence_id visit_detail_id provider_id").last
                == "100003|100004|3")
    }

    @Test("PROCEDURE_OCCURRENCE")
    func procedures() {
        #expect(
            lines(
                .procedureOccurrence,
                "procedure_occurrence_id procedure_concept_id procedure_datetime "
                    + "procedure_end_datetime procedure_type_concept_id quantity "
                    + "procedure_source_value")
                == ["100001|4326177|2020-03-01 9:25|2020-03-01 9:28|32817|1|430193006"])
    }

    // A supply of 30 days with two refills covers 90 days.
    @Test("DRUG_EXPOSURE: never past a stop, death or the reference date")
    func drugs() {
        #expect(
            lines(
                .drugExposure,
                "drug_exposure_id drug_concept_id drug_exposure_start_date drug_exposure_end_date "
                    + "verbatim_end_date drug_type_concept_id refills quantity days_supply")
                == [
                    "100001|40213154|2020-03-01|2020-03-01|-|32818|-|1.0|-",
                    "100002|19080128|2020-03-01|2020-05-29|-|32838|2|30.0|30",
                    "100003|1127433|2021-05-11|2021-05-11|-|32818|-|1.0|-",
                    "100004|40162606|2021-05-15|2021-05-18|2021-05-18|32838|0|20.0|10",
                    "100005|19080128|2025-12-20|2026-01-01|-|32838|0|90.0|90",
                    "200001|19059056|2024-02-28|2024-02-29|-|32838|0|30.0|30",
                ])
        #expect(
            lines(
                .drugExposure,
                "sig route_concept_id route_source_value lot_number drug_source_value")
                == [
                    "-|-|-|L4711|140", "1 dose every 1 d|4132161|26643006|-|314076",
                    "-|-|-|-|313782", "1 dose every 6 h as needed|0|1|-|856987",
                    "1 dose every 1 d|-|-|-|314076", "1 dose every 1 d|-|-|-|243670",
                ])
    }

    @Test("DEATH, with its cause")
    func death() {
        #expect(
            lines(
                .death,
                "person_id death_date death_datetime death_type_concept_id cause_concept_id "
                    + "cause_source_value cause_source_concept_id")
                == ["2|2024-02-29|2024-02-29 3:00|32817|4329847|22298006|4329847"])
    }

    @Test("DEVICE_EXPOSURE and NOTE")
    func deviceAndNote() {
        #expect(
            lines(
                .deviceExposure,
                "device_exposure_id device_concept_id device_exposure_start_date "
                    + "device_exposure_end_date production_id quantity device_source_value")
                == ["100001|4224372|2021-05-15|-|99|1|337414009"])
        #expect(
            lines(
                .note,
                "note_id note_datetime note_class_concept_id note_title encoding_concept_id "
                    + "language_concept_id note_source_value note_text")
                == [
                    "100001|2020-03-01 9:30|3030023|History and physical note|32678|4180186|"
                        + "34117-2|"
                        + "Visit note\nEssential hypertension\nPrediabetes"
                ])
    }

    @Test("LOCATION: homes and care sites")
    func locations() {
        #expect(
            lines(.location, "location_id address_1 city state zip country_concept_id latitude")
                == [
                    "100001|17 Oak Avenue|Boston|MA|02109|4330442|42.36",
                    "200001|0 Main Street|Cañon City|CO|-|4330442|38.44",
                    "300001|0 Main Street|Boston|MA|02108|4330442|42.36",
                    "1|12 Oak Avenue|Boston|MA|02108|4330442|42.36",
                    "2|3 Main Street|Cañon City|CO|-|4330442|38.44",
                ])
    }

    @Test("CARE_SITE and PROVIDER: those that are referred to")
    func providers() {
        #expect(
            lines(
                .careSite,
                "care_site_id care_site_name place_of_service_concept_id location_id "
                    + "care_site_source_value place_of_service_source_value")
                == [
                    "1|Boston General Hospital|8756|1|1|hospital", "2|Oak Clinic|581477|2|2|clinic",
                ])
        #expect(
            lines(
                .provider,
                "provider_id provider_name npi specialty_concept_id care_site_id year_of_birth "
                    + "gender_concept_id provider_source_value gender_source_value")
                == [
                    "1|Eve Smith|1234567893|38004446|1|1970|8532|1|female",
                    "2|Adam Jones|1999999984|38004446|1|1980|8507|2|male",
                    "3|Adam Jones|1000000004|38004446|2|1985|8507|3|male",
                ])
    }

    @Test("PAYER_PLAN_PERIOD and COST")
    func finances() {
        #expect(
            lines(
                .payerPlanPeriod,
                "payer_plan_period_id payer_plan_period_start_date payer_plan_period_end_date "
                    + "payer_concept_id payer_source_value")
                == [
                    "100001|2018-01-01|2019-12-31|0|"
                        + "A private payer whose name is longer than fifty ch",
                    "100002|2020-01-01|2026-01-01|0|Medicare",
                ])
        #expect(
            lines(
                .cost,
                "cost_id cost_event_id cost_domain_id cost_type_concept_id currency_concept_id "
                    + "total_charge total_paid paid_by_payer paid_by_patient payer_plan_period_id")
                == [
                    "100001|100001|Visit|32814|44818668|100.0|100.0|80.0|20.0|100002",
                    "100002|100001|Procedure|32814|44818668|25.5|25.5|20.4|5.1|100002",
                    "100003|100003|Measurement|32814|44818668|99.99|99.99|79.99|20.0|100002",
                    "100004|100001|Drug|32814|44818668|30.0|30.0|24.0|6.0|100002",
                ])
    }

    @Test("OBSERVATION_PERIOD by the rule of health records")
    func periods() {
        #expect(
            lines(
                .observationPeriod,
                "observation_period_id person_id observation_period_start_date "
                    + "observation_period_end_date period_type_concept_id")
                == [
                    // 435 days between visits are no gap, four years are.
                    "100001|1|2020-03-01|2021-07-14|32882", "100002|1|2025-12-20|2026-01-01|32882",
                    "200001|2|2024-02-28|2024-04-29|32882", "300001|3|2026-01-01|2026-01-01|32882",
                ])
    }

    @Test("Eras")
    func eras() {
        #expect(
            lines(
                .conditionEra,
                "condition_era_id condition_concept_id condition_era_start_date "
                    + "condition_era_end_date condition_occurrence_count")
                == [
                    "100001|320128|2020-03-01|2020-03-02|1",
                    "100002|4311629|2020-03-01|2021-05-10|1",
                    "100003|0|2025-12-20|2025-12-21|1", "200001|4329847|2024-02-28|2024-02-29|1",
                ])
        #expect(
            lines(
                .drugEra,
                "drug_era_id drug_concept_id drug_era_start_date drug_era_end_date "
                    + "drug_exposure_count gap_days")
                == [
                    "100001|1308216|2020-03-01|2020-05-29|1|0",
                    // Acetaminophen was given, then prescribed with hydrocodone: four days between.
                    "100002|1125315|2021-05-11|2021-05-18|2|4",
                    "100003|1174888|2021-05-15|2021-05-18|1|0",
                    "100004|1308216|2025-12-20|2026-01-01|1|0",
                    "200001|1112807|2024-02-28|2024-02-29|1|0",
                ])
    }

    @Test("CDM_SOURCE")
    func source() {
        #expect(
            lines(
                .cdmSource,
                "cdm_source_abbreviation cdm_release_date cdm_version cdm_version_concept_id "
                    + "vocabulary_version")
                == ["healthlake-synthetic|2026-01-01|5.4|756265|v5.0 30-AUG-24"])
    }
}
