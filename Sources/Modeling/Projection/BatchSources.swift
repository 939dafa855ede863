// Where a run finds the batches behind the sources that it reads.

package import Columnar

/// The sources of a run that can be read batch by batch, past SQLite's rows.
package struct BatchSources {
    /// The source behind a virtual table that the connection can name; nil for other relations.
    package let open: (_ relation: String) throws(LakeError) -> (any TableSource)?
    /// Threads that decode, and as many that compute.
    package let threadCount: Int
    package let memoryBytesMax: Int
    /// Told how a scan went.
    package let didFinish: (ScanReport) -> Void

    package init(
        threadCount: Int, memoryBytesMax: Int, didFinish: @escaping (ScanReport) -> Void,
        open: @escaping (_ relation: String) throws(LakeError) -> (any TableSource)?
    ) {
        self.open = open
        self.threadCount = threadCount
        self.memoryBytesMax = memoryBytesMax
        self.didFinish = didFinish
    }
}
