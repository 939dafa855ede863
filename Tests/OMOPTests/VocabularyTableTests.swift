// The rows of the vocabulary tables against the CDM: types, required fields, lengths and keys.

import Columnar
import OMOP
import Testing

@Suite("Vocabulary tables")
struct VocabularyTableTests {
    private let vocabulary = Vocabulary()

    private func texts(_ column: TypedColumn) -> [String] {
        guard case .bytes(let bytes) = column.values else { return [] }
        return (0..<bytes.count).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    private func column(_ table: String, _ field: String) throws -> TypedColumn {
        let schema = try #require(CDMSchema.table(named: table))
        let index = try #require(schema.fields.firstIndex { $0.name == field })
        return try #require(vocabulary.batch(ofTable: table)).columns[index]
    }

    @Test("Columns are those of the CDM, required ones are full", arguments: Vocabulary.tableNames)
    func shape(table: String) throws {
        let schema = try #require(CDMSchema.table(named: table))
        let batch = try #require(vocabulary.batch(ofTable: table))
        #expect(batch.rowCount > 0)
        try #require(batch.columns.count == schema.fields.count)
        for (field, column) in zip(schema.fields, batch.columns) {
            #expect(column.type == field.scalarType, "\(field.name)")
            #expect(column.count == batch.rowCount)
            if field.isRequired {
                #expect(column.validity == nil, "\(table).\(field.name) is required")
            }
            if case .varchar(let length?) = field.datatype {
                #expect(texts(column).allSatisfy { $0.count <= length }, "\(field.name)")
            }
            if field.isPrimaryKey, case .int32s(let values) = column.values {
                #expect(Set(values).count == values.count)
            }
        }
    }

    @Test("Keys lead to rows", arguments: Vocabulary.tableNames)
    func keys(table: String) throws {
        let schema = try #require(CDMSchema.table(named: table))
        for field in schema.fields {
            guard let key = field.foreignKey else { continue }
            let source = try column(table, field.name)
            let target = try column(key.table, key.field)
            if case .int32s(let values) = source.values, case .int32s(let known) = target.values {
                let known = Set(known)
                for (index, value) in values.enumerated() where source.validity?[index] ?? true {
                    #expect(known.contains(value), "\(table).\(field.name) = \(value)")
                }
            } else {
                #expect(Set(texts(source)).isSubset(of: Set(texts(target))), "\(field.name)")
            }
        }
    }

    @Test("Each relationship has its reverse")
    func reverse() throws {
        guard case .int32s(let first) = try column("concept_relationship", "concept_id_1").values,
            case .int32s(let second) = try column("concept_relationship", "concept_id_2").values
        else {
            Issue.record("concept ids are no integers")
            return
        }
        let names = texts(try column("concept_relationship", "relationship_id"))
        let all = Set(names.indices.map { "\(first[$0]) \(names[$0]) \(second[$0])" })
        #expect(all.count == names.count)
        #expect(all.contains("40316773 Maps to 4311629"))
        #expect(all.contains("4311629 Mapped from 40316773"))
        #expect(all.contains("8870 Is a 9203"))
        #expect(all.contains("9203 Subsumes 8870"))
        #expect(names.count == 2 * vocabulary.relationships.count)
    }

    @Test("Other tables have no rows here")
    func others() {
        #expect(vocabulary.batch(ofTable: "person") == nil)
    }
}
