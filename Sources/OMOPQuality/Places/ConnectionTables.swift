// Tables of a SQLite connection, read by SELECT: ordinary tables, views and virtual tables.

package import Columnar
package import SQLiteBridge

/// The tables of a connection, by the names that SQL finds first.
package struct CDMConnection: CDMSource {
    private let database: Database
    /// Nil for whatever an unqualified name finds.
    private let schema: String?

    /// - Parameter schema: `main` or an attached database; nil for whatever an unqualified name
    ///   finds.
    package init(_ database: Database, schema: String? = nil) {
        self.database = database
        self.schema = schema
    }

    package func table(_ name: String) throws(LakeError) -> (any TableSource)? {
        let place = (schema.map { Database.quoted($0) + "." } ?? "") + Database.quoted(name)
        var fields: [Field] = []
        do throws(SQLiteError) {
            let statement = try database.prepare("SELECT * FROM \(place) LIMIT 0").statement
            for index in 0..<(statement?.columnCount ?? 0) {
                fields.append(Field(statement?.columnName(at: index) ?? "", .text))
            }
        } catch {
            // SQLITE_ERROR: the statement does not compile, since there is no such table.
            if error.primaryCode == 1, error.message.contains("no such table") { return nil }
            throw LakeError(.io, error.message, at: [.table(name)])
        }
        return ConnectionTable(
            Connection(database), place: place, name: name, schema: TableSchema(fields))
    }
}

/// A connection inside of a source.
private struct Connection: @unchecked Sendable {  // because: its one thread opens and reads scans
    let database: Database

    init(_ database: Database) { self.database = database }
}

/// A table read by SELECT.
private final class ConnectionTable: TableSource {
    let schema: TableSchema
    private let connection: Connection
    private let place: String
    private let name: String

    init(_ connection: Connection, place: String, name: String, schema: TableSchema) {
        self.connection = connection
        self.place = place
        self.name = name
        self.schema = schema
    }

    func estimate() -> ScanEstimate { ScanEstimate(rowCount: 100_000, sizeBytes: 0) }
    func evaluates(_ shape: Predicate.Shape, on column: Int) -> Bool { false }
    func isUnique(_ column: Int) -> Bool { false }
    var hasRowNumbers: Bool { false }
    func isUnchanged(since other: any TableSource) -> Bool { false }

    func open(
        _ request: ScanRequest, in environment: ScanEnvironment
    ) throws(LakeError) -> any BatchStream {
        if let grouping = request.grouping {
            return try open(request, grouping: grouping, in: environment)
        }
        let names = request.columns.map { Database.quoted(schema.fields[$0].name) }
        let list = names.isEmpty ? "1" : names.joined(separator: ", ")
        do throws(SQLiteError) {
            let statement = try connection.database.prepare("SELECT \(list) FROM \(place)")
                .statement
            return StatementStream(
                statement, columnCount: names.count, table: name, environment)
        } catch {
            throw LakeError(.io, error.message, at: [.table(name)])
        }
    }
}

/// The rows of a statement in batches.
private final class StatementStream: BatchStream {
    private static let batchRows = 4096

    private var statement: Statement?
    private let columnCount: Int
    private let table: String
    private let environment: ScanEnvironment

    init(
        _ statement: Statement?, columnCount: Int, table: String, _ environment: ScanEnvironment
    ) {
        self.statement = statement
        self.columnCount = columnCount
        self.table = table
        self.environment = environment
    }

    func next() throws(LakeError) -> ColumnBatch? {
        guard let statement else { return nil }
        try environment.checkpoint()
        var rows: [[Value]] = []
        do throws(SQLiteError) {
            while rows.count < Self.batchRows {
                guard try statement.step() else {
                    self.statement = nil
                    break
                }
                var row: [Value] = []
                row.reserveCapacity(columnCount)
                for index in 0..<columnCount { row.append(statement.value(at: index)) }
                rows.append(row)
            }
        } catch {
            self.statement = nil
            throw LakeError(.io, error.message, at: [.table(table)])
        }
        guard !rows.isEmpty else { return nil }
        environment.report.add(rows: rows.count)
        var vectors: [ColumnVector] = []
        for column in 0..<columnCount {
            var builder = ColumnBuilder(type: .text, capacity: rows.count)
            for row in rows { try builder.append(row[column]) }
            vectors.append(ColumnVector(builder, bytes: nil))
        }
        return ColumnBatch(rowCount: rows.count, columns: vectors)
    }
}
