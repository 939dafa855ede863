// Relations of the tests of queries on batches, and SQL that says what such a query means.

import Columnar
@testable import Modeling
import Projection
import SQLiteBridge

/// The relations as SQLite makes them; `source` stands for a stream of batches.
let projectionTables = """
    create table source (
        id TEXT, n INTEGER, r REAL, t TEXT, d DATE, list TEXT, raw BLOB, hidden TEXT);
    create table codes (code TEXT, kind TEXT, number INTEGER, weight REAL, name TEXT, raw);
    """

let projectionSourceColumns = ["id", "n", "r", "t", "d", "list", "raw", "hidden"]

/// Texts that look like numbers, numbers in JSON, NULL, lists of all kinds.
let projectionRows = """
    insert into source values
        ('1', 1, 1.0, '{"a": 1, "b": "1", "c": 1.0}', '2020-01-01',
            '[1, "2", 2.5, null]', x'31', 'h'),
        ('2', -2, 2.5, '{"a": "x", "b": null}', '2021-12-31',
            '[{"v": 1}, {"v": "3"}, {}]', '1', null),
        ('1.0', 0, 0.0, '{"a": 1.0, "b": true}', null, '[]', 1, '2'),
        ('x', null, null, '{"a": [1, 2], "b": {"c": 1}}', '2019-02-28',
            '{"k": 5, "l": [1]}', null, ''),
        (null, 9, -1.5, '{"a": "1"}', '2020-01-01', null, 1.5, null),
        ('', 5, 5.0, '{"a": "", "b": 5}', '2020-06-30', '7', 'x', 'y'),
        ('2020-01-01T10:00:00Z', 3, 3.0, '{"a": null}', '2020-06-30', '["a"]', '', 'z');
    insert into codes values
        ('1', 'a', 1, 1.0, 'one', 1), ('2', 'a', 2, 2.5, 'two', '2'),
        ('1.0', 'b', 0, 0.5, 'one point', '1.0'), ('x', 'b', 9, 3.0, 'ex', x'31'),
        (null, 'c', null, null, 'none', null), ('', null, 5, 5.5, null, 'x');
    """

private func knownRelation(_ name: String) -> KnownRelation? {
    switch FoldedName(name) {
    case "source":
        return .source(
            columns: [
                Field("id", .text), Field("n", .integer), Field("r", .double), Field("t", .text),
                Field("d", .date), Field("list", .json), Field("raw", .binary),
                Field("hidden", .text, isHidden: true),
                // Only the column raw holds values of all kinds.
            ].map { KnownColumn($0, isStrict: $0.name != "raw") })
    case "loose":
        return .source(columns: [KnownColumn(Field("n", .integer), isStrict: false)])
    case "codes":
        return .table(
            columns: [
                ("code", "TEXT"), ("kind", "TEXT"), ("number", "INTEGER"), ("weight", "REAL"),
                ("name", "TEXT"), ("raw", ""),
            ].map { KnownColumn($0.0, declaredType: $0.1) })
    default: return nil
    }
}

var projectionReader: ProjectionReader { ProjectionReader(relation: knownRelation) }

/// Why a query is left to SQLite; nil for one that is computed.
func refusal(_ sql: String, _ reader: ProjectionReader = projectionReader) -> String? {
    do {
        _ = try reader.read(sql)
        return nil
    } catch {
        return error.reason
    }
}

/// The one column of a query over `source`.
func expression(_ sql: String) throws(NotComputed) -> Expression {
    let query = try projectionReader.read("select \(sql) as x from source")
    return query.columns.first?.expression ?? .literal(.null)
}

/// Writes a query on batches as SQL in which nothing has an affinity: SQLite drops it at `+x`.
struct PlainSQL {
    let query: ProjectionQuery
    let sourceColumns: [String]

    var text: String {
        let columns = query.columns.map { "\(sql($0.expression)) as \"\($0.name)\"" }
        var text = "select \(columns.joined(separator: ", ")) from \(query.source) as s"
        if let items = query.items { text += " cross join json_each(\(sql(items))) as i1" }
        for (index, lookup) in query.lookups.enumerated() {
            let keys = lookup.keys.map {
                "\(sql($0.expression)) = +l\(index).\"\(lookup.columns[$0.column])\""
            }
            text += " left join \(lookup.relation) as l\(index) on "
            text += keys.joined(separator: " and ")
        }
        let conditions = query.conditions.map { sql($0) }
        return conditions.isEmpty ? text : text + " where " + conditions.joined(separator: " and ")
    }

    private func sql(_ expression: Expression) -> String {
        switch expression {
        case .column(let index): return "+s.\"\(sourceColumns[index])\""
        case .item(let level, let part): return "+i\(level).\(part == .key ? "key" : "value")"
        case .lookup(let index, let column):
            return "+l\(index).\"\(query.lookups[index].columns[column])\""
        case .literal(let value): return sql(value)
        case .call(let operation, let operands): return sql(operation, operands.map { sql($0) })
        case .cast(let value, let target): return "+cast(\(sql(value)) as \(target))"
        case .choice(let branches, let otherwise):
            let whens = branches.map { "when \(sql($0.condition)) then \(sql($0.value))" }
            return "case \(whens.joined(separator: " ")) else \(sql(otherwise)) end"
        case .sum(let items, let value):
            return "(select sum(\(sql(value))) from json_each(\(sql(items))) as i2)"
        }
    }

    private func sql(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .integer(let value): "(\(value))"
        case .real(let value): "(\(value))"
        case .text(let text): "'" + String(decoding: text, as: UTF8.self).doublingQuotes + "'"
        case .blob: "x''"
        }
    }

    private func sql(_ operation: ScalarOperation, _ operands: [String]) -> String {
        func between(_ symbol: String) -> String {
            "(" + operands.joined(separator: " \(symbol) ") + ")"
        }
        func call(_ name: String) -> String { "\(name)(\(operands.joined(separator: ", ")))" }
        return switch operation {
        case .jsonExtract(let path): "json_extract(\(operands[0]), '\(path.doublingQuotes)')"
        case .coalesce: call("coalesce")
        case .nullIf: call("nullif")
        case .inString: call("instr")
        case .substring: call("substr")
        case .length: call("length")
        case .lower: call("lower")
        case .upper: call("upper")
        case .date: call("date")
        case .dateTime: call("datetime")
        case .concatenate: between("||")
        case .add: between("+")
        case .subtract: between("-")
        case .multiply: between("*")
        case .equal: between("=")
        case .notEqual: between("<>")
        case .less: between("<")
        case .lessOrEqual: between("<=")
        case .greater: between(">")
        case .greaterOrEqual: between(">=")
        case .isNull: "(\(operands[0]) is null)"
        case .isNotNull: "(\(operands[0]) is not null)"
        case .isIn: "(\(operands[0]) in (\(operands.dropFirst().joined(separator: ", "))))"
        case .and: between("and")
        case .or: between("or")
        case .not: "(not \(operands[0]))"
        }
    }
}

extension String {
    fileprivate var doublingQuotes: String {
        split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
    }
}

/// The columns' names and the rows of a query, each value with its storage class.
func typedRows(_ sql: String, _ database: Database) throws -> [[String]] {
    guard let statement = try database.prepare(sql).statement else { return [] }
    var rows = [(0..<statement.columnCount).map { statement.columnName(at: $0) }]
    while try statement.step() {
        rows.append(
            (0..<statement.columnCount).map { index in
                "\(statement.type(at: index)) \(statement.text(at: index) ?? "")"
            })
    }
    return rows
}
