// A block of a log on its way into the file: bytes that lie behind each other there.

@safe
final class LogBlock: WaitingBlock, @unchecked Sendable {  // because: handed from thread to thread
    static let bytesMax = 1 << 20

    let bytes = UnsafeMutableRawPointer.allocate(byteCount: bytesMax, alignment: 16)
    /// Where they belong in the file.
    private(set) var offset: Int64 = 0
    private(set) var byteCount = 0

    deinit { unsafe bytes.deallocate() }

    var room: Int { Self.bytesMax - byteCount }

    func begin(at offset: Int64) { self.offset = offset }

    /// - Parameter count: at most `room`.
    func append(_ source: UnsafeRawPointer, _ count: Int) {
        unsafe (bytes + byteCount).copyMemory(from: source, byteCount: count)
        byteCount += count
    }

    func removeAll() { byteCount = 0 }

    func writeOut(
        _ write: (_ bytes: UnsafeMutableRawPointer, _ count: Int, _ offset: Int64) -> Int32
    ) -> Int32 {
        var start = 0
        while start < byteCount {
            let count = min(byteCount - start, PageBlock.writeBytesMax)
            let code = unsafe write(bytes + start, count, offset + Int64(start))
            // 0 is SQLITE_OK.
            if code != 0 { return code }
            start += count
        }
        return 0
    }
}
