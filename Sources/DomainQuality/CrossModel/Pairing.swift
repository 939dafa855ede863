// Pairs the two sides: by the key map where there is one, else by content.
//
//     persons   person_source_value = Patient.id
//     visits    visit_source_value = Encounter.id; where none is, person, start and class
//     events    by rounds, each over what the rounds before left:
//                 person, visit, code, day, value
//                 person, visit, code, day
//                 person, visit, code                       the day differs
//                 person, code, day                         the visit differs, or is not there
//                 visit, code, day                          the person differs
//                 person, visit, day, value                 the code differs
//
// What has no partner in the table that its code leads to is looked for in the others.
//
// A code is its concept, or where that is not known the source value; each round tries both. A
// resource without a visit of its own pairs with rows without one. Within a round records pair in
// their order.

import Columnar

/// Both sides with what joins them.
struct Pairing {
    private(set) var facts: FHIRFacts
    private(set) var persons: [PersonRow]
    private(set) var visits: [VisitRow]
    private(set) var events: [[EventRow]]
    /// Finds rows by key.
    let personRows: KeyChains
    let visitRows: KeyChains

    private let keys: KeyMap?
    private let vaccines: Set<Int32>

    init(_ facts: FHIRFacts, _ rows: CDMRows, keys: KeyMap?, vaccines: Set<Int32>) {
        self.facts = facts
        self.keys = keys
        self.vaccines = vaccines
        persons = rows.persons.rows
        visits = rows.visits.rows
        events = rows.events.map(\.rows)
        personRows = KeyChains(rows.persons.rows.map { Self.hash($0.key) })
        visitRows = KeyChains(rows.visits.rows.map { Self.hash($0.key) })
        pairPersons()
        pairVisits()
        for table in EventTable.allCases {
            pairEvents(table, keys == nil ? Self.rounds : Self.roundsOfKeys, isElsewhere: false)
        }
        guard keys == nil else { return }
        for table in EventTable.allCases {
            pairEvents(table, Self.roundsElsewhere, isElsewhere: true)
        }
    }

    private static func hash(_ key: Int64) -> UInt64 {
        key == NoValue.key ? 0 : PairHash.joined(1, key)
    }

    /// The row of a person_id in PERSON; -1 for none.
    func personRow(_ key: Int64) -> Int32 { personRows.first(Self.hash(key)) }

    /// The row of a visit_occurrence_id; -1 for none.
    func visitRow(_ key: Int64) -> Int32 { visitRows.first(Self.hash(key)) }

    /// The row of PERSON that the Patient of a subject became; -1 for none.
    func personRow(ofSubject subject: Int32) -> Int32 {
        let patient = facts.patient(subject)
        return patient < 0 ? -1 : facts.patients[Int(patient)].row
    }

    /// The visit that an encounter became; -1 for none.
    func visitRow(ofEncounter id: Int32) -> Int32 {
        guard id >= 0 else { return -1 }
        let encounter = facts.encounterOfID[Int(id)]
        return encounter < 0 ? -1 : facts.encounters[Int(encounter)].row
    }

    func isVaccine(_ concept: Int32) -> Bool { vaccines.contains(concept) }

    // MARK: Persons and visits

    /// Joins two lists: what has the same key, each record once.
    private static func join(
        _ factKeys: [UInt64], _ rowKeys: [UInt64], _ pair: (Int, Int) -> Void
    ) {
        var chains = KeyChains(rowKeys)
        for (fact, key) in factKeys.enumerated() {
            let row = chains.take(key)
            if row >= 0 { pair(fact, Int(row)) }
        }
    }

    private mutating func pairPersons() {
        let ids = facts.patients.map { facts.subjects.hashes[Int($0.subject)] }
        if let keys {
            let (type, table) = (PairHash.text("Patient"), PairHash.text("person"))
            return joinPersons(
                ids.map { KeyMap.resource(type, $0) },
                persons.map { keys.resource(ofRow: KeyMap.row(table, $0.key)) })
        }
        joinPersons(ids, persons.map(\.source))
        guard persons.allSatisfy({ $0.patient < 0 }) else { return }
        joinPersons(ids, persons.map { PairHash.text(String($0.key)) })
    }

    private mutating func joinPersons(_ factKeys: [UInt64], _ rowKeys: [UInt64]) {
        var pairs: [(Int, Int)] = []
        Self.join(factKeys, rowKeys) { pairs.append(($0, $1)) }
        for (patient, row) in pairs {
            facts.patients[patient].row = Int32(truncatingIfNeeded: row)
            persons[row].patient = Int32(truncatingIfNeeded: patient)
        }
    }

    private mutating func pairVisits() {
        let ids = facts.encounters.map { facts.encounterIDs.hashes[Int($0.id)] }
        if let keys {
            let (type, table) = (PairHash.text("Encounter"), PairHash.text("visit_occurrence"))
            return joinVisits(
                ids.map { KeyMap.resource(type, $0) },
                visits.map { keys.resource(ofRow: KeyMap.row(table, $0.key)) })
        }
        joinVisits(ids, visits.map(\.source))
        guard visits.allSatisfy({ $0.encounter < 0 }) else { return }
        for hasClass in [true, false] {
            joinVisits(
                facts.encounters.map { visitKey($0, hasClass: hasClass) },
                visits.map { visitKey($0, hasClass: hasClass) })
        }
    }

    private func visitKey(_ fact: EncounterFact, hasClass: Bool) -> UInt64 {
        let concept = hasClass ? conceptOfClass(fact) : 0
        guard fact.row < 0, let concept, let day = fact.start.day else { return 0 }
        return visitKey(personRow(ofSubject: fact.subject), day, concept)
    }

    private func visitKey(_ row: VisitRow, hasClass: Bool) -> UInt64 {
        guard row.encounter < 0, row.start != NoValue.day else { return 0 }
        return visitKey(personRow(row.person), row.start, hasClass ? row.concept : 0)
    }

    private func conceptOfClass(_ fact: EncounterFact) -> Int32? {
        fact.encounterClass < 0 ? nil : facts.classes[Int(fact.encounterClass)].conceptID
    }

    private func visitKey(_ person: Int32, _ day: Int32, _ concept: Int32) -> UInt64 {
        guard person >= 0 else { return 0 }
        return PairHash.joined(
            PairHash.joined(UInt64(person), Int64(day)), Int64(concept))
    }

    private mutating func joinVisits(_ factKeys: [UInt64], _ rowKeys: [UInt64]) {
        var pairs: [(Int, Int)] = []
        Self.join(factKeys, rowKeys) { pairs.append(($0, $1)) }
        for (encounter, row) in pairs {
            facts.encounters[encounter].row = Int32(truncatingIfNeeded: row)
            visits[row].encounter = Int32(truncatingIfNeeded: encounter)
        }
    }

    // MARK: Events

    /// What a record of either side is joined by, worked out once.
    private struct Joint {
        let record: Int32
        /// Of the key map; 0 for none.
        let resource: UInt64
        /// Row of PERSON; -1 for none.
        let person: Int32
        /// Row of VISIT_OCCURRENCE; -1 for none.
        let visit: Int32
        let concept: Int32
        let source: UInt64
        /// `NoValue.day` where only a month is known.
        let day: Int32
        let end: Int32
        let number: Double
        let isVaccine: Bool
    }

    /// What a round joins by.
    private struct Round {
        var usesResource = false
        var usesPerson = true
        var usesVisit = true
        var usesCode = true
        var usesDay = true
        var usesValue = false
    }

    /// - Parameter isElsewhere: whether events are tried whose code leads to another table.
    private mutating func pairEvents(
        _ table: EventTable, _ rounds: [Round], isElsewhere: Bool
    ) {
        var left = factJoints(table, isElsewhere: isElsewhere)
        var right = rowJoints(table)
        for round in rounds {
            // Without a code there is but one way.
            for bySource in round.usesCode ? [false, true] : [false] {
                guard !left.isEmpty, !right.isEmpty else { return }
                play(round, bySource: bySource, table, &left, &right)
            }
        }
    }

    private static let rounds = [
        Round(usesValue: true), Round(), Round(usesDay: false), Round(usesVisit: false),
        Round(usesPerson: false), Round(usesCode: false, usesValue: true),
    ]
    private static let roundsElsewhere = [Round(usesValue: true), Round()]
    private static let roundsOfKeys = [
        Round(usesResource: true, usesPerson: false, usesVisit: false, usesDay: false),
        Round(
            usesResource: true, usesPerson: false, usesVisit: false, usesCode: false,
            usesDay: false),
    ]

    private func factJoints(_ table: EventTable, isElsewhere: Bool) -> [Joint] {
        var types: [UInt64] = []
        for kind in ResourceKind.allCases { types.append(PairHash.text(kind.name)) }
        var joints: [Joint] = []
        for (index, fact) in facts.events.enumerated() {
            // With a key map the row may stand in another table than the code leads to.
            guard fact.row < 0, (fact.table == table) != isElsewhere || keys != nil else {
                continue
            }
            let type = types[Int(fact.kind.rawValue)]
            joints.append(
                Joint(
                    record: Int32(truncatingIfNeeded: index),
                    resource: keys == nil
                        ? 0
                        : KeyMap.resource(type, facts.resources.hashes[Int(fact.resource)]),
                    person: personRow(ofSubject: fact.subject),
                    visit: visitRow(ofEncounter: fact.encounter), concept: fact.concept,
                    source: facts.codings[fact.code]?.sourceHash ?? 0,
                    day: fact.start.day ?? NoValue.day, end: fact.end.day ?? NoValue.day,
                    number: fact.number, isVaccine: fact.kind == .immunization))
        }
        return joints
    }

    private func rowJoints(_ table: EventTable) -> [Joint] {
        let name = PairHash.text(table.name)
        var joints: [Joint] = []
        for (index, row) in events[Int(table.rawValue)].enumerated() where row.fact < 0 {
            joints.append(
                Joint(
                    record: Int32(truncatingIfNeeded: index),
                    resource: keys?.resource(ofRow: KeyMap.row(name, row.key)) ?? 0,
                    person: personRow(row.person), visit: visitRow(row.visit),
                    concept: row.concept, source: row.source, day: row.start, end: row.end,
                    number: row.number, isVaccine: table == .drug && isVaccine(row.concept)))
        }
        return joints
    }

    private mutating func play(
        _ round: Round, bySource: Bool, _ table: EventTable, _ left: inout [Joint],
        _ right: inout [Joint]
    ) {
        var pairedLeft = Array(repeating: false, count: left.count)
        var pairedRight = Array(repeating: false, count: right.count)
        var pairs: [(Int32, Int32)] = []
        Self.join(
            left.map { Self.key($0, round, bySource: bySource) },
            right.map { Self.key($0, round, bySource: bySource) }
        ) { fact, row in
            pairs.append((left[fact].record, right[row].record))
            pairedLeft[fact] = true
            pairedRight[row] = true
        }
        guard !pairs.isEmpty else { return }
        for (fact, row) in pairs {
            facts.events[Int(fact)].row = row
            facts.events[Int(fact)].rowTable = table
            events[Int(table.rawValue)][Int(row)].fact = fact
        }
        left = Self.rest(left, pairedLeft)
        right = Self.rest(right, pairedRight)
    }

    private static func rest(_ joints: [Joint], _ isPaired: [Bool]) -> [Joint] {
        var rest: [Joint] = []
        for (index, joint) in joints.enumerated() where !isPaired[index] { rest.append(joint) }
        return rest
    }

    /// 0 where the record lacks what the round joins by.
    private static func key(_ joint: Joint, _ round: Round, bySource: Bool) -> UInt64 {
        // An immunization whose code differs is no prescription.
        var key: UInt64 = !round.usesCode && joint.isVaccine ? 1 : 2
        if round.usesResource {
            guard joint.resource != 0 else { return 0 }
            key = joint.resource
        }
        if round.usesPerson {
            guard joint.person >= 0 else { return 0 }
            key = PairHash.joined(key, Int64(joint.person))
        }
        if round.usesVisit {
            guard joint.visit >= 0 || round.usesPerson else { return 0 }
            key = PairHash.joined(key, Int64(joint.visit))
        }
        if round.usesCode {
            if bySource {
                guard joint.source != 0 else { return 0 }
                key = PairHash.joined(key, joint.source)
            } else {
                guard joint.concept > 0 else { return 0 }
                key = PairHash.joined(key, Int64(joint.concept))
            }
        }
        if round.usesDay {
            guard joint.day != NoValue.day else { return 0 }
            key = PairHash.joined(key, Int64(joint.day))
        }
        if round.usesValue {
            key = PairHash.joined(key, Int64(joint.end))
            key = PairHash.joined(
                key, joint.number.isNaN ? 1 : joint.number == 0 ? 0 : joint.number.bitPattern)
        }
        return key
    }
}
