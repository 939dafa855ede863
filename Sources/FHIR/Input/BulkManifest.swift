// The manifest of a bulk export: which files the export is made of.
// Source: HL7 Bulk Data Access 2.0.0, "Response - Complete Status".

import Columnar
import JSON
import Storage

/// Reads manifests.
enum BulkManifest {
    /// Bytes of a manifest: one with a million files stays well below.
    private static let sizeBytesMax = 256 << 20

    /// The paths of the files under `output`, beside the manifest: a file's name is the last part
    /// of its URL, since that is how bulk clients store what they download.
    ///
    /// - Throws: `LakeError.corrupt` when the file is no manifest or names no files.
    static func outputPaths(_ file: DataFile) throws(LakeError) -> [String] {
        let buffer = try readWholeFile(file, bytesMax: sizeBytesMax)
        func failure(_ what: String) -> LakeError {
            LakeError(
                .corrupt, what, at: [.file(file.path)],
                advice: "a manifest has an array 'output' of objects with 'url'")
        }
        let text = unsafe UnsafeBufferPointer(start: buffer.base, count: buffer.countBytes)
        guard
            case .success(let index) = unsafe StructuralIndexer().index(
                buffer.base, count: text.count)
        else { throw failure("the manifest is not JSON") }
        let members = MemberExtractor(KeyTable(["output"]))
        var token = 0
        if unsafe members.extract(buffer.base, index, token: &token, limit: text.count) != nil {
            throw failure("the manifest is not a JSON object")
        }
        guard unsafe members.spans[0].kind == .array else { throw failure("'output' is no array") }
        let folder = file.path.lastIndex(of: "/").map { String(file.path[...$0]) } ?? ""
        let output = MemberExtractor(KeyTable(["url"]))
        var paths: [String] = []
        var elements = unsafe JSONArrayWalk(members.spans[0])
        while let element = unsafe elements.next(buffer.base, index) {
            guard element.kind == .object else { throw failure("an 'output' is no object") }
            var token = Int(element.token)
            let fault = unsafe output.extract(
                buffer.base, index, token: &token, limit: Int(element.end))
            guard fault == nil, unsafe output.spans[0].kind == .string else {
                throw failure("an 'output' has no 'url'")
            }
            let span = unsafe output.spans[0]
            let inside = unsafe UnsafeBufferPointer(
                rebasing: text[Int(span.start) + 1..<Int(span.end) - 1])
            let url = unsafe String(decoding: JSONString.unescape(inside), as: UTF8.self)
            let path = url.split(separator: "?").first ?? ""
            guard let name = path.split(separator: "/").last else {
                throw failure("an 'output' has an empty 'url'")
            }
            paths.append(folder + name)
        }
        return paths
    }
}
