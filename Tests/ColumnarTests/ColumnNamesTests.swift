// Names of columns that SQLite can tell apart.

@testable import Columnar
import Testing

@Suite("Names of columns")
struct ColumnNamesTests {
    @Test(
        "Names",
        arguments: [
            ([], [], []), (["id", "name"], [], ["id", "name"]),
            (["id", "ID", "Id"], [], ["id", "ID_2", "Id_3"]),
            // A suffix never takes a name that is there.
            (["id", "ID", "id_2"], [], ["id", "ID_3", "id_2"]),
            (["a", "A", "a_2", "A_2"], [], ["a", "A_3", "a_2", "A_2_2"]),
            (["", "", "a\0b"], [], ["column_1", "column_2", "a_b"]),
            (["column_2", ""], [], ["column_2", "column_2_2"]),
            (["_file", "_FILE"], ["_file"], ["_file_2", "_FILE_3"]),
            // SQLite folds ASCII letters only.
            (["ä", "Ä", "é", "É"], [], ["ä", "Ä", "é", "É"]),
            (["[", "{", "@", "`"], [], ["[", "{", "@", "`"]),
        ])
    func names(names: [String], reserved: [String], expected: [String]) {
        #expect(sqlColumnNames(names, reserved: reserved) == expected)
    }

    @Test("Any names come out different")
    func different() {
        var generator = SplitMix(state: 4)
        let pool = ["a", "A", "a_2", "A_2", "a_3", "", "column_1", "b"]
        for _ in 0..<500 {
            let count = Int.random(in: 0...8, using: &generator)
            let names = (0..<count).map { _ in pool.randomElement(using: &generator) ?? "" }
            let found = sqlColumnNames(names, reserved: ["b"])
            let folded = Set(found.map { $0.lowercased() })
            #expect(found.count == names.count)
            #expect(folded.count == names.count && !folded.contains("b"), "\(names): \(found)")
        }
    }
}
