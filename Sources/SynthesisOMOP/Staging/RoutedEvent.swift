// What rows of routed tables need of their event, whichever list it stands in.

import Synthesis

/// The code and the visit of an event.
struct RoutedEvent {
    let code: Int32
    let encounter: Int32

    @inline(__always)
    init(_ row: StagedRow, of person: SimulatedPerson) {
        let index = Int(row.index)
        switch row.source {
        case .condition:
            let event = person.conditions[index]
            (code, encounter) = (event.code, event.encounter)
        case .observation:
            let event = person.observations[index]
            (code, encounter) = (event.code, event.encounter)
        case .procedure:
            let event = person.procedures[index]
            (code, encounter) = (event.code, event.encounter)
        case .medication:
            let event = person.medications[index]
            (code, encounter) = (event.code, event.encounter)
        case .administration:
            let event = person.administrations[index]
            (code, encounter) = (event.code, event.encounter)
        case .immunization:
            let event = person.immunizations[index]
            (code, encounter) = (event.code, event.encounter)
        case .allergy:
            let event = person.allergies[index]
            (code, encounter) = (event.code, event.encounter)
        case .device:
            let event = person.devices[index]
            (code, encounter) = (event.code, event.encounter)
        }
    }
}
