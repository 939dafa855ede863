// From what a user writes to metadata files, and from written paths to files.
// Source: Iceberg specification, "File System Tables"; the habits that Locations/ describes.

import Columnar
import SQLiteBridge
import Testing

@testable import Iceberg

@Suite("Locations")
struct LocationTests {
    /// A metadata file with a time.
    private func metadata(_ time: Int) -> String {
        """
        {"format-version":1,"location":"/gone/t","last-updated-ms":\(time),
         "schema":{"type":"struct","fields":[]}}
        """
    }

    @Test(
        "The newest metadata file",
        arguments: [
            (
                ["v1.metadata.json", "v9.metadata.json", "v10.metadata.json"], String?.none,
                "v10.metadata.json"
            ),
            (["00009-a.metadata.json", "00010-b.metadata.json"], nil, "00010-b.metadata.json"),
            (["v1.gz.metadata.json", "v2.metadata.json.gz"], nil, "v2.metadata.json.gz"),
            (["v1.metadata.json", "v2.zstd.metadata.json"], nil, "v2.zstd.metadata.json"),
            (
                ["v1.metadata.json", ".v2.metadata.json.crc", "snap-9.avro", "v3.json"], nil,
                "v1.metadata.json"
            ),
            // A hint that is late, one with a gap behind it, one of a file that is gone.
            (
                ["v1.metadata.json", "v2.metadata.json", "v3.metadata.json"], "1\n",
                "v3.metadata.json"
            ),
            (
                ["v1.metadata.json", "v2.metadata.json", "v4.metadata.json"], "1",
                "v2.metadata.json"
            ),
            (["v1.metadata.json", "v4.metadata.json"], "3", "v4.metadata.json"),
            (
                ["00001-a.metadata.json", "00002-b.metadata.json"], "00001-a",
                "00001-a.metadata.json"
            ),
            (["00001-a.metadata.json", "00002-b.metadata.json"], "1", "00001-a.metadata.json"),
            // Eight digits that are the begin of a UUID.
            (
                ["12345678-1234-4234-8234-123456789012.metadata.json", "00002-b.metadata.json"],
                nil,
                "00002-b.metadata.json"
            ),
        ])
    func newest(names: [String], hint: String?, expected: String) throws {
        let scratch = try ScratchFolder()
        for name in names { try scratch.write("t/metadata/\(name)", metadata(1)) }
        if let hint { try scratch.write("t/metadata/version-hint.text", hint) }
        let directory = "\(scratch.path)/t"
        for text in [directory, "\(directory)/", "\(directory)/metadata", "file://\(directory)"] {
            let location = try TableLocation(text)
            #expect(location.metadataPath == "\(directory)/metadata/\(expected)")
            #expect(location.tableDirectory == directory)
        }
    }

    @Test("Of two files with one number the later written counts")
    func tie() throws {
        let scratch = try ScratchFolder()
        try scratch.write("metadata/00001-a.metadata.json", metadata(2))
        try scratch.write("metadata/00001-b.metadata.json", metadata(1))
        #expect(
            try TableLocation(scratch.path).metadataPath
                == "\(scratch.path)/metadata/00001-a.metadata.json")
    }

    @Test("Nothing is there")
    func missing() throws {
        let scratch = try ScratchFolder()
        try scratch.write("person/metadata/v1.metadata.json", metadata(1))
        let near = try #require(failure { try TableLocation("\(scratch.path)/persom") })
        #expect(near.code == .notFound)
        #expect(near.advice == "did you mean '\(scratch.path)/person'?")
        let above = try #require(failure { try TableLocation(scratch.path) })
        #expect(above.advice == "tables below it are '\(scratch.path)/person'")
        #expect(failure { try TableLocation("s3://bucket/t") }?.code == .unsupported)
        #expect(failure { try TableLocation("") }?.code == .invalidInput)
    }

    @Test("Percent-encoded URIs")
    func encoded() throws {
        let scratch = try ScratchFolder()
        try scratch.write("odd t/metadata/v1.metadata.json", metadata(1))
        #expect(
            try TableLocation("file://\(scratch.path)/odd%20t").tableDirectory
                == "\(scratch.path)/odd t")
    }

    // MARK: Paths in metadata

    @Test("Paths of a table that was moved")
    func moved() throws {
        let scratch = try ScratchFolder()
        for name in [
            "t/metadata/m.avro", "t/data/a.parquet", "t/data/p=a%2Fb/b.parquet",
            "t/other/c.parquet",
            "t/data/data/d.parquet", "t/data/x y.parquet",
        ] {
            try scratch.write(name)
        }
        let directory = "\(scratch.path)/t"
        for location in ["/gone/t", "file:///gone/t/", "file:/gone/t", "s3://bucket/t"] {
            let resolver = PathResolver(location: location, tableDirectory: directory)
            let root = withoutTrailingSlashes(location)
            for (written, real) in [
                ("\(root)/metadata/m.avro", "metadata/m.avro"),
                ("\(root)//data/a.parquet", "data/a.parquet"),
                // The name on disk is the encoded one.
                ("\(root)/data/p=a%2Fb/b.parquet", "data/p=a%2Fb/b.parquet"),
                ("\(root)/other/c.parquet", "other/c.parquet"),
                ("/elsewhere/data/a.parquet", "data/a.parquet"),
                ("gs://x/data/data/d.parquet", "data/data/d.parquet"),
                ("file:/elsewhere/data/x%20y.parquet", "data/x y.parquet"),
                ("\(directory)/data/a.parquet", "data/a.parquet"),
                ("file://\(directory)/data/a.parquet", "data/a.parquet"),
            ] {
                #expect(try resolver.path(written) == "\(directory)/\(real)")
                // Once more, with what was learnt.
                #expect(try resolver.path(written) == "\(directory)/\(real)")
            }
            let error = try #require(failure { try resolver.path("\(root)/data/none.parquet") })
            #expect(error.code == .notFound)
            #expect(error.places == [.file("\(root)/data/none.parquet")])
            #expect(error.advice?.contains("'\(directory)/data/none.parquet'") == true)
        }
    }

    // MARK: Catalogs

    /// A catalog in a folder, as Iceberg's JDBC catalog creates it.
    private func catalog(
        _ scratch: ScratchFolder, hasTypes: Bool, _ rows: [[String?]]
    ) throws -> String {
        let path = "\(scratch.path)/catalog.sqlite"
        try adoptLinkedSQLite()
        let database = try Database(path: path)
        try database.execute(
            """
            CREATE TABLE iceberg_tables(catalog_name VARCHAR(255) NOT NULL,
            table_namespace VARCHAR(255) NOT NULL, table_name VARCHAR(255) NOT NULL,
            metadata_location VARCHAR(1000), previous_metadata_location VARCHAR(1000),
            \(hasTypes ? "iceberg_type VARCHAR(5)," : "")
            PRIMARY KEY (catalog_name, table_namespace, table_name))
            """)
        for row in rows {
            let marks = row.map { _ in "?" }.joined(separator: ", ")
            let columns =
                "catalog_name, table_namespace, table_name, metadata_location"
                + (hasTypes ? ", iceberg_type" : "")
            try database.run("INSERT INTO iceberg_tables(\(columns)) VALUES (\(marks))", row)
        }
        return path
    }

    @Test("A catalog without types", arguments: ["", "/gone/lake/", "file:///gone/lake/"])
    func versionZero(prefix: String) throws {
        let scratch = try ScratchFolder()
        try scratch.write("wh/t/metadata/v1.metadata.json", metadata(1))
        let path = try catalog(
            scratch, hasTypes: false,
            [["dev", "db.sub", "t", "\(prefix)wh/t/metadata/v1.metadata.json"]])
        let location = try TableLocation("\(path)#db.sub.t")
        #expect(location.tableDirectory == "\(scratch.path)/wh/t")
        #expect(try TableLocation("\(path)#dev/db.sub.t") == location)
        let near = try #require(failure { try TableLocation("\(path)#db.sub.T") })
        #expect(near.advice == "did you mean 'db.sub.t'?")
        let bare = try #require(failure { try TableLocation(path) })
        #expect(bare.advice == "write '\(path)#db.sub.t'")
    }

    @Test("Several catalogs, views, tables without a file")
    func versionOne() throws {
        let scratch = try ScratchFolder()
        let path = try catalog(
            scratch, hasTypes: true,
            [
                ["dev", "db", "t", "/none", "TABLE"], ["prod", "db", "t", nil, nil],
                ["prod", "db", "v", "/none", "VIEW"],
            ])
        let several = try #require(failure { try TableLocation("\(path)#db.t") })
        #expect(several.code == .invalidInput)
        #expect(several.advice == "write 'dev/db.t' or 'prod/db.t'")
        #expect(failure { try TableLocation("\(path)#db.v") }?.code == .notFound)
        #expect(
            failure { try TableLocation("\(path)#prod/db.t") }?.what
                == "the catalog names no metadata file")
        #expect(failure { try TableLocation("\(path)#dev/db.t") }?.code == .notFound)
    }

    @Test("No catalog")
    func noCatalog() throws {
        let scratch = try ScratchFolder()
        let path = "\(scratch.path)/plain.sqlite"
        try adoptLinkedSQLite()
        try Database(path: path).execute("CREATE TABLE a(b)")
        #expect(failure { try TableLocation("\(path)#db.t") }?.code == .notFound)
        let text = try scratch.write("no.sqlite", "this is no database, whatever its name is")
        #expect(failure { try TableLocation("\(text)#db.t") }?.code == .io)
    }
}
