// Immunization: a vaccine that was given.

import Synthesis

enum ImmunizationResource: PersonResource {
    static let scope: SimulationScope = [.immunizations, .encounters]

    static func append(
        _ person: SimulatedPerson, _ context: PersonContext, to out: inout LineBuffer
    ) {
        var index = 0
        while index < person.immunizations.count {
            append(person, index, context, to: &out)
            index += 1
        }
    }

    private static func append(
        _ person: SimulatedPerson, _ index: Int, _ context: PersonContext,
        to out: inout LineBuffer
    ) {
        let event = person.immunizations[index]
        out.raw(#"{"resourceType":"Immunization","id":""#)
        out.eventID(context.number, index)
        out.raw(#"","meta":{"lastUpdated":""#)
        out.dateTime(event.time)
        out.raw(
            #"""
            ","profile":["http://hl7.org/fhir/us/core/StructureDefinition/\#
            us-core-immunization"]},"status":"completed","vaccineCode":
            """#)
        out.piece(context.fragments.codes, event.code)
        out.patient(context)
        out.encounter(event.encounter, context)
        out.raw(#","occurrenceDateTime":""#)
        out.dateTime(event.time)
        out.raw(#"","primarySource":true,"location":"#)
        out.location(person.careSite(ofEncounter: event.encounter))
        out.raw(#","lotNumber":"L"#)
        out.integer(Int64(event.lot))
        out.raw(#"","performer":[{"actor":"#)
        out.practitioner(person.provider(ofEncounter: event.encounter))
        out.raw("}]}")
        out.endLine()
    }
}
