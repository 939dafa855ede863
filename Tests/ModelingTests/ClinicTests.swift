// The project `clinic` against dbt-core 1.10 with dbt-duckdb: what selections list, how nodes end,
// what relations hold.

import Columnar
import JSON
@testable import Modeling
import SQLiteBridge
import Testing

@Suite("The project clinic, as dbt has it")
struct ClinicTests {
    private func clinic() throws -> ModelProject {
        try ModelProject.load(directory: "\(fixtures)/clinic")
    }

    private func built() throws -> (RunResult, Database) {
        let database = try memoryDatabase()
        try database.execute(
            "CREATE TABLE hospital_ward (ward_id INTEGER, ward_name TEXT);"
                + "INSERT INTO hospital_ward VALUES (1, 'North'), (2, 'South')")
        return (try run(try clinic(), database), database)
    }

    @Test("Selections list what dbt lists")
    func selections() throws {
        let project = try clinic()
        let listings = try clinicExpectations()["listings"]?.elements ?? []
        #expect(listings.count > 50)
        for listing in listings {
            let words = listing["arguments"]?.elements.compactMap(\.string) ?? []
            var select: [String] = []
            var exclude: [String] = []
            var isExclusion = false
            for word in words {
                if word.hasPrefix("--") {
                    isExclusion = word == "--exclude"
                } else if isExclusion {
                    exclude.append(word)
                } else {
                    select.append(word)
                }
            }
            let expected = listing["nodes"]?.elements.compactMap(\.string) ?? []
            let listed = try project.listing(select: select, exclude: exclude)
            #expect(listed == expected.sorted { isBefore($0, $1) }, "\(words)")
        }
    }

    @Test("Nodes end as with dbt")
    func statuses() throws {
        let (result, _) = try built()
        let expected = try clinicExpectations()["statuses"]?.objectMembers ?? []
        for member in expected {
            let node = result.nodes.first { $0.uniqueID == member.name }
            #expect(node?.status.rawValue == member.value.string, "\(member.name)")
        }
        #expect(result.nodes.filter { $0.materialisation != .ephemeral }.count == expected.count)
        #expect(result.exitStatus == 0)
    }

    @Test("Relations hold what dbt's hold")
    func relations() throws {
        let (_, database) = try built()
        let relations = try clinicExpectations()["relations"]?.objectMembers ?? []
        #expect(relations.count > 10)
        for relation in relations {
            let columns = relation.value["columns"]?.elements.compactMap(\.string) ?? []
            let expected = (relation.value["rows"]?.elements ?? []).map { row in
                row.elements.map { value -> String? in
                    switch value {
                    case .null: nil
                    case .number(let text): Double(text)?.description
                    default: value.string
                    }
                }
            }
            let list = columns.map { Database.quoted($0) }.joined(separator: ", ")
            let found = try rows("SELECT \(list) FROM \(relation.name)", database)
            #expect(sorted(found) == sorted(expected), "\(relation.name)")
        }
    }

    private func sorted(_ rows: [[String?]]) -> [String] {
        rows.map { $0.map { $0 ?? "NULL" }.joined(separator: "|") }.sorted()
    }

    @Test("A second build changes nothing but times, and keeps first_seen")
    func again() throws {
        let database = try memoryDatabase()
        try database.execute("CREATE TABLE hospital_ward (ward_id INTEGER, ward_name TEXT)")
        var settings = ModelSettings()
        settings.started = RunTime(microseconds: 1_700_000_000_000_000)
        let first = try ModelProject.load(directory: "\(fixtures)/clinic", settings: settings)
        try run(first, database)
        let before = try rows("SELECT * FROM stg_patients", database)
        #expect(before.first?.last == "2023-11-14 22:13:20")
        settings.started = RunTime(microseconds: 1_800_000_000_000_000)
        let second = try ModelProject.load(directory: "\(fixtures)/clinic", settings: settings)
        #expect(try run(second, database).exitStatus == 0)
        #expect(try rows("SELECT * FROM stg_patients", database) == before)
        #expect(try rows("SELECT count(*) FROM visits_log", database) == [["4.0"]])
    }

    @Test("Tables know their types and meaning")
    func definitions() throws {
        let (_, database) = try built()
        let sql =
            try database.text(
                of: "SELECT sql FROM sqlite_schema WHERE name = 'countries'") ?? ""
        #expect(sql.contains("-- Countries by code."))
        #expect(sql.contains("\"code\" TEXT, -- Code with leading zeros."))
        #expect(
            try rows("SELECT typeof(code), code FROM countries", database)[0] == ["text", "001"])
        let types = try database.relationColumns("country_report").map(\.type)
        #expect(types == ["TEXT", "INTEGER", "INTEGER", "INTEGER"])
    }

    @Test("The file can be attached under another name")
    func attached() throws {
        let directory = TemporaryDirectory()
        try adoptLinkedSQLite()
        do {
            let database = try Database(path: directory.path + "/lake.sqlite")
            try database.execute("CREATE TABLE hospital_ward (ward_id INTEGER, ward_name TEXT)")
            #expect(try run(try clinic(), database).exitStatus == 0)
        }
        let database = try memoryDatabase()
        try database.execute("ATTACH '\(directory.path)/lake.sqlite' AS other")
        #expect(try rows("SELECT count(*) FROM other.dim_patient", database) == [["4.0"]])
        #expect(try database.text(of: "PRAGMA other.journal_mode") == "delete")
    }

    @Test("Views become tables on request")
    func tables() throws {
        let database = try memoryDatabase()
        try database.execute("CREATE TABLE hospital_ward (ward_id INTEGER, ward_name TEXT)")
        try run(try clinic(), database) { $0.viewsAs = .table }
        #expect(try database.relationKind("dim_patient") == "table")
        try run(try clinic(), database)
        #expect(try database.relationKind("dim_patient") == "view")
    }
}
