// What run_query() and statement blocks give: a table in memory with named columns.

import Columnar
import Jinja
import SQLiteBridge

/// The rows that a query gave.
final class QueryValue: JinjaObject {
    let names: [String]
    let rows: [JinjaValue]

    var typeName: String { "Table" }

    init(names: [String], rows: [[JinjaValue]]) {
        self.names = names
        self.rows = rows.map { .object(QueryRow(names: names, values: $0)) }
    }

    /// Runs a query to its end.
    ///
    /// - Throws: `LakeError` for SQL that fails, and above `ModelingLimits.queryRowsMax` rows.
    static func run(_ sql: String, on database: Database) throws(LakeError) -> QueryValue {
        var names: [String] = []
        var rows: [[JinjaValue]] = []
        do {
            guard let statement = try database.prepare(sql).statement else {
                return QueryValue(names: [], rows: [])
            }
            names = (0..<statement.columnCount).map { statement.columnName(at: $0) }
            while try statement.step() {
                guard rows.count < ModelingLimits.queryRowsMax else { break }
                rows.append((0..<names.count).map { value(statement, $0) })
            }
        } catch {
            throw LakeError(
                error.isInterrupt ? .interrupted : .invalidInput,
                "the query fails: \(error.message)")
        }
        guard rows.count < ModelingLimits.queryRowsMax else {
            throw LakeError(
                .limit, "the query gives more than \(ModelingLimits.queryRowsMax) rows",
                advice: "let a template read only what it needs")
        }
        return QueryValue(names: names, rows: rows)
    }

    private static func value(_ statement: Statement, _ column: Int) -> JinjaValue {
        switch statement.type(at: column) {
        case .null: .none
        case .integer: .int(statement.integer(at: column))
        case .real: .float(statement.real(at: column))
        case .text, .blob: .string(statement.text(at: column) ?? "")
        }
    }

    func iterate() throws(LakeError) -> [JinjaValue]? { rows }

    func attribute(_ name: String) throws(LakeError) -> JinjaValue? {
        switch name {
        case "rows": return .list(rows)
        case "column_names": return .tuple(names.map { .string($0) })
        case "columns":
            return .object(
                QueryColumns(
                    columns: names.indices.map { index in
                        QueryColumn(
                            name: names[index],
                            values: rows.compactMap { ($0.row)?.values[index] })
                    }))
        case "print_table":
            return .function(name) { (_) throws(LakeError) in .string("") }
        default: return nil
        }
    }
}

extension JinjaValue {
    fileprivate var row: QueryRow? {
        if case .object(let object) = self { object as? QueryRow } else { nil }
    }
}

/// One row: its values by place and by name.
final class QueryRow: JinjaObject {
    let names: [String]
    let values: [JinjaValue]

    init(names: [String], values: [JinjaValue]) {
        self.names = names
        self.values = values
    }

    var typeName: String { "Row" }
    func iterate() throws(LakeError) -> [JinjaValue]? { values }

    func attribute(_ name: String) throws(LakeError) -> JinjaValue? {
        if name == "values" {
            let values = values
            return .function(name) { (_) throws(LakeError) in .list(values) }
        }
        return names.firstIndex(of: name).map { values[$0] }
    }

    func item(_ key: JinjaValue) throws(LakeError) -> JinjaValue? {
        switch key {
        case .int(let place):
            let index = place < 0 ? Int(clamping: place) + values.count : Int(clamping: place)
            return values.indices.contains(index) ? values[index] : nil
        case .string(let name): return names.firstIndex(of: name).map { values[$0] }
        default: return nil
        }
    }
}

/// All columns, by place and by name.
private final class QueryColumns: JinjaObject {
    let columns: [QueryColumn]

    init(columns: [QueryColumn]) { self.columns = columns }

    var typeName: String { "Columns" }
    func attribute(_ name: String) throws(LakeError) -> JinjaValue? { nil }
    func iterate() throws(LakeError) -> [JinjaValue]? { columns.map { .object($0) } }

    func item(_ key: JinjaValue) throws(LakeError) -> JinjaValue? {
        switch key {
        case .int(let place):
            let index = Int(clamping: place)
            return columns.indices.contains(index) ? .object(columns[index]) : nil
        case .string(let name):
            return columns.first { $0.name == name }.map { .object($0) }
        default: return nil
        }
    }
}

/// One column with its values.
private final class QueryColumn: JinjaObject {
    let name: String
    let values: [JinjaValue]

    init(name: String, values: [JinjaValue]) {
        self.name = name
        self.values = values
    }

    var typeName: String { "Column" }
    func iterate() throws(LakeError) -> [JinjaValue]? { values }

    func item(_ key: JinjaValue) throws(LakeError) -> JinjaValue? {
        guard case .int(let place) = key else { return nil }
        let index = place < 0 ? Int(clamping: place) + values.count : Int(clamping: place)
        return values.indices.contains(index) ? values[index] : nil
    }

    func attribute(_ attribute: String) throws(LakeError) -> JinjaValue? {
        switch attribute {
        case "name": return .string(name)
        case "values":
            let values = values
            return .function("values") { (_) throws(LakeError) in .list(values) }
        default: return nil
        }
    }
}
