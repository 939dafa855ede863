// Fuzzes templates: lexer, parser, evaluator, filters, methods, macros.
// See Tests/JinjaTests/JinjaCheck for the input and for what must hold.

/// The entry point that libFuzzer calls.
@c(LLVMFuzzerTestOneInput)
public func fuzzJinja(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    do {
        try unsafe JinjaCheck(UnsafeBufferPointer(start: data, count: count)).run()
    } catch {
        fatalError("\(error)")
    }
    return 0
}
