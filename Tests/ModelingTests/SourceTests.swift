// Where sources are found.

import Columnar
@testable import Modeling
import SQLiteBridge
import Testing

@Suite("Sources")
struct SourceTests {
    private let files = [
        "models/s.yml": "sources: [{name: omop, tables: [{name: person}, {name: death}]}]",
        "models/m.sql": """
        select person_id from {{ source('omop', 'person') }}
        """,
    ]

    @Test("CSV files of a folder; a view over one becomes a table")
    func csv() throws {
        let directory = TemporaryDirectory()
        try directory.write("data/person.csv", "person_id,name\n1,x\n2,y\n")
        let places = SourcePlaces()
        try places.add("omop=\(directory.path)/data")
        let database = try memoryDatabase()
        let result = try run(try project(files, in: directory), database, sources: places)
        #expect(result.exitStatus == 0, "\(result.summary)")
        #expect(try rows("SELECT * FROM m", database) == [["1.0"], ["2.0"]])
        #expect(try database.relationKind("m") == "table")
        #expect(
            try rows("SELECT * FROM lineage_column", database)
                == [["m", "person_id", "omop.person", "person_id"]])
        let report = try lineageReport("person_id", in: database)
        #expect(report == "m.person_id\n  omop.person.person_id  \(directory.path)/data/person.csv")
        #expect(try rows("SELECT name FROM temp.sqlite_schema", database).isEmpty)
    }

    @Test("Another database")
    func otherDatabase() throws {
        let directory = TemporaryDirectory()
        try adoptLinkedSQLite()
        do {
            let other = try Database(path: directory.path + "/omop.db")
            try other.execute("CREATE TABLE PERSON (person_id); INSERT INTO person VALUES (7)")
        }
        let places = SourcePlaces()
        try directory.write("sources.yml", "omop: omop.db\n")
        try places.add(file: directory.path + "/sources.yml")
        let database = try memoryDatabase()
        let result = try run(try project(files, in: directory), database, sources: places)
        #expect(result.exitStatus == 0, "\(result.summary)")
        #expect(try rows("SELECT * FROM m", database) == [["7.0"]])
        #expect(try database.schemas().map(\.name).filter { $0.hasPrefix("source") }.isEmpty)
    }

    @Test("Texts that a collation of another database makes equal are found twice")
    func collation() throws {
        let directory = TemporaryDirectory()
        try adoptLinkedSQLite()
        do {
            let other = try Database(path: directory.path + "/omop.db")
            try other.execute(
                "CREATE TABLE person (code TEXT COLLATE NOCASE); "
                    + "INSERT INTO person VALUES ('a'), ('A'), ('b')")
        }
        let places = SourcePlaces()
        try places.add("omop=\(directory.path)/omop.db")
        let properties = """
            sources:
              - name: omop
                tables:
                  - name: person
                    columns:
                      - name: code
                        tests: [unique, not_null]
            """
        let small = try project(["models/s.yml": properties], in: directory)
        let result = try run(small, try memoryDatabase(), sources: places)
        let failures = result.nodes.map { $0.failures ?? 0 }.sorted()
        #expect(failures == [0, 1], "\(result.summary)")
    }

    @Test("A source that is not there says how to give it")
    func missing() throws {
        let directory = TemporaryDirectory()
        let database = try memoryDatabase()
        let result = try run(try project(files, in: directory), database)
        let message = result.nodes.first?.message ?? ""
        #expect(message.contains("the source omop.person has no table"))
        #expect(message.contains("--source omop=PLACE"))
        #expect(message.contains("models/m.sql, line 1"))
    }

    @Test("load_relation() tells whether a source has a table")
    func loadRelation() throws {
        let directory = TemporaryDirectory()
        var files = files
        files["models/m.sql"] = """
            select {{ load_relation(source('omop', 'person')) is not none }} as person,
                {{ load_relation(source('omop', 'death')) is not none }} as death
            """
        try directory.write("data/person.csv", "person_id\n1\n")
        let places = SourcePlaces()
        try places.add("omop=\(directory.path)/data")
        let database = try memoryDatabase()
        let result = try run(try project(files, in: directory), database, sources: places)
        #expect(result.exitStatus == 0, "\(result.summary)")
        #expect(try rows("SELECT * FROM m", database) == [["1.0", "0.0"]])
    }

    @Test(
        "Places that are a slip",
        arguments: [
            ("omp=DIR/data", "the project has no source 'omp'; did you mean 'omop'?"),
            ("omop.persn=DIR/data", "no source table 'omop.persn'; did you mean 'omop.person'?"),
            ("omop=DIR/dta", "DIR/dta: no such file or directory"),
            ("omop=nowhere", "nowhere: no such file or directory"),
            ("omop=DIR/dta.db#omop", "DIR/dta.db: no such file or directory"),
            ("omop=DIR/other", "none of the tables of the source 'omop' is there"),
            ("omop.person=DIR/person.csv", "DIR/person.csv: no such file or directory"),
        ])
    func slips(assignment: String, message: String) throws {
        try adoptLinkedSQLite()
        let directory = TemporaryDirectory()
        try directory.write("data/person.csv", "person_id\n1\n")
        try directory.write("other/visit.csv", "visit_id\n1\n")
        let project = try project(files, in: directory)
        let places = SourcePlaces()
        try places.add(assignment.replacing("DIR", with: directory.path))
        let error = #expect(throws: LakeError.self) { try places.check(against: project.graph) }
        let wanted = message.replacing("DIR", with: directory.path)
        #expect(error?.description.contains(wanted) == true, "\(error?.description ?? "nothing")")
    }

    @Test("Places that are there")
    func places() throws {
        try adoptLinkedSQLite()
        let directory = TemporaryDirectory()
        try directory.write("data/person.csv", "person_id\n1\n")
        let project = try project(files, in: directory)
        for place in ["data", "data/", "da*"] {
            let places = SourcePlaces()
            try places.add("omop=\(directory.path)/\(place)")
            try places.check(against: project.graph)
        }
    }

    @Test("Assignments that make no sense", arguments: ["omop", "=x", "omop="])
    func assignments(text: String) {
        #expect(throws: LakeError.self) { try SourcePlaces().add(text) }
    }
}
