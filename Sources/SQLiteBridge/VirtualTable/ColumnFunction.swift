// Functions of SQLite that a scan answers faster when their first argument is one of its columns.
//
// SQLite asks a virtual table for its own version of a function when the first argument is a column of that
// table (xFindFunction); -> and ->> are functions to it, too. The second argument (a JSON path) is compiled
// once a statement. What our version does not decide goes to SQLite's own function, by a statement of its own.

import CSQLite
package import Columnar

/// The second argument of such a function, compiled. One thread at a time.
package protocol CompiledArgument: AnyObject {
    /// Evaluates the function.
    ///
    /// - Parameters:
    ///   - text: the first argument.
    ///   - isSound: whether it is known to be sound JSON.
    ///   - result: set exactly once when the answer is true.
    /// - Returns: false to leave the call to SQLite.
    func evaluate(
        _ text: UnsafeBufferPointer<UInt8>, isSound: Bool, into result: FunctionResult
    ) -> Bool
}

/// What SQLite keeps for us between the calls of a statement.
private final class ArgumentBox {
    let argument: any CompiledArgument
    init(_ argument: any CompiledArgument) { self.argument = argument }
}

/// A function for columns: its SQL name and how its second argument is compiled.
package struct ColumnFunction: Sendable {
    package let name: String
    /// How SQLite's own version is written, with ?1 and ?2.
    package let original: String
    /// Nil when all calls with such an argument are left to SQLite.
    package let compile: @Sendable (Value) -> (any CompiledArgument)?

    package init(
        _ name: String, original: String,
        compile: @escaping @Sendable (Value) -> (any CompiledArgument)?
    ) {
        self.name = name
        self.original = original
        self.compile = compile
    }
}

/// Where a function's result goes.
@safe
package struct FunctionResult {
    let context: OpaquePointer

    package func setNull() { unsafe sqlite.pointee.result_null(context) }
    package func set(_ value: Int64) { unsafe sqlite.pointee.result_int64(context, value) }
    package func set(_ value: Double) { unsafe sqlite.pointee.result_double(context, value) }

    /// UTF-8 text, copied; with SQLite's JSON subtype when asked for.
    package func set(text: UnsafeBufferPointer<UInt8>, isJSON: Bool = false) {
        guard let start = text.baseAddress else {
            return unsafe sqlite.pointee.result_text(context, "", 0, lake_transient())
        }
        unsafe sqlite.pointee.result_text(
            context, UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self),
            Int32(clamping: text.count), lake_transient())
        if isJSON { unsafe sqlite.pointee.result_subtype(context, jsonSubtype) }
    }
}

/// One function of one table; lives as long as the table.
@safe
final class ColumnFunctionCall {
    let function: ColumnFunction
    private let database: OpaquePointer
    private var original: OpaquePointer?

    init(_ function: ColumnFunction, database: OpaquePointer) {
        self.function = function
        unsafe self.database = unsafe database
    }

    deinit { _ = unsafe sqlite.pointee.finalize(original) }

    /// Calls SQLite's own function.
    func callOriginal(
        _ context: OpaquePointer, _ first: OpaquePointer, _ second: OpaquePointer
    ) {
        if unsafe original == nil {
            let text = "SELECT " + function.original
            _ = unsafe sqlite.pointee.prepare_v2(database, text, -1, &original, nil)
        }
        guard let original = unsafe original else {
            return unsafe sqlite.pointee.result_error_code(context, SQLITE_INTERNAL)
        }
        _ = unsafe sqlite.pointee.bind_value(original, 1, first)
        _ = unsafe sqlite.pointee.bind_value(original, 2, second)
        if unsafe sqlite.pointee.step(original) == SQLITE_ROW {
            unsafe sqlite.pointee.result_value(context, sqlite.pointee.column_value(original, 0))
            _ = unsafe sqlite.pointee.reset(original)
        } else {
            _ = unsafe sqlite.pointee.reset(original)
            let message = unsafe sqlite.pointee.errmsg(database)
            unsafe sqlite.pointee.result_error(context, message, -1)
        }
        _ = unsafe sqlite.pointee.clear_bindings(original)
    }
}

/// The C side of all column functions.
func callColumnFunction(
    _ context: OpaquePointer?, _ argc: Int32, _ argv: UnsafeMutablePointer<OpaquePointer?>?
) {
    guard let context = unsafe context, argc == 2, let argv = unsafe argv, let first = unsafe argv[0], let second = unsafe argv[1],
        let data = unsafe sqlite.pointee.user_data(context)
    else { return }
    let call = unsafe Unmanaged<ColumnFunctionCall>.fromOpaque(data).takeUnretainedValue()
    guard let argument = unsafe compiledArgument(context, second, call.function) else {
        return unsafe call.callOriginal(context, first, second)
    }
    switch unsafe sqlite.pointee.value_type(first) {
    case SQLITE_NULL: unsafe sqlite.pointee.result_null(context)
    case SQLITE_TEXT:
        let text = unsafe sqlite.pointee.value_text(first)
        let count = unsafe sqlite.pointee.value_bytes(first)
        let isSound = unsafe sqlite.pointee.value_subtype(first) == jsonSubtype
        let bytes = unsafe UnsafeBufferPointer(start: text, count: text == nil ? 0 : Int(count))
        let result = unsafe FunctionResult(context: context)
        if unsafe !argument.evaluate(bytes, isSound: isSound, into: result) {
            unsafe call.callOriginal(context, first, second)
        }
    default: unsafe call.callOriginal(context, first, second)
    }
}

/// The compiled second argument: kept by SQLite as long as the argument is the same constant.
private func compiledArgument(
    _ context: OpaquePointer, _ value: OpaquePointer, _ function: ColumnFunction
) -> (any CompiledArgument)? {
    if let kept = unsafe sqlite.pointee.get_auxdata(context, 1) {
        return unsafe Unmanaged<ArgumentBox>.fromOpaque(kept).takeUnretainedValue().argument
    }
    guard let argument = unsafe function.compile(readValue(value)) else { return nil }
    // Released by SQLite's call of the destructor, at once when it does not keep the data: `argument`
    // holds its own reference until then.
    let kept = unsafe Unmanaged.passRetained(ArgumentBox(argument))
    unsafe sqlite.pointee.set_auxdata(context, 1, kept.toOpaque()) { data in
        guard let data = unsafe data else { return }
        unsafe Unmanaged<ArgumentBox>.fromOpaque(data).release()
    }
    return argument
}
