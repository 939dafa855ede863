// From a path in SQL to the files of a scan.

import Columnar
import Storage

/// Finds and judges input files.
enum FHIRInput {
    /// The files that a path names, in order. Manifests named by the path itself are followed;
    /// those met in a directory or by a glob are left out, since their files are there as well.
    ///
    /// - Throws: `LakeError` when nothing matches, or a file is missing or cannot be read.
    static func files(_ path: String) throws(LakeError) -> [FHIRFile] {
        let found = try expandPath(path)
        guard found.count == 1 else { return found.map { FHIRFile(file: $0, format: nil) } }
        let format = try InputFormat.detect(found[0])
        guard format == .manifest else { return [FHIRFile(file: found[0], format: format)] }
        var files: [FHIRFile] = []
        for output in try BulkManifest.outputPaths(found[0]) {
            do {
                files += try expandPath(output).map { FHIRFile(file: $0, format: nil) }
            } catch {
                throw error.at(.file(found[0].path))
            }
        }
        return files
    }

    /// About how much a scan reads. Compressed FHIR is about a tenth; a resource has about 1.5 KB.
    static func estimate(_ files: [FHIRFile]) -> ScanEstimate {
        var bytes = 0.0
        for file in files {
            let path = file.file.path.lowercased()
            let isCompressed = path.hasSuffix(".gz") || path.hasSuffix(".zst")
            bytes += Double(file.file.sizeBytes) * (isCompressed ? 10 : 1)
        }
        return ScanEstimate(rowCount: max(1, bytes / 1500), sizeBytes: bytes)
    }

    /// The resource type that all files begin with, or nil for a mix: decides the shape of a table
    /// whose statement names none.
    ///
    /// - Throws: `LakeError` as `files(_:)`.
    static func commonResourceType(_ path: String) throws(LakeError) -> String? {
        var types: Set<String> = []
        for file in try files(path).prefix(1000) {
            types.formUnion(try ResourceTypeSniffer.types(in: file))
            if types.count > 1 { return nil }
        }
        return types.first
    }
}
