// Encounter: a visit or stay, as us-core-encounter asks for.
//
// The class is the one that the OMOP visit concept pairs with: AMB, EMER, IMP, VR, HH, and OBSENC
// for an emergency that became a stay.
// Source of the classes: HL7/fhir-omop-ig, EncounterConceptMaps.

import Synthesis

enum EncounterResource: PersonResource {
    static let scope: SimulationScope = .encounters

    static func append(
        _ person: SimulatedPerson, _ context: PersonContext, to out: inout LineBuffer
    ) {
        var index = 0
        while index < person.encounters.count {
            append(person.encounters[index], index, context, to: &out)
            index += 1
        }
    }

    private static func append(
        _ event: EncounterEvent, _ index: Int, _ context: PersonContext, to out: inout LineBuffer
    ) {
        let codes = context.fragments.codes
        out.raw(#"{"resourceType":"Encounter","id":""#)
        out.eventID(context.number, index)
        out.raw(#"","meta":{"lastUpdated":""#)
        out.dateTime(event.end)
        out.raw(
            #"""
            ","profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-encounter"]},\#
            "identifier":[{"use":"official","system":"https://example.org/healthlake/encounter",\#
            "value":"
            """#)
        out.eventID(context.number, index)
        out.raw(#""}],"status":"finished","class":"#)
        visitClass(event.kind, to: &out)
        out.raw(#","type":["#)
        out.piece(codes, event.type)
        out.raw("]")
        out.subject(context)
        out.raw(
            #"""
            ,"participant":[{"type":[{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"PPRF",\#
            "display":"primary performer"}],"text":"primary performer"}]
            """#)
        out.period(event.start, event.end)
        out.raw(#","individual":"#)
        out.practitioner(event.provider)
        out.raw("}]")
        out.period(event.start, event.end)
        if event.reason >= 0 {
            out.raw(#","reasonCode":["#)
            out.piece(codes, event.reason)
            out.raw("]")
        }
        out.reason(event.reasonCondition, context)
        hospitalization(event, to: &out)
        location(event, to: &out)
        out.raw(#","serviceProvider":"#)
        out.organization(event.careSite)
        out.raw("}")
        out.endLine()
    }

    private static func visitClass(_ kind: EncounterKind, to out: inout LineBuffer) {
        out.raw(#"{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"#)
        switch kind {
        case .wellness, .outpatient, .urgentCare:
            out.raw(#""AMB","display":"ambulatory"}"#)
        case .emergency: out.raw(#""EMER","display":"emergency"}"#)
        case .inpatient: out.raw(#""IMP","display":"inpatient encounter"}"#)
        case .emergencyToInpatient: out.raw(#""OBSENC","display":"observation encounter"}"#)
        case .telehealth: out.raw(#""VR","display":"virtual"}"#)
        case .home: out.raw(#""HH","display":"home health"}"#)
        }
    }

    /// Where a stay came from and went to; of other visits, only that the person died in it.
    private static func hospitalization(_ event: EncounterEvent, to out: inout LineBuffer) {
        switch event.kind {
        case .inpatient:
            out.raw(
                #"""
                ,"hospitalization":{"admitSource":{"coding":[{"system":\#
                "http://terminology.hl7.org/CodeSystem/admit-source","code":"outp",\#
                "display":"From outpatient department"}],"text":"From outpatient department"},
                """#)
        case .emergencyToInpatient:
            out.raw(
                #"""
                ,"hospitalization":{"admitSource":{"coding":[{"system":\#
                "http://terminology.hl7.org/CodeSystem/admit-source","code":"emd",\#
                "display":"From accident/emergency department"}],\#
                "text":"From accident/emergency department"},
                """#)
        default:
            guard event.endsInDeath else { return }
            out.raw(#","hospitalization":{"#)
        }
        out.raw(
            #"""
            "dischargeDisposition":{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/discharge-disposition","code":
            """#)
        if event.endsInDeath {
            out.raw(#""exp","display":"Expired"}],"text":"Expired"}}"#)
        } else {
            out.raw(#""home","display":"Home"}],"text":"Home"}}"#)
        }
    }

    /// The site, and a second time for a stretch in its intensive care.
    private static func location(_ event: EncounterEvent, to out: inout LineBuffer) {
        out.raw(#","location":[{"location":"#)
        out.location(event.careSite)
        if event.intensiveCareEnd > event.intensiveCareStart {
            out.raw(#"},{"location":"#)
            out.location(event.careSite)
            out.raw(
                #"""
                ,"status":"completed","physicalType":{"coding":[{"system":\#
                "http://terminology.hl7.org/CodeSystem/location-physical-type","code":"wa",\#
                "display":"Ward"}],"text":"Intensive care unit"}
                """#)
            out.period(
                event.start + Int64(event.intensiveCareStart),
                event.start + Int64(event.intensiveCareEnd))
        }
        out.raw("}]")
    }
}
