// Texts in buffers with the padding that the indexer asks for.

import Columnar
@testable import JSON

/// A JSON text, indexed.
final class IndexedText {
    let buffer: ByteBuffer
    let indexer = StructuralIndexer()
    var count: Int { buffer.countBytes }

    init(_ bytes: [UInt8]) throws {
        buffer = try ByteBuffer(capacityBytes: bytes.count)
        try unsafe bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
            if let start = source.baseAddress {
                try unsafe buffer.append(start, count: source.count)
            }
        }
    }

    convenience init(_ text: String) throws { try self.init(Array(text.utf8)) }

    func index() throws(IndexFault) -> StructuralIndex {
        try unsafe indexer.index(buffer.base, count: count).get()
    }

    /// What is wrong with the text as one JSON value.
    func fault(findsDuplicates: Bool = true, depthMax: Int = JSONLimits.depthMax) -> JSONFault? {
        do {
            let index = try index()
            var token = 0
            let validator = JSONValidator(depthMax: depthMax, findsDuplicates: findsDuplicates)
            let fault = unsafe validator.check(buffer.base, index, token: &token, limit: count)
            if let fault { return fault }
            guard token < index.count else { return nil }
            return unsafe JSONFault(.trailing, offset: Int(index.offsets[token]), "trailing")
        } catch {
            return JSONFault(error, offset: 0)
        }
    }

    func text(of span: MemberSpan) -> String {
        let bytes = (Int(span.start)..<Int(span.end)).map { unsafe buffer.base[$0] }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Calls `body` with the bytes of a text.
func withBytes<Result>(
    _ text: some Sequence<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
) -> Result {
    unsafe Array(text).withUnsafeBufferPointer { unsafe body($0) }
}
