// Relations as templates see them: what ref(), source() and this give.
//
// A relation prints as a name without its database: SQLite resolves the names of a view within the
// view's own database, so a qualified one would break when the file is attached under another name.

import Columnar
import Jinja
import SQLiteBridge

/// A table or view, whether it is there or not.
final class RelationValue: JinjaObject {
    let name: String
    /// Of an attached database; nil where the name alone is enough.
    let schema: String?
    let kind: String?

    init(name: String, schema: String? = nil, kind: String? = nil) {
        self.name = name
        self.schema = schema
        self.kind = kind
    }

    var typeName: String { "Relation" }

    var sql: String {
        (schema.map { Database.quotedIfNeeded($0) + "." } ?? "") + Database.quotedIfNeeded(name)
    }

    func text(_ rendering: Rendering) throws(LakeError) -> String { sql }

    func isEqual(to other: any JinjaObject) -> Bool {
        (other as? RelationValue).map { $0.sql == sql } ?? false
    }

    func attribute(_ attribute: String) throws(LakeError) -> JinjaValue? {
        switch attribute {
        case "identifier", "name", "table": return .string(name)
        case "schema": return .string(schema ?? "main")
        case "database": return .string(schema ?? "main")
        case "type": return kind.map { .string($0) } ?? JinjaValue.none
        case "is_view": return .bool(kind == "view")
        case "is_table": return .bool(kind == "table")
        case "is_cte": return .bool(false)
        case "render":
            let sql = sql
            return .function("render") { (_) throws(LakeError) in .string(sql) }
        case "include", "quote", "incorporate", "without_identifier":
            let same = JinjaValue.object(self)
            return .function(attribute) { (_) throws(LakeError) in same }
        default: return nil
        }
    }
}

/// One column of a relation.
final class ColumnValue: JinjaObject {
    let name: String
    let dataType: String

    init(name: String, dataType: String) {
        self.name = name
        self.dataType = dataType
    }

    var typeName: String { "Column" }
    func text(_ rendering: Rendering) throws(LakeError) -> String { name }

    func attribute(_ attribute: String) throws(LakeError) -> JinjaValue? {
        let upper = dataType.uppercased()
        switch attribute {
        case "name", "column": return .string(name)
        case "quoted": return .string(Database.quoted(name))
        case "dtype", "data_type": return .string(dataType)
        case "is_string":
            let isString = ["CHAR", "TEXT", "CLOB"].contains { upper.contains($0) }
            return .function(attribute) { (_) throws(LakeError) in .bool(isString) }
        case "is_number", "is_numeric", "is_integer", "is_float":
            let isInteger = upper.contains("INT")
            let isFloat = ["REAL", "FLOA", "DOUB"].contains { upper.contains($0) }
            let isNumeric = upper.contains("DECIMAL") || upper.contains("NUMERIC")
            let answer =
                switch attribute {
                case "is_integer": isInteger
                case "is_float": isFloat
                case "is_numeric": isNumeric
                default: isInteger || isFloat || isNumeric
                }
            return .function(attribute) { (_) throws(LakeError) in .bool(answer) }
        default: return nil
        }
    }
}
