// The schema against the published counts of the CDM 5.4, and against itself.

import Columnar
import OMOP
import Testing

@Suite("CDM schema")
struct CDMSchemaTests {
    @Test("39 tables, 432 fields, as OHDSI/CommonDataModel lists them")
    func counts() {
        #expect(CDMSchema.tables.count == 39)
        #expect(CDMSchema.tables.reduce(0) { $0 + $1.fields.count } == 432)
        let integers = CDMSchema.tables.flatMap(\.fields).count { $0.datatype == .integer }
        #expect(integers == 222)
        let limited = CDMSchema.tables.flatMap(\.fields).count { $0.datatype == .varchar(50) }
        #expect(limited == 54)
    }

    @Test(
        "Fields of each table",
        arguments: [
            ("person", 18), ("visit_occurrence", 17), ("measurement", 23), ("cost", 22),
            ("concept", 10), ("cohort_definition", 7),
        ])
    func fieldCounts(table: String, count: Int) throws {
        #expect(try #require(CDMSchema.table(named: table)).fields.count == count)
    }

    @Test("Names are found in any case, others are not")
    func names() {
        #expect(CDMSchema.table(named: "PERSON")?.name == "person")
        #expect(CDMSchema.table(named: "persons") == nil)
    }

    @Test("Foreign keys lead to fields")
    func foreignKeys() {
        for table in CDMSchema.tables {
            for field in table.fields {
                guard let key = field.foreignKey else { continue }
                #expect(
                    CDMSchema.table(named: key.table)?.field(named: key.field) != nil,
                    "\(table.name).\(field.name)")
            }
        }
    }

    @Test(
        "Keys have 64 bits, concepts and numbers 32",
        arguments: [
            ("person", "person_id", ScalarType.long), ("person", "gender_concept_id", .int),
            ("person", "year_of_birth", .int),
            ("person", "birth_datetime", .timestamp(.microseconds, isUTC: false)),
            ("measurement", "measurement_event_id", .long),
            ("measurement", "value_as_number", .double),
            ("measurement", "measurement_date", .date), ("fact_relationship", "fact_id_1", .long),
            ("fact_relationship", "domain_concept_id_1", .int),
            ("concept_relationship", "concept_id_1", .int), ("drug_strength", "box_size", .int),
            ("cost", "payer_plan_period_id", .long), ("cost", "cost_domain_id", .string),
        ])
    func types(table: String, field: String, type: ScalarType) throws {
        let found = try #require(CDMSchema.table(named: table)?.field(named: field))
        #expect(found.scalarType == type)
    }

    @Test(
        "Datatypes read and write their text",
        arguments: ["integer", "float", "varchar(max)", "varchar(60)"])
    func datatypeText(text: String) throws {
        let field = try #require(
            CDMSchema.tables.flatMap(\.fields).first { $0.datatype.text == text })
        #expect(field.datatype.text == text)
    }

    @Test("What is required and what a key refers to")
    func person() throws {
        let table = try #require(CDMSchema.table(named: "person"))
        #expect(table.schema == .cdm)
        #expect(table.fields.first?.isPrimaryKey == true)
        let gender = try #require(table.field(named: "gender_concept_id"))
        #expect(gender.isRequired)
        #expect(gender.foreignKey?.domain == "Gender")
        let era = try #require(CDMSchema.table(named: "drug_era")?.field(named: "drug_concept_id"))
        #expect(era.foreignKey?.conceptClass == "Ingredient")
    }
}

@Suite("Calendar days")
struct CalendarDayTests {
    @Test(
        "Days of dates",
        arguments: [
            ("1970-01-01", Int32(0)), ("1969-12-31", -1), ("2000-02-29", 11_016),
            ("2099-12-31", 47_481), ("2026-01-01", 20_454), ("1900-03-01", -25_508),
        ])
    func known(text: String, days: Int32) {
        #expect(CalendarDay.days(text) == days)
    }

    @Test("Days and parts are inverse, for 400 years")
    func roundTrip() {
        for day in Int32(-80_000)..<66_097 {
            let parts = CalendarDay.parts(day)
            #expect(
                CalendarDay.days(year: parts.year, month: parts.month, day: parts.day) == day)
        }
    }

    @Test(
        "Other texts are no dates", arguments: ["", "2026", "2026-13-01", "26-01-01", "2026-01-x"])
    func bad(text: String) {
        #expect(CalendarDay.days(text) == nil)
    }
}
