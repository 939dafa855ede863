// What a resource type provides: one line for each of its events.
//
// A new type is a file in Resources with a type that conforms to one of these protocols, and a case
// in `SyntheticResource`.

import Synthesis

/// A resource type of which a person has any number.
protocol PersonResource {
    /// The parts of the person that `append` looks at.
    static var scope: SimulationScope { get }

    /// Appends one line for each event, in the order of the events.
    static func append(
        _ person: SimulatedPerson, _ context: PersonContext, to out: inout LineBuffer)
}

/// A resource type that persons share.
protocol SharedResource {
    /// Appends one line for each member of the network that is referred to, in ascending order.
    static func append(
        _ references: ReferencedProviders, _ fragments: FHIRFragments, to out: inout LineBuffer)
}

/// What the lines of one person have in common.
// Made once for some persons: to count it for each would touch the fragments, which all threads
// share.
struct PersonContext {
    let fragments: FHIRFragments
    private(set) var number = PersonNumber(1)
    /// The first second that is not simulated.
    let asOf: Int64

    /// The moment of death; `Int64.max` for the living.
    private(set) var death = Int64.max

    init(_ fragments: FHIRFragments) {
        self.fragments = fragments
        asOf = fragments.asOf
    }

    // Not the person: it would be copied with all its lists.
    mutating func begin(_ number: Int64, death: Int64?) {
        self.number = PersonNumber(number)
        self.death = death ?? .max
    }

    /// An end that has come: nil for what still lasts at the reference date.
    @inline(__always)
    func ended(_ end: Int64) -> Int64? { end < asOf ? end : nil }

    /// The same for what nobody goes on with after the person's death: drugs, plans, insurance.
    @inline(__always)
    func endedWithLife(_ end: Int64) -> Int64? { ended(min(end, death)) }
}

extension SimulatedPerson {
    /// The encounter of an event; nil for none.
    @inline(__always)
    func encounter(_ index: Int32) -> EncounterEvent? {
        index >= 0 && Int(index) < encounters.count ? encounters[Int(index)] : nil
    }

    /// Who gives the care of an event: the encounter's provider, otherwise the usual one.
    func provider(ofEncounter index: Int32) -> Int32 {
        encounter(index)?.provider ?? demographics.provider
    }

    /// Where: the encounter's care site, otherwise the usual one.
    func careSite(ofEncounter index: Int32) -> Int32 {
        encounter(index)?.careSite ?? demographics.careSite
    }
}

// MARK: Members that many types have

extension LineBuffer {
    /// Appends `,"subject":{"reference":"Patient/17"}`.
    @inline(__always)
    mutating func subject(_ context: PersonContext) {
        raw(#","subject":{"reference":"Patient/"#)
        personID(context.number)
        raw(#""}"#)
    }

    /// Appends `,"patient":{"reference":"Patient/17"}`.
    @inline(__always)
    mutating func patient(_ context: PersonContext) {
        raw(#","patient":{"reference":"Patient/"#)
        personID(context.number)
        raw(#""}"#)
    }

    /// Appends `,"encounter":{"reference":"Encounter/1700003"}`, or nothing where there is none.
    @inline(__always)
    mutating func encounter(_ index: Int32, _ context: PersonContext) {
        guard index >= 0 else { return }
        raw(#","encounter":{"reference":"Encounter/"#)
        eventID(context.number, Int(index))
        raw(#""}"#)
    }

    /// Appends `,"reasonReference":[{"reference":"Condition/1700003"}]`, or nothing.
    mutating func reason(_ condition: Int32, _ context: PersonContext) {
        guard condition >= 0 else { return }
        raw(#","reasonReference":[{"reference":"Condition/"#)
        eventID(context.number, Int(condition))
        raw(#""}]"#)
    }

    /// Appends `{"reference":"Practitioner/5"}`.
    mutating func practitioner(_ provider: Int32) {
        raw(#"{"reference":"Practitioner/"#)
        id(ofIndex: provider)
        raw(#""}"#)
    }

    /// Appends `{"reference":"Organization/3"}`.
    mutating func organization(_ careSite: Int32) {
        raw(#"{"reference":"Organization/"#)
        id(ofIndex: careSite)
        raw(#""}"#)
    }

    /// Appends `{"reference":"Location/3"}`.
    mutating func location(_ careSite: Int32) {
        raw(#"{"reference":"Location/"#)
        id(ofIndex: careSite)
        raw(#""}"#)
    }

    /// Appends `,"period":{"start":…,"end":…}`, without an end for what still lasts.
    mutating func period(_ start: Int64, _ end: Int64?) {
        raw(#","period":{"start":""#)
        dateTime(start)
        if let end {
            raw(#"","end":""#)
            dateTime(end)
        }
        raw(#""}"#)
    }
}
