// SQL functions written in Swift.

import CSQLite
package import Columnar

/// A function that SQL can call.
package struct ScalarFunction: Sendable {
    /// What the function touches, which decides from where SQL may call it.
    package enum Effect: Sendable {
        /// Depends on its arguments alone: usable anywhere, folded when constant.
        case pure
        /// Reads or writes files or the database: only directly from a statement, never from a
        /// view, trigger or index of a schema that somebody else may have written.
        case direct
    }

    package let name: String
    /// Number of arguments; nil for any.
    package let argumentCount: Int?
    package let effect: Effect
    package let call: @Sendable (FunctionCall) throws(LakeError) -> Value

    package init(
        _ name: String, argumentCount: Int?, effect: Effect,
        call: @escaping @Sendable (FunctionCall) throws(LakeError) -> Value
    ) {
        self.name = name
        self.argumentCount = argumentCount
        self.effect = effect
        self.call = call
    }
}

/// One call of a function.
package struct FunctionCall {
    package let arguments: [Value]
    /// The connection that calls.
    package let database: Database
}

private final class FunctionBox {
    let function: ScalarFunction
    init(_ function: ScalarFunction) { self.function = function }
}

extension Database {
    /// Makes a function known under its name.
    ///
    /// - Throws: `SQLiteError` when SQLite refuses.
    package func register(_ function: ScalarFunction) throws(SQLiteError) {
        let flags: Int32 =
            switch function.effect {
            case .pure: SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS
            case .direct: SQLITE_UTF8 | SQLITE_DIRECTONLY
            }
        // Released by SQLite, also when it refuses.
        let box = unsafe Unmanaged.passRetained(FunctionBox(function))
        let code = unsafe sqlite.pointee.create_function_v2(
            handle, function.name, function.argumentCount.map { Int32($0) } ?? -1, flags,
            unsafe box.toOpaque(), unsafe callFunction, nil, nil
        ) { context in
            guard let context = unsafe context else { return }
            unsafe Unmanaged<FunctionBox>.fromOpaque(context).release()
        }
        if code != SQLITE_OK { throw lastError(code) }
    }
}

private func callFunction(
    _ context: OpaquePointer?, _ argc: Int32, _ argv: UnsafeMutablePointer<OpaquePointer?>?
) {
    guard let context = unsafe context, let data = unsafe sqlite.pointee.user_data(context),
        let handle = unsafe sqlite.pointee.context_db_handle(context)
    else { return }
    let function = unsafe Unmanaged<FunctionBox>.fromOpaque(data).takeUnretainedValue().function
    let arguments = (0..<Int(argc)).map { index in
        unsafe argv?[index].map { unsafe readValue($0) } ?? .null
    }
    do {
        let call = unsafe FunctionCall(arguments: arguments, database: Database(borrowing: handle))
        unsafe setResult(context, try function.call(call))
    } catch {
        let text = Array(error.description.utf8CString)
        unsafe text.withUnsafeBufferPointer { text in
            unsafe sqlite.pointee.result_error(context, text.baseAddress, Int32(text.count - 1))
        }
    }
}
