// What checks want to know of persons: birth, death and gender, by person_id.

import Columnar

/// The rows of PERSON and DEATH, found by person.
@safe
final class People {
    /// Days on which a person was born, by row of PERSON.
    struct Birth {
        /// birth_datetime, else year, month and day, each of the last two 1 where it is null.
        var day: Int32
        /// birth_datetime, else 1 June of the year.
        var june: Int32
    }

    /// Compares with nothing: no day is before it.
    static let noBirth = Int32.min + 1
    /// No day is more than 60 days after it.
    static let noDeath = Int32.max - 1000
    static let noGender = Int64.min

    let persons: KeyIndex
    let births: [Birth]
    let genders: [Int64]
    /// Rows of PERSON without a person_id.
    let unnamedCount: Int
    let deaths: KeyIndex
    let deathDays: [Int32]
    /// All rows of PERSON.
    var rowCount: Int { persons.rowCount + unnamedCount }

    init(
        persons: KeyIndex, births: [Birth], genders: [Int64], unnamedCount: Int, deaths: KeyIndex,
        deathDays: [Int32]
    ) {
        self.persons = persons
        self.births = births
        self.genders = genders
        self.unnamedCount = unnamedCount
        self.deaths = deaths
        self.deathDays = deathDays
    }
}

/// Finds the rows of PERSON and DEATH for each row of a batch; goes before the kernels that use it.
@safe
final class PersonKernel: Kernel {
    let people: People
    private let column: Int
    /// First rows by row of the batch, negative where there are none.
    let personRows = RowMemory<Int32>()
    let deathRows = RowMemory<Int32>()
    /// isForeignKey to PERSON.
    private let check: Int?
    private var missing = 0
    /// Rows of the table whose person is in DEATH.
    private(set) var deadRows = 0

    init(column: Int, people: People, check: Int?) {
        self.column = column
        self.people = people
        self.check = check
    }

    func add(_ view: BatchView) {
        let integers = view.integers(column)
        personRows.reserve(view.rowCount)
        deathRows.reserve(view.rowCount)
        unsafe missing += people.persons.locate(integers, personRows.base)
        _ = unsafe people.deaths.locate(integers, deathRows.base)
        // Safe: a row number stands for each row.
        for row in 0..<view.rowCount { unsafe deadRows &+= deathRows.base[row] >= 0 ? 1 : 0 }
    }

    func finish(rowCount: Int, _ tally: Tally) {
        if let check { tally.set(check, violated: missing, of: rowCount) }
    }
}

/// measurePersonCompleteness: persons without any row.
final class PresenceKernel: Kernel {
    private let person: PersonKernel
    private let check: Int
    private var isPresent: [Bool]

    init(person: PersonKernel, check: Int) {
        self.person = person
        self.check = check
        isPresent = Array(repeating: false, count: person.people.persons.rowCount)
    }

    func add(_ view: BatchView) {
        unsafe isPresent.withUnsafeMutableBufferPointer { isPresent in
            // Safe: located rows lie within PERSON.
            for row in 0..<view.rowCount where unsafe person.personRows.base[row] >= 0 {
                unsafe isPresent[Int(person.personRows.base[row])] = true
            }
        }
    }

    func finish(rowCount: Int, _ tally: Tally) {
        let people = person.people
        // Rows that share a person_id are present together: the first of them was marked.
        var present = 0
        for row in isPresent.indices where isPresent[row] {
            var next = Int32(truncatingIfNeeded: row)
            while next >= 0 {
                present += 1
                next = people.persons.next.isEmpty ? -1 : people.persons.next[Int(next)]
            }
        }
        tally.set(check, violated: people.rowCount - present, of: people.rowCount)
    }
}

/// plausibleGender, and what plausibleGenderUseDescendants adds up: rows by concept and gender.
@safe
final class GenderKernel: Kernel {
    static let (male, female): (Int64, Int64) = (8507, 8532)

    let concept: ConceptKernel
    private let person: PersonKernel
    private let rules: [(check: Int, concept: Int64, gender: Int64)]
    /// Rows of persons of another gender, by slot of the concept.
    private(set) var notMale: [Int] = []
    private(set) var notFemale: [Int] = []

    init(
        concept: ConceptKernel, person: PersonKernel,
        rules: [(check: Int, concept: Int64, gender: Int64)]
    ) {
        self.concept = concept
        self.person = person
        self.rules = rules
    }

    func add(_ view: BatchView) {
        let people = person.people
        let isUnique = people.persons.next.isEmpty
        while notMale.count < concept.concepts.count {
            notMale.append(0)
            notFemale.append(0)
        }
        for row in 0..<view.rowCount {
            // Safe: both kernels took the batch before.
            let slot = unsafe Int(concept.slots.base[row])
            var personRow = unsafe person.personRows.base[row]
            guard slot >= 0 else { continue }
            while personRow >= 0 {
                let gender = people.genders[Int(personRow)]
                if gender != People.noGender {
                    if gender != Self.male { notMale[slot] &+= 1 }
                    if gender != Self.female { notFemale[slot] &+= 1 }
                }
                personRow = isUnique ? -1 : people.persons.next[Int(personRow)]
            }
        }
    }

    func finish(rowCount: Int, _ tally: Tally) {
        for rule in rules {
            let slot = concept.concepts.slot(of: rule.concept)
            tally.set(
                rule.check, violated: slot.map { violations(at: $0, rule.gender) } ?? 0,
                of: slot.map { unsafe concept.concepts.counts[$0] } ?? 0)
        }
    }

    /// Rows of a concept with persons that are not of `gender`.
    func violations(at slot: Int, _ gender: Int64) -> Int {
        gender == Self.male ? notMale[slot] : notFemale[slot]
    }
}
