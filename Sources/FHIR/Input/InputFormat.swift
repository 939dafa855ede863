// What a file is: lines of resources, one JSON document, or the manifest of a bulk export.

package import Columnar
import JSON
package import Storage

/// How a file holds resources.
package enum InputFormat: Sendable {
    /// A resource on each line.
    case lines
    /// One JSON value: a resource, a Bundle whose entries are the resources, or an array of
    /// resources.
    case document
    /// The manifest of a bulk export: names files, holds no resources.
    case manifest
}

extension InputFormat {
    /// Bytes looked at to tell.
    private static let prefixBytesMax = 65536

    /// What `file` is. Only files named .json (.json.gz, .json.zst) can be documents: a file of
    /// lines may be cut anywhere, and its first lines may be malformed.
    ///
    /// - Throws: `LakeError.io` when the file cannot be read.
    package static func detect(_ file: DataFile) throws(LakeError) -> InputFormat {
        guard hasDocumentName(file.path) else { return .lines }
        let prefix = try readPrefix(file, bytesMax: prefixBytesMax)
        return detect(prefix, isWhole: prefix.countBytes < prefixBytesMax)
    }

    private static func detect(_ prefix: ByteBuffer, isWhole: Bool) -> InputFormat {
        let bytes = unsafe UnsafeBufferPointer(start: prefix.base, count: prefix.countBytes)
        let lineEnd = unsafe bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        let extractor = MemberExtractor(KeyTable(manifestMembers + ["resourceType"]))
        let indexer = StructuralIndexer()
        let hasMore = unsafe bytes[min(lineEnd + 1, bytes.count)...].contains { $0 > 0x20 }
        if hasMore, case .success(let index) = unsafe indexer.index(prefix.base, count: lineEnd) {
            var token = 0
            let fault = unsafe extractor.extract(prefix.base, index, token: &token, limit: lineEnd)
            if fault == nil { return .lines }
        }
        guard isWhole,
            case .success(let index) = unsafe indexer.index(prefix.base, count: bytes.count),
            unsafe bytes[Int(index.offsets[0])] == UInt8(ascii: "{")
        else { return .document }
        var token = 0
        guard unsafe extractor.extract(prefix.base, index, token: &token, limit: bytes.count) == nil
        else { return .document }
        let isManifest = manifestMembers.indices.allSatisfy {
            unsafe extractor.spans[$0].kind != .absent
        }
        let hasType = unsafe extractor.spans[manifestMembers.count].kind != .absent
        return isManifest && !hasType ? .manifest : .document
    }

    /// Members that every manifest has.
    /// Source: HL7 Bulk Data Access 2.0.0, "Response - Complete Status".
    private static let manifestMembers = ["transactionTime", "output"]

    private static func hasDocumentName(_ path: String) -> Bool {
        var name = path.lowercased()
        for suffix in [".gz", ".zst"] where name.hasSuffix(suffix) {
            name = String(name.dropLast(suffix.count))
        }
        return name.hasSuffix(".json")
    }
}
