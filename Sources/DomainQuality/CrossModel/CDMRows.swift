// The OMOP side of a comparison: a record of fixed size for each row of PERSON, DEATH,
// VISIT_OCCURRENCE and the five tables of events.

import Columnar
import OMOPQuality

/// What stands for nothing in records of rows.
enum NoValue {
    static let key = Int64.min
    static let day = Int32.min
    /// A concept that is NULL; 0 is one that does not match.
    static let concept: Int32 = -1
}

/// A row of PERSON.
struct PersonRow {
    let key: Int64
    let gender: Int32
    let year: Int32
    let month: Int32
    let dayOfMonth: Int32
    /// Of birth_datetime.
    let birthDay: Int32
    let race: Int32
    let ethnicity: Int32
    /// Of person_source_value; 0 for none.
    let source: UInt64
    /// In `FHIRFacts.patients`; -1 for none.
    var patient: Int32 = -1
}

/// A row of DEATH.
struct DeathRow {
    let person: Int64
    let day: Int32
}

/// A row of VISIT_OCCURRENCE.
struct VisitRow {
    let key: Int64
    let person: Int64
    let concept: Int32
    let start: Int32
    let end: Int32
    /// Of visit_source_value; 0 for none.
    let source: UInt64
    /// In `FHIRFacts.encounters`; -1 for none.
    var encounter: Int32 = -1
}

/// A row of a table of events.
struct EventRow {
    let key: Int64
    let person: Int64
    let visit: Int64
    let concept: Int32
    /// Of the source value; 0 for none.
    let source: UInt64
    let start: Int32
    let end: Int32
    /// NaN for none.
    let number: Double
    let unit: Int32
    let answer: Int32
    /// In `FHIRFacts.events`; -1 for none.
    var fact: Int32 = -1
}

/// The rows of a table, or why there are none.
struct TableRows<Row> {
    var rows: [Row] = []
    /// Nil when the table was read.
    var problem: String?
}

/// Everything that the OMOP side says.
struct CDMRows {
    private(set) var persons = TableRows<PersonRow>()
    private(set) var deaths = TableRows<DeathRow>()
    private(set) var visits = TableRows<VisitRow>()
    /// By `EventTable.rawValue`.
    private(set) var events: [TableRows<EventRow>] = []

    /// - Throws: `LakeError` at `.table` when a table is there and cannot be read; missing tables
    ///   and columns are problems of theirs.
    init(_ source: any CDMSource, _ options: CrossModelOptions) throws(LakeError) {
        let reader = RowReader(source: source, options: options)
        persons = try reader.read(
            "person", ["person_id"],
            [
                "gender_concept_id", "year_of_birth", "month_of_birth", "day_of_birth",
                "birth_datetime", "race_concept_id", "ethnicity_concept_id",
                "person_source_value",
            ]
        ) { row in
            PersonRow(
                key: row.key(0), gender: row.concept(1), year: row.concept(2),
                month: row.concept(3), dayOfMonth: row.concept(4), birthDay: row.day(5),
                race: row.concept(6), ethnicity: row.concept(7), source: row.hash(8))
        }
        deaths = try reader.read("death", ["person_id"], ["death_date"]) { row in
            DeathRow(person: row.key(0), day: row.day(1))
        }
        visits = try reader.read(
            "visit_occurrence",
            ["visit_occurrence_id", "person_id", "visit_concept_id", "visit_start_date"],
            ["visit_end_date", "visit_source_value"]
        ) { row in
            VisitRow(
                key: row.key(0), person: row.key(1), concept: row.concept(2), start: row.day(3),
                end: row.day(4), source: row.hash(5))
        }
        for table in EventTable.allCases { events.append(try Self.events(table, reader)) }
    }

    private static func events(
        _ table: EventTable, _ reader: RowReader
    ) throws(LakeError) -> TableRows<EventRow> {
        let hasValues = table.hasValues
        return try reader.read(
            table.name, [table.keyField, "person_id", table.conceptField, table.dateField],
            [
                "visit_occurrence_id", table.sourceField, table.endField ?? "",
                hasValues ? "value_as_number" : "", hasValues ? "unit_concept_id" : "",
                hasValues ? "value_as_concept_id" : "",
            ]
        ) { row in
            EventRow(
                key: row.key(0), person: row.key(1), visit: row.key(4), concept: row.concept(2),
                source: row.hash(5), start: row.day(3), end: row.day(6), number: row.number(7),
                unit: row.concept(8), answer: row.concept(9))
        }
    }
}

/// One row of a batch, its columns in the order that was asked for.
struct RowView {
    /// Nil for a column that the table does not have.
    let columns: [ColumnVector?]
    let row: Int

    func key(_ column: Int) -> Int64 {
        columns[column].flatMap { $0.integer(at: row) } ?? NoValue.key
    }

    /// A concept, or another small number that is not negative.
    func concept(_ column: Int) -> Int32 {
        columns[column].flatMap { $0.integer(at: row) }.flatMap { Int32(exactly: $0) }
            ?? NoValue.concept
    }

    func day(_ column: Int) -> Int32 {
        columns[column].flatMap { $0.day(at: row) } ?? NoValue.day
    }

    func number(_ column: Int) -> Double {
        columns[column].flatMap { $0.number(at: row) } ?? .nan
    }

    /// The hash of a text; 0 for none.
    func hash(_ column: Int) -> UInt64 {
        guard let vector = columns[column] else { return 0 }
        return vector.textHash(at: row)
    }
}

/// Reads rows of tables.
struct RowReader {
    let source: any CDMSource
    let options: CrossModelOptions

    /// - Parameters:
    ///   - required: columns without which nothing is read.
    ///   - optional: others; empty names are columns that the table has not.
    func read<Row>(
        _ name: String, _ required: [String], _ optional: [String],
        _ make: (RowView) -> Row
    ) throws(LakeError) -> TableRows<Row> {
        do throws(LakeError) {
            guard let table = try source.table(name) else {
                return TableRows(problem: "the CDM has no table \(name)")
            }
            let names = table.schema.fields.map { $0.name.lowercased() }
            for column in required where !names.contains(column) {
                return TableRows(problem: "\(name) has no column \(column)")
            }
            return TableRows(rows: try rows(of: table, required + optional, names, make))
        } catch {
            throw error.at(.table(name))
        }
    }

    private func rows<Row>(
        of table: any TableSource, _ wanted: [String], _ names: [String],
        _ make: (RowView) -> Row
    ) throws(LakeError) -> [Row] {
        var columns: [Int] = []
        var places: [Int?] = []
        for name in wanted {
            let column = names.firstIndex(of: name)
            places.append(column == nil ? nil : columns.count)
            if let column { columns.append(column) }
        }
        let environment = ScanEnvironment(
            threadCount: options.threadCount, memoryBytesMax: options.memoryBytesMax,
            report: ScanReport(table: ""), checkpoint: options.checkpoint)
        let stream = try table.open(ScanRequest(columns: columns), in: environment)
        var rows: [Row] = []
        while let batch = try stream.next() {
            try options.checkpoint()
            let vectors = places.map { $0.map { batch.columns[$0] } }
            for row in 0..<batch.rowCount { rows.append(make(RowView(columns: vectors, row: row))) }
        }
        return rows
    }
}
