// Memory that one thread uses again for every page.

import Columnar
import Compression

/// A thread's decompressor, and room for the levels and indexes of a page.
@safe
final class PageScratch {
    let decompressor: BlockDecompressor
    private(set) var levels: UnsafeMutablePointer<UInt8>
    private var levelCapacity = 0
    private(set) var indexes: UnsafeMutablePointer<UInt32>
    private var indexCapacity = 0

    init() throws(LakeError) {
        decompressor = try BlockDecompressor()
        unsafe levels = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
        unsafe indexes = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    }

    deinit {
        unsafe levels.deallocate()
        unsafe indexes.deallocate()
    }

    /// Room for `count` levels.
    func reserveLevels(_ count: Int) {
        guard count > levelCapacity else { return }
        unsafe levels.deallocate()
        unsafe levels = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
        levelCapacity = count
    }

    /// Room for `count` dictionary indexes.
    func reserveIndexes(_ count: Int) {
        guard count > indexCapacity else { return }
        unsafe indexes.deallocate()
        unsafe indexes = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
        indexCapacity = count
    }
}

@available(*, unavailable)
extension PageScratch: Sendable {}
