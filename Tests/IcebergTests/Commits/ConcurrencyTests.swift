// Writers that commit at once, and changes that other commits forbid.

import Columnar
import SQLiteBridge
import Storage
import Testing

@testable import Iceberg

@Suite("Commits at once")
struct ConcurrencyTests {
    @Test("No append is lost", arguments: ["table", "lake.sqlite#db.t"])
    func appends(name: String) async throws {
        let fixture = try CommitFixture(name)
        let location = fixture.location
        let writers = 6
        let commits = 8
        let table = try fixture.open()
        for writer in 0..<writers {
            for commit in 0..<commits {
                _ = try fixture.file("w\(writer)-\(commit)", in: table)
            }
        }
        let directory = table.dataDirectory
        let errors = await withTaskGroup(of: [String].self) { group in
            for writer in 0..<writers {
                group.addTask {
                    var errors: [String] = []
                    var environment = CommitEnvironment()
                    environment.retries = 1000
                    for commit in 0..<commits {
                        do throws(LakeError) {
                            let table = try TableCommitter.open(location, in: environment)
                            let file = ContentFile(
                                path: "\(directory)/w\(writer)-\(commit)", format: .parquet,
                                partitionSpecID: 0, partition: [], recordCount: 1, sizeBytes: 4)
                            _ = try table.commit(TableChange(.append, files: [file]))
                        } catch {
                            errors.append("\(error)")
                        }
                    }
                    return errors
                }
            }
            var all: [String] = []
            for await errors in group { all += errors }
            return all
        }
        #expect(errors == [])
        let metadata = try fixture.open().metadata
        #expect(try fixture.liveNames().count == writers * commits)
        #expect(metadata.snapshots.map(\.sequenceNumber) == (1...48).map { Int64($0) })
        #expect(
            metadata.snapshots.dropFirst().map(\.parentID)
                == metadata.snapshots.dropLast().map(\.id))
        // Whatever attempts came to nothing have left nothing.
        #expect(try OrphanFiles.list(location, in: fixture.environment) == [])
        guard name == "table" else { return }
        let hint = try VersionHint.synchronize(location: location, in: fixture.environment)
        #expect(!hint.wasStale)
        #expect(hint.newest == writers * commits + 1)
    }

    @Test("An append comes behind whatever was committed in between")
    func appendOnTop() throws {
        let fixture = try CommitFixture()
        try fixture.append("a")
        let table = try fixture.open()
        let prepared = try table.prepare(
            TableChange(.append, files: [fixture.file("b", in: table)]))
        let between = try fixture.append("c")
        let result = try table.publish(prepared)
        #expect(result.attempts == 2)
        #expect(result.parentID == between.snapshotID)
        #expect(result.sequenceNumber == 3)
        #expect(try fixture.liveNames() == ["a", "b", "c"])
        #expect(try OrphanFiles.list(fixture.location, in: fixture.environment) == [])
    }

    @Test("An overwrite does not remove what its writer has not seen")
    func overwriteConflict() throws {
        let fixture = try CommitFixture(partitionFields: [CommitFixture.month])
        try fixture.append("a1", partition: [.integer(1)])
        try fixture.append("a2", partition: [.integer(2)])
        let filter = TableChange.Operation.overwriteWhere(PartitionFilter([1000: .integer(1)]))
        let table = try fixture.open()
        let prepared = try table.prepare(TableChange(filter))
        try fixture.append("b1", partition: [.integer(1)])
        let refused = failure { try table.publish(prepared) }
        #expect(refused?.code == .conflict)
        #expect(refused?.advice == "run the statement again")
        #expect(try fixture.liveNames() == ["a1", "a2", "b1"])
        // Another partition does not concern it.
        let again = try fixture.open()
        let second = try again.prepare(TableChange(filter))
        try fixture.append("b2", partition: [.integer(2)])
        #expect(try again.publish(second).attempts == 2)
        #expect(try fixture.liveNames() == ["a2", "b2"])
        // Nor does the whole table forgive.
        let all = try fixture.open()
        let third = try all.prepare(TableChange(.overwriteAll))
        try fixture.append("b3", partition: [.integer(3)])
        #expect(failure { try all.publish(third) }?.code == .conflict)
        #expect(try OrphanFiles.list(fixture.location, in: fixture.environment) == [])
    }

    @Test("Two overwrites of the same files do not both win")
    func twoOverwrites() throws {
        let fixture = try CommitFixture()
        try fixture.append("a")
        let first = try fixture.open()
        let second = try fixture.open()
        let one = try first.prepare(
            TableChange(.overwriteAll, files: [fixture.file("b", in: first)]))
        let other = try second.prepare(
            TableChange(.overwriteAll, files: [fixture.file("c", in: second)]))
        _ = try first.publish(one)
        #expect(failure { try second.publish(other) }?.code == .conflict)
        #expect(try fixture.liveNames() == ["b"])
    }

    @Test("A rollback does not undo a commit that its writer has not seen")
    func rollbackConflict() throws {
        let fixture = try CommitFixture()
        let first = try fixture.append("a")
        try fixture.append("b")
        let table = try fixture.open()
        let prepared = try table.prepare(
            TableChange(.rollback(snapshotID: first.snapshotID ?? 0)))
        try fixture.append("c")
        #expect(failure { try table.publish(prepared) }?.code == .conflict)
        #expect(try fixture.liveNames() == ["a", "b", "c"])
    }

    @Test("Who comes too late too often is told")
    func retriesEnd() throws {
        let fixture = try CommitFixture(properties: ["commit.retry.num-retries": "2"])
        let table = try fixture.open()
        let prepared = try table.prepare(
            TableChange(.append, files: [fixture.file("a", in: table)]))
        // Whenever the table is loaded again, another commit follows before the next attempt.
        try fixture.append("b0")
        let counter = Counter()
        var environment = fixture.environment
        environment.fileSystem = RivalFileSystem { name in
            let number = counter.next()
            guard name.hasSuffix("metadata.json"), number < 10 else { return }
            _ = try? fixture.append("b\(number)")
        }
        let late = try TableCommitter.open(fixture.location, in: environment)
        let refused = failure {
            try late.commit(TableChange(.append, files: [fixture.file("late", in: late)]))
        }
        #expect(refused?.code == .conflict)
        #expect(refused?.what == "other writers came first 3 times")
        // One that is prepared and finds peace passes.
        #expect(try table.publish(prepared).attempts == 2)
    }
}

/// Counts.
private final class Counter {
    private var count = 0
    func next() -> Int {
        count += 1
        return count
    }
}

/// A file system in which another writer comes first before each file is published. Because: the
/// test has one thread.
private struct RivalFileSystem: FileSystem, @unchecked Sendable {
    let beforePublishing: (String) -> Void
    private let local = LocalFileSystem()

    init(_ beforePublishing: @escaping (String) -> Void) {
        self.beforePublishing = beforePublishing
    }

    func create(_ path: String) throws(LakeError) -> any OutputFile { try local.create(path) }
    func makeDirectories(_ path: String) throws(LakeError) { try local.makeDirectories(path) }
    func publish(_ source: String, as target: String) throws(LakeError) {
        beforePublishing(target)
        try local.publish(source, as: target)
    }
    func replace(_ target: String, with source: String) throws(LakeError) {
        try local.replace(target, with: source)
    }
    func remove(_ path: String) throws(LakeError) { try local.remove(path) }
    func synchronizeDirectory(_ path: String) throws(LakeError) {
        try local.synchronizeDirectory(path)
    }
}
