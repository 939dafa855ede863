// Lists and maps in all forms that LogicalTypes.md shows, with what it says they mean.

import Columnar
import Parquet
import Testing

@Suite("Shapes of a schema")
struct SchemaShapeTests {
    private static let int = "integer(bits: 32, isSigned: true)"

    @Test(
        "Lists (LogicalTypes.md, \"Lists\")",
        arguments: [
            // List<String>, list non-null, elements nullable
            (
                """
                required group my_list (LIST) {
                  repeated group list { optional binary element (STRING); } }
                """, "my_list: list<element?: string@2>@1/1@0"
            ),
            // List<String>, list nullable, elements non-null
            (
                """
                optional group my_list (LIST) {
                  repeated group list { required binary element (STRING); } }
                """, "my_list?: list<element: string@2>@2/1@1"
            ),
            // List<List<Integer>>
            (
                """
                optional group array_of_arrays (LIST) { repeated group list {
                  required group element (LIST) {
                    repeated group list { required int32 element; } } } }
                """, "array_of_arrays?: list<element: list<element: \(int)@3>@3/2@2>@2/1@1"
            ),
            // The same with another name of the repeated group.
            (
                """
                optional group my_list (LIST) {
                  repeated group element { required binary str (STRING); } }
                """, "my_list?: list<str: string@2>@2/1@1"
            ),
            // List<Integer>: the repeated field is not a group
            (
                "optional group my_list (LIST) { repeated int32 element; }",
                "my_list?: list<element: \(int)@2>@2/1@1"
            ),
            // List<Tuple<String, Integer>>: a group with several fields
            (
                """
                optional group my_list (LIST) { repeated group element {
                  required binary str (STRING); required int32 num; } }
                """, "my_list?: list<element: {str: string@2, num: \(int)@2}@2>@2/1@1"
            ),
            // List<List<Integer>>: a group with one repeated field
            (
                """
                optional group my_list (LIST) { repeated group array (LIST) {
                  repeated int32 array; } }
                """, "my_list?: list<array: list<array: \(int)@3>@3/2@2>@2/1@1"
            ),
            // The same rule without an annotation inside: an element with a list in it.
            (
                """
                optional group my_list (LIST) { repeated group element {
                  repeated int32 value; } }
                """, "my_list?: list<element: {value: list<value: \(int)@3>@3/2@2}@2>@2/1@1"
            ),
            // List<OneTuple<String>>: named array
            (
                """
                optional group my_list (LIST) {
                  repeated group array { required binary str (STRING); } }
                """, "my_list?: list<array: {str: string@2}@2>@2/1@1"
            ),
            // List<OneTuple<String>>: the list's name with _tuple
            (
                """
                optional group my_list (LIST) {
                  repeated group my_list_tuple { required binary str (STRING); } }
                """, "my_list?: list<my_list_tuple: {str: string@2}@2>@2/1@1"
            ),
            // Repeated without an annotation: a required list of required elements
            ("repeated int32 num;", "num: list<num: \(int)@1>@1/1@0"),
            (
                "optional group s { repeated group r { optional int32 v; } }",
                "s?: {r: list<r: {v?: \(int)@3}@2>@2/1@1}@1"
            ),
            // Annotations that do not fit are ignored.
            (
                "optional group my_list (LIST) { optional int32 element; }",
                "my_list?: {element?: \(int)@2}@1"
            ),
            (
                "optional group my_list (LIST) { repeated int32 a; repeated int32 b; }",
                "my_list?: {a: list<a: \(int)@2>@2/1@1, b: list<b: \(int)@2>@2/1@1}@1"
            ),
        ])
    func lists(message: String, expected: String) throws {
        let schema = try Schema(messageSchema(message))
        #expect(schema.fields.map(describe) == [expected])
    }

    @Test(
        "Maps (LogicalTypes.md, \"Maps\")",
        arguments: [
            // Map<String, Integer>
            (
                """
                required group my_map (MAP) { repeated group key_value {
                  required binary key (STRING); optional int32 value; } }
                """, "my_map: map<key: string@1, value?: \(int)@2>@1/1@0"
            ),
            // Map<String, Integer>, nullable, other names
            (
                """
                optional group my_map (MAP) { repeated group map {
                  required binary str (STRING); required int32 num; } }
                """, "my_map?: map<str: string@2, num: \(int)@2>@2/1@1"
            ),
            // Annotated as older writers did
            (
                """
                optional group my_map (MAP_KEY_VALUE) { repeated group map {
                  required binary key (STRING); optional int32 value; } }
                """, "my_map?: map<key: string@2, value?: \(int)@3>@2/1@1"
            ),
            // The repeated group annotated as well; a key that may be null (Presto)
            (
                """
                optional group my_map (MAP) { repeated group map (MAP_KEY_VALUE) {
                  optional binary key (STRING); optional int32 value; } }
                """, "my_map?: map<key?: string@3, value?: \(int)@3>@2/1@1"
            ),
            // Keys only
            (
                "optional group my_map (MAP) { repeated group kv { required int32 key; } }",
                "my_map?: map<key: \(int)@2, ->@2/1@1"
            ),
            // Three fields are no map.
            (
                """
                optional group my_map (MAP) { repeated group kv {
                  required int32 a; required int32 b; required int32 c; } }
                """,
                "my_map?: {kv: list<kv: {a: \(int)@2, b: \(int)@2, c: \(int)@2}@2>@2/1@1}@1"
            ),
        ])
    func maps(message: String, expected: String) throws {
        let schema = try Schema(messageSchema(message))
        #expect(schema.fields.map(describe) == [expected])
    }

    @Test("Variants, whole and shredded (VariantShredding.md)")
    func variants() throws {
        let message = """
            optional group v (VARIANT) { required binary metadata; required binary value; }
            optional group s (VARIANT) {
              required binary metadata; optional binary value; optional int64 typed_value; }
            optional group none (VARIANT) { required binary other; }
            """
        let schema = try Schema(messageSchema(message))
        let long = "integer(bits: 64, isSigned: true)"
        #expect(
            schema.fields.map(describe) == [
                "v?: variant<metadata: binary@1, value: binary@1, ->@1",
                "s?: variant<metadata: binary@1, value?: binary@2, typed_value?: \(long)@2>@1",
                "none?: {other: binary@1}@1",
            ])
    }

    @Test("Levels of the Dremel paper's document (figure 3)")
    func dremel() throws {
        let message = """
            required int64 DocId;
            optional group Links { repeated int64 Backward; repeated int64 Forward; }
            repeated group Name {
              repeated group Language { required binary Code; optional binary Country; }
              optional binary Url; }
            """
        let schema = try Schema(messageSchema(message))
        let levels = schema.leaves.map {
            "\($0.name) \($0.maxDefinitionLevel) \($0.maxRepetitionLevel)"
        }
        #expect(
            levels == [
                "DocId 0 0", "Links.Backward 2 1", "Links.Forward 2 1", "Name.Language.Code 2 2",
                "Name.Language.Country 3 2", "Name.Url 2 1",
            ])
        #expect(schema.root.children.map(\.leafRange) == [0..<1, 1..<3, 3..<6])
    }

    /// Expected: the columns that pyarrow 26.0.1 makes of the files.
    @Test(
        "Files of other writers",
        arguments: [
            ("null_list.parquet", ["emptylist?: list<item?: unknown@3>@2/1@1"]),
            ("old_list_structure.parquet", ["a: list<array: list<array: \(int)@2>@2/2@1>@1/1@0"]),
            (
                "repeated_no_annotation.parquet",
                [
                    "id: \(int)@0",
                    "phoneNumbers?: {phone: list<phone: {number: "
                        + "integer(bits: 64, isSigned: true)@2, kind?: string@3}@2>@2/1@1}@1",
                ]
            ),
        ])
    func files(name: String, expected: [String]) throws {
        let metadata = try ParquetFixture("parquet-testing/\(name)").metadata()
        #expect(metadata.schema.fields.map(describe) == expected)
    }
}
