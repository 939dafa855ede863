// Fuzzes the validation of FHIR resources: the walk, the formats, narratives, outcomes.
// See Tests/FHIRValidationTests/ValidationCheck for the input and for what must hold.

/// The entry point that libFuzzer calls.
@c(LLVMFuzzerTestOneInput)
public func fuzzFHIRValidation(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    do {
        try unsafe ValidationCheck(UnsafeBufferPointer(start: data, count: count)).run()
    } catch {
        fatalError("\(error)")
    }
    return 0
}
