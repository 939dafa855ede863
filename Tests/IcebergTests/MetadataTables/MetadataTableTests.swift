// Tables about metadata where PyIceberg's are no peer: tables of version 1, snapshots that expired,
// rollbacks, names of references that look like ids. What PyIceberg shows as well is compared in
// Tests/Interop/test_iceberg_functions.py and Tests/Golden/iceberg/metadata.sql.
// Source: Iceberg specification, "Table Metadata", appendix C, and appendix D.

import Columnar
import Testing

@testable import Iceberg

/// Metadata of version 2 with some members replaced.
private func metadata(
    snapshots: String = "[]", log: String = "[]", current: String = "-1", refs: String = "{}",
    fields: String = #"{"id":1,"name":"x","required":true,"type":"long"}"#
) -> String {
    """
    {"format-version":2,"table-uuid":"9c12d441-03fe-4693-9a96-a0705ddf69c1",\
    "location":"/gone","last-sequence-number":3,"last-updated-ms":3,"last-column-id":9,\
    "current-schema-id":0,"schemas":[{"type":"struct","schema-id":0,"fields":[\(fields)]}],\
    "default-spec-id":0,"partition-specs":[{"spec-id":0,"fields":[]}],"last-partition-id":999,\
    "default-sort-order-id":0,"sort-orders":[{"order-id":0,"fields":[]}],"properties":{},\
    "current-snapshot-id":\(current),"snapshots":\(snapshots),"snapshot-log":\(log),\
    "refs":\(refs)}
    """
}

/// Three snapshots, of which the second was rolled back.
private let rolledBack = metadata(
    snapshots: """
        [{"snapshot-id":1,"sequence-number":1,"timestamp-ms":1,"manifest-list":"/gone/1.avro",\
        "summary":{"operation":"append","b":"2","a":"1"},"schema-id":0},\
        {"snapshot-id":2,"parent-snapshot-id":1,"sequence-number":2,"timestamp-ms":1001,\
        "manifest-list":"/gone/2.avro"},\
        {"snapshot-id":3,"parent-snapshot-id":1,"sequence-number":3,"timestamp-ms":-1,\
        "manifest-list":"/gone/3.avro","summary":{"operation":"overwrite"}}]
        """,
    log: """
        [{"snapshot-id":9,"timestamp-ms":0},{"snapshot-id":1,"timestamp-ms":1},\
        {"snapshot-id":2,"timestamp-ms":1001},{"snapshot-id":1,"timestamp-ms":1500},\
        {"snapshot-id":3,"timestamp-ms":2000}]
        """,
    current: "3",
    refs: """
        {"main":{"snapshot-id":3,"type":"branch"},\
        "2":{"snapshot-id":1,"type":"tag","max-ref-age-ms":7},\
        "2024":{"snapshot-id":2,"type":"branch","min-snapshots-to-keep":5,\
        "max-snapshot-age-ms":11}}
        """)

/// The rows of a metadata table of a document.
private func rows(
    _ kind: any MetadataTable.Type, of document: String, snapshot: String? = nil
) throws -> [[Value]] {
    let scratch = try ScratchFolder()
    let path = try scratch.write("t/metadata/v1.metadata.json", document)
    return try rows(of: kind.source(location: path, snapshot: snapshot))
}

func rows(
    of source: any TableSource, grouping: Grouping? = nil
) throws(LakeError) -> [[Value]] {
    let stream = try source.open(
        ScanRequest(columns: Array(source.schema.fields.indices), grouping: grouping),
        in: ScanEnvironment(
            threadCount: 1, memoryBytesMax: 1 << 20, report: ScanReport(table: "")))
    var rows: [[Value]] = []
    while let batch = try stream.next() {
        for row in 0..<batch.rowCount { rows.append(batch.columns.map { $0.value(at: row) }) }
    }
    return rows
}

@Suite("Tables about metadata")
struct MetadataTableTests {
    @Test("Snapshots show their summaries without the operation, and times before 1970")
    func snapshots() throws {
        let found = try rows(SnapshotsTable.self, of: rolledBack)
        #expect(
            found == [
                [
                    .text("1970-01-01 00:00:00.001000+00:00"), .integer(1), .null,
                    .text("append"), .text("/gone/1.avro"), .text(#"{"a":"1","b":"2"}"#),
                ],
                [
                    .text("1970-01-01 00:00:01.001000+00:00"), .integer(2), .integer(1), .null,
                    .text("/gone/2.avro"), .text("{}"),
                ],
                [
                    .text("1969-12-31 23:59:59.999000+00:00"), .integer(3), .integer(1),
                    .text("overwrite"), .text("/gone/3.avro"), .text("{}"),
                ],
            ])
    }

    @Test("A snapshot of version 1 that names its manifests has no list")
    func manifestsWithoutList() throws {
        let document = """
            {"format-version":1,"location":"/gone","last-updated-ms":1,"last-column-id":1,
            "schema":{"type":"struct","fields":[{"id":1,"name":"x","required":false,
            "type":"int"}]},"partition-spec":[],"current-snapshot-id":9,
            "snapshots":[{"snapshot-id":9,"timestamp-ms":0,"manifests":["/gone/m.avro"]}]}
            """
        let found = try rows(SnapshotsTable.self, of: document)
        #expect(found.map { $0[4] } == [.null])
        let manifests = try rows(ManifestsTable.self, of: document)
        #expect(manifests.map { $0[1] } == [.text("/gone/m.avro")])
        // What nobody has counted is not 0; delete files are none in version 1.
        #expect(
            manifests.map { Array($0[5...]) } == [
                [.null, .null, .null, .integer(0), .integer(0), .integer(0), .text("[]")]
            ])
        #expect(try rows(ReferencesTable.self, of: document).map { $0[0] } == [.text("main")])
    }

    @Test("History knows what was rolled back, and entries whose snapshot has expired")
    func history() throws {
        let found = try rows(HistoryTable.self, of: rolledBack)
        #expect(found.map { $0[1] } == [9, 1, 2, 1, 3].map { .integer($0) })
        #expect(found.map { $0[2] } == [.null, .null, .integer(1), .null, .integer(1)])
        #expect(found.map { $0[3] } == [0, 1, 0, 1, 1].map { .integer($0) })
    }

    @Test("References have their ages")
    func references() throws {
        #expect(
            try rows(ReferencesTable.self, of: rolledBack) == [
                [.text("2"), .text("TAG"), .integer(1), .integer(7), .null, .null],
                [
                    .text("2024"), .text("BRANCH"), .integer(2), .null, .integer(5),
                    .integer(11),
                ],
                [.text("main"), .text("BRANCH"), .integer(3), .null, .null, .null],
            ])
    }

    @Test(
        "A number names the snapshot of this id, else the reference of this name",
        arguments: [
            ("2", "/gone/2.avro"), ("2024", "/gone/2.avro"), ("main", "/gone/3.avro"),
            ("1", "/gone/1.avro"),
        ])
    func naming(_ name: String, _ missing: String) throws {
        // The manifest list that is missed tells which snapshot was chosen.
        let error = try #require(
            failure { try rows(ManifestsTable.self, of: rolledBack, snapshot: name) })
        #expect(error.code == .notFound)
        #expect("\(error)".contains(missing))
    }

    @Test("Unknown names and ids are refused with those that there are")
    func unknown() throws {
        let unknownID = failure { try rows(FilesTable.self, of: rolledBack, snapshot: "77") }
        #expect(unknownID?.what == "the table has no snapshot 77")
        let unknownName = failure { try rows(FilesTable.self, of: rolledBack, snapshot: "mian") }
        #expect(unknownName?.advice == "did you mean 'main'?")
    }

    @Test(
        "An empty table has no files", arguments: ["files", "entries", "manifests", "partitions"])
    func empty(_ name: String) throws {
        let kind = try #require(metadataTables.first { $0.name == name })
        #expect(try rows(kind, of: metadata()) == [])
    }

    @Test("Schemas show defaults, nested fields, and the names that SQL shows")
    func schemas() throws {
        let fields = """
            {"id":1,"name":"X","required":true,"type":"decimal(9,2)","doc":"money",\
            "initial-default":"1.50","write-default":"2.00"},\
            {"id":2,"name":"x","required":false,"type":{"type":"map","key-id":3,\
            "key":"string","value-id":4,"value-required":false,"value":{"type":"struct",\
            "fields":[{"id":5,"name":"_file","required":false,"type":"fixed[3]"}]}}},\
            {"id":6,"name":"_file","required":false,"type":"timestamptz"}
            """
        let found = try rows(SchemasTable.self, of: metadata(fields: fields))
        #expect(found.map { $0[2] } == [1, 2, 3, 4, 5, 6].map { .integer($0) })
        #expect(
            found.map { $0[3] }
                == [.null, .null, .integer(2), .integer(2), .integer(4), .null])
        #expect(
            found.map { $0[4] }
                == ["X", "x", "x.key", "x.value", "x.value._file", "_file"].map { .text($0) })
        // `x` folds to `X`, and every table has a hidden column `_file`.
        #expect(
            found.map { $0[5] }
                == [.text("X"), .text("x_2"), .null, .null, .null, .text("_file_2")])
        #expect(
            found.map { $0[6] }
                == ["decimal(9, 2)", "map", "string", "struct", "fixed[3]", "timestamptz"].map {
                    .text($0)
                })
        #expect(found[0][8...] == [.text("money"), .text("1.50"), .text("2.00")])
    }

    @Test(
        "Periods count from 1970, and back from it",
        arguments: [
            (Transform.year, 0, "1970"), (.year, -1, "1969"), (.month, 0, "1970-01"),
            (.month, -1, "1969-12"), (.month, 575, "2017-12"), (.hour, 0, "1970-01-01-00"),
            (.hour, -1, "1969-12-31-23"), (.hour, 420_034, "2017-12-01-10"),
        ])
    func periods(_ transform: Transform, _ number: Int64, _ text: String) {
        #expect(transform.periodText(number) == text)
    }

    @Test("A bound that was cut within a character is still JSON")
    func cutBound() {
        #expect(SingleValue.string([0x61, 0xC3]).repaired == .string("a\u{FFFD}"))
        #expect(SingleValue.string("a\u{E9}").repaired == .string("a\u{E9}"))
        #expect(SingleValue.binary([0xC3]).repaired == .binary([0xC3]))
    }

    @Test("Other transforms count nothing, and numbers beyond all dates are none")
    func noPeriods() {
        #expect(Transform.bucket(4).periodText(3) == nil)
        #expect(Transform.identity.periodText(3) == nil)
        #expect(Transform.year.periodText(.max) == nil)
        #expect(Transform.hour.periodText(.min) == nil)
    }
}
