// Metadata files of other implementations, and documents after the specification.
// Source: the test resources of iceberg-java and iceberg-rust (Fixtures/README.md); Iceberg
// specification, appendix C.

import Columnar
import JSON
import Testing

@testable import Iceberg

/// The members of a document of version 2 that must be there.
private let version2 = """
    "format-version":2,"location":"/t","current-schema-id":0,
    "schemas":[{"type":"struct","schema-id":0,"fields":[
        {"id":1,"name":"a","required":false,"type":"int"}]},
      {"type":"struct","schema-id":1,"fields":[]}],
    "partition-specs":[{"spec-id":0,"fields":[]}],"default-spec-id":0
    """

@Suite("Table metadata")
struct TableMetadataTests {
    private func fixture(_ name: String) throws -> TableMetadata {
        try TableMetadata(path: "\(fixtures)/metadata/\(name).json")
    }

    /// What the implementations' own tests say about these files.
    @Test(
        "Files that are read",
        arguments: [
            ("java-v1-valid", 1, 0, Int64?.none, 1, 1, [String]()),
            ("java-v2-valid", 2, 2, 3_055_729_675_574_597_004, 1, 2, ["main"]),
            ("java-statistics-files", 2, 1, 3_055_729_675_574_597_004, 1, 1, ["main"]),
            ("rust-v1-schemas-without-current-id", 1, 0, nil, 1, 1, []),
            ("rust-v1-compat", 1, 1, 917_896_971_991_367_610, 1, 1, ["main"]),
            (
                "rust-v2-partition-evolution", 2, 3, 3_059_729_675_574_597_004, 3, 2,
                ["main", "test"]
            ),
            ("rust-v2-empty", 2, 0, nil, 1, 2, []),
        ])
    func read(
        name: String, version: Int, snapshots: Int, current: Int64?, specs: Int, schemas: Int,
        references: [String]
    ) throws {
        let metadata = try fixture(name)
        #expect(metadata.formatVersion == version)
        #expect(metadata.snapshots.count == snapshots)
        #expect(metadata.currentSnapshotID == current)
        #expect(metadata.partitionSpecs.count == specs)
        #expect(metadata.schemas.count == schemas)
        #expect(metadata.references.map(\.name) == references)
    }

    @Test(
        "Files that are refused",
        arguments: [
            ("java-unsupported-version", LakeError.Code.unsupported, "format version 42"),
            ("java-v2-missing-schemas", .corrupt, "schemas is missing"),
            ("java-v2-current-schema-not-found", .corrupt, "current-schema-id is 2"),
        ])
    func refused(name: String, code: LakeError.Code, part: String) throws {
        let error = try #require(failure { try fixture(name) })
        #expect(error.code == code)
        #expect(error.what.contains(part), "\(error)")
        #expect(error.places.first == .file("\(fixtures)/metadata/\(name).json"))
    }

    @Test("Every part of a file")
    func parts() throws {
        let metadata = try fixture("java-v2-valid")
        #expect(metadata.uuid == "9c12d441-03fe-4693-9a96-a0705ddf69c1")
        #expect(metadata.location == "s3://bucket/test/location")
        #expect(metadata.lastSequenceNumber == 34)
        #expect(metadata.lastUpdatedMilliseconds == 1_602_638_573_590)
        #expect(metadata.lastColumnID == 3)
        #expect(metadata.currentSchema.id == 1)
        #expect(metadata.currentSchema.fields.map(\.name) == ["x", "y", "z"])
        #expect(metadata.currentSchema.identifierFieldIDs == [1, 2])
        #expect(metadata.currentSchema.field(id: 2)?.doc == "comment")
        #expect(
            metadata.partitionSpec(id: 0)?.fields
                == [PartitionField(id: 1000, sourceIDs: [1], name: "x", transform: .identity)])
        let order = try #require(metadata.sortOrder(id: metadata.defaultSortOrderID))
        #expect(order.fields.map(\.transform) == [.identity, .bucket(4)])
        #expect(order.fields.map(\.isDescending) == [false, true])
        #expect(order.fields.map(\.hasNullsFirst) == [true, false])
        let last = try #require(metadata.snapshot(id: 3_055_729_675_574_597_004))
        #expect(last.parentID == 3_051_729_675_574_597_004)
        #expect(last.sequenceNumber == 1)
        #expect(last.timestampMilliseconds == 1_555_100_955_770)
        #expect(last.operation == "append")
        #expect(last.manifests == .list("s3://a/b/2.avro"))
        #expect(last.schemaID == 1)
        #expect(
            metadata.snapshotLog.map(\.timestampMilliseconds) == [
                1_515_100_955_770, 1_555_100_955_770,
            ])
        let statistics = try fixture("java-statistics-files").statistics
        #expect(statistics.map(\.path) == ["s3://a/b/stats.puffin"])
        #expect(statistics.first?.blobs.map(\.type) == ["ndv"])
        #expect(statistics.first?.blobs.first?.fieldIDs == [1])
    }

    // MARK: Documents

    private func document(_ text: String) throws -> TableMetadata {
        try TableMetadata(json: try json("{\(text)}"))
    }

    @Test("Version 1 with the least that it may have")
    func leastOfVersion1() throws {
        let metadata = try document(
            """
            "format-version":1,"location":"/t/","current-snapshot-id":7,
            "schema":{"type":"struct","fields":[
              {"id":1,"name":"a","required":true,"type":"int"}]},
            "partition-spec":[
              {"name":"a_b","transform":"bucket[8]","source-id":1},
              {"name":"a_y","transform":"year","source-id":1}],
            "snapshots":[{"snapshot-id":7,"timestamp-ms":5,"manifests":["m1.avro","m2.avro"]}]
            """)
        #expect(metadata.location == "/t")
        #expect(metadata.currentSchema.fields.map(\.name) == ["a"])
        #expect(metadata.defaultSpecID == 0)
        #expect(metadata.partitionSpecs.map(\.id) == [0])
        #expect(metadata.partitionSpecs[0].fields.map(\.id) == [1000, 1001])
        #expect(metadata.snapshots[0].manifests == .paths(["m1.avro", "m2.avro"]))
        #expect(metadata.snapshots[0].sequenceNumber == 0)
        #expect(metadata.references.map(\.name) == ["main"])
        #expect(try metadata.select(.asOf(milliseconds: 5)).snapshot?.id == 7)
    }

    @Test(
        "No snapshot is -1, null or absent",
        arguments: ["", #","current-snapshot-id":-1"#, #","current-snapshot-id":null"#])
    func noSnapshot(member: String) throws {
        let metadata = try document(version2 + member)
        #expect(metadata.currentSnapshotID == nil)
        #expect(metadata.references.isEmpty)
        #expect(try metadata.select(.current).snapshot == nil)
        #expect(try metadata.select(.current).schema.id == 0)
    }

    @Test("Ids of 64 bits, as signed and as unsigned numbers")
    func wideIDs() throws {
        let metadata = try document(
            version2 + """
                ,"current-snapshot-id":9876543210123456789,"snapshots":[
                  {"snapshot-id":9876543210123456789,"timestamp-ms":1,"manifest-list":"l"}]
                """)
        let id = Int64(bitPattern: 9_876_543_210_123_456_789)
        #expect(metadata.currentSnapshotID == id)
        #expect(try metadata.select(.id(id)).snapshot?.id == id)
    }

    @Test("Version 3")
    func version3() throws {
        let text = version2.replacing("\"format-version\":2", with: "\"format-version\":3")
            .replacing(
                #"{"spec-id":0,"fields":[]}"#,
                with: """
                    {"spec-id":0,"fields":[
                      {"source-ids":[1],"field-id":1000,"name":"p","transform":"identity"},
                      {"source-ids":[1,2],"field-id":1001,"name":"q","transform":"bucket[4]"}]}
                    """)
        let metadata = try document(
            text + """
                ,"next-row-id":90,"current-snapshot-id":1,"encryption-keys":[{"key-id":"k"}],
                "snapshots":[{"snapshot-id":1,"timestamp-ms":1,"manifest-list":"l","schema-id":1,
                  "first-row-id":40,"added-rows":50,"key-id":"k"}]
                """)
        #expect(metadata.nextRowID == 90)
        #expect(metadata.hasEncryptionKeys)
        let snapshot = try #require(metadata.snapshots.first)
        #expect(snapshot.firstRowID == 40)
        #expect(snapshot.addedRows == 50)
        #expect(snapshot.keyID == "k")
        #expect(metadata.partitionSpecs[0].fields.map(\.sourceIDs) == [[1], [1, 2]])
        #expect(
            metadata.partitionSpecs[0].fields.map(\.transform) == [
                .identity, .unknown("bucket[4]"),
            ])
    }

    @Test(
        "What is wrong, and where",
        arguments: [
            ("", "format-version is missing"),
            (#""format-version":"2""#, "format-version is no integer of 32 bits"),
            (#""format-version":2"#, "location is missing"),
            (#""format-version":1,"location":"/t""#, "schema is missing"),
            (
                version2 + #","snapshots":[{"snapshot-id":1,"timestamp-ms":1,"manifest-list":"l"},"#
                    + #"{"snapshot-id":"x"}]"#,
                "snapshots[1].snapshot-id is no integer"
            ),
            (
                version2 + #","snapshots":[{"snapshot-id":1,"timestamp-ms":1}]"#,
                "snapshots[0] has neither manifest-list nor manifests"
            ),
            (
                version2 + #","snapshots":[{"snapshot-id":1,"timestamp-ms":1.5}]"#,
                "snapshots[0].timestamp-ms is no integer"
            ),
            (
                version2 + #","current-snapshot-id":4"#,
                "current-snapshot-id is 4, which is not among the snapshots"
            ),
            (version2 + #","properties":[]"#, "properties is no object"),
            (version2 + #","snapshots":{}"#, "snapshots is no array"),
            (
                version2 + #","refs":{"r":{"snapshot-id":1,"type":"twig"}}"#,
                "refs.r.type is neither branch nor tag"
            ),
            (
                version2 + #","refs":{"main":{"snapshot-id":1,"type":"branch"}}"#,
                "refs.main.snapshot-id is 1, current-snapshot-id is absent"
            ),
        ])
    func malformed(text: String, what: String) throws {
        #expect(failure { try document(text) }?.what == what)
    }

    // MARK: Selecting

    private func history() throws -> TableMetadata {
        try document(
            version2 + """
                ,"current-snapshot-id":101,"snapshots":[
                  {"snapshot-id":101,"timestamp-ms":1000,"manifest-list":"a","schema-id":1},
                  {"snapshot-id":102,"timestamp-ms":2000,"manifest-list":"b"},
                  {"snapshot-id":103,"timestamp-ms":3000,"manifest-list":"c","schema-id":9}],
                "snapshot-log":[{"snapshot-id":101,"timestamp-ms":1000},
                  {"snapshot-id":102,"timestamp-ms":2000},{"snapshot-id":100,"timestamp-ms":2500},
                  {"snapshot-id":101,"timestamp-ms":4000}],
                "refs":{"main":{"snapshot-id":101,"type":"branch"},
                  "audit":{"snapshot-id":101,"type":"branch","min-snapshots-to-keep":2},
                  "v1.0":{"snapshot-id":101,"type":"tag","max-ref-age-ms":5},
                  "lost":{"snapshot-id":55,"type":"tag"}}
                """)
    }

    @Test(
        "Snapshot and schema",
        arguments: [
            (SnapshotSelector.current, Int64(101), 0), (.id(101), 101, 1), (.id(102), 102, 0),
            (.reference("main"), 101, 0), (.reference("audit"), 101, 0),
            (.reference("v1.0"), 101, 1), (.asOf(milliseconds: 1000), 101, 1),
            (.asOf(milliseconds: 1999), 101, 1), (.asOf(milliseconds: 2000), 102, 0),
            (.asOf(milliseconds: 4000), 101, 1), (.asOf(milliseconds: .max), 101, 1),
        ])
    func select(selector: SnapshotSelector, snapshot: Int64, schema: Int) throws {
        let selected = try history().select(selector)
        #expect(selected.snapshot?.id == snapshot)
        #expect(selected.schema.id == schema)
    }

    @Test(
        "Nothing to select",
        arguments: [
            (
                SnapshotSelector.id(104),
                "the table has no snapshot 104; did you mean 101?"
            ),
            (.id(5_000_000), "the table has no snapshot 5000000; it has 101, 102, 103"),
            (
                .id(103), "snapshot 103 has the schema-id 9, which is not among the schemas"
            ),
            (
                .reference("V1.0"), "the table has no branch or tag 'V1.0'; did you mean 'v1.0'?"
            ),
            (
                .reference("release"),
                "the table has no branch or tag 'release'; it has 'audit', 'lost', 'main', 'v1.0'"
            ),
            (
                .reference("lost"),
                "the tag 'lost' names snapshot 55, which the table does not have"
            ),
            (
                .asOf(milliseconds: 999),
                "the table has no snapshot at or before 1970-01-01 00:00:00.999 UTC; the earliest "
                    + "is of 1970-01-01 00:00:01.000 UTC"
            ),
            (
                .asOf(milliseconds: 2600),
                "snapshot 100, current at 1970-01-01 00:00:02.600 UTC, has expired; the earliest "
                    + "that is left is of 1970-01-01 00:00:01.000 UTC"
            ),
        ])
    func nothingToSelect(selector: SnapshotSelector, text: String) throws {
        let metadata = try history()
        #expect(failure { try metadata.select(selector) }?.description == text)
    }

    // MARK: Name mapping

    @Test("Name mapping")
    func nameMapping() throws {
        // After the specification's example in "Name Mapping Serialization".
        let mapping = try NameMapping(
            json: try json(
                """
                [{"field-id":1,"names":["id","record_id"]},
                 {"field-id":2,"names":["data","a.b"],"fields":[
                   {"field-id":3,"names":["element"],"fields":[{"names":["unmapped"]}]}]}]
                """))
        #expect(mapping["id"]?.id == 1)
        #expect(mapping["record_id"]?.id == 1)
        #expect(mapping["a.b"]?.id == 2)
        #expect(mapping["a"] == nil)
        let element = try #require(mapping["data"]?.inner["element"])
        #expect(element.id == 3)
        #expect(element.inner["unmapped"] != nil)
        #expect(element.inner["unmapped"]?.id == nil)
        let doubled = try json(#"[{"field-id":1,"names":["a"]},{"field-id":2,"names":["a"]}]"#)
        #expect(failure { try NameMapping(json: doubled) }?.code == .corrupt)
        let metadata = try document(
            version2 + #","properties":{"schema.name-mapping.default":"{"}"#)
        #expect(failure { try metadata.nameMapping() }?.code == .corrupt)
        #expect(try document(version2).nameMapping() == nil)
    }

    // MARK: Damage

    @Test("Every prefix of a file is an error")
    func prefixes() throws {
        let bytes = try contents("\(fixtures)/metadata/java-v2-valid.json")
        let end = try #require(bytes.lastIndex(of: UInt8(ascii: "}")))
        for count in 0...end {
            let prefix = Array(bytes[..<count])
            #expect(failure { try TableMetadata(json: try JSONValue(parsing: prefix)) } != nil)
        }
    }

    @Test("A changed byte is an error or a table, never a crash")
    func flips() throws {
        let bytes = try contents("\(fixtures)/metadata/java-v2-valid.json")
        var errors = 0
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= index % 2 == 0 ? 0x01 : 0x10
            let error = failure {
                try TableMetadata(json: try JSONValue(parsing: damaged)).select(.current)
            }
            if error != nil { errors += 1 }
        }
        // Blanks and the insides of names that nobody looks up are the rest.
        #expect(errors > bytes.count / 4)
    }
}
