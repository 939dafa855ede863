// Functions of SQLite that healthlake answers faster for most arguments.
//
// The second argument (a JSON path) is compiled once a statement. What our version does not decide
// goes to SQLite's own function, which our registration hides on this connection: it is called on a
// connection of its own, in memory, that is opened when first needed.

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

/// A function of two arguments: its SQL name and how its second argument is compiled.
package struct FasterFunction: Sendable {
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

/// One function of one connection; released by SQLite.
@safe
private final class FasterFunctionBox {
    let function: FasterFunction
    private var original: Original?

    init(_ function: FasterFunction) { self.function = function }

    /// SQLite's own function, on a connection where it is not hidden.
    @safe
    private final class Original {
        let database: Database
        let statement: Statement

        init(_ expression: String) throws(SQLiteError) {
            database = try Database(path: ":memory:")
            guard let statement = try database.prepare("SELECT " + expression).statement else {
                throw SQLiteError(code: SQLITE_INTERNAL, message: "no statement")
            }
            self.statement = statement
        }
    }

    /// Calls SQLite's own function.
    func callOriginal(
        _ context: OpaquePointer, _ first: OpaquePointer, _ second: OpaquePointer
    ) {
        do {
            if original == nil { original = try Original(function.original) }
            guard let statement = original?.statement else { return }
            defer {
                statement.reset()
                _ = unsafe sqlite.pointee.clear_bindings(statement.handle)
            }
            _ = unsafe sqlite.pointee.bind_value(statement.handle, 1, first)
            _ = unsafe sqlite.pointee.bind_value(statement.handle, 2, second)
            guard try statement.step() else { return }
            // The subtype of JSON goes with the value.
            unsafe sqlite.pointee.result_value(
                context, sqlite.pointee.column_value(statement.handle, 0))
        } catch {
            unsafe sqlite.pointee.result_error(context, error.message, -1)
        }
    }
}

extension Database {
    /// Puts a faster version of one of SQLite's functions in its place.
    ///
    /// - Throws: `SQLiteError` when SQLite refuses.
    package func register(_ function: FasterFunction) throws(SQLiteError) {
        // From 3.45 functions have to say that their results carry subtypes; before, the bit is
        // ignored.
        let resultSubtype: Int32 = 0x1000000
        let flags =
            SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS | SQLITE_SUBTYPE | resultSubtype
        // Released by SQLite, also when it refuses.
        let box = unsafe Unmanaged.passRetained(FasterFunctionBox(function))
        let code = unsafe sqlite.pointee.create_function_v2(
            handle, function.name, 2, flags, box.toOpaque(), callFasterFunction, nil, nil
        ) { context in
            guard let context = unsafe context else { return }
            unsafe Unmanaged<FasterFunctionBox>.fromOpaque(context).release()
        }
        if code != SQLITE_OK { throw lastError(code) }
    }
}

/// The C side of all such functions.
private func callFasterFunction(
    _ context: OpaquePointer?, _ argc: Int32, _ argv: UnsafeMutablePointer<OpaquePointer?>?
) {
    guard let context = unsafe context, argc == 2, let argv = unsafe argv,
        let first = unsafe argv[0], let second = unsafe argv[1],
        let data = unsafe sqlite.pointee.user_data(context)
    else { return }
    unsafe Unmanaged<FasterFunctionBox>.fromOpaque(data)._withUnsafeGuaranteedRef { box in
        let kept = unsafe compiledArgument(context, second, box.function)
        guard let kept, unsafe sqlite.pointee.value_type(first) == SQLITE_TEXT else {
            if unsafe sqlite.pointee.value_type(first) == SQLITE_NULL {
                return unsafe sqlite.pointee.result_null(context)
            }
            return unsafe box.callOriginal(context, first, second)
        }
        let text = unsafe sqlite.pointee.value_text(first)
        let count = unsafe sqlite.pointee.value_bytes(first)
        let isSound = unsafe sqlite.pointee.value_subtype(first) == jsonSubtype
        let bytes = unsafe UnsafeBufferPointer(start: text, count: text == nil ? 0 : Int(count))
        let result = unsafe FunctionResult(context: context)
        if unsafe !kept.evaluate(bytes, isSound: isSound, into: result) {
            unsafe box.callOriginal(context, first, second)
        }
    }
}

/// The compiled second argument: kept by SQLite as long as the argument is the same constant.
private func compiledArgument(
    _ context: OpaquePointer, _ value: OpaquePointer, _ function: FasterFunction
) -> (any CompiledArgument)? {
    if let kept = unsafe sqlite.pointee.get_auxdata(context, 1) {
        return unsafe Unmanaged<ArgumentBox>.fromOpaque(kept).takeUnretainedValue().argument
    }
    guard let argument = unsafe function.compile(readValue(value)) else { return nil }
    // Released by SQLite's call of the destructor, at once when it does not keep the data:
    // `argument` holds its own reference until then.
    let kept = unsafe Unmanaged.passRetained(ArgumentBox(argument))
    unsafe sqlite.pointee.set_auxdata(context, 1, kept.toOpaque()) { data in
        guard let data = unsafe data else { return }
        unsafe Unmanaged<ArgumentBox>.fromOpaque(data).release()
    }
    return argument
}
