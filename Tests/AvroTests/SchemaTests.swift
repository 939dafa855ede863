// Schemas: names, references, logical types, Iceberg's attributes.

import Columnar
import JSON
import Testing

@testable import Avro

@Suite("Schemas")
struct SchemaTests {
    private func schema(_ text: String) throws -> AvroSchema {
        try AvroSchema(JSONValue(parsing: text))
    }

    private func record(_ text: String) throws -> (AvroRecord, AvroSchema) {
        let schema = try schema(text)
        guard case .record(let record) = schema.root else {
            throw LakeError(.internal, "no record")
        }
        return (record, schema)
    }

    @Test("Names are completed by the namespace around them")
    func namespaces() throws {
        // After the example in "Names" of the specification.
        let (record, schema) = try record(
            #"""
            {"type": "record", "name": "Example", "namespace": "a.full", "doc": "N", "fields": [
              {"name": "inherited", "type": {"type": "enum", "name": "Kind", "symbols": ["A"]}},
              {"name": "explicit", "type": {
                "type": "record", "name": "Simple", "namespace": "explicit", "fields": [
                  {"name": "inner", "type": {"type": "fixed", "name": "F", "size": 1}}]}},
              {"name": "full", "type": {
                "type": "record", "name": "of.a.Full", "namespace": "ignored", "fields": [
                  {"name": "inner", "type": {"type": "fixed", "name": "G", "size": 1}}]}},
              {"name": "a", "type": "Kind"},
              {"name": "b", "type": "a.full.Kind"},
              {"name": "c", "type": "explicit.F"},
              {"name": "d", "type": {"type": "of.a.G"}},
              {"name": "self", "type": ["null", "Example"]}]}
            """#)
        let names = schema.named.map { type in
            switch type {
            case .record(let record): record.fullName
            case .enumeration(let enumeration): enumeration.fullName
            case .fixed(let fixed): fixed.fullName
            default: "none"
            }
        }
        #expect(
            names == [
                "a.full.Example", "a.full.Kind", "explicit.Simple", "explicit.F", "of.a.Full",
                "of.a.G",
            ])
        let places = record.fields.map { field in
            if case .reference(let place) = field.type { place } else { -1 }
        }
        #expect(places == [-1, -1, -1, 1, 1, 3, 5, -1])
        guard case .union(let branches) = record.fields[7].type,
            case .record(let itself) = schema.resolved(branches[1])
        else { throw LakeError(.internal, "no union with the record") }
        #expect(itself.fields.count == 8)
    }

    @Test(
        "Logical types",
        arguments: [
            (#"{"type":"int","logicalType":"date"}"#, .date),
            (#"{"type":"int","logicalType":"time-millis"}"#, .time(.milliseconds)),
            (#"{"type":"long","logicalType":"time-micros"}"#, .time(.microseconds)),
            (
                #"{"type":"long","logicalType":"timestamp-millis"}"#,
                .timestamp(.milliseconds, isUTC: true)
            ),
            (
                #"{"type":"long","logicalType":"timestamp-micros","adjust-to-utc":true}"#,
                .timestamp(.microseconds, isUTC: true)
            ),
            (
                #"{"type":"long","logicalType":"timestamp-micros","adjust-to-utc":false}"#,
                .timestamp(.microseconds, isUTC: false)
            ),
            (
                #"{"type":"long","logicalType":"timestamp-nanos","adjust-to-utc":false}"#,
                .timestamp(.nanoseconds, isUTC: false)
            ),
            (
                #"{"type":"long","logicalType":"local-timestamp-millis"}"#,
                .timestamp(.milliseconds, isUTC: false)
            ),
            (
                #"{"type":"long","logicalType":"local-timestamp-nanos"}"#,
                .timestamp(.nanoseconds, isUTC: false)
            ),
            (#"{"type":"string","logicalType":"uuid"}"#, .uuid),
            (#"{"type":"fixed","name":"u","size":16,"logicalType":"uuid"}"#, .uuid),
            (
                #"{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}"#,
                .decimal(precision: 9, scale: 2)
            ),
            (
                #"{"type":"fixed","name":"d","size":8,"logicalType":"decimal","precision":18}"#,
                .decimal(precision: 18, scale: 0)
            ),
            // One that does not fit its type, or is unknown, is ignored.
            (#"{"type":"long","logicalType":"date"}"#, .long),
            (#"{"type":"string","logicalType":"decimal","precision":9}"#, .string),
            (#"{"type":"bytes","logicalType":"decimal","precision":2,"scale":3}"#, .binary),
            (#"{"type":"bytes","logicalType":"decimal"}"#, .binary),
            (#"{"type":"fixed","name":"u","size":4,"logicalType":"uuid"}"#, .fixed(4)),
            (#"{"type":"int","logicalType":"moon-phase"}"#, .int),
            (#""float""#, .float), (#"{"type":"double"}"#, .double), (#""boolean""#, .boolean),
            (#"{"type":{"type":"int","logicalType":"date"}}"#, .date),
            (#"{"type":"enum","name":"e","symbols":[]}"#, .string),
            (#"{"type":"fixed","name":"d","size":12,"logicalType":"duration"}"#, nil),
            (#""null""#, nil), (#"["null","int"]"#, nil),
        ] as [(String, ScalarType?)])
    func logicalTypes(text: String, expected: ScalarType?) throws {
        #expect(try schema(text).root.scalarType == expected)
    }

    @Test("Attributes of Iceberg, aliases and defaults")
    func attributes() throws {
        let (record, schema) = try record(
            #"""
            {"type": "record", "name": "r", "aliases": ["old"], "fields": [
              {"name": "x_2D", "aliases": ["y"], "field-id": 7, "iceberg-field-name": "x-",
               "type": "int", "default": 3},
              {"name": "list", "type": {"type": "array", "items": "int", "element-id": 8}},
              {"name": "map", "type": {
                "type": "map", "values": "int", "key-id": 9, "value-id": 10}},
              {"name": "ids", "type": {"type": "array", "logicalType": "map", "items": {
                "type": "record", "name": "k", "fields": [
                  {"name": "key", "type": "int"}, {"name": "value", "type": "int"}]}}},
              {"name": "nothing", "type": ["null", "int"], "default": null}]}
            """#)
        #expect(record.aliases == ["old"])
        #expect(record.fields[0].id == 7)
        #expect(record.fields[0].icebergName == "x-")
        #expect(record.fields[0].aliases == ["y"])
        #expect(record.fields[0].defaultValue == .number("3"))
        #expect(record.fields[1].defaultValue == nil)
        #expect(record.fields[4].defaultValue == .null)
        guard case .array(let list) = record.fields[1].type,
            case .map(let map) = record.fields[2].type,
            case .array(let ids) = record.fields[3].type
        else { throw LakeError(.internal, "other types") }
        #expect(list.elementID == 8 && !list.isMap)
        #expect(map.keyID == 9 && map.valueID == 10)
        #expect(ids.isMap)
        #expect(schema.named.count == 2)
    }

    @Test(
        "What is no schema",
        arguments: [
            "5", "null", #"{"type":5}"#, #""unknown""#, #"{"type":"array"}"#, #"{"type":"map"}"#,
            #"{"type":"record","fields":[]}"#, #"{"type":"record","name":"","fields":[]}"#,
            #"{"type":"record","name":"r","fields":[{"name":"a"}]}"#,
            #"{"type":"record","name":"r","fields":[{"type":"int"}]}"#,
            #"{"type":"record","name":"r","fields":[7]}"#,
            #"{"type":"enum","name":"e"}"#, #"{"type":"enum","name":"e","symbols":[1]}"#,
            #"{"type":"fixed","name":"f"}"#, #"{"type":"fixed","name":"f","size":1e3}"#,
            #"{"type":"fixed","name":"f","size":268435457}"#, #"["int",["null"]]"#,
        ])
    func defects(text: String) throws {
        #expect(lakeError { _ = try schema(text) }?.code == .corrupt)
    }

    @Test("Types within types, as deep as allowed", arguments: [(100, true), (101, false)])
    func depth(levels: Int, isRead: Bool) throws {
        let text =
            String(repeating: #"{"type":"array","items":"#, count: levels) + #""int""#
            + String(repeating: "}", count: levels)
        #expect(lakeError { _ = try schema(text) }?.code == (isRead ? nil : .limit))
    }
}
