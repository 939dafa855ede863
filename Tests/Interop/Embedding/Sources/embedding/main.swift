// Opens a connection of its own, registers healthlake, asks one question.
//
// Usage: embedding SQL

import CSQLite3
import Glibc
import HealthLake

var connection: OpaquePointer?
guard sqlite3_open(":memory:", &connection) == SQLITE_OK, let db = connection else { exit(2) }
do {
    try registerHealthLake(on: db)
    // A second time does no harm.
    try registerHealthLake(on: db)
} catch {
    print(error)
    exit(3)
}
var statement: OpaquePointer?
guard sqlite3_prepare_v2(db, CommandLine.arguments[1], -1, &statement, nil) == SQLITE_OK else {
    print(String(cString: sqlite3_errmsg(db)))
    exit(4)
}
while sqlite3_step(statement) == SQLITE_ROW {
    let cells = (0..<sqlite3_column_count(statement)).map { column in
        sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "NULL"
    }
    print(cells.joined(separator: "|"))
}
sqlite3_finalize(statement)
sqlite3_close(db)
