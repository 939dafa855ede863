// The rows of random persons against the CDM and the checks of the DataQualityDashboard that hold
// for any data: types, required fields, keys, domains, lengths, order of dates, life time.

import Columnar
import OMOP
import Synthesis
import Testing

@testable import SynthesisOMOP

@Suite("OMOP conformance")
struct ConformanceTests {
    private static let population = TestPopulation(seed: 2026, count: 200)
    private let test = ConformanceTests.population.test
    private let persons = ConformanceTests.population.persons
    private let rows = ConformanceTests.population.rows

    /// Tables of the CDM that have rows here.
    static let tables = OMOPTable.allCases.filter { $0.isOfCDM && !$0.isEmpty }
    /// These and the ledger: defects are not of persons.
    static let madeTables = OMOPTable.allCases.filter { $0.isPerPerson || $0.isShared }

    private func fields(_ table: OMOPTable) throws -> [CDMField] {
        try #require(CDMSchema.table(named: table.rawValue)).fields
    }

    @Test("Every table has rows", arguments: madeTables)
    func filled(table: OMOPTable) throws {
        #expect(try #require(rows[table]).count > 0)
    }

    @Test(
        "Columns have the types of the CDM, required ones are full", arguments: madeTables)
    func shape(table: OMOPTable) throws {
        let rows = try #require(rows[table])
        for batch in rows.batches {
            try #require(batch.columns.count == table.columns.count)
            for (column, made) in zip(table.columns, batch.columns) {
                #expect(made.type == column.type, "\(table).\(column.name)")
                #expect(made.count == batch.rowCount, "\(table).\(column.name)")
                #expect(slots(made) == batch.rowCount, "\(table).\(column.name)")
                if column.isRequired {
                    #expect(made.validity == nil, "\(table).\(column.name) is required")
                }
            }
        }
    }

    private func slots(_ column: TypedColumn) -> Int {
        switch column.values {
        case .booleans(let values): values.count
        case .int32s(let values): values.count
        case .int64s(let values): values.count
        case .floats(let values): values.count
        case .doubles(let values): values.count
        case .bytes(let bytes): bytes.count
        case .dictionary(let indexes, let entries):
            indexes.allSatisfy { $0 >= 0 && Int($0) < entries.count } ? indexes.count : -1
        }
    }

    @Test("Texts fit their fields and are never empty", arguments: tables)
    func lengths(table: OMOPTable) throws {
        let rows = try #require(rows[table])
        for field in try fields(table) {
            guard case .varchar(let length) = field.datatype else { continue }
            for text in rows[field.name] {
                guard let text else { continue }
                #expect(!text.isEmpty && text.count <= length ?? .max, "\(table).\(field.name)")
            }
        }
    }

    @Test("Primary keys are unique", arguments: tables)
    func primaryKeys(table: OMOPTable) throws {
        let rows = try #require(rows[table])
        for field in try fields(table) where field.isPrimaryKey {
            let keys = rows[field.name]
            #expect(Set(keys).count == keys.count, "\(table).\(field.name)")
        }
    }

    @Test("Foreign keys lead to rows", arguments: tables)
    func foreignKeys(table: OMOPTable) throws {
        let rows = try #require(rows[table])
        for field in try fields(table) {
            guard let key = field.foreignKey, let name = OMOPTable(rawValue: key.table),
                let target = self.rows[name]
            else { continue }
            let known = Set(target[key.field])
            let values = Set(rows[field.name].compactMap { $0 })
            #expect(
                values.allSatisfy { known.contains($0) },
                "\(table).\(field.name): \(values.filter { !known.contains($0) })")
        }
    }

    @Test("Concepts have the domain of their field, are standard and valid", arguments: tables)
    func domains(table: OMOPTable) throws {
        let rows = try #require(rows[table])
        for field in try fields(table) {
            guard let key = field.foreignKey, key.table == "concept", !table.isVocabulary else {
                continue
            }
            for value in Set(rows[field.name]) {
                guard let value, let id = Int32(value), id != 0 else { continue }
                let concept = try #require(test.vocabulary.concept(id))
                if !key.domain.isEmpty {
                    #expect(concept.domain == key.domain, "\(table).\(field.name) = \(id)")
                }
                if !key.conceptClass.isEmpty {
                    #expect(concept.conceptClass == key.conceptClass, "\(table).\(field.name)")
                }
                if !field.name.contains("source") {
                    #expect(
                        concept.isStandard && concept.invalidReason.isEmpty,
                        "\(table).\(field.name) = \(id)")
                }
            }
        }
    }

    @Test("Cost points into the table of its domain")
    func costs() throws {
        let costs = try #require(rows[.cost])
        let events = costs["cost_event_id"]
        let tables: [String: OMOPTable] = [
            "Visit": .visitOccurrence, "Procedure": .procedureOccurrence, "Drug": .drugExposure,
            "Measurement": .measurement, "Observation": .observation, "Device": .deviceExposure,
            "Condition": .conditionOccurrence,
        ]
        let plans = Set(try #require(rows[.payerPlanPeriod])["payer_plan_period_id"])
        for (index, domain) in costs["cost_domain_id"].enumerated() {
            let table = try #require(tables[domain ?? ""])
            let keys = Set(try #require(rows[table])["\(table.rawValue)_id"])
            #expect(keys.contains(events[index]), "\(domain ?? "") \(events[index] ?? "")")
        }
        for plan in costs["payer_plan_period_id"] where plan != nil {
            #expect(plans.contains(plan))
        }
    }

    /// Tables with the fields that a person's life bounds.
    static let dates: [(OMOPTable, start: String, end: String?)] = [
        (.visitOccurrence, "visit_start_date", "visit_end_date"),
        (.visitDetail, "visit_detail_start_date", "visit_detail_end_date"),
        (.conditionOccurrence, "condition_start_date", "condition_end_date"),
        (.drugExposure, "drug_exposure_start_date", "drug_exposure_end_date"),
        (.procedureOccurrence, "procedure_date", "procedure_end_date"),
        (.measurement, "measurement_date", nil), (.observation, "observation_date", nil),
        (.deviceExposure, "device_exposure_start_date", "device_exposure_end_date"),
        (.note, "note_date", nil),
        (.conditionEra, "condition_era_start_date", "condition_era_end_date"),
        (.drugEra, "drug_era_start_date", "drug_era_end_date"),
        (.observationPeriod, "observation_period_start_date", "observation_period_end_date"),
        (.payerPlanPeriod, "payer_plan_period_start_date", "payer_plan_period_end_date"),
    ]

    @Test("Nothing before birth, after the reference date, or long after death", arguments: dates)
    func lifetime(table: OMOPTable, start: String, end: String?) throws {
        let rows = try #require(rows[table])
        let people = Dictionary(uniqueKeysWithValues: persons.map { ("\($0.number)", $0) })
        let asOf = dateText(test.world.options.asOfDay)
        let starts = rows[start]
        let ends = end.map { rows[$0] } ?? starts
        var previous: (person: String, date: String)?
        for (index, number) in rows["person_id"].enumerated() {
            let person = try #require(people[number ?? ""])
            let first = try #require(starts[index])
            let birth = dateText(CalendarTime.day(person.demographics.birth))
            #expect(first >= birth && first <= asOf, "\(table) of \(person.number)")
            if let last = ends[index] {
                #expect(first <= last && last <= asOf, "\(table) of \(person.number)")
                if let death = person.demographics.death {
                    let latest = dateText(CalendarTime.day(death) + 60)
                    #expect(last <= latest, "\(table) of \(person.number)")
                }
            }
            // Keys count in the order of date.
            if let previous, previous.person == number {
                #expect(previous.date <= first, "\(table) of \(person.number)")
            }
            previous = (number ?? "", first)
        }
    }

    @Test("Datetimes lie on their dates", arguments: dates)
    func datetimes(table: OMOPTable, start: String, end: String?) throws {
        let rows = try #require(rows[table])
        for name in [start, end].compactMap({ $0 }) {
            let datetimes = rows["\(name)time"]
            guard !datetimes.isEmpty else { continue }
            for (date, datetime) in zip(rows[name], datetimes) {
                #expect(datetime.map { String($0.prefix(10)) } == date, "\(table).\(name)")
            }
        }
    }

    @Test("Each person has periods, without overlap, around all that happened since 1950")
    func periods() throws {
        let periods = try #require(rows[.observationPeriod])
        var spans: [String: [(start: String, end: String)]] = [:]
        let (starts, ends) = (
            periods["observation_period_start_date"], periods["observation_period_end_date"]
        )
        for (index, person) in periods["person_id"].enumerated() {
            spans[person ?? "", default: []].append((starts[index] ?? "", ends[index] ?? ""))
        }
        #expect(spans.count == persons.count)
        for list in spans.values {
            for (earlier, later) in zip(list, list.dropFirst()) {
                #expect(earlier.end < later.start)
            }
        }
        for (table, start, _) in Self.dates.prefix(9) {
            let rows = try #require(self.rows[table])
            let dates = rows[start]
            for (index, person) in rows["person_id"].enumerated() {
                let date = dates[index] ?? ""
                guard date >= "1950-01-01" else { continue }
                #expect(
                    spans[person ?? ""]?.contains { $0.start <= date && date <= $0.end } == true,
                    "\(table) of \(person ?? "") on \(date)")
            }
        }
    }

    @Test("Every row of an event without a concept keeps its code")
    func unmapped() throws {
        for (table, prefix) in [
            (OMOPTable.conditionOccurrence, "condition"), (.procedureOccurrence, "procedure"),
            (.measurement, "measurement"), (.observation, "observation"), (.drugExposure, "drug"),
        ] {
            let rows = try #require(rows[table])
            for source in rows["\(prefix)_source_value"] { #expect(source != nil, "\(table)") }
        }
    }
}
