// DiagnosticReport: a laboratory panel with references to its results.

import Synthesis

enum DiagnosticReportResource: PersonResource {
    static let scope: SimulationScope = [.reports, .observations, .encounters]

    static func append(
        _ person: SimulatedPerson, _ context: PersonContext, to out: inout LineBuffer
    ) {
        var index = 0
        while index < person.reports.count {
            append(person, index, context, to: &out)
            index += 1
        }
    }

    private static func append(
        _ person: SimulatedPerson, _ index: Int, _ context: PersonContext,
        to out: inout LineBuffer
    ) {
        let event = person.reports[index]
        out.raw(#"{"resourceType":"DiagnosticReport","id":""#)
        out.eventID(context.number, index)
        out.raw(#"","meta":{"lastUpdated":""#)
        out.dateTime(event.issued)
        out.raw(
            #"""
            ","profile":["http://hl7.org/fhir/us/core/StructureDefinition/\#
            us-core-diagnosticreport-lab"]},"status":"final","category":[{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/v2-0074","code":"LAB",\#
            "display":"Laboratory"}],"text":"Laboratory"}],"code":
            """#)
        out.piece(context.fragments.codes, event.code)
        out.subject(context)
        out.encounter(event.encounter, context)
        out.raw(#","effectiveDateTime":""#)
        out.dateTime(event.time)
        out.raw(#"","issued":""#)
        out.dateTime(event.issued)
        out.raw(#"","performer":["#)
        out.organization(person.careSite(ofEncounter: event.encounter))
        out.raw("]")
        results(event, context, to: &out)
        out.raw("}")
        out.endLine()
    }

    private static func results(
        _ event: ReportEvent, _ context: PersonContext, to out: inout LineBuffer
    ) {
        guard event.observationCount > 0 else { return }
        out.raw(#","result":[{"reference":"Observation/"#)
        var position = 0
        while position < Int(event.observationCount) {
            if position > 0 { out.raw(#""},{"reference":"Observation/"#) }
            out.eventID(context.number, Int(event.firstObservation) + position)
            position += 1
        }
        out.raw(#""}]"#)
    }
}
