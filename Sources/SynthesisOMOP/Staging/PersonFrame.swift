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
    /// In the order of time.
    private(set) var details: [StagedDetail] = []
    /// The ordinal of each encounter's own detail.
    private(set) var mainDetails: [Int32] = []
    private var providers: [Int32] = []
    let asOfDay: Int32

    init(asOfDay: Int32) { self.asOfDay = asOfDay }

    /// Takes a person in place of the last one.
    mutating func begin(_ person: SimulatedPerson) {
        number = person.number
        birthDay = CalendarTime.day(person.demographics.birth)
        deathDay = person.demographics.death.map(CalendarTime.day)
        lastDay = min(asOfDay, deathDay ?? asOfDay)
        details.removeAll(keepingCapacity: true)
        providers.removeAll(keepingCapacity: true)
        var isSorted = true
        var index = 0
        while index < person.encounters.count {
            let encounter = person.encounters[index]
            providers.append(encounter.provider)
            let number = Int32(truncatingIfNeeded: index)
            isSorted = isSorted && (details.last?.time ?? .min) <= encounter.start
            details.append(
                StagedDetail(time: encounter.start, encounter: number, isIntensiveCare: false))
            if encounter.intensiveCareEnd > encounter.intensiveCareStart {
                details.append(
                    StagedDetail(
                        time: encounter.start + Int64(encounter.intensiveCareStart),
                        encounter: number, isIntensiveCare: true))
            }
            index += 1
        }
        if !isSorted {
            details.sort {
                ($0.time, $0.encounter, $0.isIntensiveCare ? 1 : 0)
                    < ($1.time, $1.encounter, $1.isIntensiveCare ? 1 : 0)
            }
        }
        mainDetails.removeAll(keepingCapacity: true)
        mainDetails.append(contentsOf: repeatElement(-1, count: person.encounters.count))
        for (ordinal, detail) in details.enumerated() where !detail.isIntensiveCare {
            mainDetails[Int(detail.encounter)] = Int32(truncatingIfNeeded: ordinal)
        }
    }

    /// The keys of a row of an encounter.
    @inline(__always)
    func key(ordinal: Int, encounter: Int32) -> EventKey {
        let index = Int(encounter)
        let isKnown = index >= 0 && index < providers.count
        return EventKey(
            person: number, ordinal: Int32(truncatingIfNeeded: ordinal),
            encounter: isKnown ? encounter : -1, detail: isKnown ? mainDetails[index] : -1,
            provider: isKnown ? providers[index] : -1)
    }

    /// The key of the n-th row of a table.
    @inline(__always)
    func id(_ ordinal: Int32) -> Int64 { RecordID.event(person: number, ordinal: Int(ordinal)) }

    /// The end of something that goes on, or that ends after the reference date, is not known: nil.
    func knownEnd(_ end: Int64) -> Int64? {
        end == .max || CalendarTime.day(end) > asOfDay ? nil : end
    }
}
