// A code as both worlds see it: the FHIR coding, and the OMOP concepts it stands for.

/// The domain of a standard concept; it decides the OMOP table of a row.
package enum OMOPDomain: UInt8, Sendable {
    case condition, drug, procedure, measurement, observation, device, visit, other
}

/// A code of the vocabulary subset.
package struct ClinicalCode: Sendable {
    package enum System: UInt8, Sendable, CaseIterable {
        case snomed, loinc, rxnorm, cvx, icd10cm

        /// The canonical URI of the code system in FHIR.
        package var uri: String {
            switch self {
            case .snomed: "http://snomed.info/sct"
            case .loinc: "http://loinc.org"
            case .rxnorm: "http://www.nlm.nih.gov/research/umls/rxnorm"
            case .cvx: "http://hl7.org/fhir/sid/cvx"
            case .icd10cm: "http://hl7.org/fhir/sid/icd-10-cm"
            }
        }
    }

    /// A standard concept that the code maps to.
    package struct Target: Hashable, Sendable {
        package let conceptID: Int32
        package let domain: OMOPDomain
        /// The concept that goes to value_as_concept_id (`Maps to value`, a substance of an
        /// allergy); 0 for none.
        package let valueConceptID: Int32

        package init(conceptID: Int32, domain: OMOPDomain, valueConceptID: Int32 = 0) {
            self.conceptID = conceptID
            self.domain = domain
            self.valueConceptID = valueConceptID
        }
    }

    package let system: System
    package let code: String
    package let display: String
    /// The concept of the code itself, standard or not; 0 when the subset has none.
    package let sourceConceptID: Int32
    /// Usually one; two where the vocabulary maps to two; empty when it maps to none, and rows
    /// then carry concept 0.
    package let targets: [Target]
    /// The FHIR Coding as JSON: `{"system":…,"code":…,"display":…}`.
    package let codingJSON: [UInt8]
    /// The FHIR CodeableConcept as JSON: `{"coding":[…],"text":…}`.
    package let conceptJSON: [UInt8]

    package init(
        system: System, code: String, display: String, sourceConceptID: Int32, targets: [Target],
        codingJSON: [UInt8], conceptJSON: [UInt8]
    ) {
        self.system = system
        self.code = code
        self.display = display
        self.sourceConceptID = sourceConceptID
        self.targets = targets
        self.codingJSON = codingJSON
        self.conceptJSON = conceptJSON
    }
}

/// A unit of measure.
package struct MeasureUnit: Sendable {
    /// The UCUM code as FHIR carries it.
    package let code: String
    /// What people read.
    package let display: String
    /// The standard unit concept; 0 when the subset has none.
    package let conceptID: Int32

    package init(code: String, display: String, conceptID: Int32) {
        self.code = code
        self.display = display
        self.conceptID = conceptID
    }
}
