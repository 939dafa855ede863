// Every code that the catalogue may name, with its FHIR JSON and its OMOP concepts, made once.
//
// The codes of the vocabulary subset come first, by code system and then by concept id, so that an
// index means the same in every run; codes that a user's catalogue adds follow in the order in
// which they are named. These have no concept: their rows carry concept 0 and keep the code.

package import OMOP

/// The list of codes and of units while a catalogue is read.
package struct CodeBook: Sendable {
    /// Becomes `Catalogue.codes`.
    package private(set) var codes: [ClinicalCode] = []
    /// Becomes `Catalogue.units`.
    package private(set) var units: [MeasureUnit] = []
    /// How many of `codes` the vocabulary subset has; those behind were added.
    package let knownCount: Int

    /// By system, then by code.
    private var indexes = [[String: Int32]](
        repeating: [:], count: ClinicalCode.System.allCases.count)
    private var unitIndexes: [String: Int16] = [:]

    package init(vocabulary: Vocabulary) {
        var codes: [ClinicalCode] = []
        for system in ClinicalCode.System.allCases {
            // A concept with another code in FHIR is no clinical code there: an operator, a class.
            for concept in vocabulary.concepts
            where concept.vocabulary == system.vocabulary && concept.fhirCode.isEmpty {
                indexes[Int(system.rawValue)][concept.code] = Int32(codes.count)
                codes.append(
                    ClinicalCode(
                        system, code: concept.code, display: concept.name,
                        sourceConceptID: concept.id,
                        targets: Self.targets(of: concept, vocabulary)))
            }
        }
        self.codes = codes
        self.knownCount = codes.count
        for concept in vocabulary.concepts where concept.vocabulary == "UCUM" {
            // Where two units have one spelling in FHIR, the second keeps the vocabulary's.
            let spelling = concept.fhirCode.isEmpty ? concept.code : concept.fhirCode
            let preferred = vocabulary.unit(ucum: spelling)?.id == concept.id
            appendUnit(preferred ? spelling : concept.code, conceptID: concept.id)
        }
    }

    /// The index of a code in `codes`; nil when nobody has named it.
    package func index(_ system: ClinicalCode.System, _ code: String) -> Int32? {
        indexes[Int(system.rawValue)][code]
    }

    /// The index of a code, which is added when it is not known.
    ///
    /// - Parameter display: used for a code that is added; the code itself when empty.
    package mutating func index(
        adding system: ClinicalCode.System, _ code: String, display: String
    ) -> Int32 {
        if let index = index(system, code) { return index }
        let index = Int32(codes.count)
        indexes[Int(system.rawValue)][code] = index
        codes.append(
            ClinicalCode(
                system, code: code, display: display.isEmpty ? code : display, sourceConceptID: 0,
                targets: []))
        return index
    }

    /// The index of a unit in `units`, by its UCUM code as FHIR carries it; nil when nobody has
    /// named it.
    package func unitIndex(_ code: String) -> Int16? { unitIndexes[code] }

    /// The index of a unit, which is added without a concept when it is not known.
    package mutating func unitIndex(adding code: String) -> Int16 {
        if let index = unitIndexes[code] { return index }
        appendUnit(code, conceptID: 0)
        return unitIndexes[code] ?? -1
    }

    /// Units beyond the numbers of an Int16 are left out; no catalogue has as many.
    private mutating func appendUnit(_ code: String, conceptID: Int32) {
        guard unitIndexes[code] == nil, let index = Int16(exactly: units.count) else { return }
        unitIndexes[code] = index
        units.append(
            MeasureUnit(code: code, display: UnitDisplay.text(of: code), conceptID: conceptID))
    }

    private static func targets(
        of concept: Concept, _ vocabulary: Vocabulary
    ) -> [ClinicalCode.Target] {
        vocabulary.targets(of: concept.id).compactMap { mapping in
            guard let target = vocabulary.concept(mapping.conceptID) else { return nil }
            return ClinicalCode.Target(
                conceptID: mapping.conceptID, domain: OMOPDomain(named: target.domain),
                valueConceptID: mapping.valueConceptID)
        }
    }
}

extension OMOPDomain {
    /// The domain by its id in the vocabulary.
    package init(named domain: String) {
        self =
            switch domain {
            case "Condition": .condition
            case "Drug": .drug
            case "Procedure": .procedure
            case "Measurement": .measurement
            case "Observation": .observation
            case "Device": .device
            case "Visit": .visit
            default: .other
            }
    }
}

extension ClinicalCode.System {
    /// The id of the code system in the OMOP vocabulary, which catalogue files use too.
    package var vocabulary: String {
        switch self {
        case .snomed: "SNOMED"
        case .loinc: "LOINC"
        case .rxnorm: "RxNorm"
        case .cvx: "CVX"
        case .icd10cm: "ICD10CM"
        }
    }

    /// The system by its id; nil for a vocabulary that FHIR resources here do not carry.
    package init?(vocabulary: String) {
        guard let system = Self.allCases.first(where: { $0.vocabulary == vocabulary }) else {
            return nil
        }
        self = system
    }
}
