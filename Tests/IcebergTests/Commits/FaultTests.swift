// Commits whose every operation fails in turn: the table stays whole, and what is left is found.

import Columnar
import Storage
import Testing

@testable import Iceberg

@Suite("Commits that fail")
struct FaultTests {
    private static let cases: [(name: String, mode: FaultyFileSystem.Mode)] = [
        ("table", .once), ("table", .fromThenOn), ("lake.sqlite#db.t", .once),
        ("lake.sqlite#db.t", .fromThenOn),
    ]

    /// The files of a change that merges, rewrites and adds manifests.
    private func change(
        _ operation: TableChange.Operation, _ fixture: CommitFixture, _ name: String
    ) throws -> TableChange {
        let table = try fixture.open()
        return TableChange(
            operation, files: [try fixture.file(name, partition: [.integer(2)], in: table)])
    }

    @Test("Every operation of a commit", arguments: cases, [true, false])
    func commit(_ faults: (name: String, mode: FaultyFileSystem.Mode), isAppend: Bool) throws {
        let fixture = try CommitFixture(
            faults.name, partitionFields: [CommitFixture.month],
            properties: ["commit.manifest.min-count-to-merge": "3"])
        try fixture.append("a", partition: [.integer(1)])
        try fixture.append("b", partition: [.integer(2)])
        let operation: TableChange.Operation = isAppend ? .append : .dynamicPartitionOverwrite
        var failing = 1
        var isDone = false
        while !isDone {
            try #require(failing < 200)
            let change = try change(operation, fixture, "c\(failing)")
            let dataFile = try #require(change.files.first?.path)
            let before = try fixture.live().keys.sorted()
            let filesBefore = try fixture.allFiles()
            let fileSystem = FaultyFileSystem(failing: failing, faults.mode)
            var environment = fixture.environment
            environment.fileSystem = fileSystem
            let table = try TableCommitter.open(fixture.location, in: environment)
            do {
                let result = try table.commit(change)
                // What fails behind the commit is a warning.
                #expect(fileSystem.hasFailed == !result.warnings.isEmpty)
                isDone = !fileSystem.hasFailed
                let expected =
                    isAppend
                    ? before + ["c\(failing)"] : ["a", "c\(failing)"]
                #expect(try fixture.liveNames() == expected.sorted())
            } catch {
                #expect((error as? LakeError)?.code == .io)
                #expect(try fixture.liveNames() == before)
            }
            let orphans = Set(
                try OrphanFiles.list(fixture.location, in: fixture.environment).map(\.path))
            let isCommitted = try fixture.live().keys.contains("c\(failing)")
            let left = try fixture.allFiles().subtracting(filesBefore)
            if isCommitted {
                #expect(orphans.allSatisfy { $0.hasSuffix(".tmp") }, "\(failing): \(orphans)")
            } else {
                // The change's own file is its writer's to remove.
                #expect(left.union([dataFile]).isSubset(of: orphans.union([])), "\(failing)")
            }
            for orphan in orphans { try LocalFileSystem().remove(orphan) }
            #expect(try OrphanFiles.list(fixture.location, in: fixture.environment) == [])
            failing += 1
        }
        // What failed is in nobody's way.
        try fixture.append("z", partition: [.integer(9)])
        #expect(try fixture.live()["z"] != nil)
        #expect(failing > 15)
    }

    @Test("Every operation of making a table", arguments: cases)
    func create(_ faults: (name: String, mode: FaultyFileSystem.Mode)) throws {
        for failing in 1..<100 {
            let fixture = try CommitFixture(faults.name, create: false)
            let fileSystem = FaultyFileSystem(failing: failing, faults.mode)
            var environment = fixture.environment
            environment.fileSystem = fileSystem
            let table = NewTable(fields: CommitFixture.fields)
            let error = failure {
                try TableCommitter.create(
                    fixture.location, table, ifNotExists: false, in: environment)
            }
            if !fileSystem.hasFailed {
                #expect(error == nil)
                #expect(failing > 5)
                return
            }
            // There is a table, or one can be made.
            let opened = try TableCommitter.create(
                fixture.location, table, ifNotExists: true, in: fixture.environment)
            #expect(opened.metadata.snapshots.isEmpty)
            try fixture.append("a")
            #expect(try fixture.liveNames() == ["a"])
        }
        Issue.record("no commit of a hundred passes")
    }

    @Test("A commit whose success nobody heard of is found and stands")
    func lostAnswer() throws {
        for failing in 1..<100 {
            let fixture = try CommitFixture()
            try fixture.append("a")
            let fileSystem = FaultyFileSystem(failing: failing, publishesNevertheless: true)
            var environment = fixture.environment
            environment.fileSystem = fileSystem
            let table = try TableCommitter.open(fixture.location, in: environment)
            let change = TableChange(.append, files: [try fixture.file("b", in: table)])
            let result = try? table.commit(change)
            // Whatever the writer says is so.
            #expect(try fixture.liveNames() == (result == nil ? ["a"] : ["a", "b"]))
            guard fileSystem.hasFailed else { return }
            #expect(result == nil || result?.warnings.isEmpty == false)
        }
        Issue.record("no commit of a hundred passes")
    }

    @Test("A commit that is not published leaves nothing when it is discarded")
    func discard() throws {
        let fixture = try CommitFixture()
        let table = try fixture.open()
        let change = TableChange(.append, files: [try fixture.file("a", in: table)])
        let before = try fixture.allFiles()
        let prepared = try table.prepare(change)
        #expect(try fixture.allFiles().count == before.count + 3)
        #expect(try fixture.liveNames() == [])
        table.discard(prepared)
        #expect(try fixture.allFiles() == before)
    }

    @Test("A hint that is behind is found and corrected")
    func staleHint() throws {
        let fixture = try CommitFixture()
        for name in ["a", "b", "c"] { try fixture.append(name) }
        let hint = "\(fixture.location)/metadata/version-hint.text"
        try LocalFileSystem().remove(hint)
        try fixture.folder.write("table/metadata/version-hint.text", Array("2".utf8))
        // Readers see the newest version nevertheless, and so do writers.
        #expect(try fixture.liveNames() == ["a", "b", "c"])
        let found = try VersionHint.synchronize(
            location: fixture.location, in: fixture.environment)
        #expect(found.hinted == 2)
        #expect(found.newest == 4)
        #expect(found.wasStale)
        #expect(try contents(hint) == Array("4".utf8))
        let again = try VersionHint.synchronize(
            location: fixture.location, in: fixture.environment)
        #expect(!again.wasStale)
    }

    @Test("Orphans are what no version refers to")
    func orphans() throws {
        let fixture = try CommitFixture()
        try fixture.append("a")
        let table = try fixture.open()
        _ = try table.commit(TableChange(.overwriteAll))
        // The snapshot before still refers to the file.
        #expect(try OrphanFiles.list(fixture.location, in: fixture.environment) == [])
        let stray = try fixture.folder.write("table/data/stray.parquet", [1, 2, 3])
        let deep = try fixture.folder.write("table/data/p=1/q=2/x.parquet", [1])
        let found = try OrphanFiles.list(fixture.location, in: fixture.environment)
        #expect(found.map(\.path) == [deep, stray].sorted())
        #expect(found.map(\.sizeBytes) == [1, 3])
        #expect(found.allSatisfy { $0.modifiedMilliseconds > 1_600_000_000_000 })
    }
}
