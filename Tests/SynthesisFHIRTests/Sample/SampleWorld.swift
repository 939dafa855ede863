// A small world made by hand: one code of each kind, names that need escaping.

import Synthesis

enum SampleWorld {
    // Indexes in `codes`.
    static let office: Int32 = 0
    static let admission: Int32 = 1
    static let diabetes: Int32 = 2
    static let sinusitis: Int32 = 3
    static let hemoglobinA1c: Int32 = 4
    static let weight: Int32 = 5
    static let bloodPressure: Int32 = 6
    static let oxygen: Int32 = 7
    static let smokingStatus: Int32 = 8
    static let neverSmoked: Int32 = 9
    static let depressionScore: Int32 = 10
    static let lipidPanel: Int32 = 11
    static let metformin: Int32 = 12
    static let influenzaVaccine: Int32 = 13
    static let peanut: Int32 = 14
    static let diabetesPlan: Int32 = 15
    static let pacemaker: Int32 = 16
    static let nebulizer: Int32 = 17
    static let chestXRay: Int32 = 18
    static let historyNote: Int32 = 19

    // Indexes in `units`.
    static let percent: Int16 = 0
    static let kilogram: Int16 = 1
    static let millimetreOfMercury: Int16 = 2
    static let stone: Int16 = 3

    static let codes: [ClinicalCode] = [
        code(.snomed, "185345009", "Encounter for symptom"),
        code(.snomed, "32485007", "Hospital admission"),
        code(.snomed, "44054006", "Type 2 diabetes mellitus"),
        code(.snomed, "444814009", "Viral sinusitis"),
        code(.loinc, "4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood"),
        code(.loinc, "29463-7", "Body weight"),
        code(.loinc, "85354-9", "Blood pressure panel with all children optional"),
        code(.loinc, "59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"),
        code(.loinc, "72166-2", "Tobacco smoking status"),
        code(.snomed, "266919005", "Never smoked tobacco"),
        code(.loinc, "44261-6", "PHQ-9 total score"),
        code(.loinc, "57698-3", "Lipid panel with direct LDL - Serum or Plasma"),
        code(.rxnorm, "860975", "24 HR metformin hydrochloride 500 MG Extended Release Tablet"),
        code(.cvx, "140", "Influenza, seasonal, injectable, preservative free"),
        code(.snomed, "91935009", "Allergy to \"peanut\" & < nuts >"),
        code(.snomed, "698360004", "Diabetes self management plan <\"A & B\">"),
        code(.snomed, "706004007", "Implantable cardiac pacemaker"),
        code(.snomed, "170615005", "Home nebulizer"),
        code(.snomed, "399208008", "Plain chest X-ray"),
        code(.loinc, "34117-2", "History and physical note"),
    ]

    static let world = SyntheticWorld(
        options: SyntheticOptions(), catalogue: catalogue, network: network)

    static let catalogue = Catalogue(
        codes: codes,
        units: [
            MeasureUnit(code: "%", display: "%", conceptID: 8554),
            MeasureUnit(code: "kg", display: "kg", conceptID: 9529),
            MeasureUnit(code: "mm[Hg]", display: "mmHg", conceptID: 8876),
            MeasureUnit(code: "[stone_av]", display: "stone", conceptID: 0),
        ],
        races: [
            RaceEntry(name: "White", code: "2106-3", conceptID: 8527, share: 0.7),
            RaceEntry(name: "Asian", code: "2028-9", conceptID: 8515, share: 0.3),
        ],
        places: [
            PlaceEntry(
                city: "Boston", state: "MA", population: 650_000, latitude: 42.36,
                longitude: -71.0589, zipCodes: ["02118", "02119"]),
            PlaceEntry(
                city: "Cañon \"City\"", state: "CO", population: 17_000, latitude: 38.441,
                longitude: -105.2424, zipCodes: ["81212"]),
        ],
        payers: [
            PayerEntry(name: "Medicare", isGovernment: true),
            PayerEntry(name: "Aetna", isGovernment: false),
        ],
        routes: [RouteEntry(code: "26643006", display: "Oral route", conceptID: 4132161)],
        languages: [
            LanguageEntry(code: "en-US", display: "English", share: 0.8),
            LanguageEntry(code: "", display: "other", share: 0.2),
        ],
        maleNames: ["José", "John \"Jack\""], femaleNames: ["Mary", "Zoë"],
        surnames: ["O'Brien", "Núñez\\Smith"], streets: ["Elm St", "5th \"Ave\""])

    static let network = ProviderNetwork(
        careSites: [
            CareSite(
                kind: .hospital, name: "Boston \"General\" Hospital", place: 0, street: 0,
                houseNumber: 1, zipCode: 0, phone: 6_175_550_100, firstProvider: 0,
                providerCount: 1),
            CareSite(
                kind: .clinic, name: "Cañon Clinic", place: 1, street: 1, houseNumber: 20,
                zipCode: 0, phone: 7_195_550_101, firstProvider: 1, providerCount: 1),
            CareSite(
                kind: .urgentCare, name: "Never referred to", place: 0, street: 0, houseNumber: 3,
                zipCode: 1, phone: 6_175_550_102, firstProvider: 2, providerCount: 1),
        ],
        providers: [
            Provider(
                sex: .male, givenName: 0, surname: 1, yearOfBirth: 1970, npi: 9_999_999_920,
                careSite: 0),
            Provider(
                sex: .female, givenName: 1, surname: 0, yearOfBirth: 1981, npi: 9_999_999_938,
                careSite: 1),
            Provider(
                sex: .male, givenName: 1, surname: 0, yearOfBirth: 1950, npi: 9_999_999_946,
                careSite: 2),
        ],
        sitesByPlace: [0..<1, 1..<2])

    private static func code(
        _ system: ClinicalCode.System, _ code: String, _ display: String
    ) -> ClinicalCode {
        let name = display.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let coding =
            #"{"system":"\#(system.uri)","code":"\#(code)","display":"\#(name)"}"#
        return ClinicalCode(
            system: system, code: code, display: display, sourceConceptID: 0, targets: [],
            codingJSON: Array(coding.utf8),
            conceptJSON: Array(#"{"coding":[\#(coding)],"text":"\#(name)"}"#.utf8))
    }
}
