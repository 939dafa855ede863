// Which resource types a file begins with.

import Columnar
import JSON
import Storage

/// Looks at the first resources of a file.
enum ResourceTypeSniffer {
    private static let prefixBytesMax = 65536

    /// The types of the first resources: of the lines in the first 64 KiB, or of a whole document.
    static func types(in file: FHIRFile) throws(LakeError) -> Set<String> {
        let request = ScanRequest(columns: [0])
        let plan = RowPlan(columns: ResourceColumn.mixed, request: request, wantedType: nil)
        let scanner = RowScanner(plan, paths: [file.file.path])
        let block: ScannedBlock
        switch try file.detectedFormat() {
        case .manifest: return []
        case .document:
            let document = try readWholeFile(
                file.file, bytesMax: FHIRLimits.documentBytesMax)
            block = try scanner.scan(document: document, file: 0)
        case .lines:
            let prefix = try readPrefix(file.file, bytesMax: prefixBytesMax)
            block = try scanner.scan(
                LineBlock(
                    buffer: prefix, startBytes: 0, countBytes: prefix.countBytes,
                    fileOffsetBytes: 0, isLast: true), file: 0)
        }
        guard let column = block.columns.first?.vector(file: 0, linesBefore: 0) else { return [] }
        var types: Set<String> = []
        for row in 0..<column.count {
            if let type = column.value(at: row).string { types.insert(type) }
        }
        return types
    }
}
