// Checks of dates: limits, birth, death, visits, and the order of two dates of a row.

import Columnar

/// All checks of one date field that compare it with limits or with the person.
@safe
final class DateKernel: Kernel {
    /// The checks, by index; nil for those that are not asked for.
    struct Checks {
        var low: (check: Int, day: Int32)?
        var high: (check: Int, day: Int32)?
        var afterBirth: Int?
        /// plausibleTemporalAfter with PERSON.
        var temporalAfter: Int?
        var beforeDeath: Int?
        var duringLife: Int?

        var needsPerson: Bool {
            afterBirth != nil || temporalAfter != nil || beforeDeath != nil || duringLife != nil
        }
    }

    /// Days after death that are tolerated.
    private static let daysAfterDeath: Int32 = 60

    private let column: Int
    private let checks: Checks
    private let person: PersonKernel?
    private var (present, below, above) = (0, 0, 0)
    private var (beforeBirth, beforeJune, dead, afterDeath) = (0, 0, 0, 0)

    init(column: Int, checks: Checks, person: PersonKernel?) {
        self.column = column
        self.checks = checks
        self.person = person
    }

    func add(_ view: BatchView) {
        let days = view.days(column)
        present += view.rowCount - days.nullCount
        let (low, high) = (checks.low?.day ?? .min, checks.high?.day ?? .max)
        for row in 0..<view.rowCount {
            // Safe: a day stands for each row.
            let day = unsafe days.days[row]
            guard day > DayColumn.unreadable else { continue }
            below &+= day < low ? 1 : 0
            above &+= day > high ? 1 : 0
        }
        if checks.needsPerson, let person { compare(days, with: person) }
    }

    private func compare(_ days: DayColumn, with person: PersonKernel) {
        let people = person.people
        let (isUnique, diedOnce) = (people.persons.next.isEmpty, people.deaths.next.isEmpty)
        unsafe people.births.withUnsafeBufferPointer { births in
            unsafe people.deathDays.withUnsafeBufferPointer { deathDays in
                for row in 0..<days.count {
                    // Safe: located rows lie within PERSON and DEATH.
                    let day = unsafe days.days[row]
                    guard day != DayColumn.null else { continue }
                    let isDay = day != DayColumn.unreadable
                    var birth = unsafe person.personRows.base[row]
                    while birth >= 0 {
                        unsafe beforeBirth &+= isDay && day < births[Int(birth)].day ? 1 : 0
                        unsafe beforeJune &+= isDay && day < births[Int(birth)].june ? 1 : 0
                        birth = isUnique ? -1 : people.persons.next[Int(birth)]
                    }
                    var death = unsafe person.deathRows.base[row]
                    while death >= 0 {
                        dead &+= 1
                        let last = unsafe deathDays[Int(death)] &+ Self.daysAfterDeath
                        afterDeath &+= isDay && day > last ? 1 : 0
                        death = diedOnce ? -1 : people.deaths.next[Int(death)]
                    }
                }
            }
        }
    }

    func finish(rowCount: Int, _ tally: Tally) {
        if let low = checks.low { tally.set(low.check, violated: below, of: present) }
        if let high = checks.high { tally.set(high.check, violated: above, of: present) }
        if let check = checks.afterBirth { tally.set(check, violated: beforeBirth, of: present) }
        if let check = checks.temporalAfter {
            tally.set(check, violated: beforeJune, of: rowCount)
        }
        if let check = checks.beforeDeath { tally.set(check, violated: afterDeath, of: dead) }
        if let check = checks.duringLife {
            tally.set(check, violated: afterDeath, of: person?.deadRows ?? 0)
        }
    }
}

/// plausibleStartBeforeEnd and plausibleTemporalAfter within a table: two dates of a row.
@safe
final class OrderKernel: Kernel {
    private let (earlier, later): (Int, Int)
    private let check: Int
    private let countsAllRows: Bool
    private var (violated, present) = (0, 0)

    /// - Parameters:
    ///   - earlier: the column that must not be after `later`.
    ///   - countsAllRows: whether rows without one of the dates are in the denominator.
    init(earlier: Int, later: Int, check: Int, countsAllRows: Bool) {
        self.earlier = earlier
        self.later = later
        self.check = check
        self.countsAllRows = countsAllRows
    }

    func add(_ view: BatchView) {
        let (first, second) = unsafe (view.days(earlier).days, view.days(later).days)
        for row in 0..<view.rowCount {
            // Safe: a day stands for each row.
            let (from, to) = unsafe (first[row], second[row])
            guard from != DayColumn.null, to != DayColumn.null else { continue }
            present &+= 1
            let areDays = from != DayColumn.unreadable && to != DayColumn.unreadable
            violated &+= areDays && from > to ? 1 : 0
        }
    }

    func finish(rowCount: Int, _ tally: Tally) {
        tally.set(check, violated: violated, of: countsAllRows ? rowCount : present)
    }
}

/// The first and last day of each visit, by visit_occurrence_id.
final class Visits {
    /// No start, and no end.
    static let (noStart, noEnd) = (Int32.min + 1000, Int32.max - 1000)

    let index: KeyIndex
    let starts: [Int32]
    let ends: [Int32]

    init(index: KeyIndex, starts: [Int32], ends: [Int32]) {
        self.index = index
        self.starts = starts
        self.ends = ends
    }
}

/// isForeignKey to VISIT_OCCURRENCE, and withinVisitDates of all dates of the table.
@safe
final class VisitKernel: Kernel {
    /// Days before and after a visit that are tolerated.
    private static let tolerance: Int32 = 7

    /// One check of withinVisitDates.
    struct Rule {
        let column: Int
        let check: Int
        var violated = 0
    }

    private let column: Int
    private let visits: Visits
    private let check: Int?
    private var rules: [Rule]
    private let rows = RowMemory<Int32>()
    private var (missing, joined) = (0, 0)

    init(column: Int, visits: Visits, check: Int?, rules: [Rule]) {
        self.column = column
        self.visits = visits
        self.check = check
        self.rules = rules
    }

    func add(_ view: BatchView) {
        rows.reserve(view.rowCount)
        unsafe missing += visits.index.locate(view.integers(column), rows.base)
        let next = visits.index.next
        for index in rules.indices {
            let days = view.days(rules[index].column)
            var (violated, joined) = (0, 0)
            for row in 0..<view.rowCount {
                // Safe: a day and a row number stand for each row.
                var visit = unsafe rows.base[row]
                let day = unsafe days.days[row]
                while visit >= 0 {
                    joined &+= 1
                    let isOutside =
                        day < visits.starts[Int(visit)] &- Self.tolerance
                        || day > visits.ends[Int(visit)] &+ Self.tolerance
                    violated &+= day > DayColumn.unreadable && isOutside ? 1 : 0
                    visit = next.isEmpty ? -1 : next[Int(visit)]
                }
            }
            rules[index].violated += violated
            if index == 0 { self.joined += joined }
        }
    }

    func finish(rowCount: Int, _ tally: Tally) {
        if let check { tally.set(check, violated: missing, of: rowCount) }
        for rule in rules { tally.set(rule.check, violated: rule.violated, of: joined) }
    }
}
