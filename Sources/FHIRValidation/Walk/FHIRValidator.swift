// Validates one resource after the other: the entry to everything else here.
//
//     bytes → structural index (simdjson) → ResourceWalk → issues
//
// One pass over the tokens, no tree: the walk knows the node it is in and looks each member up
// there. JSON's grammar is checked on the way, so a text that is no JSON gives one fatal issue and
// nothing else.

import Columnar
package import JSON

/// How resources are validated.
package struct ValidationOptions: Sendable {
    /// The resources that references are looked up in; nil where references are not followed.
    package var references: ReferenceIndex?
    /// Whether the data set is said to be complete: a reference that is not found is then an error,
    /// else a warning.
    package var isComplete: Bool
    /// Whether diagnostics quote values of the resource.
    package var showsValues: Bool

    package init(
        references: ReferenceIndex? = nil, isComplete: Bool = false, showsValues: Bool = false
    ) {
        self.references = references
        self.isComplete = isComplete
        self.showsValues = showsValues
    }
}

/// Validates FHIR R4 resources. One thread at a time; keeps its memory.
package final class FHIRValidator {
    private var walk: ResourceWalk
    private let indexer = StructuralIndexer()
    /// A text with room behind it.
    private var scratch: [UInt8] = []

    package init(_ options: ValidationOptions = ValidationOptions()) {
        walk = ResourceWalk(options)
    }

    /// The keys of the R4 invariants that are checked; the others need FHIRPath, are counted and
    /// left out.
    package static let invariantsChecked: [String] = IssueRule.invariants.map(\.rawValue)

    /// Validates the resource in `text`; nothing needs to be readable behind it.
    ///
    /// - Parameter list: emptied, then filled with what was found.
    package func validate(_ text: UnsafeBufferPointer<UInt8>, into list: inout IssueList) {
        scratch.removeAll(keepingCapacity: true)
        unsafe scratch.append(contentsOf: text)
        scratch.append(contentsOf: repeatElement(0x20, count: ByteBuffer.paddingBytes))
        unsafe scratch.withUnsafeBufferPointer { copy in
            guard let base = copy.baseAddress else { return list.removeAll() }
            unsafe validate(base, count: text.count, into: &list)
        }
    }

    /// Validates the resource in `text`.
    package func validate(_ text: [UInt8], into list: inout IssueList) {
        unsafe text.withUnsafeBufferPointer { unsafe validate($0, into: &list) }
    }

    /// Validates the resource in the `count` bytes from `base`; `ByteBuffer.paddingBytes` more must
    /// be readable behind them.
    package func validate(
        _ base: UnsafePointer<UInt8>, count: Int, into list: inout IssueList
    ) {
        list.removeAll()
        // A byte-order mark is no JSON, but editors put it there.
        let start =
            unsafe count >= 3 && base[0] == 0xEF && base[1] == 0xBB && base[2] == 0xBF ? 3 : 0
        guard count < ValidationLimits.resourceBytesMax else {
            let fault = JSONFault(.size, offset: 0, "the text is too long to be read")
            return unsafe walk.takeIssues(fault, base, from: 0, count, into: &list)
        }
        switch unsafe indexer.index(base + start, count: count - start) {
        case .failure(let fault):
            unsafe walk.takeIssues(JSONFault(fault, offset: 0), base, from: 0, count, into: &list)
        case .success(let index):
            unsafe validate(base + start, index, first: 0, limit: count - start, into: &list)
        }
    }

    /// Validates the resource that begins with the token `first` of an index and ends before the
    /// offset `limit`; `base` is what the index counts from.
    ///
    /// - Parameter origin: the offset that lines and columns are counted from.
    /// - Returns: the token behind it; the first one at or behind `limit` when it is no JSON.
    @discardableResult
    package func validate(
        _ base: UnsafePointer<UInt8>, _ index: StructuralIndex, first: Int, from origin: Int = 0,
        limit: Int,
        into list: inout IssueList
    ) -> Int {
        list.removeAll()
        return unsafe walk.run(base, index, first: first, from: origin, limit: limit, into: &list)
    }
}
