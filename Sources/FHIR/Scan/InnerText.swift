// Texts within members that have columns of their own: ids of references, first codes of concepts.

import Columnar
import JSON

/// Which text within a member.
enum InnerText: Sendable {
    /// The id that `reference` of a Reference names.
    case referenceID
    /// `coding[0].code` of a CodeableConcept.
    case conceptCode
    /// `code` of a Coding.
    case codingCode

    /// The part of the string that is the value.
    func range(in text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        switch self {
        case .referenceID: unsafe ReferenceID.range(in: text)
        case .conceptCode, .codingCode: 0..<text.count
        }
    }
}

/// Finds such texts. One thread at a time.
final class InnerTextFinder {
    private let reference = MemberExtractor(KeyTable(["reference"]))
    private let coding = MemberExtractor(KeyTable(["coding"]))
    private let code = MemberExtractor(KeyTable(["code"]))

    /// The inside of the string, between its quotes; nil when there is none, or nothing in it.
    func find(
        _ kind: InnerText, in span: MemberSpan, _ base: UnsafePointer<UInt8>,
        _ index: StructuralIndex
    ) -> UnsafeBufferPointer<UInt8>? {
        switch kind {
        case .referenceID:
            guard let text = unsafe string(of: span, reference, base, index),
                unsafe !ReferenceID.range(in: text).isEmpty
            else { return nil }
            return unsafe text
        case .codingCode: return unsafe string(of: span, code, base, index)
        case .conceptCode:
            guard let codings = unsafe value(of: span, coding, base, index), codings.kind == .array
            else { return nil }
            var walk = JSONArrayWalk(codings)
            return unsafe walk.next(base, index).flatMap {
                unsafe string(of: $0, code, base, index)
            }
        }
    }

    private func value(
        of span: MemberSpan, _ extractor: MemberExtractor, _ base: UnsafePointer<UInt8>,
        _ index: StructuralIndex
    ) -> MemberSpan? {
        guard span.kind == .object else { return nil }
        var token = Int(span.token)
        let fault = unsafe extractor.extract(base, index, token: &token, limit: Int(span.end))
        return unsafe fault == nil ? extractor.spans[0] : nil
    }

    private func string(
        of span: MemberSpan, _ extractor: MemberExtractor, _ base: UnsafePointer<UInt8>,
        _ index: StructuralIndex
    ) -> UnsafeBufferPointer<UInt8>? {
        guard let value = unsafe value(of: span, extractor, base, index), value.kind == .string,
            value.end > value.start + 2, unsafe base[Int(value.end) - 1] == UInt8(ascii: "\"")
        else { return nil }
        return unsafe UnsafeBufferPointer(
            start: base + Int(value.start) + 1, count: Int(value.end - value.start) - 2)
    }
}
