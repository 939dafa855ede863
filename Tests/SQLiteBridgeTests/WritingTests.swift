// INSERT into virtual tables: transactions, savepoints and conflicts as SQLite documents them for
// ordinary tables, which stand beside the written ones wherever that tells the expected outcome.

import Columnar
import Glibc
@testable import SQLiteBridge
import Testing

@Suite("Written tables")
struct WritingTests {
    private let store = ToyStore()
    private let database: Database

    init() throws {
        try adoptLinkedSQLite()
        database = try Database(path: ":memory:")
        try database.register(store.module, host: ScanHost(settings: ScanSettings()) { _ in })
        try database.execute(
            """
            CREATE VIRTUAL TABLE temp.t USING toy(t);
            CREATE VIRTUAL TABLE temp.u USING toy(u);
            CREATE TABLE plain(id INTEGER NOT NULL, name TEXT);
            """)
        store.calls = []
    }

    private func failure(_ sql: String) -> SQLiteError? {
        do throws(SQLiteError) {
            try database.execute(sql)
            return nil
        } catch {
            return error
        }
    }

    /// Runs the same statements on the written table and on an ordinary one, and compares what is
    /// there in the end and which of them fail.
    private func compare(_ statements: [String]) throws {
        for name in ["t", "plain"] { store.rows[name] = [] }
        var failures: [[Bool]] = []
        for table in ["t", "plain"] {
            failures.append(
                statements.map { failure($0.replacing("TABLE", with: table)) != nil })
            if !database.isAutocommit { try database.execute("COMMIT") }
        }
        #expect(failures[0] == failures[1], "\(statements)")
        let query = "SELECT coalesce(group_concat(id || name), '') FROM "
        let expected = try database.text(of: query + "(SELECT * FROM plain ORDER BY rowid)")
        let found = try database.text(of: query + "t")
        #expect(found == expected, "\(statements)")
        try database.execute("DELETE FROM plain")
    }

    @Test("A statement outside of a transaction is one")
    func autocommit() throws {
        try database.execute("INSERT INTO t VALUES (1, 'a'), (2, 'b')")
        #expect(store.calls == ["t: begin", "t: publish 2", "t: didCommit"])
        #expect(store.rows["t"] == ["1|a", "2|b"])
        #expect(database.changeCount == 2)
    }

    @Test("Without rows nothing is called")
    func nothing() throws {
        try database.execute("INSERT INTO t SELECT 1, 'a' WHERE 0")
        try database.execute("BEGIN; INSERT INTO t SELECT 1, 'a' WHERE 0; COMMIT")
        #expect(store.calls == [])
    }

    @Test("Readers of the transaction see what was there before")
    func readers() throws {
        try database.execute("INSERT INTO t VALUES (1, 'a')")
        try database.execute("BEGIN; INSERT INTO t VALUES (2, 'b')")
        #expect(try database.text(of: "SELECT count(*) FROM t") == "1")
        try database.execute("INSERT INTO t SELECT id + 10, name FROM t")
        try database.execute("COMMIT")
        #expect(store.rows["t"] == ["1|a", "2|b", "11|a"])
        #expect(try database.text(of: "SELECT count(*) FROM t") == "3")
    }

    @Test("A table made in the transaction that writes it")
    func madeInTransaction() throws {
        try database.execute(
            "BEGIN; CREATE VIRTUAL TABLE temp.w USING toy(w); SAVEPOINT a; "
                + "INSERT INTO w VALUES (1, 'a'); SAVEPOINT b; INSERT INTO w VALUES (2, 'b'); "
                + "ROLLBACK TO b; INSERT INTO w VALUES (3, 'c'); COMMIT")
        #expect(store.rows["w"] == ["1|a", "3|c"])
        store.calls = []
        try database.execute(
            "BEGIN; CREATE VIRTUAL TABLE temp.x USING toy(x); INSERT INTO x VALUES (1, 'a'); "
                + "ROLLBACK"
        )
        #expect(store.calls == ["x: begin", "x: rollBack"])
        #expect(failure("SELECT * FROM x") != nil)
    }

    @Test("Made once, then opened")
    func openings() throws {
        #expect(store.openings == [true, true])
        store.openings = []
        // The rollback of a change of the schema makes SQLite read it again.
        try database.execute("BEGIN; CREATE TABLE temp.other(x); ROLLBACK; SELECT count(*) FROM t")
        #expect(store.openings == [false])
    }

    @Test(
        "Savepoints and failing statements, as an ordinary table has them",
        arguments: [
            ["BEGIN", "INSERT INTO TABLE VALUES (1,'a')", "ROLLBACK"],
            [
                "SAVEPOINT a", "INSERT INTO TABLE VALUES (1,'a')", "SAVEPOINT b",
                "INSERT INTO TABLE VALUES (2,'b')", "ROLLBACK TO b",
                "INSERT INTO TABLE VALUES (3,'c')", "ROLLBACK TO b",
                "INSERT INTO TABLE VALUES (4,'d')", "RELEASE a",
            ],
            [
                "SAVEPOINT a", "SAVEPOINT b", "INSERT INTO TABLE VALUES (1,'a')", "ROLLBACK TO a",
                "INSERT INTO TABLE VALUES (2,'b')", "RELEASE a",
            ],
            [
                "BEGIN", "SAVEPOINT a", "INSERT INTO TABLE VALUES (1,'a')", "SAVEPOINT b",
                "INSERT INTO TABLE VALUES (2,'b')", "RELEASE b", "SAVEPOINT b",
                "INSERT INTO TABLE VALUES (3,'c')", "ROLLBACK TO b", "COMMIT",
            ],
            [
                "BEGIN", "INSERT INTO TABLE VALUES (1,'a')",
                "INSERT INTO TABLE VALUES (2,'b'), (NULL,'x'), (3,'c')",
                "INSERT INTO TABLE VALUES (4,'d')", "COMMIT",
            ],
            ["INSERT INTO TABLE VALUES (2,'b'), (NULL,'x'), (3,'c')"],
            ["INSERT OR IGNORE INTO TABLE VALUES (2,'b'), (NULL,'x'), (3,'c')"],
            ["INSERT OR FAIL INTO TABLE VALUES (2,'b'), (NULL,'x'), (3,'c')"],
            ["INSERT OR ROLLBACK INTO TABLE VALUES (2,'b'), (NULL,'x'), (3,'c')"],
            ["INSERT OR ABORT INTO TABLE VALUES (2,'b'), (NULL,'x'), (3,'c')"],
            ["INSERT OR REPLACE INTO TABLE VALUES (2,'b'), (NULL,'x'), (3,'c')"],
            [
                "BEGIN", "INSERT INTO TABLE VALUES (1,'a')",
                "INSERT OR IGNORE INTO TABLE VALUES (2,'b'), (NULL,'x'), (3,'c')", "COMMIT",
            ],
            [
                "BEGIN", "INSERT INTO TABLE VALUES (1,'a')",
                "INSERT OR FAIL INTO TABLE VALUES (2,'b'), (NULL,'x'), (3,'c')", "COMMIT",
            ],
            [
                "BEGIN", "INSERT INTO TABLE VALUES (1,'a')",
                "INSERT OR ROLLBACK INTO TABLE VALUES (2,'b'), (NULL,'x'), (3,'c')", "COMMIT",
            ],
            [
                "BEGIN", "INSERT INTO TABLE VALUES (NULL,'x')", "INSERT INTO TABLE VALUES (1,'a')",
                "COMMIT",
            ],
        ])
    func asOrdinary(statements: [String]) throws { try compare(statements) }

    @Test("Random transactions, as an ordinary table has them")
    func random() throws {
        var seed: UInt64 = 7
        func next(_ count: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % count
        }
        for _ in 0..<400 {
            var statements = ["BEGIN"]
            for index in 0..<(1 + next(14)) {
                let modes = ["", "OR IGNORE ", "OR FAIL ", "OR ROLLBACK ", "OR ABORT "]
                let name = "s\(next(3))"
                switch next(6) {
                case 0: statements.append("SAVEPOINT \(name)")
                case 1: statements.append("ROLLBACK TO \(name)")
                case 2: statements.append("RELEASE \(name)")
                case 3:
                    statements.append(
                        "INSERT \(modes[next(4 + next(2))])INTO TABLE VALUES (\(index),'a'), "
                            + "(\(next(3) == 0 ? "NULL" : "5"),'b'), (\(index),'c')")
                default: statements.append("INSERT INTO TABLE VALUES (\(index),'x')")
                }
            }
            try compare(statements)
        }
    }

    @Test("Two tables and an ordinary one commit together")
    func together() throws {
        try database.execute(
            "BEGIN; INSERT INTO t VALUES (1, 'a'); INSERT INTO u VALUES (2, 'b'); "
                + "INSERT INTO plain VALUES (3, 'c'); COMMIT")
        #expect(store.rows["t"] == ["1|a"])
        #expect(store.rows["u"] == ["2|b"])
        #expect(try database.text(of: "SELECT count(*) FROM plain") == "1")
    }

    @Test("When the second table cannot publish, the first takes it back")
    func secondFails() throws {
        store.failing = ["u"]
        let error = failure(
            "BEGIN; INSERT INTO t VALUES (1, 'a'); INSERT INTO u VALUES (2, 'b'); "
                + "INSERT INTO plain VALUES (3, 'c'); COMMIT")
        #expect(error?.message == "table u: somebody was faster")
        #expect(database.isAutocommit)
        #expect(store.rows["t"] == [])
        #expect(try database.text(of: "SELECT count(*) FROM plain") == "0")
        #expect(
            store.calls.suffix(4) == ["t: publish 1", "u: publish 1", "t: rollBack", "u: rollBack"])
        store.failing = []
        try database.execute("INSERT INTO u VALUES (2, 'b')")
        #expect(store.rows["u"] == ["2|b"])
    }

    @Test("A failed constraint of an ordinary table in the same transaction")
    func deferredConstraint() throws {
        try database.execute(
            "PRAGMA foreign_keys = 1; CREATE TABLE p(id INTEGER PRIMARY KEY); "
                + "CREATE TABLE c(p REFERENCES p DEFERRABLE INITIALLY DEFERRED)")
        #expect(
            failure("BEGIN; INSERT INTO t VALUES (1, 'a'); INSERT INTO c VALUES (7); COMMIT") != nil
        )
        // SQLite keeps the transaction open, and asked nobody to publish.
        #expect(!database.isAutocommit)
        #expect(store.rows["t"] == nil)
        try database.execute("INSERT INTO t VALUES (2, 'b'); INSERT INTO p VALUES (7); COMMIT")
        #expect(store.rows["t"] == ["1|a", "2|b"])
    }

    @Test("After an error that no savepoint takes back")
    func broken() throws {
        try database.execute("BEGIN; INSERT INTO t VALUES (1, 'a')")
        let error = failure("INSERT INTO t VALUES (2, 'b'), (2000, 'x')")
        #expect(error?.primaryCode == 10)
        #expect(error?.message == "table t: the disk is full")
        // SQLITE_IOERR ends the transaction.
        #expect(database.isAutocommit)
        #expect(store.rows["t"] == nil)
        #expect(store.calls.last == "t: rollBack")
    }

    @Test("COMMIT that a busy database holds up, then again or not at all")
    func busy() throws {
        let path = "/tmp/healthlake-busy-\(UInt64.random(in: 0 ... .max)).sqlite"
        try database.execute(
            "ATTACH '\(path)' AS file; CREATE TABLE file.f(x); INSERT INTO file.f VALUES (1)")
        let other = try Database(path: path)
        let reader = try #require(try other.prepare("SELECT x FROM f").statement)
        for isRepeated in [true, false] {
            store.rows["t"] = ["0|z"]
            try database.execute("BEGIN; INSERT INTO t VALUES (1, 'a'); INSERT INTO f VALUES (2)")
            #expect(try reader.step())
            #expect(failure("COMMIT")?.primaryCode == 5)
            #expect(!database.isAutocommit)
            #expect(failure("INSERT INTO t VALUES (2, 'b')") != nil)
            reader.reset()
            try database.execute(isRepeated ? "COMMIT" : "ROLLBACK")
            #expect(store.rows["t"] == (isRepeated ? ["0|z", "1|a"] : ["0|z"]))
        }
        try database.execute("INSERT INTO t VALUES (3, 'c')")
        #expect(store.rows["t"] == ["0|z", "3|c"])
        try database.execute(
            "BEGIN; SAVEPOINT s; INSERT INTO t VALUES (4, 'd'); INSERT INTO f VALUES (3)")
        #expect(try reader.step())
        #expect(failure("COMMIT")?.primaryCode == 5)
        reader.reset()
        try database.execute("ROLLBACK TO s; COMMIT")
        #expect(store.rows["t"] == ["0|z", "3|c"])
        try database.execute("DETACH file")
        _ = unsafe unlink(path)
    }

    @Test(
        "What is refused",
        arguments: [
            ("DELETE FROM t", "rows stay as they are: delete"),
            ("UPDATE t SET name = 'b'", "rows stay as they are: update"),
            ("INSERT INTO t(rowid, id) VALUES (1, 1)", "the rowid cannot be chosen"),
            ("INSERT INTO t(id, _file) VALUES (1, 'x')", "_file: cannot be written"),
            ("INSERT INTO frozen VALUES (1, 'a')", "the table is read-only"),
            ("INSERT INTO t VALUES (NULL, 'a')", "table t, column id: is required"),
        ])
    func refused(sql: String, message: String) throws {
        try database.execute(
            "INSERT INTO t VALUES (1, 'a'); CREATE VIRTUAL TABLE temp.frozen USING toy(frozen)")
        let error = failure(sql)
        #expect(
            error?.message.contains(message) ?? false, "\(sql): \(error?.message ?? "no error")")
        #expect(store.rows["t"] == ["1|a"])
    }

    @Test("DROP keeps what was written, and waits for a COMMIT")
    func drop() throws {
        try database.execute("BEGIN; INSERT INTO t VALUES (1, 'a')")
        #expect(failure("DROP TABLE t") != nil)
        try database.execute("COMMIT; DROP TABLE t")
        #expect(store.rows["t"] == ["1|a"])
    }

    @Test("Interrupted in the middle of a long INSERT")
    func interrupted() throws {
        try database.register(
            ScalarFunction("stop_here", argumentCount: 1, effect: .pure) {
                (call) throws(LakeError) in
                if call.arguments[0] == .integer(500) { call.database.interrupt() }
                return call.arguments[0]
            })
        let error = failure(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) "
                + "INSERT INTO t SELECT stop_here(i), 'x' FROM n")
        #expect(error?.isInterrupt ?? false)
        #expect(store.rows["t"] == nil)
        #expect(store.calls.last == "t: rollBack")
    }

    @Test("The connection is closed in the middle of a transaction")
    func closed() throws {
        do {
            let second = try Database(path: ":memory:")
            try second.register(store.module, host: ScanHost(settings: ScanSettings()) { _ in })
            try second.execute("CREATE VIRTUAL TABLE temp.t USING toy(t)")
            store.calls = []
            try second.execute("BEGIN; INSERT INTO t VALUES (1, 'a')")
        }
        #expect(store.calls == ["t: begin", "t: rollBack"])
    }
}
