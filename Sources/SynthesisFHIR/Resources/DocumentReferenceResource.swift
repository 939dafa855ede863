// DocumentReference: a clinical note, its text inside as an attachment.

import Synthesis

enum DocumentReferenceResource: PersonResource {
    static let scope: SimulationScope = [.notes, .encounters, .conditions]

    static func append(
        _ person: SimulatedPerson, _ context: PersonContext, to out: inout LineBuffer
    ) {
        var index = 0
        while index < person.notes.count {
            append(person, index, context, to: &out)
            index += 1
        }
    }

    private static func append(
        _ person: SimulatedPerson, _ index: Int, _ context: PersonContext,
        to out: inout LineBuffer
    ) {
        let event = person.notes[index]
        out.raw(#"{"resourceType":"DocumentReference","id":""#)
        out.eventID(context.number, index)
        out.raw(#"","meta":{"lastUpdated":""#)
        out.dateTime(event.time)
        out.raw(
            #"""
            ","profile":["http://hl7.org/fhir/us/core/StructureDefinition/\#
            us-core-documentreference"]},"identifier":[{"system":\#
            "https://example.org/healthlake/document","value":"
            """#)
        out.eventID(context.number, index)
        out.raw(#""}],"status":"current","docStatus":"final","type":"#)
        out.piece(context.fragments.codes, event.code)
        out.raw(
            #"""
            ,"category":[{"coding":[{"system":\#
            "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category",\#
            "code":"clinical-note","display":"Clinical Note"}],"text":"Clinical Note"}]
            """#)
        out.subject(context)
        out.raw(#","date":""#)
        out.dateTime(event.time)
        out.raw(#"","author":["#)
        out.practitioner(person.provider(ofEncounter: event.encounter))
        out.raw(#"],"custodian":"#)
        out.organization(person.careSite(ofEncounter: event.encounter))
        content(event, person, context, to: &out)
        out.raw("}")
        out.endLine()
    }

    private static func content(
        _ event: NoteEvent, _ person: SimulatedPerson, _ context: PersonContext,
        to out: inout LineBuffer
    ) {
        var text: [UInt8] = []
        VisitNote.append(event, of: person, context.fragments.world.catalogue, to: &text)
        out.raw(
            #"""
            ,"content":[{"attachment":{"contentType":"text/plain; charset=utf-8","data":"
            """#)
        unsafe text.withUnsafeBufferPointer { unsafe out.base64($0) }
        out.raw(
            #"""
            "},"format":{"system":\#
            "http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode",\#
            "code":"urn:ihe:iti:xds:2017:mimeTypeSufficient","display":"mimeType Sufficient"}}]
            """#)
        guard event.encounter >= 0 else { return }
        out.raw(#","context":{"encounter":[{"reference":"Encounter/"#)
        out.eventID(context.number, Int(event.encounter))
        out.raw(#""}]"#)
        if let encounter = person.encounter(event.encounter) {
            out.period(encounter.start, encounter.end)
        }
        out.raw("}")
    }
}
