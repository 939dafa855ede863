// The catalogue of the binary, and what a user's tables may say.

import Columnar
import Testing

@testable import Synthesis

@Suite("Catalogue")
struct CatalogueLoadingTests {
    @Test("The tables in the binary")
    func embedded() throws {
        let catalogue = try Catalogue.load()
        let clinical = try #require(catalogue.clinical)
        #expect(catalogue.conditions.filter { $0.kind != .trait }.count >= 100)
        #expect(clinical.measures.count >= 80)
        #expect(clinical.drugs.count >= 200)
        #expect(try clinical.latent().repairChangeMax < 0.08)
        // Every prevalent condition has a curve that is somewhere above 0.
        for (entry, curve) in zip(catalogue.conditions, clinical.curves) where entry.isPrevalent {
            #expect((curve?.values.max() ?? 0) > 0, "\(entry.key)")
        }
        // Every product that is prescribed has a concept.
        for drug in clinical.drugs {
            let code = catalogue.codes[Int(drug.code)]
            #expect(!code.targets.isEmpty, "\(code.code) \(code.display)")
        }
        for condition in catalogue.conditions where condition.isCoded {
            let code = catalogue.codes[Int(condition.code)]
            #expect(!code.targets.isEmpty, "\(condition.key)")
        }
    }

    @Test("Every table is in the binary, and the clinical ones name a source in every row")
    func sources() throws {
        for name in Catalogue.tableNames {
            #expect(try CatalogueTable.embedded(name) != nil, "\(name)")
        }
        for name in ClinicalTables.tableNames {
            let table = try #require(try CatalogueTable.embedded(name), "\(name)")
            let source = try table.column("source")
            for row in table.rows {
                #expect(!table.optionalText(row, source).isEmpty, "\(name) line \(row.line)")
            }
        }
    }

    @Test("A condition is added by rows")
    func added() throws {
        let rows = [
            "conditions": [
                "broken_heart", "359999001", "Broken heart", "chronic", "", "", "no", "yes", "",
                "30", "110", "", "choice: test",
            ],
            "condition_prevalence": [
                "broken_heart", "prevalence", "F", "30", "110", "0.4", "choice: test",
            ],
            "condition_drugs": [],
        ]
        let catalogue = try Catalogue.load(from: { (name) throws(LakeError) in
            guard let row = rows[name], !row.isEmpty,
                let table = try CatalogueTable.embedded(name)
            else { return nil }
            return try CatalogueTable(
                name: name, columns: table.columns, rows: table.rows.map(\.fields) + [row])
        })
        #expect(catalogue.warnings.contains { $0.contains("359999001") })
        let index = try #require(catalogue.conditions.firstIndex { $0.key == "broken_heart" })
        let world = try SampleLives.world(historyYears: 1, catalogue: catalogue)
        let simulator = try PersonSimulator(world: world, scope: .conditions)
        var person = SimulatedPerson()
        var had = 0
        var women = 0
        for number in Int64(1)...5000 {
            simulator.simulate(number, into: &person)
            guard person.demographics.sex == .female, person.demographics.death == nil,
                person.demographics.age(onDay: world.options.asOfDay) >= 30
            else { continue }
            women += 1
            if person.conditions.contains(where: { Int($0.entry) == index }) { had += 1 }
        }
        #expect(abs(Double(had) / Double(women) - 0.4) < 0.05)
    }

    struct Mistake: Sendable {
        let table: String
        let column: String
        let value: String
        let message: String
    }

    @Test(
        "Mistakes name the table, the line and the column",
        arguments: [
            Mistake(
                table: "condition_prevalence", column: "value", value: "1.4",
                message: "out of range"),
            Mistake(
                table: "condition_prevalence", column: "condition", value: "hypertensoin",
                message: "did you mean hypertension?"),
            Mistake(
                table: "condition_effects", column: "measure", value: "hba1d",
                message: "did you mean hba1c?"),
            Mistake(
                table: "condition_effects", column: "untreated", value: "much",
                message: "write +3, -0.5 or x1.5"),
            Mistake(
                table: "conditions", column: "kind", value: "cronic",
                message: "did you mean chronic?"),
            Mistake(
                table: "conditions", column: "latent", value: "+bmj", message: "did you mean +bmi"),
            Mistake(
                table: "condition_care", column: "encounter", value: "inpatent",
                message: "did you mean inpatient?"),
            Mistake(
                table: "condition_therapies", column: "share", value: "often",
                message: "is no number"),
            Mistake(
                table: "condition_drugs", column: "therapy", value: "nothing",
                message: "it is one of"),
            Mistake(
                table: "panels", column: "measures", value: "hight weight",
                message: "did you mean height?"),
            Mistake(
                table: "measure_reference", column: "p25", value: "-1e6",
                message: "below the one before"),
        ])
    func mistakes(_ mistake: Mistake) throws {
        let error = #expect(throws: LakeError.self) {
            _ = try Catalogue.load(from: { (name) throws(LakeError) in
                guard name == mistake.table, let table = try CatalogueTable.embedded(name) else {
                    return nil
                }
                let column = try table.column(mistake.column)
                var rows = table.rows
                var fields = rows[0].fields
                fields[column] = mistake.value
                rows[0] = CatalogueTable.Row(line: 2, fields: fields)
                return try CatalogueTable(
                    name: name, origin: .file("my.csv"), columns: table.columns, rows: rows)
            })
        }
        let text = "\(try #require(error))"
        #expect(text.contains(mistake.message), "\(text)")
        #expect(text.contains("my.csv"), "\(text)")
        #expect(text.contains("2") && text.contains(mistake.column), "\(text)")
    }
}
