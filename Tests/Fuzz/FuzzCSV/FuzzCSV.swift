// Fuzzes what reads CSV: tables of the catalogue, seeds, tables of the CDM.
// See Tests/ModelingTests/CSVCheck for the input and for what must hold.

/// The entry point that libFuzzer calls.
@c(LLVMFuzzerTestOneInput)
public func fuzzCSV(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    do {
        try unsafe CSVCheck(UnsafeBufferPointer(start: data, count: count)).run()
    } catch {
        fatalError("\(error)")
    }
    return 0
}
