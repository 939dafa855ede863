// Commits to a table: what a new snapshot has, and what stays as it was.

import Columnar
import JSON
import Storage
import Testing

@testable import Iceberg

@Suite("Commits")
struct CommitTests {
    @Test("A new table has no snapshot", arguments: [2, 3])
    func create(version: Int) throws {
        let fixture = try CommitFixture(
            partitionFields: [CommitFixture.month], properties: ["b": "2", "a": "1"],
            version: version)
        let table = try fixture.open()
        #expect(table.metadata.formatVersion == version)
        #expect(table.metadata.currentSnapshotID == nil)
        #expect(table.metadata.currentSchema.fields == CommitFixture.fields)
        #expect(table.metadata.lastColumnID == 4)
        #expect(table.metadata.partitionSpecs[0].fields == [CommitFixture.month])
        #expect(table.metadata.properties == ["b": "2", "a": "1"])
        #expect(table.metadata.nextRowID == (version == 3 ? 0 : nil))
        #expect(table.metadata.location == fixture.location)
        #expect(table.metadataPath == "\(fixture.location)/metadata/v1.metadata.json")
        #expect(try contents("\(fixture.location)/metadata/version-hint.text") == Array("1".utf8))
        #expect(try fixture.liveNames() == [])
    }

    @Test("A table is made once")
    func createAgain() throws {
        let fixture = try CommitFixture()
        let table = NewTable(fields: CommitFixture.fields)
        let refused = failure {
            try TableCommitter.create(
                fixture.location, table, ifNotExists: false, in: fixture.environment)
        }
        #expect(refused?.code == .conflict)
        let opened = try TableCommitter.create(
            fixture.location, table, ifNotExists: true, in: fixture.environment)
        #expect(opened.metadata.uuid == (try fixture.open().metadata.uuid))
    }

    @Test("Tables that make no sense are refused")
    func refusedTables() throws {
        func refused(_ table: NewTable) throws -> LakeError? {
            let fixture = try CommitFixture(create: false)
            return failure {
                try TableCommitter.create(
                    fixture.location, table, ifNotExists: false, in: fixture.environment)
            }
        }
        func column(_ id: Int, _ name: String, _ type: PrimitiveType = .int) -> NestedField {
            NestedField(id: id, name: name, isRequired: false, type: .primitive(type))
        }
        func partition(_ source: Int, _ transform: Transform, _ name: String) -> PartitionField {
            PartitionField(id: 1000, sourceIDs: [source], name: name, transform: transform)
        }
        let invalid = [
            NewTable(fields: []), NewTable(fields: [column(1, "a"), column(2, "A")]),
            NewTable(fields: [column(1, "a"), column(1, "b")]),
            NewTable(fields: [column(1, "a", .unknown)]),
            NewTable(fields: [column(1, "a", .timestamp(.nanoseconds, isUTC: true))]),
            NewTable(fields: [column(1, "a")], partitionFields: [partition(2, .identity, "p")]),
            NewTable(fields: [column(1, "a")], partitionFields: [partition(1, .hour, "p")]),
            NewTable(
                fields: [column(1, "a"), column(2, "b")],
                partitionFields: [partition(1, .identity, "b")]),
            NewTable(
                fields: [column(1, "a")],
                sortFields: [
                    SortOrder.Field(
                        sourceIDs: [7], transform: .identity, isDescending: false,
                        hasNullsFirst: true)
                ]),
        ]
        for table in invalid { #expect(try refused(table)?.code == .invalidInput) }
        let old = NewTable(fields: [column(1, "a")], formatVersion: 1)
        #expect(try refused(old)?.code == .unsupported)
    }

    @Test("An append adds a snapshot behind the others")
    func append() throws {
        let fixture = try CommitFixture()
        let first = try fixture.append("a", rows: 10)
        let second = try fixture.append("b", rows: 5)
        let metadata = try fixture.open().metadata
        #expect(metadata.snapshots.map(\.id) == [first.snapshotID, second.snapshotID])
        #expect(metadata.snapshots.map(\.sequenceNumber) == [1, 2])
        #expect(metadata.lastSequenceNumber == 2)
        #expect(metadata.snapshots[1].parentID == first.snapshotID)
        #expect(metadata.snapshots[0].parentID == nil)
        #expect(second.parentID == first.snapshotID)
        #expect(metadata.currentSnapshotID == second.snapshotID)
        #expect(metadata.snapshotLog.map(\.snapshotID) == [first.snapshotID, second.snapshotID])
        #expect(metadata.snapshots[1].schemaID == 0)
        let log = metadata.metadataLog.map(\.path)
        #expect(log == [1, 2].map { "\(fixture.location)/metadata/v\($0).metadata.json" })
        #expect(try contents("\(fixture.location)/metadata/version-hint.text") == Array("3".utf8))
        #expect(try fixture.liveNames() == ["a", "b"])
        #expect(try fixture.liveNames(.id(first.snapshotID ?? 0)) == ["a"])
        let entries = try fixture.live()
        #expect(entries["a"]?.sequenceNumber == 1)
        #expect(entries["b"]?.sequenceNumber == 2)
        #expect(entries["a"]?.snapshotID == first.snapshotID)
        #expect(
            second.summary == [
                "operation": "append", "added-data-files": "1", "added-records": "5",
                "added-files-size": "4", "changed-partition-count": "1", "total-data-files": "2",
                "total-delete-files": "0", "total-records": "15", "total-files-size": "8",
                "total-position-deletes": "0", "total-equality-deletes": "0",
            ])
    }

    @Test("What a run says of itself is in the summary, and cannot change the counts")
    func runProperties() throws {
        let fixture = try CommitFixture()
        fixture.environment.runProperties = ["run": "7", "added-records": "999"]
        let table = try fixture.open()
        let result = try table.commit(
            TableChange(
                .append, files: [fixture.file("a", in: table)], summary: ["note": "x"]))
        #expect(result.summary["run"] == "7")
        #expect(result.summary["note"] == "x")
        #expect(result.summary["added-records"] == "10")
    }

    @Test("All that a manifest says of a file is read again")
    func contentFile() throws {
        let fixture = try CommitFixture(partitionFields: [CommitFixture.month])
        let table = try fixture.open()
        let path = try fixture.file("a", partition: [nil], in: table).path
        var statistics = ContentFile.ColumnStatistics()
        statistics.sizeBytes = 100
        statistics.valueCount = 10
        statistics.nullCount = 2
        statistics.lowerBound = SingleValue.integer(-5).bound(.long)
        statistics.upperBound = SingleValue.integer(1 << 40).bound(.long)
        var counts = ContentFile.ColumnStatistics()
        counts.nanCount = 3
        let file = ContentFile(
            path: path, format: .parquet, partitionSpecID: 0, partition: [.integer(650)],
            recordCount: 10, sizeBytes: 4, statistics: [1: statistics, 4: counts],
            splitOffsets: [4, 1 << 33], sortOrderID: 0, keyMetadata: [1, 2, 3])
        _ = try table.commit(TableChange(.append, files: [file]))
        #expect(try fixture.live()["a"]?.file == file)
        let summary = try #require(try fixture.manifests().first?.partitions.first)
        #expect(summary.lowerBound == SingleValue.integer(650).bound(.int))
        #expect(summary.upperBound == summary.lowerBound)
        #expect(!summary.containsNull)
    }

    @Test("An overwrite removes what is there")
    func overwriteAll() throws {
        let fixture = try CommitFixture()
        try fixture.append("a")
        let before = try fixture.append("b", rows: 7)
        let table = try fixture.open()
        let result = try table.commit(
            TableChange(.overwriteAll, files: [fixture.file("c", rows: 3, in: table)]))
        #expect(try fixture.liveNames() == ["c"])
        #expect(try fixture.liveNames(.id(before.snapshotID ?? 0)) == ["a", "b"])
        #expect(result.summary["operation"] == "overwrite")
        #expect(result.summary["deleted-data-files"] == "2")
        #expect(result.summary["deleted-records"] == "17")
        #expect(result.summary["total-records"] == "3")
        #expect(result.summary["total-data-files"] == "1")
        #expect(result.summary["total-files-size"] == "4")
        // The manifests say which files went; the next snapshot forgets them.
        #expect(try fixture.manifests().map(\.deletedFiles) == [0, 1, 1])
        try fixture.append("d")
        #expect(try fixture.manifests().map(\.deletedFiles) == [0, 0])
        let emptied = try fixture.open().commit(TableChange(.overwriteAll))
        #expect(emptied.summary["operation"] == "delete")
        #expect(try fixture.liveNames() == [])
    }

    @Test("A removed file keeps its numbers, and so do its neighbours")
    func overwritePartition() throws {
        let fixture = try CommitFixture(partitionFields: [CommitFixture.month])
        let table = try fixture.open()
        let months: [(String, SingleValue?)] = [
            ("a1", .integer(1)), ("a2", .integer(2)), ("a3", nil),
        ]
        let files = try months.map { name, month in
            try fixture.file(name, partition: [month], in: table)
        }
        let first = try table.commit(TableChange(.append, files: files))
        try fixture.append("b1", partition: [.integer(1)])
        let other = try fixture.open()
        let result = try other.commit(
            TableChange(
                .overwriteWhere(PartitionFilter([1000: .integer(1)])),
                files: [fixture.file("c", partition: [.integer(1)], in: other)]))
        #expect(try fixture.liveNames() == ["a2", "a3", "c"])
        let entries = try fixture.live()
        #expect(entries["a2"]?.status == .existing)
        #expect(entries["a2"]?.sequenceNumber == 1)
        #expect(entries["a2"]?.fileSequenceNumber == 1)
        #expect(entries["a2"]?.snapshotID == first.snapshotID)
        #expect(entries["c"]?.sequenceNumber == 3)
        #expect(result.summary["changed-partition-count"] == "1")
        // NULL is a partition like any other.
        _ = try fixture.open().commit(
            TableChange(.overwriteWhere(PartitionFilter([1000: nil as SingleValue?]))))
        #expect(try fixture.liveNames() == ["a2", "c"])
        let stray = try fixture.file("d", partition: [.integer(5)], in: fixture.open())
        let refused = failure {
            try fixture.open().commit(
                TableChange(
                    .overwriteWhere(PartitionFilter([1000: .integer(1)])), files: [stray]))
        }
        #expect(refused?.code == .invalidInput)
    }

    @Test("The partitions of the added files are replaced")
    func dynamicOverwrite() throws {
        let fixture = try CommitFixture(partitionFields: [CommitFixture.month])
        for month in 1...3 { try fixture.append("a\(month)", partition: [.integer(Int64(month))]) }
        let table = try fixture.open()
        let result = try table.commit(
            TableChange(
                .dynamicPartitionOverwrite,
                files: [
                    fixture.file("b2", partition: [.integer(2)], in: table),
                    fixture.file("b4", partition: [.integer(4)], in: table),
                ]))
        #expect(try fixture.liveNames() == ["a1", "a3", "b2", "b4"])
        #expect(result.summary["operation"] == "overwrite")
        #expect(result.summary["replace-partitions"] == "true")
        #expect(result.summary["changed-partition-count"] == "2")
    }

    @Test("Files that do not fit the table are refused, and nothing is left")
    func refusedFiles() throws {
        let fixture = try CommitFixture(partitionFields: [CommitFixture.month])
        let table = try fixture.open()
        let sound = try fixture.file("a", partition: [.integer(1)], in: table)
        func like(
            path: String? = nil, partition: [SingleValue?] = [.integer(1)], spec: Int = 0,
            rows: Int64 = 1
        ) -> ContentFile {
            ContentFile(
                path: path ?? sound.path, format: .parquet, partitionSpecID: spec,
                partition: partition, recordCount: rows, sizeBytes: 4)
        }
        let before = try fixture.allFiles()
        let cases: [([ContentFile], LakeError.Code)] = [
            ([sound, sound], .invalidInput), ([like(partition: [])], .invalidInput),
            ([like(spec: 9)], .invalidInput), ([like(rows: -1)], .invalidInput),
            ([like(partition: [.string("x")])], .invalidInput),
            ([like(partition: [.integer(1 << 40)])], .invalidInput),
            ([like(path: "\(table.dataDirectory)/none")], .notFound),
        ]
        for (files, code) in cases {
            let refused = failure { try table.commit(TableChange(.append, files: files)) }
            #expect(refused?.code == code)
            #expect(refused?.places.isEmpty == false)
            #expect(try fixture.allFiles() == before)
        }
        for operation in [TableChange.Operation.deleteRows, .changeSchema] {
            let refused = failure { try table.commit(TableChange(operation)) }
            #expect(refused?.code == .unsupported)
        }
        #expect(try fixture.allFiles() == before)
    }

    /// Members that are not read, in every place where they may stand, as another tool writes them.
    @Test("What is not known survives")
    func unknownMembers() throws {
        let fixture = try CommitFixture()
        try fixture.append("a")
        let path = try fixture.open().metadataPath
        var text = String(decoding: try contents(path), as: UTF8.self)
        text = String(text.dropLast(2)) + #","x-unknown":{"n":1.50,"big":9876543210123456789}}"#
        text = text.replacing(
            #""schema-id":0,"fields""#, with: #""schema-id":0,"x-schema":[1,2],"fields""#)
        text = text.replacing(#""type":"branch""#, with: #""type":"branch","max-ref-age-ms":77"#)
        let id = try #require(try fixture.open().metadata.currentSnapshotID)
        let statistics = """
            "statistics":[{"snapshot-id":\(id),"statistics-path":"s","file-size-in-bytes":1,\
            "file-footer-size-in-bytes":1,"blob-metadata":[],"x":null}]
            """
        text = text.replacing(#""statistics":[]"#, with: statistics)
        try LocalFileSystem().remove(path)
        let file = try LocalFileSystem().create(path)
        try file.write(Array(text.utf8))
        try file.finish()
        try fixture.append("b")
        let next = String(decoding: try contents(fixture.open().metadataPath), as: UTF8.self)
        #expect(next.contains(#""x-unknown":{"n":1.50,"big":9876543210123456789}"#))
        #expect(next.contains(#""x-schema":[1,2]"#))
        #expect(next.contains(#""max-ref-age-ms":77"#))
        #expect(next.contains(#""blob-metadata":[],"x":null}"#))
        #expect(try fixture.liveNames() == ["a", "b"])
    }

    @Test("The metadata log is as long as the table wants it")
    func metadataLog() throws {
        let fixture = try CommitFixture(properties: [
            "write.metadata.previous-versions-max": "2",
            "write.metadata.delete-after-commit.enabled": "true",
        ])
        for index in 0..<5 { try fixture.append("f\(index)") }
        let log = try fixture.open().metadata.metadataLog.map { lastComponent($0.path) }
        #expect(log == ["v4.metadata.json", "v5.metadata.json"])
        let names = try visibleNames(in: "\(fixture.location)/metadata")
            .filter { MetadataFileName($0) != nil }.sorted()
        #expect(names == ["v4.metadata.json", "v5.metadata.json", "v6.metadata.json"])
        #expect(try fixture.liveNames().count == 5)
    }

    @Test("Many small manifests become one", arguments: [2, 3])
    func merging(version: Int) throws {
        let fixture = try CommitFixture(
            properties: ["commit.manifest.min-count-to-merge": "4"], version: version)
        var counts: [Int] = []
        for index in 0..<8 {
            try fixture.append("f\(index)", rows: Int64(index + 1))
            counts.append(try fixture.manifests().count)
        }
        #expect(counts == [1, 2, 3, 1, 2, 3, 1, 2])
        let entries = try fixture.live()
        for index in 0..<8 {
            let entry = try #require(entries["f\(index)"])
            #expect(entry.sequenceNumber == Int64(index + 1))
            #expect(entry.fileSequenceNumber == Int64(index + 1))
            #expect(entry.snapshotID == (try fixture.open().metadata.snapshots[index].id))
        }
        #expect(try fixture.manifests()[1].minSequenceNumber == 1)
        guard version == 3 else { return }
        // Rows keep their ids when their manifest is written again.
        let ids = (0..<8).map { entries["f\($0)"]?.file.firstRowID }
        let ranges = zip(ids, 1...8).compactMap { id, rows in id.map { $0..<($0 + Int64(rows)) } }
        #expect(ranges.count == 8)
        for (first, second) in zip(ranges, ranges.dropFirst()) {
            #expect(first.upperBound <= second.lowerBound)
        }
        let nextRowID = try #require(try fixture.open().metadata.nextRowID)
        #expect(nextRowID >= (ranges.last?.upperBound ?? .max))
    }

    /// Iceberg specification, "Row Lineage".
    @Test("Version 3 numbers rows from commit to commit")
    func rowLineage() throws {
        let fixture = try CommitFixture(version: 3)
        let table = try fixture.open()
        _ = try table.commit(
            TableChange(
                .append,
                files: [
                    fixture.file("a", rows: 100, in: table), fixture.file("b", rows: 25, in: table),
                ]))
        try fixture.append("c", rows: 7)
        let metadata = try fixture.open().metadata
        #expect(metadata.snapshots.map(\.firstRowID) == [0, 125])
        #expect(metadata.snapshots.map(\.addedRows) == [125, 7])
        #expect(metadata.nextRowID == 132)
        let entries = try fixture.live()
        #expect(["a", "b", "c"].map { entries[$0]?.file.firstRowID } == [0, 100, 125])
    }

    @Test("Time does not run backwards in a table")
    func clock() throws {
        let fixture = try CommitFixture()
        fixture.environment.clockMilliseconds = { 4_000_000_000_000 }
        try fixture.append("a")
        fixture.environment.clockMilliseconds = { 1000 }
        try fixture.append("b")
        let metadata = try fixture.open().metadata
        #expect(
            metadata.snapshots.map(\.timestampMilliseconds) == [
                4_000_000_000_000, 4_000_000_000_000,
            ])
        #expect(metadata.lastUpdatedMilliseconds == 4_000_000_000_000)
    }

    @Test("Format version 1 is only read")
    func versionOne() throws {
        let fixture = try CommitFixture(create: false)
        let text = """
            {"format-version":1,"location":"\(fixture.location)","last-updated-ms":1,\
            "last-column-id":1,"schema":{"type":"struct","fields":[{"id":1,"name":"a",\
            "required":false,"type":"int"}]},"partition-spec":[],"properties":{}}
            """
        try fixture.folder.write("table/metadata/v1.metadata.json", Array(text.utf8))
        #expect(failure { try fixture.open() }?.code == .unsupported)
    }
}
