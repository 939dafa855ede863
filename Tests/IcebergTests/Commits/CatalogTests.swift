// Commits to tables of SQL catalogs: in files of their own and in the user's own connection.

import Columnar
import SQLiteBridge
import Storage
import Testing

@testable import Iceberg

@Suite("Commits to SQL catalogs")
struct CatalogTests {
    private func tables(_ database: Database) throws -> [String] {
        let sql = """
            SELECT catalog_name || '|' || table_namespace || '|' || table_name || '|' ||
                iceberg_type FROM iceberg_tables ORDER BY 1
            """
        let statement = try #require(try database.prepare(sql).statement)
        var rows: [String] = []
        while try statement.step() { rows.append(statement.text(at: 0) ?? "NULL") }
        return rows
    }

    @Test("A catalog is made with its first table")
    func create() throws {
        let missing = try CommitFixture("lake.sqlite#omop.cdm.person", create: false)
        #expect(failure { try missing.open() }?.code == .notFound)
        #expect(try missing.allFiles() == [])
        let fixture = try CommitFixture("lake.sqlite#omop.cdm.person")
        let table = try fixture.open()
        #expect(table.tableDirectory == "\(fixture.folder.path)/lake_warehouse/omop/cdm/person")
        #expect(table.metadata.location == table.tableDirectory)
        #expect(lastComponent(table.metadataPath).hasPrefix("00000-"))
        try fixture.append("a")
        #expect(lastComponent(try fixture.open().metadataPath).hasPrefix("00001-"))
        #expect(try fixture.liveNames() == ["a"])
        let database = try Database(path: "\(fixture.folder.path)/lake.sqlite")
        #expect(try tables(database) == ["healthlake|omop.cdm|person|TABLE"])
        let previous = try database.text(
            of: "SELECT previous_metadata_location FROM iceberg_tables")
        #expect(previous == table.metadataLocation)
        // The reader finds it by the same name.
        #expect(
            try TableLocation(fixture.location).metadataPath == fixture.open().metadataPath)
    }

    @Test("The names of a catalog's tables are checked", arguments: ["t", "a..b", ".t", "a/b/c.d"])
    func names(name: String) throws {
        let fixture = try CommitFixture("lake.sqlite#\(name)", create: false)
        let refused = failure {
            try TableCommitter.create(
                fixture.location, NewTable(fields: CommitFixture.fields), ifNotExists: false,
                in: fixture.environment)
        }
        #expect(refused?.code == .invalidInput)
    }

    @Test("A file with one catalog gets its new tables there; others are named")
    func catalogNames() throws {
        let fixture = try CommitFixture("lake.sqlite#prod/ns.a")
        let new = NewTable(fields: CommitFixture.fields)
        func create(_ name: String) throws {
            _ = try TableCommitter.create(
                "\(fixture.folder.path)/lake.sqlite#\(name)", new, ifNotExists: false,
                in: fixture.environment)
        }
        try create("ns.b")
        try create("dev/ns.a")
        try create("ns.c")
        let database = try Database(path: "\(fixture.folder.path)/lake.sqlite")
        #expect(
            try tables(database) == [
                "dev|ns|a|TABLE", "healthlake|ns|c|TABLE", "prod|ns|a|TABLE", "prod|ns|b|TABLE",
            ])
        let ambiguous = failure {
            try TableCommitter.open(
                "\(fixture.folder.path)/lake.sqlite#ns.a", in: fixture.environment)
        }
        #expect(ambiguous?.code == .invalidInput)
        #expect(ambiguous?.advice == "write 'dev/ns.a' or 'prod/ns.a'")
    }

    @Test("A catalog of version 0 is used as it is")
    func versionZero() throws {
        let fixture = try CommitFixture("lake.sqlite#ns.t", create: false)
        let database = try Database(path: "\(fixture.folder.path)/lake.sqlite")
        try database.execute(
            """
            CREATE TABLE iceberg_tables (catalog_name VARCHAR(255) NOT NULL,
                table_namespace VARCHAR(255) NOT NULL, table_name VARCHAR(255) NOT NULL,
                metadata_location VARCHAR(1000), previous_metadata_location VARCHAR(1000),
                PRIMARY KEY (catalog_name, table_namespace, table_name))
            """)
        _ = try TableCommitter.create(
            fixture.location, NewTable(fields: CommitFixture.fields), ifNotExists: false,
            in: fixture.environment)
        try fixture.append("a")
        #expect(try fixture.liveNames() == ["a"])
        let columns = try database.text(
            of: "SELECT count(*) FROM pragma_table_info('iceberg_tables')")
        #expect(columns == "5")
    }

    @Test("Views are no tables")
    func views() throws {
        let fixture = try CommitFixture("lake.sqlite#ns.t")
        let database = try Database(path: "\(fixture.folder.path)/lake.sqlite")
        try database.execute("UPDATE iceberg_tables SET iceberg_type = 'VIEW'")
        #expect(failure { try fixture.open() }?.code == .conflict)
    }

    // MARK: The user's own connection

    private func connected(
        _ name: String, schema: String = ""
    ) throws -> (CommitFixture, Database) {
        let fixture = try CommitFixture(create: false)
        let database = try Database(path: "\(fixture.folder.path)/own.sqlite")
        fixture.environment.database = database
        _ = try TableCommitter.create(
            "\(schema)#\(name)", NewTable(fields: CommitFixture.fields), ifNotExists: false,
            in: fixture.environment)
        return (fixture, database)
    }

    private func append(
        _ file: String, _ location: String, _ fixture: CommitFixture
    ) throws -> (TableCommitter, CommitResult) {
        let table = try TableCommitter.open(location, in: fixture.environment)
        let result = try table.commit(
            TableChange(.append, files: [fixture.file(file, in: table)]))
        return (table, result)
    }

    private func count(_ location: String, _ fixture: CommitFixture) throws -> Int {
        try TableCommitter.open(location, in: fixture.environment).metadata.snapshots.count
    }

    @Test("A commit stands or falls with the user's transaction")
    func transaction() throws {
        let (fixture, database) = try connected("ns.t")
        try database.execute("CREATE TABLE ordinary (x)")
        try database.execute("BEGIN; INSERT INTO ordinary VALUES (1)")
        let (table, result) = try append("a", "#ns.t", fixture)
        #expect(try count("#ns.t", fixture) == 1)
        #expect(!database.isAutocommit)
        // Nobody else sees it yet.
        let other = CommitEnvironment()
        let file = "\(fixture.folder.path)/own.sqlite#ns.t"
        #expect(try TableCommitter.open(file, in: other).metadata.snapshots.isEmpty)
        try database.execute("ROLLBACK")
        #expect(try count("#ns.t", fixture) == 0)
        #expect(try database.text(of: "SELECT count(*) FROM ordinary") == "0")
        // Undoing what went back by itself does nothing.
        try table.undo(result)
        #expect(try count("#ns.t", fixture) == 0)
        #expect(try !OrphanFiles.list("#ns.t", in: fixture.environment).isEmpty)
        try database.execute("BEGIN")
        _ = try append("b", "main#ns.t", fixture)
        _ = try append("c", file, fixture)
        try database.execute("COMMIT")
        #expect(try TableCommitter.open(file, in: other).metadata.snapshots.count == 2)
    }

    @Test("A table that is made in a transaction goes away with it")
    func createInTransaction() throws {
        let (fixture, database) = try connected("ns.t")
        try database.execute("BEGIN")
        _ = try TableCommitter.create(
            "#ns.u", NewTable(fields: CommitFixture.fields), ifNotExists: false,
            in: fixture.environment)
        _ = try append("u", "#ns.u", fixture)
        try database.execute("ROLLBACK")
        let gone = failure { try TableCommitter.open("#ns.u", in: fixture.environment) }
        #expect(gone?.code == .notFound)
    }

    @Test("An attached database has a catalog of its own")
    func attached() throws {
        let fixture = try CommitFixture(create: false)
        let database = try Database(path: ":memory:")
        try database.execute("ATTACH '\(fixture.folder.path)/other.db' AS \"other db\"")
        fixture.environment.database = database
        let new = NewTable(fields: CommitFixture.fields)
        let table = try TableCommitter.create(
            "other db#ns.t", new, ifNotExists: false, in: fixture.environment)
        #expect(table.tableDirectory == "\(fixture.folder.path)/other_warehouse/ns/t")
        // In memory there is no place for files, unless the table names one.
        let refused = failure {
            try TableCommitter.create("#ns.t", new, ifNotExists: false, in: fixture.environment)
        }
        #expect(refused?.code == .invalidInput)
        var placed = new
        placed.location = "\(fixture.folder.path)/somewhere"
        let inMemory = try TableCommitter.create(
            "#ns.t", placed, ifNotExists: false, in: fixture.environment)
        #expect(inMemory.tableDirectory == placed.location)
        _ = try append("a", "#ns.t", fixture)
        #expect(try count("#ns.t", fixture) == 1)
    }

    @Test("Without a connection there is no catalog of its own")
    func noConnection() throws {
        try adoptLinkedSQLite()
        let refused = failure { try TableCommitter.open("#ns.t", in: CommitEnvironment()) }
        #expect(refused?.code == .invalidInput)
    }
}
