// What is looked at when an object of certain types has been read: concepts, references,
// extensions, resources.

import Columnar
import Glibc
import JSON

extension ResourceWalk {
    /// The end of an object whose node has a role.
    ///
    /// - Parameters:
    ///   - seen: the elements it has as members, without companions.
    ///   - present: with companions.
    ///   - first, second: what was captured.
    ///   - context: of the property that the object is the value of.
    ///   - token: of its opening brace.
    ///   - hasUnknown: it has members that are no elements.
    mutating func finish(
        _ node: UnsafeMutablePointer<Node>, _ seen: UInt64, _ present: UInt64, _ first: UInt64,
        _ second: UInt64, _ context: Int, _ token: Int, hasUnknown: Bool
    ) {
        let isOnlyID = unsafe present & ~node.pointee.idMask == 0 && !hasUnknown
        switch unsafe node.pointee.role {
        case .plain, .companion: return
        case .coding:
            if context != 0 { noteCoding(context, first, second) }
        case .codeableConcept:
            if context != 0 { finishConcept(context, token) }
        case .reference: finishReference(first, second, context)
        case .extensionElement:
            let hasExtension = unsafe present & node.pointee.firstMask != 0
            let hasValue = unsafe present & node.pointee.secondMask != 0
            if hasExtension == hasValue {
                reportObject(
                    .invariant, .ext1, token,
                    "an extension has either a value or extensions, not both and not neither")
            }
        case .quantity:
            if unsafe context == 1 && present & node.pointee.firstMask != 0 {
                reportObject(
                    .structure, .simpleQuantity, token, "a quantity may have no comparator here")
            }
        case .meta: metaSeen = seen
        case .resource, .domainResource:
            resourceMeta = first
            resourceID = second
            if unsafe context == 1 && node.pointee.role == .domainResource
                && seen & node.pointee.firstMask != 0
            {
                reportObject(
                    .invariant, .dom2, token,
                    "a contained resource contains resources itself")
            }
            return
        }
        if isOnlyID { reportOnlyID(token) }
    }

    // MARK: Concepts

    private mutating func finishConcept(_ context: Int, _ token: Int) {
        // A concept may have text only; what codings it has must not all be from elsewhere.
        if codingCount > 0 && codingHits == 0 { reportConcept(context, token) }
        codingHits = 0
        codingCount = 0
    }

    // MARK: References

    /// Reference.reference and Reference.type against the types that may stand here, and against
    /// the data set.
    @inline(__always)
    private mutating func finishReference(_ type: UInt64, _ reference: UInt64, _ context: Int) {
        if type != 0 && context != 0 { checkNamedType(type, context) }
        guard reference != 0 else { return }
        let (start, end) = (Int(reference >> 32), Int(reference & 0xFFFF_FFFF))
        guard end > start else { return }
        let count = end &- start
        if unsafe base[start] == UInt8(ascii: "#") { return noteLocal(reference, start, context) }
        let target = unsafe ReferenceTarget(base + start, count, names, definitions.typeTable)
        guard target.type >= 0 else { return }
        if context != 0, context < definitions.targetSets.count,
            !definitions.targetSets[context].contains(target.type)
        {
            reportTarget(target.type, start)
        }
        if let references = options.references, target.isRelative {
            if unsafe !references.contains(
                UnsafeBufferPointer(
                    start: base + start + target.start, count: target.end - target.start))
            {
                reportUnresolved(start)
            }
        }
    }

    @inline(never)
    private mutating func noteLocal(_ reference: UInt64, _ start: Int, _ context: Int) {
        containment.references.append(
            Containment.LocalReference(
                text: text(of: reference), isReference: true,
                expression: expression(depth: depth), location: location(depth: depth),
                offset: start, targets: context))
    }

    /// Reference.type: the name of a resource type, or a URL of something else.
    @inline(never)
    private mutating func checkNamedType(_ span: UInt64, _ context: Int) {
        let (start, end) = (Int(span >> 32), Int(span & 0xFFFF_FFFF))
        guard end > start, context < definitions.targetSets.count else { return }
        let type = unsafe names.find(definitions.typeTable, base + start, end - start)
        if type >= 0 && !definitions.targetSets[context].contains(type) {
            reportTarget(type, start)
        }
    }
}

/// What the text of a reference points at.
///
///     [ http(s)://server/… / ] Type / id [ /_history/version ]
///     Type ? search
struct ReferenceTarget {
    /// Number of the resource type, or -1.
    var type = -1
    /// `Type/id` without a server: may be looked up in the data set.
    var isRelative = false
    /// `Type/id` in the text.
    var start = 0
    var end = 0

    @inline(__always)
    init(_ text: UnsafePointer<UInt8>, _ count: Int, _ names: NameTables, _ types: NameTable) {
        // Type/id: the type ends at the first slash, and no other follows.
        var slash = 0
        while unsafe slash < count && isLetter(text[slash]) { slash &+= 1 }
        guard slash < count else { return }
        if unsafe text[slash] == UInt8(ascii: "/") || text[slash] == UInt8(ascii: "?") {
            type = unsafe names.find(types, text, slash)
            guard type >= 0, unsafe text[slash] == UInt8(ascii: "/") else { return }
            end = slash &+ 1
            while unsafe end < count && text[end] != UInt8(ascii: "/")
                && text[end] != UInt8(ascii: "?")
                && text[end] != UInt8(ascii: "#")
            {
                end &+= 1
            }
            isRelative = end > slash &+ 1
            return
        }
        if unsafe TextFormats.hasPrefix("http", text, count) {
            unsafe findInURL(text, count, names, types)
        }
    }

    /// The last but one part of a URL's path.
    private mutating func findInURL(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ names: NameTables, _ types: NameTable
    ) {
        var end = count
        var at = 0
        while at &+ 10 <= count {
            if unsafe TextFormats.hasPrefix("/_history/", text + at, count &- at) {
                end = at
                break
            }
            at &+= 1
        }
        var last = end
        while unsafe last > 0 && text[last &- 1] != UInt8(ascii: "/") { last &-= 1 }
        guard last > 1 else { return }
        var first = last &- 1
        while unsafe first > 0 && text[first &- 1] != UInt8(ascii: "/") { first &-= 1 }
        guard first > 8, last &- 1 > first, unsafe TextFormats.isID(text + last, end &- last) else {
            return
        }
        type = unsafe names.find(types, text + first, last &- 1 &- first)
    }
}
