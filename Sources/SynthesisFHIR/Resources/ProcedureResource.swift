// Procedure: what was done, over the time it took.

import Synthesis

enum ProcedureResource: PersonResource {
    static let scope: SimulationScope = [.procedures, .encounters]

    static func append(
        _ person: SimulatedPerson, _ context: PersonContext, to out: inout LineBuffer
    ) {
        var index = 0
        while index < person.procedures.count {
            append(person, index, context, to: &out)
            index += 1
        }
    }

    private static func append(
        _ person: SimulatedPerson, _ index: Int, _ context: PersonContext,
        to out: inout LineBuffer
    ) {
        let event = person.procedures[index]
        out.raw(#"{"resourceType":"Procedure","id":""#)
        out.eventID(context.number, index)
        out.raw(#"","meta":{"lastUpdated":""#)
        out.dateTime(event.end)
        out.raw(
            #"""
            ","profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-procedure"]},\#
            "status":"completed","code":
            """#)
        out.piece(context.fragments.codes, event.code)
        out.subject(context)
        out.encounter(event.encounter, context)
        out.raw(#","performedPeriod":{"start":""#)
        out.dateTime(event.start)
        out.raw(#"","end":""#)
        out.dateTime(event.end)
        out.raw(#""},"performer":[{"actor":"#)
        out.practitioner(person.provider(ofEncounter: event.encounter))
        out.raw("}]")
        out.reason(event.reasonCondition, context)
        out.raw("}")
        out.endLine()
    }
}
