// What the scans of a connection did: the last ones for healthlake_scans(), complaints for the
// shell.

import Columnar
import SQLiteBridge
import Synchronization

/// Remembers scans.
final class ScanLog: Sendable {
    private struct State {
        var recent: [(table: String, counts: ScanReport.Counts)] = []
        var warnings: [String] = []
    }

    /// Scans that healthlake_scans() can show.
    private static let recentMax = 100

    private let state = Mutex(State())

    func add(_ report: ScanReport) {
        let counts = report.snapshot()
        state.withLock { state in
            state.recent.append((report.table, counts))
            if state.recent.count > Self.recentMax { state.recent.removeFirst() }
            for reject in counts.rejects {
                let warning = ScanLog.warning(reject)
                // A join may scan a file many times: it complains once.
                if !state.warnings.contains(warning) { state.warnings.append(warning) }
            }
        }
    }

    func takeWarnings() -> [String] {
        state.withLock { state in
            defer { state.warnings = [] }
            return state.warnings
        }
    }

    func add(warning: String) { state.withLock { $0.warnings.append(warning) } }

    private static func warning(
        _ reject: (file: String, count: Int, firstLine: Int, firstReason: String)
    ) -> String {
        let count =
            reject.count == 1 ? "1 malformed line was" : "\(reject.count) malformed lines were"
        return
            "\(reject.file): \(count) skipped (line \(reject.firstLine): \(reject.firstReason)); "
            + "SELECT * FROM fhir_malformed(\(Database.literal(reject.file))) lists them"
    }

    static let schema = TableSchema(
        [
            Field("scan", .integer), Field("table_name", .text), Field("files", .integer),
            Field("bytes_read", .integer), Field("rows", .integer), Field("rejected", .integer),
        ]
            + ScanReport.Part.Kind.allCases.flatMap { kind in
                let name = kind.rawValue.replacing(" ", with: "_") + "s"
                return [Field("\(name)_read", .integer), Field("\(name)_skipped", .integer)]
            })

    /// The scans, the latest first.
    func table() -> RowsTable {
        let recent = state.withLock { $0.recent }
        var rows: [[Value]] = []
        for (index, scan) in recent.reversed().enumerated() {
            let rejected = scan.counts.rejects.reduce(0) { $0 + $1.count }
            var row: [Value] = [
                .integer(Int64(index + 1)), .text(scan.table), .integer(Int64(scan.counts.files)),
                .integer(Int64(scan.counts.bytesRead)), .integer(Int64(scan.counts.rows)),
                .integer(Int64(rejected)),
            ]
            for kind in ScanReport.Part.Kind.allCases {
                let count = scan.counts.parts[kind] ?? (0, 0)
                row += [.integer(Int64(count.read)), .integer(Int64(count.skipped))]
            }
            rows.append(row)
        }
        return RowsTable(Self.schema, rows: rows)
    }
}
