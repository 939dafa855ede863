// What a scan did: counted while it runs, read by the shell and by healthlake_scans().

import Synchronization

/// Counts of one scan. Shared by its worker threads.
package final class ScanReport: Sendable {
    package struct Counts: Sendable {
        package var files = 0
        package var bytesRead = 0
        package var rows = 0
        /// Lines that could not be read, by file, in the order in which they were met.
        package var rejects: [(file: String, count: Int, firstLine: Int, firstReason: String)] = []
    }

    package let table: String
    private let counts = Mutex(Counts())

    package init(table: String) { self.table = table }

    package func snapshot() -> Counts { counts.withLock { $0 } }

    package func add(files: Int = 0, bytesRead: Int = 0, rows: Int = 0) {
        counts.withLock {
            $0.files += files
            $0.bytesRead += bytesRead
            $0.rows += rows
        }
    }

    /// Counts lines of one file that could not be read.
    package func reject(file: String, count: Int, firstLine: Int, firstReason: String) {
        counts.withLock { counts in
            if let index = counts.rejects.firstIndex(where: { $0.file == file }) {
                counts.rejects[index].count += count
            } else {
                counts.rejects.append((file, count, firstLine, firstReason))
            }
        }
    }
}
