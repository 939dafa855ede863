// A fuzz target with a known defect. `make fuzz` runs it first: when the fuzzer does not find the
// defect, the
// machinery (coverage feedback, sanitizers, options) is broken, and a clean run of the others would
// mean nothing.

/// Reads one byte past an allocation when the input begins with a certain word.
@c(LLVMFuzzerTestOneInput)
public func fuzzCanary(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard let data = unsafe data, count >= 4 else { return 0 }
    if unsafe data[0] == UInt8(ascii: "F") {
        if unsafe data[1] == UInt8(ascii: "H") {
            if unsafe data[2] == UInt8(ascii: "I") {
                if unsafe data[3] == UInt8(ascii: "R") { return readTooFar(count) }
            }
        }
    }
    return 0
}

/// The defect. Not inlined, and its result is used, so that no optimiser takes it away.
@inline(never)
private func readTooFar(_ count: Int) -> Int32 {
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
    unsafe memory.initialize(repeating: 1, count: count)
    defer { unsafe memory.deallocate() }
    // libFuzzer takes -1 for "not interesting".
    return unsafe memory[count] == 1 ? -1 : 0
}
