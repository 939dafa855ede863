// Resources: the one at hand, those in a Bundle or Parameters, and contained ones.

import Glibc
import JSON

extension ResourceWalk {
    /// A resource as the value of a member: contained, or in a Bundle or Parameters.
    @inline(never)
    mutating func walkInnerResource(_ start: Int, isContained: Bool) -> Bool {
        guard depth + 1 < ValidationLimits.depthMax else { return failDepth(start) }
        return walkResource(isRoot: false, isContained: isContained)
    }

    /// Reads the resource whose opening brace is at hand.
    mutating func walkResource(isRoot: Bool, isContained: Bool) -> Bool {
        let start = unsafe Int(offsets[at])
        let type = resourceType()
        guard type >= 0 else { return type == Self.noType ? skipValue() : false }
        if isRoot { rootType = type }
        let references = containment.references.count
        let contained = containment.contained.count
        at &+= 1
        if !isRoot { depth &+= 1 }
        guard walkObject(definitions.typeNodes[type], isContained ? 1 : 0) else { return false }
        // What stands in a Bundle's entry is a container of its own; a contained resource is not.
        if !isContained { finishContainer(references, contained) }
        if !isRoot { depth &-= 1 }
        if isContained { noteContained(type, start, from: references) }
        return true
    }

    private static let noType = -1
    private static let noJSON = -2

    /// The number of the resource's type, `noType` (after an issue) or `noJSON` (after a fault).
    private mutating func resourceType() -> Int {
        let key = unsafe Int(offsets[at &+ 1])
        var place = at &+ 1
        // Nearly always the first member.
        if unsafe !(key < limit
            && TextFormats.hasPrefix("\"resourceType\"", base + key, limit - key))
        {
            guard let found = findResourceType() else {
                return fault == nil ? Self.noType : Self.noJSON
            }
            place = found
        }
        let colon = unsafe Int(offsets[place &+ 1])
        guard colon < limit, unsafe base[colon] == JSONByte.colon else {
            _ = fail(colon, "a colon is expected after a member name")
            return Self.noJSON
        }
        let value = unsafe Int(offsets[place &+ 2])
        guard value < limit else {
            _ = fail(limit, "a value is expected")
            return Self.noJSON
        }
        guard unsafe base[value] == JSONByte.quote else {
            reportType(value, "resourceType is no text")
            return Self.noType
        }
        var end = unsafe min(Int(offsets[place &+ 3]), limit)
        while unsafe end > value && base[end &- 1] != JSONByte.quote { end &-= 1 }
        guard end &- value >= 2 else {
            _ = fail(value, "a string does not end where it should")
            return Self.noJSON
        }
        let type = unsafe names.find(definitions.typeTable, base + value + 1, end &- value &- 2)
        if type < 0 { reportType(value, "resourceType names no resource of R4") }
        return type < 0 ? Self.noType : type
    }

    /// The token of the name `resourceType` in the object at hand, when it is not the first. The
    /// whole object is checked as JSON before.
    @inline(never)
    private mutating func findResourceType() -> Int? {
        let token = at
        guard skipValue() else { return nil }
        let end = at
        at = token
        var place = token &+ 1
        while place < end {
            let key = unsafe Int(offsets[place])
            guard unsafe base[key] == JSONByte.quote else { break }
            if unsafe TextFormats.hasPrefix("\"resourceType\"", base + key, limit - key) {
                return place
            }
            place = tokenBehind(place &+ 2)
            guard unsafe base[Int(offsets[place])] == JSONByte.comma else { break }
            place &+= 1
        }
        unsafe reportType(Int(offsets[token]), "the object has no resourceType")
        return nil
    }

    /// The token behind the value at a token of a text that is known to be JSON.
    func tokenBehind(_ token: Int) -> Int {
        var at = token
        var depth = 0
        repeat {
            let byte = unsafe base[Int(offsets[at])]
            if byte == JSONByte.openObject || byte == JSONByte.openArray {
                depth &+= 1
            } else if byte == JSONByte.closeObject || byte == JSONByte.closeArray {
                depth &-= 1
            }
            at &+= 1
        } while unsafe depth > 0 && Int(offsets[at]) < limit
        return at
    }

    // MARK: Containers

    private mutating func noteContained(_ type: Int, _ start: Int, from first: Int) {
        let refersToContainer = containment.references[first...].contains { $0.text == [0x23] }
        unsafe containment.contained.append(
            Containment.Contained(
                id: text(of: resourceID), type: type, refersToContainer: refersToContainer,
                step: steps[depth], offset: start))
        let meta = unsafe nodes[definitions.metaNode]
        if resourceMeta & meta.firstMask != 0 {
            report(
                .error, .invariant, .dom4, start,
                "a contained resource has meta.versionId or meta.lastUpdated")
        }
        if resourceMeta & meta.secondMask != 0 {
            report(.error, .invariant, .dom5, start, "a contained resource has a security label")
        }
    }

    /// The end of a resource that is not contained: its local references are complete.
    ///
    /// - Parameters: how many references and contained resources were known before it.
    private mutating func finishContainer(_ referencesBefore: Int, _ containedBefore: Int) {
        guard
            containment.references.count > referencesBefore
                || containment.contained.count > containedBefore
        else { return }
        let references = Array(containment.references[referencesBefore...])
        let contained = Array(containment.contained[containedBefore...])
        containment.references.removeSubrange(referencesBefore...)
        containment.contained.removeSubrange(containedBefore...)
        for inner in contained {
            let isReferred =
                !inner.id.isEmpty
                && references.contains { $0.text.dropFirst().elementsEqual(inner.id) }
            guard !isReferred && !inner.refersToContainer else { continue }
            unsafe steps[depth] = inner.step
            report(
                .error, .invariant, .dom3, inner.offset,
                "a contained resource is not referred to from the resource that contains it")
        }
        for reference in references where reference.isReference {
            guard reference.text.count > 1 else { continue }
            let target = contained.first { reference.text.dropFirst().elementsEqual($0.id) }
            if let target {
                checkLocalTarget(reference, target.type)
            } else {
                append(
                    Issue(
                        severity: .error, code: .invariant, rule: .ref1,
                        expression: reference.expression, location: reference.location,
                        diagnostics: "ref-1: a local reference names no contained resource",
                        offsetBytes: reference.offset))
            }
        }
    }

    private mutating func checkLocalTarget(_ reference: Containment.LocalReference, _ type: Int) {
        guard reference.targets > 0, reference.targets < definitions.targetSets.count,
            !definitions.targetSets[reference.targets].contains(type)
        else { return }
        append(
            Issue(
                severity: .error, code: .structure, rule: .referenceTarget,
                expression: reference.expression, location: reference.location,
                diagnostics: "a reference points at a contained "
                    + "\(definitions.resourceTypes[type]), which is not allowed here",
                offsetBytes: reference.offset))
    }
}
