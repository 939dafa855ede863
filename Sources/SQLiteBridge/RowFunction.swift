// A function that one statement calls for each row, which sees its arguments where SQLite has them:
// for work on millions of rows, where `ScalarFunction` would copy every value.

import CSQLite
package import Columnar

/// What is called. By one statement at a time.
package protocol RowFunction: AnyObject {
    /// - Parameter result: set once, or failed.
    func call(_ arguments: FunctionArguments, into result: FunctionResult)
}

/// The arguments of one call, valid until it returns.
@safe
package struct FunctionArguments {
    private let values: UnsafeMutablePointer<OpaquePointer?>?
    package let count: Int

    init(_ values: UnsafeMutablePointer<OpaquePointer?>?, count: Int) {
        unsafe self.values = unsafe values
        self.count = count
    }

    func handle(_ index: Int) -> OpaquePointer? {
        guard index >= 0, index < count else { return nil }
        return unsafe values?[index]
    }

    package func type(at index: Int) -> Statement.ValueType {
        unsafe handle(index).flatMap {
            unsafe Statement.ValueType(rawValue: sqlite.pointee.value_type($0))
        }
            ?? .null
    }

    package func integer(at index: Int) -> Int64 {
        unsafe handle(index).map { unsafe sqlite.pointee.value_int64($0) } ?? 0
    }

    package func real(at index: Int) -> Double {
        unsafe handle(index).map { unsafe sqlite.pointee.value_double($0) } ?? 0
    }

    /// The bytes of a text or a BLOB, valid during `body`.
    package func withBytes<Result>(
        at index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        guard let value = unsafe handle(index) else {
            return unsafe body(UnsafeBufferPointer(start: nil, count: 0))
        }
        let start =
            unsafe type(at: index) == .blob
            ? sqlite.pointee.value_blob(value)?.assumingMemoryBound(to: UInt8.self)
            : sqlite.pointee.value_text(value)
        let count = unsafe start == nil ? 0 : Int(sqlite.pointee.value_bytes(value))
        return unsafe body(UnsafeBufferPointer(start: start, count: count))
    }

    /// One value, copied out.
    package func value(at index: Int) -> Value {
        unsafe handle(index).map { unsafe readValue($0) } ?? .null
    }
}

extension FunctionResult {
    /// One of the arguments.
    package func set(_ arguments: FunctionArguments, at index: Int) {
        guard let value = unsafe arguments.handle(index) else { return setNull() }
        unsafe sqlite.pointee.result_value(context, value)
    }

    /// Ends the statement with an error.
    package func fail(_ message: String) {
        unsafe sqlite.pointee.result_error(context, message, -1)
    }
}

private final class RowFunctionBox {
    let function: any RowFunction
    init(_ function: any RowFunction) { self.function = function }
}

extension Database {
    /// Runs `body` while statements of its own may call a function, with any number of arguments.
    ///
    /// - Throws: what `body` throws, or `SQLiteError` when SQLite refuses the function.
    package func withFunction<Result, Failure: Error>(
        _ name: String, _ function: any RowFunction, refusal: (SQLiteError) -> Failure,
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let code = unsafe sqlite.pointee.create_function_v2(
            handle, name, -1, SQLITE_UTF8 | SQLITE_DIRECTONLY,
            Unmanaged.passRetained(RowFunctionBox(function)).toOpaque(), callRowFunction, nil, nil
        ) { context in
            guard let context = unsafe context else { return }
            unsafe Unmanaged<RowFunctionBox>.fromOpaque(context).release()
        }
        if code != SQLITE_OK { throw refusal(lastError(code)) }
        defer {
            _ = unsafe sqlite.pointee.create_function_v2(
                handle, name, -1, SQLITE_UTF8, nil, nil, nil, nil, nil)
        }
        return try body()
    }
}

private func callRowFunction(
    _ context: OpaquePointer?, _ count: Int32, _ arguments: UnsafeMutablePointer<OpaquePointer?>?
) {
    guard let context = unsafe context, let data = unsafe sqlite.pointee.user_data(context) else {
        return
    }
    unsafe Unmanaged<RowFunctionBox>.fromOpaque(data).takeUnretainedValue().function.call(
        FunctionArguments(arguments, count: Int(count)), into: FunctionResult(context: context))
}
