// Memory for one value of each row of a batch, kept from batch to batch.

/// A block of values that grows and is never cleared. One thread at a time.
@safe
final class RowMemory<Element: BitwiseCopyable> {
    private(set) var base: UnsafeMutablePointer<Element>
    private var capacity = 0

    init() { unsafe base = UnsafeMutablePointer<Element>.allocate(capacity: 1) }

    deinit { unsafe base.deallocate() }

    /// Makes room for `count` values; what was there is lost.
    func reserve(_ count: Int) {
        guard count > capacity else { return }
        unsafe base.deallocate()
        unsafe base = UnsafeMutablePointer<Element>.allocate(capacity: count)
        capacity = count
    }
}
