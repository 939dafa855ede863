// Fuzzes regular expressions of domain rules: parser, compiler, matcher.
// See Tests/DomainQualityTests/PatternCheck for the input and for what must hold.

/// The entry point that libFuzzer calls.
@c(LLVMFuzzerTestOneInput)
public func fuzzPattern(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    do {
        try unsafe PatternCheck(UnsafeBufferPointer(start: data, count: count)).run()
    } catch {
        fatalError("\(error)")
    }
    return 0
}
