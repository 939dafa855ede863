// Whole lines of the sample person, checked by eye against the definitions.

import Synthesis
import SynthesisFHIR
import Testing

@Suite("FHIR golden lines")
struct GoldenLineTests {
    struct Golden: Sendable, CustomStringConvertible {
        let resource: SyntheticResource
        let index: Int
        let text: String

        init(_ resource: SyntheticResource, _ index: Int, _ text: String) {
            self.resource = resource
            self.index = index
            self.text = text
        }

        var description: String { "\(resource.rawValue) \(index)" }
    }

    @Test("Lines", arguments: goldens)
    func lines(golden: Golden) throws {
        let renderer = RenderedSample.render([SamplePerson.make()], [golden.resource])
        let lines = try #require(renderer.lines(of: golden.resource).map(RenderedSample.split))
        #expect(lines[golden.index].text == golden.text)
    }

    private static let goldens = [
        Golden(
            .condition, 1,
            #"""
            {"resourceType":"Condition","id":"1700002",\#
            "meta":{"lastUpdated":"2024-03-21T09:00:00Z",\#
            "profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition-encoun\#
            ter-diagnosis"]},\#
            "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/conditi\#
            on-clinical","code":"resolved","display":"Resolved"}],"text":"Resolved"},\#
            "verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/con\#
            dition-ver-status","code":"confirmed","display":"Confirmed"}],"text":"Confirmed"},\#
            "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ca\#
            tegory","code":"encounter-diagnosis","display":"Encounter Diagnosis"}],\#
            "text":"Encounter Diagnosis"}],"code":{"coding":[{"system":"http://snomed.info/sct",\#
            "code":"444814009","display":"Viral sinusitis"}],"text":"Viral sinusitis"},\#
            "subject":{"reference":"Patient/17"},"encounter":{"reference":"Encounter/1700002"},\#
            "onsetDateTime":"2024-03-10T09:00:00Z","abatementDateTime":"2024-03-21T09:00:00Z",\#
            "recordedDate":"2024-03-11T09:00:00Z"}
            """#),
        Golden(
            .encounter, 0,
            #"""
            {"resourceType":"Encounter","id":"1700001",\#
            "meta":{"lastUpdated":"2024-03-09T09:30:00Z",\#
            "profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-encounter"]},\#
            "identifier":[{"use":"official","system":"https://example.org/healthlake/encounter",\#
            "value":"1700001"}],"status":"finished",\#
            "class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB",\#
            "display":"ambulatory"},"type":[{"coding":[{"system":"http://snomed.info/sct",\#
            "code":"185345009","display":"Encounter for symptom"}],\#
            "text":"Encounter for symptom"}],"subject":{"reference":"Patient/17"},\#
            "participant":[{"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/\#
            v3-ParticipationType","code":"PPRF","display":"primary performer"}],\#
            "text":"primary performer"}],"period":{"start":"2024-03-09T09:00:00Z",\#
            "end":"2024-03-09T09:30:00Z"},"individual":{"reference":"Practitioner/2"}}],\#
            "period":{"start":"2024-03-09T09:00:00Z","end":"2024-03-09T09:30:00Z"},\#
            "reasonCode":[{"coding":[{"system":"http://snomed.info/sct","code":"44054006",\#
            "display":"Type 2 diabetes mellitus"}],"text":"Type 2 diabetes mellitus"}],\#
            "reasonReference":[{"reference":"Condition/1700001"}],\#
            "location":[{"location":{"reference":"Location/2"}}],\#
            "serviceProvider":{"reference":"Organization/2"}}
            """#),
        Golden(
            .observation, 0,
            #"""
            {"resourceType":"Observation","id":"1700001",\#
            "meta":{"lastUpdated":"2024-03-09T09:00:00Z",\#
            "profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-observation-lab"\#
            ]},"status":"final",\#
            "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-\#
            category","code":"laboratory","display":"Laboratory"}],"text":"Laboratory"}],\#
            "code":{"coding":[{"system":"http://loinc.org","code":"4548-4",\#
            "display":"Hemoglobin A1c/Hemoglobin.total in Blood"}],\#
            "text":"Hemoglobin A1c/Hemoglobin.total in Blood"},\#
            "subject":{"reference":"Patient/17"},"encounter":{"reference":"Encounter/1700001"},\#
            "effectiveDateTime":"2024-03-09T09:00:00Z","issued":"2024-03-09T09:00:00Z",\#
            "valueQuantity":{"value":7.25,"unit":"%","system":"http://unitsofmeasure.org",\#
            "code":"%"},\#
            "interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Obs\#
            ervationInterpretation","code":"H","display":"High"}],"text":"High"}],\#
            "referenceRange":[{"low":{"value":4.00,"unit":"%",\#
            "system":"http://unitsofmeasure.org","code":"%"},"high":{"value":5.60,"unit":"%",\#
            "system":"http://unitsofmeasure.org","code":"%"}}]}
            """#),
        Golden(
            .observation, 3,
            #"""
            {"resourceType":"Observation","id":"1700004",\#
            "meta":{"lastUpdated":"2024-03-09T09:00:00Z",\#
            "profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-blood-pressure"]\#
            },"status":"final",\#
            "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-\#
            category","code":"vital-signs","display":"Vital Signs"}],"text":"Vital Signs"}],\#
            "code":{"coding":[{"system":"http://loinc.org","code":"85354-9",\#
            "display":"Blood pressure panel with all children optional"}],\#
            "text":"Blood pressure panel with all children optional"},\#
            "subject":{"reference":"Patient/17"},"encounter":{"reference":"Encounter/1700001"},\#
            "effectiveDateTime":"2024-03-09T09:00:00Z","issued":"2024-03-09T09:00:00Z",\#
            "component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6",\#
            "display":"Systolic blood pressure"}],"text":"Systolic blood pressure"},\#
            "valueQuantity":{"value":128,"unit":"mm[Hg]","system":"http://unitsofmeasure.org",\#
            "code":"mm[Hg]"}},{"code":{"coding":[{"system":"http://loinc.org","code":"8462-4",\#
            "display":"Diastolic blood pressure"}],"text":"Diastolic blood pressure"},\#
            "valueQuantity":{"value":81,"unit":"mm[Hg]","system":"http://unitsofmeasure.org",\#
            "code":"mm[Hg]"}}]}
            """#),
        Golden(
            .medicationAdministration, 0,
            #"""
            {"resourceType":"MedicationAdministration","id":"1700001",\#
            "meta":{"lastUpdated":"2024-04-16T09:00:00Z"},"status":"completed",\#
            "medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/um\#
            ls/rxnorm","code":"860975",\#
            "display":"24 HR metformin hydrochloride 500 MG Extended Release Tablet"}],\#
            "text":"24 HR metformin hydrochloride 500 MG Extended Release Tablet"},\#
            "subject":{"reference":"Patient/17"},"context":{"reference":"Encounter/1700003"},\#
            "effectiveDateTime":"2024-04-16T09:00:00Z",\#
            "performer":[{"actor":{"reference":"Practitioner/1"}}],\#
            "dosage":{"route":{"coding":[{"system":"http://snomed.info/sct","code":"26643006",\#
            "display":"Oral route"}],"text":"Oral route"},"dose":{"value":2.25,"unit":"dose",\#
            "system":"http://unitsofmeasure.org","code":"{dose}"}}}
            """#),
        Golden(
            .immunization, 0,
            #"""
            {"resourceType":"Immunization","id":"1700001",\#
            "meta":{"lastUpdated":"2024-03-09T09:00:00Z",\#
            "profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-immunization"]},\#
            "status":"completed",\#
            "vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"140",\#
            "display":"Influenza, seasonal, injectable, preservative free"}],"text":"Influenza,\#
             seasonal, injectable, preservative free"},"patient":{"reference":"Patient/17"},\#
            "encounter":{"reference":"Encounter/1700001"},\#
            "occurrenceDateTime":"2024-03-09T09:00:00Z","primarySource":true,\#
            "location":{"reference":"Location/2"},"lotNumber":"L4711",\#
            "performer":[{"actor":{"reference":"Practitioner/2"}}]}
            """#),
    ]
}
