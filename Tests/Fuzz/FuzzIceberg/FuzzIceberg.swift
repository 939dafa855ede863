// Fuzzes the reading of Iceberg metadata: table metadata, manifest lists and manifests, Puffin
// files, deletion vectors, bounds and partition values. See Tests/IcebergTests/IcebergCheck for the
// input and for what must hold.

/// The entry point that libFuzzer calls.
@c(LLVMFuzzerTestOneInput)
public func fuzzIceberg(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    do {
        try unsafe IcebergCheck(UnsafeBufferPointer(start: data, count: count)).run()
    } catch {
        fatalError("\(error)")
    }
    return 0
}
