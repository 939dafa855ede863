// Condition: a problem or a diagnosis of an encounter, under the US Core profile of its kind.

import Synthesis

enum ConditionResource: PersonResource {
    static let scope: SimulationScope = .conditions

    static func append(
        _ person: SimulatedPerson, _ context: PersonContext, to out: inout LineBuffer
    ) {
        var index = 0
        while index < person.conditions.count {
            append(person.conditions[index], index, context, to: &out)
            index += 1
        }
    }

    private static func append(
        _ event: ConditionEvent, _ index: Int, _ context: PersonContext, to out: inout LineBuffer
    ) {
        let abatement = context.ended(event.abatement)
        out.raw(#"{"resourceType":"Condition","id":""#)
        out.eventID(context.number, index)
        out.raw(#"","meta":{"lastUpdated":""#)
        out.dateTime(max(abatement ?? event.recorded, event.recorded))
        if event.isProblem {
            out.raw(
                #"""
                ","profile":["http://hl7.org/fhir/us/core/StructureDefinition/\#
                us-core-condition-problems-health-concerns"]},
                """#)
        } else {
            out.raw(
                #"""
                ","profile":["http://hl7.org/fhir/us/core/StructureDefinition/\#
                us-core-condition-encounter-diagnosis"]},
                """#)
        }
        // con-4: an abated condition is not active.
        if abatement != nil {
            out.raw(
                #"""
                "clinicalStatus":{"coding":[{"system":\#
                "http://terminology.hl7.org/CodeSystem/condition-clinical","code":"resolved",\#
                "display":"Resolved"}],"text":"Resolved"},
                """#)
        } else {
            out.raw(
                #"""
                "clinicalStatus":{"coding":[{"system":\#
                "http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active",\#
                "display":"Active"}],"text":"Active"},
                """#)
        }
        out.raw(
            #"""
            "verificationStatus":{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed",\#
            "display":"Confirmed"}],"text":"Confirmed"},"category":[{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/condition-category","code":
            """#)
        if event.isProblem {
            out.raw(
                #"""
                "problem-list-item","display":"Problem List Item"}],\#
                "text":"Problem List Item"}],"code":
                """#)
        } else {
            out.raw(
                #"""
                "encounter-diagnosis","display":"Encounter Diagnosis"}],\#
                "text":"Encounter Diagnosis"}],"code":
                """#)
        }
        out.piece(context.fragments.codes, event.code)
        out.subject(context)
        out.encounter(event.encounter, context)
        out.raw(#","onsetDateTime":""#)
        out.dateTime(event.onset)
        if let abatement {
            out.raw(#"","abatementDateTime":""#)
            out.dateTime(abatement)
        }
        out.raw(#"","recordedDate":""#)
        out.dateTime(event.recorded)
        out.raw(#""}"#)
        out.endLine()
    }
}
