// The two table checks that compare persons: condition eras, observation periods.

import Columnar

/// The distinct persons of a table.
final class PersonSetKernel: Kernel {
    let persons = ValueCounter()
    private let person: Int
    /// The column whose value 0 or NULL leaves a row out.
    private let concept: Int?

    init(person: Int, concept: Int?) {
        self.person = person
        self.concept = concept
    }

    func add(_ view: BatchView) {
        let persons = view.integers(person)
        let concepts = concept.map { view.integers($0) }
        for row in 0..<view.rowCount
        where unsafe persons.states[row] == IntegerColumn.State.integer {
            if let concepts {
                // A value that is no integer is not 0 either.
                if unsafe concepts.states[row] == IntegerColumn.State.null { continue }
                if unsafe concepts.states[row] == IntegerColumn.State.integer,
                    unsafe concepts.words[row] == 0
                {
                    continue
                }
            }
            _ = unsafe self.persons.add(Int64(bitPattern: persons.words[row]))
        }
    }

    func finish(rowCount: Int, _ tally: Tally) {}
}

/// measureObservationPeriodOverlap. Memory: 24 bytes a period.
final class PeriodKernel: Kernel {
    private struct Period {
        let person, id: Int64
        let start, end: Int32
    }

    private let check: Int
    private let (person, id, start, end): (Int, Int, Int, Int)
    private var periods: [Period] = []

    init(check: Int, person: Int, id: Int, start: Int, end: Int) {
        self.check = check
        self.person = person
        self.id = id
        self.start = start
        self.end = end
    }

    func add(_ view: BatchView) {
        let (persons, ids) = (view.integers(person), view.integers(id))
        let (starts, ends) = (view.days(start), view.days(end))
        for row in 0..<view.rowCount
        where unsafe persons.states[row] == IntegerColumn.State.integer {
            let isKnown = unsafe ids.states[row] == IntegerColumn.State.integer
            unsafe periods.append(
                Period(
                    person: Int64(bitPattern: persons.words[row]),
                    // A period without an id is different from none.
                    id: isKnown ? Int64(bitPattern: ids.words[row]) : Int64.min,
                    start: starts.days[row], end: ends.days[row]))
        }
    }

    func finish(rowCount: Int, _ tally: Tally) {
        periods.sort { ($0.person, $0.id) < ($1.person, $1.id) }
        var (violated, persons) = (0, 0)
        var first = 0
        while first < periods.count {
            var end = first + 1
            while end < periods.count, periods[end].person == periods[first].person { end += 1 }
            persons += 1
            if hasConflict(first..<end) { violated += 1 }
            first = end
        }
        tally.set(check, violated: violated, of: persons)
        periods = []
    }

    /// Whether two of one person's periods overlap or touch.
    private func hasConflict(_ range: Range<Int>) -> Bool {
        for index in range {
            let one = periods[index]
            for other in periods[range] where other.id != one.id {
                guard one.id != .min, other.id != .min else { continue }
                if one.end > DayColumn.unreadable, other.start > DayColumn.unreadable {
                    if one.end + 1 == other.start { return true }
                    if one.start > DayColumn.unreadable, other.end > DayColumn.unreadable,
                        one.start <= other.end, one.end >= other.start
                    {
                        return true
                    }
                }
            }
        }
        return false
    }
}
