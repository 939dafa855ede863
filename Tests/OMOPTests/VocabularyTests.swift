// The vocabulary subset: pairs that are known from elsewhere, and its own consistency.

import OMOP
import Testing

@Suite("Vocabulary")
struct VocabularyTests {
    private let vocabulary = Vocabulary()

    @Test("Every named concept is in the subset under its name")
    func constants() {
        for (id, name) in ConceptID.names {
            #expect(vocabulary.concept(id)?.name == name, "\(id)")
        }
    }

    @Test(
        "Codes and their concepts",
        arguments: [
            ("SNOMED", "44054006", Int32(201_826)), ("SNOMED", "59621000", 320_128),
            ("LOINC", "4548-4", 3_004_410), ("RxNorm", "314076", 19_080_128),
            ("CVX", "140", 40_213_154), ("ICD10CM", "I10", 35_207_668),
        ])
    func codes(vocabulary name: String, code: String, id: Int32) {
        #expect(vocabulary.concept(vocabulary: name, code: code)?.id == id)
    }

    @Test("Concept 0 is there and maps nowhere")
    func zero() {
        #expect(vocabulary.concepts.first?.id == 0)
        #expect(vocabulary.targets(of: 0).isEmpty)
        #expect(vocabulary.concept(vocabulary: "SNOMED", code: "nothing") == nil)
    }

    /// The traps of the 2024 vocabulary.
    @Test(
        "What maps to what",
        arguments: [
            (Int32(201_826), [Int32(201_826)]), (40_316_773, [4_311_629]),
            (3_030_354, [46_236_952]), (4_310_250, [903_651, 1_340_204]),
            (35_207_668, [320_128]), (40_623_280, []), (442_116, []),
        ] as [(Int32, [Int32])])
    func targets(id: Int32, expected: [Int32]) {
        #expect(vocabulary.targets(of: id).map(\.conceptID) == expected)
    }

    @Test("Every target is standard and valid")
    func targetsAreStandard() {
        for concept in vocabulary.concepts {
            for target in vocabulary.targets(of: concept.id) {
                let found = vocabulary.concept(target.conceptID)
                #expect(found?.isStandard == true && found?.invalidReason == "", "\(concept.id)")
            }
            if concept.isStandard {
                #expect(vocabulary.targets(of: concept.id).map(\.conceptID) == [concept.id])
            }
        }
    }

    @Test("An allergy carries its substance")
    func substance() {
        #expect(vocabulary.targets(of: 4_240_902).first?.valueConceptID == 42_538_933)
        #expect(vocabulary.targets(of: 433_644).first?.valueConceptID == 42_536_288)
        #expect(vocabulary.targets(of: 4_169_137).first?.valueConceptID == 0)
    }

    @Test(
        "Units in both spellings",
        arguments: [
            ("mg/dL", Int32(8840)), ("U/L", 8645), ("[U]/L", 8645), ("{score}", 44_777_566),
            ("[score]", 44_777_566), ("mm[Hg]", 8876), ("mg/g", 8723), ("mg/g{creat}", 9017),
            ("[lb_av]", 8739), ("mL/min/{1.73_m2}", 720_870),
        ])
    func units(code: String, id: Int32) {
        #expect(vocabulary.unit(ucum: code)?.id == id)
    }

    @Test("Ingredients of products")
    func ingredients() {
        func names(_ code: String) -> [String] {
            let id = vocabulary.concept(vocabulary: "RxNorm", code: code)?.id ?? 0
            return vocabulary.ingredients(of: id).compactMap { vocabulary.concept($0)?.name }
        }
        #expect(names("314076") == ["lisinopril"])
        #expect(Set(names("856987")) == ["acetaminophen", "hydrocodone"])
        #expect(Set(names("617296")) == ["amoxicillin", "clavulanate"])
        let influenza = vocabulary.concept(vocabulary: "CVX", code: "140")?.id ?? 0
        #expect(vocabulary.ingredients(of: influenza).isEmpty)
    }

    @Test("Every prescribed product has an ingredient")
    func everyProduct() {
        for concept in vocabulary.concepts where concept.group == "drug" {
            #expect(!vocabulary.ingredients(of: concept.id).isEmpty, "\(concept.name)")
        }
    }

    @Test("Relationships and ancestors lead to concepts")
    func links() {
        for link in vocabulary.relationships {
            #expect(vocabulary.concept(link.first) != nil && vocabulary.concept(link.second) != nil)
        }
        for link in vocabulary.ancestors {
            #expect(
                vocabulary.concept(link.ancestor) != nil
                    && vocabulary.concept(link.descendant) != nil)
            #expect(link.levelsMin <= link.levelsMax)
            #expect((link.levelsMin == 0) == (link.ancestor == link.descendant))
        }
        for concept in vocabulary.concepts where concept.isStandard {
            #expect(vocabulary.ancestors(of: concept.id).contains(concept.id))
            #expect(vocabulary.descendants(of: concept.id).contains(concept.id))
        }
    }
}

@Suite("Drug strengths")
struct DrugStrengthTests {
    private let vocabulary = Vocabulary()

    private func strengths(_ code: String) -> [String] {
        let id = vocabulary.concept(vocabulary: "RxNorm", code: code)?.id ?? -1
        return vocabulary.drugStrengths().filter { $0.drugConceptID == id }.map { row in
            let name = vocabulary.concept(row.ingredientConceptID)?.name ?? "?"
            return "\(name) \(row.value) \(row.isConcentration ? "mg/mL" : "mg")"
        }
    }

    @Test(
        "Amounts from names",
        arguments: [
            ("314076", ["lisinopril 10.0 mg"]),
            ("313782", ["acetaminophen 325.0 mg"]),
            ("856987", ["acetaminophen 300.0 mg", "hydrocodone 5.0 mg"]),
            ("351266", ["buprenorphine 2.0 mg", "naloxone 0.5 mg"]),
            ("860975", ["metformin 500.0 mg"]),
            ("311989", ["nitrofurantoin 5.0 mg/mL"]),
            ("245314", ["albuterol 5.0 mg/mL"]),
            // A pack, a quantity, other units, one ingredient twice: no plain strength.
            ("748856", []), ("752899", []), ("311034", []), ("198031", []), ("648755", []),
            ("1648755", []), ("895996", []),
        ] as [(String, [String])])
    func known(code: String, expected: [String]) {
        #expect(strengths(code) == expected)
    }

    @Test("Each product and ingredient once, most products have theirs")
    func coverage() {
        let all = vocabulary.drugStrengths()
        #expect(Set(all.map { "\($0.drugConceptID)/\($0.ingredientConceptID)" }).count == all.count)
        #expect(Set(all.map(\.drugConceptID)).count > 90)
    }
}
