// CarePlan: a plan for a condition, with the narrative that us-core-careplan asks for.

import Synthesis

enum CarePlanResource: PersonResource {
    static let scope: SimulationScope = [.carePlans, .encounters]

    static func append(
        _ person: SimulatedPerson, _ context: PersonContext, to out: inout LineBuffer
    ) {
        var index = 0
        while index < person.carePlans.count {
            append(person, index, context, to: &out)
            index += 1
        }
    }

    private static func append(
        _ person: SimulatedPerson, _ index: Int, _ context: PersonContext,
        to out: inout LineBuffer
    ) {
        let event = person.carePlans[index]
        let end = context.endedWithLife(event.end)
        out.raw(#"{"resourceType":"CarePlan","id":""#)
        out.eventID(context.number, index)
        out.raw(#"","meta":{"lastUpdated":""#)
        out.dateTime(end ?? event.start)
        out.raw(
            #"""
            ","profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-careplan"]},\#
            "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">\#
            Care plan: 
            """#)
        out.piece(context.fragments.narratives, event.code)
        out.raw(#"</div>"},"status":""#)
        if end != nil { out.raw("completed") } else { out.raw("active") }
        out.raw(
            #"""
            ","intent":"plan","category":[{"coding":[{"system":\#
            "http://hl7.org/fhir/us/core/CodeSystem/careplan-category","code":"assess-plan",\#
            "display":"Assessment and Plan of Treatment"}],\#
            "text":"Assessment and Plan of Treatment"},
            """#)
        out.piece(context.fragments.codes, event.code)
        out.raw(#"],"title":""#)
        out.piece(context.fragments.displays, event.code)
        out.raw("\"")
        out.subject(context)
        out.encounter(event.encounter, context)
        out.period(event.start, end)
        out.raw(#","created":""#)
        out.dateTime(event.start)
        out.raw(#"","author":"#)
        out.practitioner(person.provider(ofEncounter: event.encounter))
        if event.condition >= 0 {
            out.raw(#","addresses":[{"reference":"Condition/"#)
            out.eventID(context.number, Int(event.condition))
            out.raw(#""}]"#)
        }
        out.raw("}")
        out.endLine()
    }
}
