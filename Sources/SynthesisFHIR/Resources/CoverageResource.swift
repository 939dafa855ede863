// Coverage: a stretch of time under one payer.

import Synthesis

enum CoverageResource: PersonResource {
    static let scope: SimulationScope = .coverages

    static func append(
        _ person: SimulatedPerson, _ context: PersonContext, to out: inout LineBuffer
    ) {
        var index = 0
        while index < person.coverages.count {
            append(person.coverages[index], index, context, to: &out)
            index += 1
        }
    }

    private static func append(
        _ event: CoverageSpan, _ index: Int, _ context: PersonContext, to out: inout LineBuffer
    ) {
        let payers = context.fragments.payers
        let end = context.endedWithLife(event.end)
        out.raw(#"{"resourceType":"Coverage","id":""#)
        out.eventID(context.number, index)
        out.raw(#"","meta":{"lastUpdated":""#)
        out.dateTime(end ?? event.start)
        out.raw(
            #"""
            ","profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-coverage"]},\#
            "identifier":[{"type":{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/v2-0203","code":"MB",\#
            "display":"Member Number"}],"text":"Member Number"},\#
            "system":"https://example.org/healthlake/member","value":"M
            """#)
        out.personID(context.number)
        out.raw(#""}],"status":"active","type":"#)
        out.piece(payers.types, event.payer)
        out.raw(#","subscriber":{"reference":"Patient/"#)
        out.personID(context.number)
        out.raw(#""},"subscriberId":"M"#)
        out.personID(context.number)
        out.raw(#"","beneficiary":{"reference":"Patient/"#)
        out.personID(context.number)
        out.raw(
            #"""
            "},"relationship":{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/subscriber-relationship","code":"self",\#
            "display":"Self"}],"text":"Self"}
            """#)
        out.period(event.start, end)
        out.raw(#","payor":[{"reference":"Organization/payer-"#)
        out.id(ofIndex: event.payer)
        out.raw(#"","display":""#)
        out.piece(payers.names, event.payer)
        out.raw(
            #"""
            "}],"class":[{"type":{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/coverage-class","code":"plan",\#
            "display":"Plan"}],"text":"Plan"},"value":"payer-
            """#)
        out.id(ofIndex: event.payer)
        out.raw(#"","name":""#)
        out.piece(payers.names, event.payer)
        out.raw(#""}]}"#)
        out.endLine()
    }
}
