// What rows of other tables refer to, read before them: persons, deaths, visits and keys.

import Columnar

/// The tables in memory that kernels look rows up in.
///
/// Memory: 8 to 40 bytes for each row of PERSON, DEATH, VISIT_OCCURRENCE and the other tables that
/// are referred to; CONCEPT is not among them.
struct Lookups {
    var people: People?
    var visits: Visits?
    private var keys: [OMOPCheck.Target: KeyIndex] = [:]
    private var texts: [OMOPCheck.Target: TextCounter] = [:]

    func index(_ target: OMOPCheck.Target) -> KeyIndex? { keys[target] }
    func texts(_ target: OMOPCheck.Target) -> TextCounter? { texts[target] }

    /// - Parameter targets: what foreign keys refer to, without CONCEPT; all exist.
    init(_ reader: TableReader, targets: [OMOPCheck.Target]) throws(LakeError) {
        people = try Self.people(reader)
        visits = try Self.visits(reader)
        for target in targets {
            guard let table = reader.tables[target.table] else { continue }
            switch target.table {
            case "person" where people != nil, "visit_occurrence" where visits != nil: continue
            case "domain", "vocabulary", "relationship", "concept_class":
                texts[target] = try Self.textKeys(reader, table, target.field)
            default: keys[target] = KeyIndex(try Self.keys(reader, table, target.field))
            }
        }
    }

    private static func keys(
        _ reader: TableReader, _ table: FoundTable, _ field: String
    ) throws(LakeError) -> [Int64] {
        let view = BatchView(columnCount: 1)
        var keys: [Int64] = []
        try reader.scan(table, fields: [field]) { (batch) throws(LakeError) in
            view.load(batch)
            let integers = view.integers(0)
            for row in 0..<batch.rowCount
            where unsafe integers.states[row] == IntegerColumn.State.integer {
                unsafe keys.append(Int64(bitPattern: integers.words[row]))
            }
            try checkCount(keys.count, table)
        }
        return keys
    }

    private static func textKeys(
        _ reader: TableReader, _ table: FoundTable, _ field: String
    ) throws(LakeError) -> TextCounter {
        let texts = TextCounter()
        try reader.scan(table, fields: [field]) { (batch) throws(LakeError) in
            let vector = batch.columns[0]
            for row in 0..<batch.rowCount where vector.kind(at: row) != ValueKind.null {
                texts.add(vector, row: row, isMarked: false)
            }
        }
        return texts
    }

    /// Row numbers are 32 bits.
    private static func checkCount(_ count: Int, _ table: FoundTable) throws(LakeError) {
        guard count < Int(Int32.max) else {
            throw LakeError(.limit, "more than 2,147,483,646 rows", at: [.table(table.name)])
        }
    }

    // MARK: Persons

    /// Persons and deaths; nil when PERSON has no keys. What else is missing counts as null, since
    /// checks that need it do not run.
    private static func people(_ reader: TableReader) throws(LakeError) -> People? {
        let person = reader.tables["person"]
        let hasPerson = person?.columns["person_id"] != nil
        var rows = PersonRows()
        if let person, hasPerson { try rows.read(reader, person) }
        var (deathKeys, deathDays): ([Int64], [Int32]) = ([], [])
        if let death = reader.tables["death"], death.columns["person_id"] != nil,
            death.columns["death_date"] != nil
        {
            let view = BatchView(columnCount: 2)
            try reader.scan(death, fields: ["person_id", "death_date"]) {
                (batch) throws(LakeError) in
                view.load(batch)
                let (persons, days) = (view.integers(0), view.days(1))
                for row in 0..<batch.rowCount
                where unsafe persons.states[row] == IntegerColumn.State.integer {
                    unsafe deathKeys.append(Int64(bitPattern: persons.words[row]))
                    let day = unsafe days.days[row]
                    deathDays.append(day > DayColumn.unreadable ? day : People.noDeath)
                }
                try checkCount(deathKeys.count, death)
            }
        }
        guard hasPerson || !deathKeys.isEmpty else { return nil }
        return People(
            persons: KeyIndex(rows.keys), births: rows.births, genders: rows.genders,
            unnamedCount: rows.unnamedCount, deaths: KeyIndex(deathKeys), deathDays: deathDays)
    }

    /// The rows of PERSON as they are read.
    private struct PersonRows {
        var keys: [Int64] = []
        var births: [People.Birth] = []
        var genders: [Int64] = []
        var unnamedCount = 0

        mutating func read(_ reader: TableReader, _ table: FoundTable) throws(LakeError) {
            let wanted = [
                "person_id", "gender_concept_id", "birth_datetime", "year_of_birth",
                "month_of_birth", "day_of_birth",
            ]
            let fields = wanted.filter { table.columns[$0] != nil }
            let places = wanted.map { fields.firstIndex(of: $0) }
            let view = BatchView(columnCount: fields.count)
            try reader.scan(table, fields: fields) { (batch) throws(LakeError) in
                view.load(batch)
                append(view, places)
                try checkCount(keys.count, table)
            }
        }

        private mutating func append(_ view: BatchView, _ places: [Int?]) {
            let persons = view.integers(0)
            let (genders, datetimes) = (
                places[1].map { view.integers($0) }, places[2].map { view.days($0) }
            )
            let parts = places[3...].map { $0.map { view.integers($0) } }
            for row in 0..<view.rowCount {
                guard unsafe persons.states[row] == IntegerColumn.State.integer else {
                    unnamedCount += 1
                    continue
                }
                unsafe keys.append(Int64(bitPattern: persons.words[row]))
                self.genders.append(Self.value(genders, row) ?? People.noGender)
                let datetime = unsafe datetimes?.days[row] ?? DayColumn.null
                guard datetime == DayColumn.null else {
                    let day = datetime == DayColumn.unreadable ? People.noBirth : datetime
                    births.append(People.Birth(day: day, june: day))
                    continue
                }
                let year = Self.value(parts[0], row)
                let day = Self.day(
                    year, Self.value(parts[1], row) ?? 1, Self.value(parts[2], row) ?? 1)
                births.append(People.Birth(day: day, june: Self.day(year, 6, 1)))
            }
        }

        private static func value(_ column: IntegerColumn?, _ row: Int) -> Int64? {
            guard let column, unsafe column.states[row] == IntegerColumn.State.integer else {
                return nil
            }
            return unsafe Int64(bitPattern: column.words[row])
        }

        /// What is no day of the calendar compares with nothing.
        private static func day(_ year: Int64?, _ month: Int64, _ day: Int64) -> Int32 {
            guard let year, let days = CalendarReading.days(year: year, month: month, day: day)
            else { return People.noBirth }
            return Int32(truncatingIfNeeded: days)
        }
    }

    // MARK: Visits

    private static func visits(_ reader: TableReader) throws(LakeError) -> Visits? {
        let wanted = ["visit_occurrence_id", "visit_start_date", "visit_end_date"]
        guard let table = reader.tables["visit_occurrence"], table.columns[wanted[0]] != nil
        else { return nil }
        let fields = wanted.filter { table.columns[$0] != nil }
        let (start, end) = (fields.firstIndex(of: wanted[1]), fields.firstIndex(of: wanted[2]))
        let view = BatchView(columnCount: fields.count)
        var keys: [Int64] = []
        var (starts, ends): ([Int32], [Int32]) = ([], [])
        try reader.scan(table, fields: fields) { (batch) throws(LakeError) in
            view.load(batch)
            let ids = view.integers(0)
            let (first, last) = (start.map { view.days($0) }, end.map { view.days($0) })
            for row in 0..<batch.rowCount
            where unsafe ids.states[row] == IntegerColumn.State.integer {
                unsafe keys.append(Int64(bitPattern: ids.words[row]))
                let from = unsafe first?.days[row] ?? DayColumn.null
                let to = unsafe last?.days[row] ?? DayColumn.null
                starts.append(from > DayColumn.unreadable ? from : Visits.noStart)
                ends.append(to > DayColumn.unreadable ? to : Visits.noEnd)
            }
            try checkCount(keys.count, table)
        }
        return Visits(index: KeyIndex(keys), starts: starts, ends: ends)
    }
}
