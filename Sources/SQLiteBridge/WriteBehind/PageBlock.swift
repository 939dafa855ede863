// A block of pages on their way into the file.

/// Pages in the order in which they were written, and their numbers. Belongs to one thread at a
/// time: whoever fills it hands it over to whoever writes it.
@safe
final class PageBlock: WaitingBlock, @unchecked Sendable {  // because: handed over whole
    static let bytesMax = 1 << 20
    /// SQLite's own VFS for Unix writes no more at once, and takes the rest for a full disk.
    static let writeBytesMax = (1 << 17) - 1

    let pageBytes: Int
    let pages: UnsafeMutableRawPointer
    private(set) var numbers: [Int] = []

    init(pageBytes: Int) {
        self.pageBytes = pageBytes
        unsafe pages = UnsafeMutableRawPointer.allocate(
            byteCount: max(Self.bytesMax, pageBytes), alignment: 16)
        numbers.reserveCapacity(Self.bytesMax / pageBytes)
    }

    deinit { unsafe pages.deallocate() }

    var byteCount: Int { numbers.count * pageBytes }
    var isFull: Bool { (numbers.count + 1) * pageBytes > Self.bytesMax }

    /// Where the bytes of a page are, by its place in the block.
    func page(at place: Int) -> UnsafeMutableRawPointer { unsafe pages + place * pageBytes }

    /// Room for one more page.
    ///
    /// - Returns: its place.
    func add(_ number: Int) -> Int {
        numbers.append(number)
        return numbers.count - 1
    }

    func removeAll() { numbers.removeAll(keepingCapacity: true) }

    /// Calls `write` for neighbours together.
    func writeOut(
        _ write: (_ bytes: UnsafeMutableRawPointer, _ count: Int, _ offset: Int64) -> Int32
    ) -> Int32 {
        var first = 0
        while first < numbers.count {
            var next = first + 1
            while next < numbers.count, numbers[next] == numbers[next - 1] + 1,
                (next + 1 - first) * pageBytes <= Self.writeBytesMax
            {
                next += 1
            }
            let code = unsafe write(
                page(at: first), (next - first) * pageBytes,
                Int64(numbers[first]) * Int64(pageBytes))
            // 0 is SQLITE_OK.
            if code != 0 { return code }
            first = next
        }
        return 0
    }
}
