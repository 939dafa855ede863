// A small world and persons made by hand, and rows as text.

import Columnar
import OMOP
import Synthesis

@testable import SynthesisOMOP

/// A catalogue of all codes of the vocabulary subset, three places, two care sites, three
/// providers.
struct TestWorld {
    let vocabulary = Vocabulary()
    let book: CodeBook
    let world: SyntheticWorld

    init(asOf: String = "2026-01-01", seed: UInt64 = 7) {
        var book = CodeBook(vocabulary: vocabulary)
        _ = book.index(adding: .snomed, "999999000", display: "A condition of nobody's vocabulary")
        self.book = book
        let catalogue = Catalogue(
            codes: book.codes, units: book.units,
            races: [
                RaceEntry(name: "White", code: "2106-3", conceptID: 8527, share: 0.5),
                RaceEntry(name: "Asian", code: "2028-9", conceptID: 8515, share: 0.5),
            ],
            places: [
                PlaceEntry(
                    city: "Boston", state: "MA", population: 1, latitude: 42.36, longitude: -71.06,
                    zipCodes: ["02108", "02109"]),
                PlaceEntry(
                    city: "Cañon City", state: "CO", population: 1, latitude: 38.44,
                    longitude: -105.24, zipCodes: []),
            ],
            payers: [
                PayerEntry(name: "Medicare", isGovernment: true),
                PayerEntry(
                    name: "A private payer whose name is longer than fifty characters, really",
                    isGovernment: false),
            ],
            routes: [
                RouteEntry(code: "26643006", display: "Oral route", conceptID: 4_132_161),
                RouteEntry(code: "1", display: "A route of nobody's", conceptID: 1),
            ],
            languages: [LanguageEntry(code: "en", display: "English", share: 1)],
            maleNames: ["Adam"], femaleNames: ["Eve"], surnames: ["Smith", "Jones"],
            streets: ["Main Street", "Oak Avenue"])
        let network = ProviderNetwork(
            careSites: [
                CareSite(
                    kind: .hospital, name: "Boston General Hospital", place: 0, street: 1,
                    houseNumber: 12, zipCode: 0, phone: 6_175_550_101, firstProvider: 0,
                    providerCount: 2),
                CareSite(
                    kind: .clinic, name: "Oak Clinic", place: 1, street: 0, houseNumber: 3,
                    zipCode: 0, phone: 7_195_550_102, firstProvider: 2, providerCount: 1),
            ],
            providers: [
                Provider(
                    sex: .female, givenName: 0, surname: 0, yearOfBirth: 1970, npi: 1_234_567_893,
                    careSite: 0),
                Provider(
                    sex: .male, givenName: 0, surname: 1, yearOfBirth: 1980, npi: 1_999_999_984,
                    careSite: 0),
                Provider(
                    sex: .male, givenName: 0, surname: 1, yearOfBirth: 1985, npi: 1_000_000_004,
                    careSite: 1),
            ],
            sitesByPlace: [0..<1, 1..<2, 2..<2])
        var options = SyntheticOptions()
        options.seed = seed
        options.asOfDay = CalendarDay.days(asOf) ?? 0
        world = SyntheticWorld(options: options, catalogue: catalogue, network: network)
    }

    func code(_ system: ClinicalCode.System, _ code: String) -> Int32 {
        book.index(system, code) ?? -1
    }

    func unit(_ code: String) -> Int16 { book.unitIndex(code) ?? -1 }

    func builder(_ tables: Set<OMOPTable> = Set(OMOPTable.allCases)) -> OMOPRowBuilder {
        OMOPRowBuilder(world: world, vocabulary: vocabulary, tables: tables)
    }

    /// The rows of some persons in all tables, with what they share.
    func rows(_ persons: [SimulatedPerson]) -> [OMOPTable: TableRows] {
        let builder = builder()
        for person in persons { builder.append(person) }
        var rows: [OMOPTable: TableRows] = [:]
        for (table, batch) in builder.take() { rows[table] = TableRows(table, [batch]) }
        for table in OMOPTable.allCases where table.isShared {
            let shared = sharedBatch(
                table, world: world, vocabulary: vocabulary, referenced: builder.referenced)
            rows[table] = TableRows(table, (rows[table]?.batches ?? []) + [shared])
        }
        return rows
    }
}

/// Seconds of `YYYY-MM-DD` or `YYYY-MM-DD HH:MM`.
func seconds(_ text: String) -> Int64 {
    let parts = text.split(separator: " ")
    let day = Int64(CalendarDay.days(String(parts[0])) ?? 0) * 86_400
    guard parts.count == 2 else { return day }
    let clock = parts[1].split(separator: ":").compactMap { Int64($0) }
    return day + clock[0] * 3600 + clock[1] * 60
}

func dateText(_ days: Int32) -> String {
    let parts = CalendarDay.parts(days)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(parts.year)-\(two(parts.month))-\(two(parts.day))"
}

/// Rows of a table as text.
struct TableRows {
    let table: OMOPTable
    let batches: [TypedBatch]

    init(_ table: OMOPTable, _ batches: [TypedBatch]) {
        self.table = table
        self.batches = batches
    }

    var count: Int { batches.reduce(0) { $0 + $1.rowCount } }

    /// All values of a column; nil for NULL.
    subscript(_ name: String) -> [String?] {
        guard let index = table.columns.firstIndex(where: { $0.name == name }) else { return [] }
        return batches.flatMap { Self.texts($0.columns[index]) }
    }

    /// Some columns of each row, joined by `|`, NULL as `-`.
    func lines(_ names: String) -> [String] {
        let columns = names.split(separator: " ").map { self[String($0)] }
        return (0..<count).map { row in
            columns.map { $0.isEmpty ? "?" : $0[row] ?? "-" }.joined(separator: "|")
        }
    }

    static func texts(_ column: TypedColumn) -> [String?] {
        (0..<column.count).map { row in
            if let validity = column.validity, !validity[row] { return nil }
            switch column.values {
            case .booleans(let values): return "\(values[row])"
            case .int32s(let values):
                return column.type == .date ? dateText(values[row]) : "\(values[row])"
            case .int64s(let values):
                guard case .timestamp = column.type else { return "\(values[row])" }
                let second = values[row] / 1_000_000
                let day = Int32((Double(second) / 86_400).rounded(.down))
                let rest = second - Int64(day) * 86_400
                let minute = rest / 60 % 60
                return "\(dateText(day)) \(rest / 3600):\(minute < 10 ? "0" : "")\(minute)"
            case .floats(let values): return "\(values[row])"
            case .doubles(let values): return "\(values[row])"
            case .bytes(let bytes): return String(decoding: bytes[row], as: UTF8.self)
            case .dictionary(let indexes, let entries):
                return String(decoding: entries[Int(indexes[row])], as: UTF8.self)
            }
        }
    }
}

extension OMOPRowBuilder {
    /// One person at a time, for tests that look at the rows in between.
    func append(_ person: SimulatedPerson) {
        var persons = [person]
        append(&persons, count: 1)
    }
}
