// What a scan did: counted while it runs, read by the shell and by healthlake_scans().

import Synchronization

/// Counts of one scan. Shared by its worker threads.
package final class ScanReport: Sendable {
    package struct Counts: Sendable {
        package var files = 0
        package var bytesRead = 0
        package var rows = 0
        /// What statistics told to leave out, and what was left to read.
        package var parts: [Part.Kind: (read: Int, skipped: Int)] = [:]
        /// Lines that could not be read, by file, in the order in which they were met.
        package var rejects: [(file: String, count: Int, firstLine: Int, firstReason: String)] = []
    }

    /// A part of a table that a scan reads or leaves out.
    package struct Part: Sendable {
        package enum Kind: String, CaseIterable, Sendable {
            case manifest, file
            case rowGroup = "row group"
            case page
        }

        package let kind: Kind
        /// The file, and the part's place in it.
        package let name: String
        /// Rows, where they are known.
        package let rowCount: Int?
        /// Why it is left out: the column and what is known of it; nil when it is read.
        package let reason: String?

        package init(_ kind: Kind, _ name: String, rowCount: Int?, reason: String?) {
            self.kind = kind
            self.name = name
            self.rowCount = rowCount
            self.reason = reason
        }
    }

    package let table: String
    /// Whether every decision is kept, and not only counted.
    package let keepsDecisions: Bool
    /// Whether only decisions are wanted: the scan has no rows, and reads no data pages.
    package let isDryRun: Bool
    private let kept = Mutex<[Part]>([])
    private let counts = Mutex(Counts())

    /// - Parameter isDryRun: also keeps the decisions.
    package init(table: String, keepsDecisions: Bool = false, isDryRun: Bool = false) {
        self.table = table
        self.keepsDecisions = keepsDecisions || isDryRun
        self.isDryRun = isDryRun
    }

    /// The decisions so far, in the order in which they were made.
    package var decisions: [Part] { kept.withLock { $0 } }

    /// Counts a part that is read or left out.
    ///
    /// - Parameters:
    ///   - name: asked for only where decisions are kept.
    ///   - reason: why it is left out; nil when it is read.
    package func decide(
        _ kind: Part.Kind, rowCount: Int?, reason: String?, name: () -> String
    ) {
        counts.withLock {
            var count = $0.parts[kind] ?? (0, 0)
            if reason == nil { count.read += 1 } else { count.skipped += 1 }
            $0.parts[kind] = count
        }
        guard keepsDecisions else { return }
        keep([Part(kind, name(), rowCount: rowCount, reason: reason)])
    }

    /// Keeps decisions that are counted elsewhere.
    package func keep(_ parts: [Part]) { kept.withLock { $0 += parts } }

    /// Counts pages that are left out of a row group.
    package func skipPages(_ count: Int, of read: Int) {
        counts.withLock {
            let before = $0.parts[.page] ?? (0, 0)
            $0.parts[.page] = (before.read + read, before.skipped + count)
        }
    }

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
