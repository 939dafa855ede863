// Types and schemas.

import Columnar
import Testing

@testable import Iceberg

@Suite("Schemas")
struct SchemaTests {
    @Test(
        "Names of primitive types",
        arguments: [
            ("boolean", PrimitiveType.boolean, "boolean"), ("int", .int, "int"),
            ("decimal(9,2)", .decimal(precision: 9, scale: 2), "decimal(9, 2)"),
            ("decimal(9, 2)", .decimal(precision: 9, scale: 2), "decimal(9, 2)"),
            ("decimal( 38 , 0 )", .decimal(precision: 38, scale: 0), "decimal(38, 0)"),
            ("fixed[16]", .fixed(16), "fixed[16]"), ("fixed[ 16 ]", .fixed(16), "fixed[16]"),
            ("timestamptz_ns", .timestamp(.nanoseconds, isUTC: true), "timestamptz_ns"),
            ("timestamp", .timestamp(.microseconds, isUTC: false), "timestamp"),
            ("unknown", .unknown, "unknown"), ("geometry", .geometry(crs: nil), "geometry"),
            ("geometry(srid:3857)", .geometry(crs: "srid:3857"), "geometry(srid:3857)"),
            ("geography", .geography(crs: nil, algorithm: nil), "geography"),
            (
                "geography(OGC:CRS84, karney)",
                .geography(crs: "OGC:CRS84", algorithm: "karney"), "geography(OGC:CRS84, karney)"
            ),
            ("STRING", .string, "string"),
        ])
    func primitives(name: String, type: PrimitiveType, description: String) {
        #expect(PrimitiveType(name) == type)
        #expect(type.description == description)
    }

    @Test(
        "No types",
        arguments: [
            "", "integer", "decimal", "decimal()", "decimal(9)", "decimal(39,0)", "decimal(0,0)",
            "decimal(9,10)", "decimal(9,-1)", "decimal[9,2]", "decimal(9,2", "fixed", "fixed[0]",
            "fixed[-1]", "fixed(4)", "fixed[4", "fixed[99999999999]", "int(4)", "geometry()",
            "struct", "list", "variant()",
        ])
    func noPrimitives(name: String) { #expect(PrimitiveType(name) == nil) }

    /// After the example of a nested schema in the specification of column projection.
    static let nested = """
        {"type":"struct","schema-id":3,"identifier-field-ids":[1],"fields":[
          {"id":1,"name":"id","required":true,"type":"long","doc":"the id"},
          {"id":2,"name":"points","required":false,"type":{"type":"list","element-id":4,
            "element-required":true,"element":{"type":"struct","fields":[
              {"id":5,"name":"x","required":true,"type":"double"},
              {"id":6,"name":"y","required":false,"type":"double","initial-default":1.5}]}}},
          {"id":3,"name":"tags","required":false,"type":{"type":"map","key-id":7,"key":"string",
            "value-id":8,"value-required":false,"value":"variant"}}]}
        """

    @Test("Nested fields by id and by name")
    func lookups() throws {
        let schema = try IcebergSchema(json: try json(Self.nested))
        #expect(schema.id == 3)
        #expect(schema.identifierFieldIDs == [1])
        #expect(schema.fields.map(\.name) == ["id", "points", "tags"])
        #expect(schema.field(id: 1)?.doc == "the id")
        #expect(schema.field(id: 1)?.isRequired == true)
        #expect(schema.field(id: 6)?.initialDefault == .real(1.5))
        #expect(schema.field(id: 8)?.type == .variant)
        #expect(schema.field(id: 9) == nil)
        #expect(schema.fullName(id: 6) == "points.element.y")
        #expect(schema.fullName(id: 8) == "tags.value")
        #expect(schema.id(fullName: "tags.key") == 7)
        #expect(schema.path(id: 6) == [2, 4, 6])
        #expect(schema.path(id: 99) == [])
        #expect(Set(schema.fieldIDs) == Set(1...8))
    }

    @Test(
        "Malformed schemas",
        arguments: [
            ("{}", "fields is missing"), ("[]", "the document is no object"),
            (#"{"fields":[{}]}"#, "fields[0].type is missing"),
            (#"{"fields":[{"id":1,"type":"int"}]}"#, "fields[0].name is missing"),
            (
                #"{"fields":[{"id":"1","name":"a","type":"int"}]}"#,
                "fields[0].id is no integer of 32 bits"
            ),
            (
                #"{"fields":[{"id":4294967296,"name":"a","type":"int"}]}"#,
                "fields[0].id is no integer of 32 bits"
            ),
            (
                #"{"fields":[{"id":1,"name":"a","type":"text"}]}"#,
                "fields[0].type is 'text', a type that is not known"
            ),
            (
                #"{"fields":[{"id":1,"name":"a","type":{"type":"set"}}]}"#,
                "fields[0].type is a 'set', a type that is not known"
            ),
            (
                #"{"fields":[{"id":1,"name":"a","type":{"type":"list","element":"int"}}]}"#,
                "fields[0].type.element-id is missing"
            ),
            (
                #"{"fields":[{"id":1,"name":"a","type":"int","initial-default":"x"}]}"#,
                "fields[0].initial-default is no value of the field's type"
            ),
            (
                #"{"fields":[{"id":1,"name":"a","type":"int"},{"id":1,"name":"b","type":"int"}]}"#,
                "schema 0 gives the id 1 to 'a' and to 'b'"
            ),
        ])
    func malformed(text: String, what: String) throws {
        let document = try json(text)
        #expect(failure { try IcebergSchema(json: document) }?.what == what)
    }

    @Test("Types nested too deeply")
    func depth() throws {
        func schema(_ depth: Int) throws -> IcebergSchema {
            var type = "\"int\""
            for level in 0..<depth {
                type = "{\"type\":\"list\",\"element-id\":\(level + 2),\"element\":\(type)}"
            }
            return try IcebergSchema(
                json: try json("{\"fields\":[{\"id\":1,\"name\":\"a\",\"type\":\(type)}]}"))
        }
        #expect(try schema(60).fieldIDs.count == 61)
        #expect(failure { try schema(65) }?.code == .limit)
        #expect(failure { try schema(300) }?.code == .limit)
    }

    @Test(
        "Names for SQL",
        arguments: [
            (["a", "b"], ["a", "b"]),
            (["user_id", "uSeR_Id"], ["user_id", "uSeR_Id_2"]),
            (["user_id", "uSeR_Id", "USER_ID_2"], ["user_id", "uSeR_Id_3", "USER_ID_2"]),
            (["a", "a", "a"], ["a", "a_2", "a_3"]),
            // SQLite folds ASCII letters only.
            (["Ä", "ä"], ["Ä", "ä"]),
            (["", "field_1"], ["field_1", "field_1_2"]),
            (["a\0b", "a_b"], ["a_b", "a_b_2"]),
            (["_file"], ["_file_2"]),
        ])
    func sqlNames(names: [String], expected: [String]) throws {
        let fields = names.enumerated().map {
            NestedField(
                id: $0.offset + 1, name: $0.element, isRequired: false, type: .primitive(.int))
        }
        let schema = try IcebergSchema(id: 0, fields: fields)
        #expect(schema.sqlColumnNames(reserved: ["_FILE"]) == expected)
    }
}
