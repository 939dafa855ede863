// SQLite's own functions for single values, on a connection in memory.

import Columnar
import Projection
import SQLiteBridge

/// A connection without a database, and a statement for each expression that was asked for.
final class SQLiteFallback: ScalarFallback {
    private let database: Database
    private var statements: [String: Statement] = [:]

    init() throws(LakeError) {
        do { database = try Database(path: ":memory:") } catch {
            throw LakeError(.io, error.message)
        }
    }

    func value(of expression: String, _ arguments: [Value]) throws(LakeError) -> Value {
        try database.sql { () throws(SQLiteError) in
            let statement: Statement
            if let known = statements[expression] {
                statement = known
            } else {
                guard let made = try database.prepare("SELECT " + expression).statement else {
                    return .null
                }
                statements[expression] = made
                statement = made
            }
            defer { statement.reset() }
            for (index, argument) in arguments.enumerated() {
                try statement.bind(argument, at: index + 1)
            }
            guard try statement.step() else { return .null }
            return statement.value(at: 0)
        }
    }
}
