// Fuzzes what reads the SQL of models, tests and hooks: tokens, queries on batches, shapes of
// tests.
// See Tests/ModelingTests/SQLCheck for what must hold.

/// The entry point that libFuzzer calls.
@c(LLVMFuzzerTestOneInput)
public func fuzzSQL(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    do {
        try unsafe SQLCheck(UnsafeBufferPointer(start: data, count: count)).run()
    } catch {
        fatalError("\(error)")
    }
    return 0
}
