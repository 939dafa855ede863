// Observation: vital signs, laboratory results, surveys and social history.
//
// The US Core profile follows from category, code and unit (`ObservationHeads`). Blood pressure is
// one Observation with two components. Results with a reference range say whether they lie in it.

import Synthesis

enum ObservationResource: PersonResource {
    static let scope: SimulationScope = [.observations, .encounters]

    static func append(
        _ person: SimulatedPerson, _ context: PersonContext, to out: inout LineBuffer
    ) {
        var index = 0
        while index < person.observations.count {
            append(person, index, context, to: &out)
            index += 1
        }
    }

    @inline(__always)
    private static func append(
        _ person: SimulatedPerson, _ index: Int, _ context: PersonContext,
        to out: inout LineBuffer
    ) {
        let event = person.observations[index]
        let fragments = context.fragments
        out.raw(#"{"resourceType":"Observation","id":""#)
        out.eventID(context.number, index)
        out.raw(#"","meta":{"lastUpdated":""#)
        out.dateTime(event.time)
        out.raw("\"")
        fragments.observationHeads.append(event, to: &out)
        out.piece(fragments.observationCodes, event.code)
        out.subject(context)
        out.encounter(event.encounter, context)
        out.raw(#","effectiveDateTime":""#)
        out.dateTime(event.time)
        out.raw(#"","issued":""#)
        out.dateTime(event.time)
        out.raw("\"")
        if event.category == .survey || event.category == .social {
            // Who asked belongs to an assessment, as the profiles of both have it.
            out.raw(#","performer":["#)
            out.practitioner(person.provider(ofEncounter: event.encounter))
            out.raw("]")
        }
        value(event, fragments, to: &out)
        out.raw("}")
        out.endLine()
    }

    @inline(__always)
    private static func value(
        _ event: ObservationEvent, _ fragments: FHIRFragments, to out: inout LineBuffer
    ) {
        switch event.value {
        case .quantity(let value):
            out.raw(#","valueQuantity":{"value":"#)
            let units = LineBuffer.scaled(value, decimals: event.decimals)
            out.fixed(units, decimals: Int(event.decimals))
            out.piece(fragments.units, Int32(event.unit))
            if !event.rangeLow.isNaN || !event.rangeHigh.isNaN {
                referenceRange(event, units, fragments, to: &out)
            }
        case .code(let code):
            out.raw(#","valueCodeableConcept":"#)
            out.piece(fragments.codes, code)
        case .integer(let value):
            out.raw(#","valueQuantity":{"value":"#)
            out.integer(Int64(value))
            if event.unit >= 0 {
                out.piece(fragments.units, Int32(event.unit))
            } else {
                out.raw(
                    #"""
                    ,"unit":"{score}","system":"http://unitsofmeasure.org","code":"{score}"}
                    """#)
            }
        case .bloodPressure(let systolic, let diastolic):
            out.raw(
                #"""
                ,"component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6",\#
                "display":"Systolic blood pressure"}],"text":"Systolic blood pressure"},\#
                "valueQuantity":{"value":
                """#)
            out.decimal(systolic, decimals: event.decimals)
            out.raw(
                #"""
                ,"unit":"mm[Hg]","system":"http://unitsofmeasure.org","code":"mm[Hg]"}},\#
                {"code":{"coding":[{"system":"http://loinc.org","code":"8462-4",\#
                "display":"Diastolic blood pressure"}],"text":"Diastolic blood pressure"},\#
                "valueQuantity":{"value":
                """#)
            out.decimal(diastolic, decimals: event.decimals)
            out.raw(
                #"""
                ,"unit":"mm[Hg]","system":"http://unitsofmeasure.org","code":"mm[Hg]"}}]
                """#)
        }
    }

    /// Appends interpretation and range.
    ///
    /// - Parameter units: the value in units of its last digit: it is compared as it is printed.
    private static func referenceRange(
        _ event: ObservationEvent, _ units: Int64, _ fragments: FHIRFragments,
        to out: inout LineBuffer
    ) {
        let low = bound(event.rangeLow, event.decimals)
        let high = bound(event.rangeHigh, event.decimals)
        out.raw(
            #"""
            ,"interpretation":[{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":
            """#)
        if let low, units < low {
            out.raw(#""L","display":"Low"}],"text":"Low"}],"referenceRange":[{"#)
        } else if let high, units > high {
            out.raw(#""H","display":"High"}],"text":"High"}],"referenceRange":[{"#)
        } else {
            out.raw(#""N","display":"Normal"}],"text":"Normal"}],"referenceRange":[{"#)
        }
        if let low {
            out.raw(#""low":{"value":"#)
            out.fixed(low, decimals: Int(event.decimals))
            out.piece(fragments.units, Int32(event.unit))
        }
        if let high {
            if low != nil { out.raw(",") }
            out.raw(#""high":{"value":"#)
            out.fixed(high, decimals: Int(event.decimals))
            out.piece(fragments.units, Int32(event.unit))
        }
        out.raw("}]")
    }

    /// A bound in units of the value's last digit; nil for none.
    private static func bound(_ bound: Float, _ decimals: UInt8) -> Int64? {
        bound.isNaN ? nil : LineBuffer.scaled(Double(bound), decimals: decimals)
    }
}
