// The staging models' SQL is computed on batches, all of it, and means what SQLite makes of it.

import Columnar
@testable import Modeling
import Projection
import SQLiteBridge
import Testing

private let sources: [String: [Field]] = [
    "fhir__Observation": [
        Field("id", .text), Field("meta", .json), Field("status", .text),
        Field("category", .json), Field("code", .json), Field("subject", .json),
        Field("effectiveDateTime", .text), Field("effectivePeriod", .json),
        Field("valueQuantity", .json), Field("valueInteger", .integer),
        Field("component", .json),
    ],
    "fhir__ExplanationOfBenefit": [
        Field("id", .text), Field("billablePeriod", .json), Field("item", .json),
    ],
    "fhir__Encounter": [Field("id", .text), Field("class", .json)],
    "omop__measurement": [
        Field("measurement_id", .bigint), Field("measurement_concept_id", .integer),
        Field("measurement_date", .date), Field("value_as_number", .double),
        Field("value_as_concept_id", .integer),
    ],
]

private let tables: [String: [(name: String, type: String)]] = [
    "concept_codes": [
        ("vocabulary_id", "TEXT"), ("concept_code", "TEXT"), ("concept_id", "INTEGER"),
        ("concept_name", "TEXT"),
    ],
    "encounter_classes": [("fhir_class", "TEXT"), ("visit_concept_id", "INTEGER")],
    "stg_omop__concept": [("concept_id", "INTEGER"), ("concept_name", "TEXT")],
]

private let content = """
    insert into fhir__Observation values
        ('o1', null, 'final', null,
            '{"coding": [{"system": "http://loinc.org", "code": "8480-6"}]}',
            '{"reference": "Patient/p1"}', '2020-01-01T10:00:00+01:00', null,
            '{"value": 120.5}', null, null),
        ('o2', null, 'final', null, '{"coding": [{"system": "http://loinc.org", "code": 7}]}',
            '{"reference": "urn:uuid:p2"}', null, '{"start": "2020-02-03"}', null, 4,
            '[{"code": {"coding": [{"system": "http://loinc.org", "code": "8480-6"}]},
               "valueQuantity": {"value": 80}}, {"code": {}}]'),
        ('o3', null, null, null, null, '{}', '2020', null, '{"value": "x"}', null, '[]'),
        (null, null, null, null, null, null, null, null, null, null, null);
    insert into fhir__ExplanationOfBenefit values
        ('e1', '{"start": "2021-05-06"}', '[
            {"servicedDate": "2021-05-05", "adjudication": [
                {"category": {"coding": [{"code": "submitted"}]}, "amount": {"value": 1.5}},
                {"category": {"coding": [{"code": "line_sbmtd_chrg_amt"}]},
                 "amount": {"value": 2}},
                {"category": {"coding": [{"code": "other"}]}, "amount": {"value": 9}}]},
            {"net": {"value": 7}}]'),
        ('e2', null, null);
    insert into fhir__Encounter values
        ('v1', '{"code": "AMB"}'), ('v2', '{"code": 5}'), ('v3', null);
    insert into omop__measurement values
        (1, 10, '2020-01-01', 1.5, 11), (2, 12, '2020-01-02', 2, null), (3, null, null, null, 10);
    insert into concept_codes values
        ('LOINC', '8480-6', 1, 'Systolic'), ('LOINC', '7', 2, 'Seven'), ('CVX', '7', 3, 'Other');
    insert into encounter_classes values ('AMB', 9202), ('5', 1);
    insert into stg_omop__concept values (10, 'ten'), (11, 'eleven');
    """

private func columns(_ name: String) -> [(name: String, type: String)] {
    tables[name] ?? (sources[name] ?? []).map { ($0.name, $0.type.declaration) }
}

private func reader() -> ProjectionReader {
    ProjectionReader { name in
        if let fields = sources[name] {
            let isStrict = name.hasPrefix("omop")
            return .source(columns: fields.map { KnownColumn($0, isStrict: isStrict) })
        }
        return tables[name].map { columns in
            .table(columns: columns.map { KnownColumn($0.name, declaredType: $0.type) })
        }
    }
}

@Suite struct StagingProjectionTests {
    @Test(arguments: [
        (StagingText.observation, "fhir__Observation", 1, 3),
        (StagingText.component, "fhir__Observation", 1, 2),
        (StagingText.claimItem, "fhir__ExplanationOfBenefit", 0, 2),
        (StagingText.encounter, "fhir__Encounter", 1, 3),
        (StagingText.measurement, "omop__measurement", 2, 3),
    ]) func sameRows(sql: String, source: String, lookupCount: Int, rowCount: Int) throws {
        let database = try memoryDatabase()
        for name in (Array(sources.keys) + tables.keys).sorted() {
            let definition = columns(name).map { "\"\($0.name)\" \($0.type)" }
            try database.execute("create table \(name) (\(definition.joined(separator: ", ")))")
        }
        try database.execute(content)
        let query = try reader().read(sql)
        #expect(query.source == source)
        #expect(query.lookups.count == lookupCount)
        let plain = PlainSQL(query: query, sourceColumns: columns(source).map(\.name)).text
        let expected = try typedRows(sql, database)
        #expect(expected.count == rowCount + 1)
        #expect(try typedRows(plain, database) == expected, "\(plain)")
    }

    /// A number in JSON finds the text of its digits; columns are left out that nothing reads.
    @Test func lookupOfObservations() throws {
        let query = try reader().read(StagingText.observation)
        let code = Expression.column(4)
        let lookup = try #require(query.lookups.first)
        #expect(lookup.relation == "concept_codes")
        #expect(
            lookup.columns == ["vocabulary_id", "concept_code", "concept_id", "concept_name"])
        #expect(
            lookup.keys.last
                == Lookup.Key(
                    .cast(.call(.jsonExtract(path: "$.coding[0].code"), [code]), .text),
                    equals: 1))
        // The vocabulary is one of two texts or NULL: nothing to convert.
        guard case .choice = lookup.keys.first?.expression else {
            Issue.record("\(lookup.keys)")
            return
        }
        #expect(query.conditions == [.call(.isNotNull, [.column(0)])])
        #expect(query.columns.first == ProjectionQuery.Column("observation_id", .column(0)))
        #expect(
            query.columns.last
                == ProjectionQuery.Column("lineage_snapshot_id", .literal(.null)))
    }

    /// The one staging model that groups rows.
    @Test func groups() {
        let sql = """
            with category as (
                select o.id, min(i.value) as first
                from fhir__Observation as o, json_each(o.component) as i
                group by o.id
            )
            select * from category
            """
        #expect(refusal(sql, reader()) == "uses GROUP BY")
    }
}
