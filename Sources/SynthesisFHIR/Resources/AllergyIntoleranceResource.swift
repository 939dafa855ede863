// AllergyIntolerance: an allergy that is still there.

import Synthesis

enum AllergyIntoleranceResource: PersonResource {
    static let scope: SimulationScope = .allergies

    static func append(
        _ person: SimulatedPerson, _ context: PersonContext, to out: inout LineBuffer
    ) {
        var index = 0
        while index < person.allergies.count {
            append(person.allergies[index], index, context, to: &out)
            index += 1
        }
    }

    private static func append(
        _ event: AllergyEvent, _ index: Int, _ context: PersonContext, to out: inout LineBuffer
    ) {
        out.raw(#"{"resourceType":"AllergyIntolerance","id":""#)
        out.eventID(context.number, index)
        out.raw(#"","meta":{"lastUpdated":""#)
        out.dateTime(event.recorded)
        out.raw(
            #"""
            ","profile":["http://hl7.org/fhir/us/core/StructureDefinition/\#
            us-core-allergyintolerance"]},"clinicalStatus":{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",\#
            "code":"active","display":"Active"}],"text":"Active"},\#
            "verificationStatus":{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification",\#
            "code":"confirmed","display":"Confirmed"}],"text":"Confirmed"},\#
            "type":"allergy","category":["
            """#)
        switch event.category {
        case .food: out.raw("food")
        case .medication: out.raw("medication")
        case .environment: out.raw("environment")
        }
        if event.isSevere {
            out.raw(#""],"criticality":"high","code":"#)
        } else {
            out.raw(#""],"criticality":"low","code":"#)
        }
        out.piece(context.fragments.codes, event.code)
        out.patient(context)
        out.encounter(event.encounter, context)
        out.raw(#","onsetDateTime":""#)
        out.dateTime(event.onset)
        out.raw(#"","recordedDate":""#)
        out.dateTime(event.recorded)
        out.raw(#""}"#)
        out.endLine()
    }
}
