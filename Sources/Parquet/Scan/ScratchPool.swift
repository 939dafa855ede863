// The memory of a scan's threads.

package import Columnar

/// A scratch for each thread of a scan.
package final class ScratchPool: @unchecked Sendable {  // because: a worker uses its own only
    private let scratches: [ScanScratch]

    /// - Throws: `LakeError.limit`.
    package init(workerCount: Int) throws(LakeError) {
        var scratches: [ScanScratch] = []
        for _ in 0..<max(1, workerCount) { scratches.append(try ScanScratch()) }
        self.scratches = scratches
    }

    package subscript(worker: Int) -> ScanScratch { scratches[worker] }
}
