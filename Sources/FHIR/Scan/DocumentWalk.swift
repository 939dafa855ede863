// The resources of one JSON document: itself, the entries of a Bundle, or the elements of an array.

import Columnar
import JSON

/// Finds resources in a document that is in memory.
struct DocumentWalk {
    enum Content {
        /// Several JSON values after one another: lines, whatever the file's name says.
        case lines
        case fault(JSONFault)
        /// The resources, with the index that their spans refer to.
        case resources(StructuralIndex, [MemberSpan])
    }

    private let indexer: StructuralIndexer

    init(_ indexer: StructuralIndexer) { self.indexer = indexer }

    /// Finds the resources of the text; spans are valid until the indexer is used again.
    func open(_ base: UnsafePointer<UInt8>, count: Int) -> Content {
        let index: StructuralIndex
        switch unsafe indexer.index(base, count: count) {
        case .success(let found): index = found
        case .failure(.empty): return .resources(StructuralIndex.none, [])
        // Of lines, only one may be unsound.
        case .failure(let fault):
            return unsafe firstLineIsObject(base, count)
                ? .lines : .fault(JSONFault(fault, offset: 0))
        }
        let start = unsafe Int(index.offsets[0])
        switch unsafe base[start] {
        case UInt8(ascii: "["): return unsafe array(base, index, count)
        case UInt8(ascii: "{"): return unsafe object(base, index, count)
        default:
            return .fault(JSONFault(.notObject, offset: start, "the file is no JSON object"))
        }
    }

    private func firstLineIsObject(_ base: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let text = unsafe UnsafeBufferPointer(start: base, count: count)
        guard let end = unsafe text.firstIndex(of: UInt8(ascii: "\n")),
            case .success(let index) = unsafe indexer.index(base, count: end)
        else { return false }
        var token = 0
        let fault = unsafe MemberExtractor(KeyTable([])).extract(
            base, index, token: &token, limit: end)
        return fault == nil
    }

    private func array(
        _ base: UnsafePointer<UInt8>, _ index: StructuralIndex, _ count: Int
    ) -> Content {
        if let fault = unsafe check(base, index, count) { return .fault(fault) }
        let end = unsafe Int(index.offsets[index.count - 1]) + 1
        let span = unsafe MemberSpan(
            kind: .array, start: index.offsets[0], end: UInt32(truncatingIfNeeded: end), token: 0)
        return unsafe elements(of: span, base, index) { $0 }
    }

    private func object(
        _ base: UnsafePointer<UInt8>, _ index: StructuralIndex, _ count: Int
    ) -> Content {
        let members = MemberExtractor(KeyTable(["resourceType", "entry"]))
        var token = 0
        if let fault = unsafe members.extract(base, index, token: &token, limit: count) {
            return fault.kind == .trailing ? .lines : .fault(fault)
        }
        if token < index.count { return .lines }
        if let fault = unsafe check(base, index, count) { return .fault(fault) }
        let type = unsafe members.spans[0]
        let name = unsafe UnsafeBufferPointer(
            start: base + Int(type.start), count: Int(type.end) - Int(type.start))
        guard unsafe String(decoding: name, as: UTF8.self) == "\"Bundle\"" else {
            let whole = MemberSpan(
                kind: .object, start: UInt32(truncatingIfNeeded: members.objectStart),
                end: UInt32(truncatingIfNeeded: members.objectEnd), token: 0)
            return .resources(index, [whole])
        }
        guard unsafe members.spans[1].kind == .array else { return .resources(index, []) }
        let entry = MemberExtractor(KeyTable(["resource"]))
        return unsafe elements(of: members.spans[1], base, index) { element in
            var token = Int(element.token)
            _ = unsafe entry.extract(base, index, token: &token, limit: Int(element.end))
            // An entry may hold a request or a response only.
            return unsafe entry.spans[0].kind == .absent ? nil : entry.spans[0]
        }
    }

    /// The objects of an array, through `resource`.
    private func elements(
        of span: MemberSpan, _ base: UnsafePointer<UInt8>, _ index: StructuralIndex,
        _ resource: (MemberSpan) -> MemberSpan?
    ) -> Content {
        var resources: [MemberSpan] = []
        var walk = JSONArrayWalk(span)
        while let element = unsafe walk.next(base, index) {
            guard element.kind == .object, let found = resource(element) else { continue }
            if found.kind == .object { resources.append(found) }
        }
        return .resources(index, resources)
    }

    /// Checks the whole text: a document is sound or not, there are no lines to tell apart.
    private func check(
        _ base: UnsafePointer<UInt8>, _ index: StructuralIndex, _ count: Int
    ) -> JSONFault? {
        var token = 0
        let validator = JSONValidator(findsDuplicates: false)
        if let fault = unsafe validator.check(base, index, token: &token, limit: count) {
            return fault
        }
        guard token < index.count else { return nil }
        return unsafe JSONFault(
            .trailing, offset: Int(index.offsets[token]), "something follows the JSON value")
    }
}
