// Fuzzes the reading of Parquet files: footer, indexes, bloom filters, pages, encodings, nested
// columns, variants, conditions. See Tests/ParquetTests/ParquetCheck for the input and for what
// must hold.

/// The entry point that libFuzzer calls.
@c(LLVMFuzzerTestOneInput)
public func fuzzParquet(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    do {
        try unsafe ParquetCheck(UnsafeBufferPointer(start: data, count: count)).run()
    } catch {
        fatalError("\(error)")
    }
    return 0
}
