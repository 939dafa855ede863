// Device: an aid or implant that the person has.
//
// Implants carry the identifier of their label and us-core-implantable-device, which is for those
// alone; other devices have a serial number.

import Synthesis

enum DeviceResource: PersonResource {
    static let scope: SimulationScope = .devices

    /// From manufacture to use, and from manufacture to expiry: half a year and ten years.
    private static let shelfSeconds: Int64 = 183 * 86_400
    private static let usableSeconds: Int64 = 3_652 * 86_400

    static func append(
        _ person: SimulatedPerson, _ context: PersonContext, to out: inout LineBuffer
    ) {
        var index = 0
        while index < person.devices.count {
            append(person.devices[index], index, context, to: &out)
            index += 1
        }
    }

    private static func append(
        _ event: DeviceEvent, _ index: Int, _ context: PersonContext, to out: inout LineBuffer
    ) {
        let fragments = context.fragments
        let end = context.endedWithLife(event.end)
        let isImplanted = fragments.devices.isImplanted(event.code)
        let made = event.start - shelfSeconds
        out.raw(#"{"resourceType":"Device","id":""#)
        out.eventID(context.number, index)
        out.raw(#"","meta":{"lastUpdated":""#)
        out.dateTime(end ?? event.start)
        if isImplanted {
            out.raw(
                #"""
                ","profile":["http://hl7.org/fhir/us/core/StructureDefinition/\#
                us-core-implantable-device"]},
                """#)
            label(event, made, fragments, to: &out)
        } else {
            out.raw(#""},"#)
        }
        if end != nil {
            out.raw(#""status":"inactive""#)
        } else {
            out.raw(#""status":"active""#)
        }
        if isImplanted {
            out.raw(#","distinctIdentifier":""#)
            out.piece(fragments.devices.identifiers, event.code)
            out.raw(#"","manufactureDate":""#)
            out.date(made)
            out.raw(#"","expirationDate":""#)
            out.date(made + usableSeconds)
            out.raw(#"","lotNumber":"L"#)
            out.integer(Int64(event.serial))
            out.raw("\"")
        }
        out.raw(#","serialNumber":""#)
        out.integer(Int64(event.serial))
        out.raw(#"","deviceName":[{"name":""#)
        out.piece(fragments.displays, event.code)
        out.raw(#"","type":"user-friendly-name"}],"type":"#)
        out.piece(fragments.codes, event.code)
        out.patient(context)
        out.raw("}")
        out.endLine()
    }

    /// Appends the carrier of the device's identifier: see `DeviceFragments` for its parts.
    private static func label(
        _ event: DeviceEvent, _ made: Int64, _ fragments: FHIRFragments, to out: inout LineBuffer
    ) {
        out.raw(#""udiCarrier":[{"deviceIdentifier":""#)
        out.piece(fragments.devices.identifiers, event.code)
        out.raw(#"","carrierHRF":"(01)"#)
        out.piece(fragments.devices.identifiers, event.code)
        out.raw("(11)")
        out.labelDate(made)
        out.raw("(17)")
        out.labelDate(made + usableSeconds)
        out.raw("(10)L")
        out.integer(Int64(event.serial))
        out.raw("(21)")
        out.integer(Int64(event.serial))
        out.raw(#""}],"#)
    }
}
