// Reads the FHIR side: one pass over all files, whichever types they hold.

import Columnar
import FHIR

extension FHIRFacts {
    /// - Throws: `LakeError` when a path names nothing or a file cannot be read; lines that are no
    ///   resources are counted.
    static func read(
        _ options: CrossModelOptions, _ map: CodeMap
    ) throws(LakeError) -> FHIRFacts {
        let reader = ResourceReader(map)
        for path in options.fhirPaths {
            let report = ScanReport(table: path)
            let table = try FHIRTable(
                path: path, resourceType: nil,
                options: FHIROptions(policy: .skip, lineBytesMax: options.lineBytesMax))
            let columns = ["resource_type", "resource"].compactMap { table.schema.index(of: $0) }
            let environment = ScanEnvironment(
                threadCount: options.threadCount, memoryBytesMax: options.memoryBytesMax,
                report: report, checkpoint: options.checkpoint)
            let stream = try table.open(ScanRequest(columns: columns), in: environment)
            while let batch = try stream.next() {
                try options.checkpoint()
                read(batch, reader)
            }
            for reject in report.snapshot().rejects {
                reader.add(
                    unreadable: reject.file, count: reject.count, firstLine: reject.firstLine)
            }
        }
        return reader.finish()
    }

    private static func read(_ batch: ColumnBatch, _ reader: ResourceReader) {
        guard batch.columns.count == 2 else { return }
        let (types, resources) = (batch.columns[0], batch.columns[1])
        var kinds: [UInt64: ResourceKind] = [:]
        for kind in ResourceKind.allCases { kinds[PairHash.text(kind.name)] = kind }
        for row in 0..<batch.rowCount {
            if let kind = unsafe kinds[hashBytes(types.bytes(at: row))] {
                unsafe reader.read(kind, resources.bytes(at: row))
            }
        }
    }
}
