// A function for a WHERE clause that lets every row pass, and stops the statement at the first row
// whose arguments are not those of the first one.
//
//     INSERT INTO t SELECT a FROM (query) WHERE healthlake_same_values(origin, snapshot)
//
// So who leaves columns out because they seem to hold one value learns which, or that they do not.

import CSQLite
package import Columnar

/// The values of one statement at a time. Lives as long as its statement.
package final class SameValues {
    package static let functionName = "healthlake_same_values"

    /// Those of the first row, each a text or NULL; nil before it.
    package var values: [Value]? { box.values }
    /// The first argument that some row has another value for, or that is a number, a BLOB or a
    /// text that no literal can hold; nil for none.
    package var differing: Int? { box.differing }

    private let database: Database
    private let box = SameValuesBox()

    /// Makes the function known, in place of that of another statement.
    ///
    /// - Throws: `SQLiteError` when SQLite refuses.
    package init(on database: Database) throws(SQLiteError) {
        self.database = database
        let code = unsafe sqlite.pointee.create_function_v2(
            database.handle, Self.functionName, -1, SQLITE_UTF8 | SQLITE_DIRECTONLY,
            Unmanaged.passRetained(box).toOpaque(), compareValues, nil, nil
        ) { context in
            guard let context = unsafe context else { return }
            unsafe Unmanaged<SameValuesBox>.fromOpaque(context).release()
        }
        if code != SQLITE_OK { throw database.lastError(code) }
    }

    deinit {
        _ = unsafe sqlite.pointee.create_function_v2(
            database.handle, Self.functionName, -1, SQLITE_UTF8, nil, nil, nil, nil, nil)
    }
}

private final class SameValuesBox {
    var values: [Value]?
    var differing: Int?
}

private func compareValues(
    _ context: OpaquePointer?, _ count: Int32, _ arguments: UnsafeMutablePointer<OpaquePointer?>?
) {
    guard let context = unsafe context, let data = unsafe sqlite.pointee.user_data(context),
        let arguments = unsafe arguments
    else { return }
    let box = unsafe Unmanaged<SameValuesBox>.fromOpaque(data).takeUnretainedValue()
    let values =
        box.values
        ?? (0..<Int(count)).map { index in
            unsafe arguments[index].map { unsafe readValue($0) } ?? .null
        }
    let isFirst = box.values == nil
    if isFirst { box.values = values }
    var index = 0
    while index < values.count, index < Int(count),
        unsafe isFirst ? isLiteral(values[index]) : equals(arguments[index], values[index])
    {
        index += 1
    }
    if index == values.count { return unsafe sqlite.pointee.result_int64(context, 1) }
    box.differing = index
    unsafe sqlite.pointee.result_error(context, "a column holds several values", -1)
}

/// Whether a text literal or NULL can stand for a value.
private func isLiteral(_ value: Value) -> Bool {
    switch value {
    case .null: true
    case .text(let bytes): !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
    case .integer, .real, .blob: false
    }
}

private func equals(_ argument: OpaquePointer?, _ value: Value) -> Bool {
    guard let argument = unsafe argument else { return false }
    switch value {
    case .null: return unsafe sqlite.pointee.value_type(argument) == SQLITE_NULL
    case .text(let bytes):
        guard unsafe sqlite.pointee.value_type(argument) == SQLITE_TEXT,
            let text = unsafe sqlite.pointee.value_text(argument)
        else { return false }
        let count = unsafe Int(sqlite.pointee.value_bytes(argument))
        return unsafe bytes.elementsEqual(UnsafeBufferPointer(start: text, count: count))
    case .integer, .real, .blob: return false
    }
}
