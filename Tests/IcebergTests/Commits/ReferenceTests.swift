// Branches, tags, rollback and undo.

import Columnar
import Testing

@testable import Iceberg

@Suite("Commits to references")
struct ReferenceTests {
    private func reference(
        _ name: String, _ id: Int64?, _ kind: SnapshotReference.Kind = .branch
    ) -> SnapshotReference {
        SnapshotReference(
            name: name, snapshotID: id ?? 0, kind: kind, minSnapshotsToKeep: nil,
            maxSnapshotAgeMilliseconds: nil, maxReferenceAgeMilliseconds: 1000)
    }

    @Test("A rollback moves main and keeps the snapshots")
    func rollback() throws {
        let fixture = try CommitFixture()
        let first = try fixture.append("a")
        let second = try fixture.append("b")
        let result = try fixture.open().commit(
            TableChange(.rollback(snapshotID: first.snapshotID ?? 0)))
        #expect(result.parentID == second.snapshotID)
        #expect(try fixture.liveNames() == ["a"])
        let metadata = try fixture.open().metadata
        #expect(metadata.snapshots.count == 2)
        #expect(metadata.snapshotLog.map(\.snapshotID).last == first.snapshotID)
        #expect(metadata.lastSequenceNumber == 2)
        // The next snapshot is behind the one that was gone back to, with a number of its own.
        let third = try fixture.append("c")
        #expect(third.parentID == first.snapshotID)
        #expect(third.sequenceNumber == 3)
        #expect(try fixture.liveNames() == ["a", "c"])
        let missing = failure {
            try fixture.open().commit(TableChange(.rollback(snapshotID: 12345)))
        }
        #expect(missing?.code == .notFound)
    }

    @Test("A branch is committed to beside main")
    func branch() throws {
        let fixture = try CommitFixture()
        let first = try fixture.append("a")
        _ = try fixture.open().commit(
            TableChange(.setReference(reference("work", first.snapshotID), mayReplace: false)))
        let table = try fixture.open()
        let onBranch = try table.commit(
            TableChange(.append, files: [fixture.file("b", in: table)], branch: "work"))
        try fixture.append("c")
        #expect(try fixture.liveNames() == ["a", "c"])
        #expect(try fixture.liveNames(.reference("work")) == ["a", "b"])
        let metadata = try fixture.open().metadata
        #expect(metadata.snapshotLog.count == 2)
        let work = try #require(metadata.references.first { $0.name == "work" })
        #expect(work.snapshotID == onBranch.snapshotID)
        // What the branch says about retention stays.
        #expect(work.maxReferenceAgeMilliseconds == 1000)
        // A fast forward.
        _ = try fixture.open().commit(
            TableChange(
                .setReference(reference("main", onBranch.snapshotID), mayReplace: true)))
        #expect(try fixture.liveNames() == ["a", "b"])
        #expect(
            failure {
                try fixture.open().commit(TableChange(.append, branch: "wrok"))
            }?.code == .notFound)
    }

    @Test("A tag stays where it is")
    func tag() throws {
        let fixture = try CommitFixture()
        let first = try fixture.append("a")
        let tag = TableChange(
            .setReference(reference("v1", first.snapshotID, .tag), mayReplace: false))
        _ = try fixture.open().commit(tag)
        try fixture.append("b")
        #expect(try fixture.liveNames(.reference("v1")) == ["a"])
        #expect(failure { try fixture.open().commit(tag) }?.code == .conflict)
        #expect(
            failure { try fixture.open().commit(TableChange(.append, branch: "v1")) }?.code
                == .invalidInput)
        _ = try fixture.open().commit(TableChange(.removeReference(name: "v1")))
        #expect(try fixture.open().metadata.references.map(\.name) == ["main"])
        #expect(
            failure { try fixture.open().commit(TableChange(.removeReference(name: "v1"))) }?.code
                == .notFound)
        #expect(
            failure { try fixture.open().commit(TableChange(.removeReference(name: "main"))) }?
                .code == .invalidInput)
    }

    @Test("A commit is taken back")
    func undo() throws {
        let fixture = try CommitFixture()
        let table = try fixture.open()
        let first = try table.commit(
            TableChange(.append, files: [fixture.file("a", in: table)]))
        let second = try table.commit(
            TableChange(.append, files: [fixture.file("b", in: table)]))
        try table.undo(second)
        #expect(try fixture.liveNames() == ["a"])
        // Again does nothing.
        try table.undo(second)
        #expect(try fixture.liveNames() == ["a"])
        try table.undo(first)
        #expect(try fixture.liveNames() == [])
        #expect(try fixture.open().metadata.currentSnapshotID == nil)
        let third = try fixture.append("c")
        #expect(third.parentID == nil)
        // Somebody else came behind.
        try fixture.append("d")
        #expect(failure { try table.undo(third) }?.code == .conflict)
        #expect(try fixture.liveNames() == ["c", "d"])
    }
}
