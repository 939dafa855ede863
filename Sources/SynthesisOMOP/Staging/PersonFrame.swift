// What all rows of one person share: the person's number, the last day that may be written, and
// what the visits say (provider, visit detail).
//
// Each visit has a visit detail of its own, and another for a stretch of intensive care. Their keys
// count both in the order of time, so that the position of each visit's own detail is worked out
// here.

import Synthesis

/// Seconds and days.
enum CalendarTime {
    static let secondsPerDay: Int64 = 86_400

    /// The day of a moment, also before 1970.
    @inline(__always)
    static func day(_ time: Int64) -> Int32 {
        let quotient = time / secondsPerDay
        return Int32(truncatingIfNeeded: time % secondsPerDay < 0 ? quotient - 1 : quotient)
    }
}

/// The keys that an event row has.
struct EventKey {
    let person: Int64
    /// Counted from 0 within the table and the person.
    let ordinal: Int32
    /// In the person's list; -1.
    let encounter: Int32
    /// The ordinal of the encounter's own visit detail; -1.
    let detail: Int32
    /// The index in the network; -1.
    let provider: Int32
}

/// A visit detail to be.
struct StagedDetail {
    var time: Int64
    var encounter: Int32
    var isIntensiveCare: Bool
}

/// One person, while the rows are written.
struct PersonFrame {
    private(set) var number: Int64 = 0
    private(set) var birthDay: Int32 = 0
    /// The day of death; nil for the living.
    private(set) var deathDay: Int32?
    /// The reference date, or the day of death where that is earlier.
    private(set) var lastDay: Int32 = 0
    /// In the order of time; only where they are kept.
    private(set) var details: [StagedDetail] = []
    /// What rows say of the visit that they belong to.
    private var visits: [Visit] = []
    /// Whether `details` is wanted.
    private let keepsDetails: Bool
    let asOfDay: Int32

    private struct Visit {
        /// The ordinal of its own visit detail.
        var detail: Int32
        /// The index in the network.
        let provider: Int32
    }

    init(asOfDay: Int32, keepsDetails: Bool) {
        self.asOfDay = asOfDay
        self.keepsDetails = keepsDetails
    }

    /// Takes a person in place of the last one.
    mutating func begin(_ person: SimulatedPerson) {
        number = person.number
        birthDay = CalendarTime.day(person.demographics.birth)
        deathDay = person.demographics.death.map(CalendarTime.day)
        lastDay = min(asOfDay, deathDay ?? asOfDay)
        visits.empty()
        var isSorted = true
        var last = Int64.min
        var ordinal: Int32 = 0
        var index = 0
        while index < person.encounters.count {
            let encounter = person.encounters[index]
            isSorted = isSorted && last <= encounter.start
            last = encounter.start
            visits.append(Visit(detail: ordinal, provider: encounter.provider))
            ordinal &+= 1
            if encounter.hasIntensiveCare {
                last = encounter.start + Int64(encounter.intensiveCareStart)
                ordinal &+= 1
            }
            index += 1
        }
        if keepsDetails || !isSorted { listDetails(person, isSorted: isSorted) }
    }

    /// Fills `details`.
    ///
    /// - Parameter isSorted: whether they are in the order of time as the visits come.
    private mutating func listDetails(_ person: SimulatedPerson, isSorted: Bool) {
        details.empty()
        for (index, encounter) in person.encounters.enumerated() {
            let number = Int32(truncatingIfNeeded: index)
            details.append(
                StagedDetail(time: encounter.start, encounter: number, isIntensiveCare: false))
            guard encounter.hasIntensiveCare else { continue }
            details.append(
                StagedDetail(
                    time: encounter.start + Int64(encounter.intensiveCareStart),
                    encounter: number, isIntensiveCare: true))
        }
        guard !isSorted else { return }
        details.sort {
            ($0.time, $0.encounter, $0.isIntensiveCare ? 1 : 0)
                < ($1.time, $1.encounter, $1.isIntensiveCare ? 1 : 0)
        }
        for (ordinal, detail) in details.enumerated() where !detail.isIntensiveCare {
            visits[Int(detail.encounter)].detail = Int32(truncatingIfNeeded: ordinal)
        }
    }

    /// The ordinal of the visit detail of an encounter in the person's list.
    func mainDetail(of encounter: Int32) -> Int32 { visits[Int(encounter)].detail }

    /// The keys of a row of an encounter.
    @inline(__always)
    func key(ordinal: Int, encounter: Int32) -> EventKey {
        let index = Int(encounter)
        let isKnown = index >= 0 && index < visits.count
        return EventKey(
            person: number, ordinal: Int32(truncatingIfNeeded: ordinal),
            encounter: isKnown ? encounter : -1, detail: isKnown ? visits[index].detail : -1,
            provider: isKnown ? visits[index].provider : -1)
    }

    /// The key of the n-th row of a table.
    @inline(__always)
    func id(_ ordinal: Int32) -> Int64 { RecordID.event(person: number, ordinal: Int(ordinal)) }

    /// The end of something that goes on, or that ends after the reference date, is not known: nil.
    func knownEnd(_ end: Int64) -> Int64? {
        end == .max || CalendarTime.day(end) > asOfDay ? nil : end
    }
}

extension EncounterEvent {
    /// Whether a stretch of it was in intensive care.
    fileprivate var hasIntensiveCare: Bool { intensiveCareEnd > intensiveCareStart }
}
