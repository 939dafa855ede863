import Columnar
import Testing

@testable import Synthesis

@Suite("Tables of the catalogue")
struct CatalogueTableTests {
    private func read(
        _ text: String, _ separator: CatalogueTable.Separator = .comma
    ) throws -> CatalogueTable {
        let bytes = Array(text.utf8)
        return try CatalogueTable(
            name: "t", origin: .file("t.csv"), text: bytes.span, separator: separator)
    }

    @Test("Quotes, line ends, empty lines and the byte order mark")
    func csv() throws {
        let table = try read(
            "\u{feff}a,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n\n,\n\"\",2\nlast,\"\"")
        #expect(table.columns == ["a", "b"])
        #expect(
            table.rows.map(\.fields) == [
                ["1", "x, \"y\"\nz"], ["", ""], ["", "2"], ["last", ""],
            ])
        #expect(table.rows.map(\.line) == [2, 5, 6, 7])
    }

    @Test("Tab-separated text has no quotes")
    func tabs() throws {
        let table = try read("a\tb\n\"x\"\ty,z\n", .tab)
        #expect(table.rows.map(\.fields) == [["\"x\"", "y,z"]])
    }

    @Test(
        "Damaged text is refused with its place",
        arguments: [
            ("", "t.csv: the text is empty"),
            ("a,b\n1\n", "t.csv, line 2: the row has 1 fields"),
            ("a,b\n1,2,3\n", "t.csv, line 2: the row has 3 fields"),
            ("a,a\n", "t.csv: there are two columns a"),
            ("a\n\"x", "t.csv, line 2: a quote does not end"),
            ("a\n\nx\"y\n", "t.csv, line 3: there is a quote inside a field"),
            ("a\n\"x\"y\n", "t.csv, line 2: there is text behind a quoted field"),
        ])
    func damaged(text: String, message: String) {
        let error = #expect(throws: LakeError.self) { try read(text) }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }

    @Test("Bytes that are not UTF-8 are refused")
    func encoding() {
        let bytes: [UInt8] = [0x61, 0x0a, 0xff]
        #expect(throws: LakeError.self) {
            try CatalogueTable(name: "t", origin: .file("t.csv"), text: bytes.span)
        }
    }

    @Test("Fields as numbers and words, with errors that name the column")
    func fields() throws {
        let table = try CatalogueTable(
            name: "t", columns: ["name", "share", "age", "sex"],
            rows: [["x", "0.25", "7", "F"], ["", "1.5", "x", "Q"]])
        let share = try table.column("share")
        let age = try table.column("age")
        let sex = try table.column("sex")
        #expect(try table.probability(table.rows[0], share) == 0.25)
        #expect(try table.integer(table.rows[0], age, in: 0...120) == 7)
        #expect(try table.sex(table.rows[0], sex) == .female)
        #expect(try table.optionalReal(table.rows[0], table.optionalColumn("none")) == nil)
        func message(_ body: () throws -> Void) -> String {
            (#expect(throws: LakeError.self) { try body() })?.description ?? ""
        }
        #expect(
            message { _ = try table.probability(table.rows[1], share) }
                == "table t, line 2, column share: 1.5 is out of range; it must lie from 0.0 to 1.0"
        )
        #expect(
            message { _ = try table.integer(table.rows[1], age) }
                == "table t, line 2, column age: 'x' is no whole number")
        #expect(message { _ = try table.sex(table.rows[1], sex) }.contains("one of M, F"))
        #expect(message { _ = try table.text(table.rows[1], 0) }.contains("the field is empty"))
        #expect(message { _ = try table.column("shares") }.contains("rename share to shares"))
    }

    @Test("The binary holds the tables of persons")
    func embedded() throws {
        for name in ["population", "mortality", "places", "surnames", "given_names"] {
            let table = try #require(try CatalogueTable.embedded(name))
            #expect(!table.rows.isEmpty)
        }
        #expect(try CatalogueTable.embedded("no_such_table") == nil)
    }
}
