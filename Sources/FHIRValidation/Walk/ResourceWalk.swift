// The walk over the tokens of a resource: one pass, JSON's grammar and FHIR's structure at once.
//
//     object  = "{" [ name ":" value { "," name ":" value } ] "}"
//
// For each object the walk keeps two words: which elements it has seen, and which companions
// (`_name`). What is missing, what stands there twice and what needs a second look (null in a list,
// companions) follows from these at the object's end. The path is a stack of element numbers, made
// a text only for an issue.
//
// Functions that return Bool return false when the text turned out to be no JSON; `fault` says why,
// and the walk ends.

import Columnar
import Glibc
import JSON

/// One step of the path to the value at hand.
struct PathStep {
    /// Number of the member's property.
    var property: UInt32
    /// Place in a list, or -1.
    var index: Int32
}

/// Walks resources. One thread at a time.
@safe
struct ResourceWalk: ~Copyable {
    let options: ValidationOptions
    let definitions = ResourceDefinitions.shared
    let names: NameTables
    let nodes: UnsafeMutablePointer<Node>
    let properties: UnsafeMutablePointer<Property>

    // The text at hand.
    var base: UnsafePointer<UInt8>
    var offsets: UnsafePointer<UInt32>
    var index = StructuralIndex.none
    /// Offset behind the resource.
    var limit = 0
    /// Whether a backslash stands anywhere in the resource.
    var hasEscapes = false
    /// The next token.
    var at = 0

    // Where the walk is.
    let steps: UnsafeMutablePointer<PathStep>
    /// Objects around the member at hand: steps[depth] is that member.
    var depth = 0
    var rootType = 0

    // What the walk has found.
    var fault: JSONFault?
    var issues: [Issue] = []
    var issuesLeftOut = 0
    var invariantsNotEvaluated = 0
    var codesNotChecked = 0

    // What inner objects tell outer ones.
    /// A null stood in the list that was read last.
    var sawNull = false
    /// Offset behind the scalar that was read last.
    var scalarEnd = 0
    /// The value set of the concept at hand; 0 for none.
    var conceptContext = 0
    /// Codings of a bound concept, and how many of them are in its value set.
    var codingCount = 0
    var codingHits = 0
    /// The members of the Meta that was read last.
    var metaSeen: UInt64 = 0
    /// Of the resource that was read last: the members of its meta, and where its id stands.
    var resourceMeta: UInt64 = 0
    var resourceID: UInt64 = 0
    var containment = Containment()

    var narrative = NarrativeChecker()
    /// Text with its escapes replaced, and room behind it.
    var scratch: [UInt8] = []
    private let validator = JSONValidator(findsDuplicates: false)

    init(_ options: ValidationOptions) {
        self.options = options
        names = definitions.names
        unsafe nodes = unsafe definitions.nodes
        unsafe properties = unsafe definitions.properties
        unsafe steps = UnsafeMutablePointer<PathStep>.allocate(
            capacity: ValidationLimits.depthMax + 2)
        unsafe steps.initialize(
            repeating: PathStep(property: 0, index: -1), count: ValidationLimits.depthMax + 2)
        // Because: never read before run() sets them.
        unsafe base = unsafe UnsafePointer(NarrativeWords.nothing)
        unsafe offsets = unsafe StructuralIndex.none.offsets
    }

    deinit { unsafe steps.deallocate() }

    /// Validates the resource at the token `first`; lines are counted from the offset `origin`.
    ///
    /// - Returns: the token behind it.
    mutating func run(
        _ base: UnsafePointer<UInt8>, _ index: StructuralIndex, first: Int, from origin: Int,
        limit: Int, into list: inout IssueList
    ) -> Int {
        unsafe self.base = unsafe base
        self.index = index
        unsafe offsets = unsafe index.offsets
        self.limit = limit
        at = first
        reset()
        let start = unsafe Int(offsets[first])
        hasEscapes =
            unsafe memchr(
                base + min(start, limit), Int32(UInt8(ascii: "\\")), max(0, limit - start)) != nil
        if start >= limit {
            fault = JSONFault(.syntax, offset: limit, "there is no JSON value")
        } else if unsafe base[start] != JSONByte.openObject {
            fault =
                skipValue()
                ? JSONFault(.notObject, offset: start, "a resource is an object") : fault
        } else if walkResource(isRoot: true, isContained: false), unsafe Int(offsets[at]) < limit {
            fault = unsafe JSONFault(
                .trailing, offset: Int(offsets[at]), "something follows the resource")
        }
        unsafe takeIssues(fault, base, from: origin, limit, into: &list)
        if fault != nil { while unsafe at < index.count && Int(offsets[at]) < limit { at += 1 } }
        return at
    }

    private mutating func reset() {
        depth = 0
        rootType = -1
        fault = nil
        issues.removeAll(keepingCapacity: true)
        issuesLeftOut = 0
        invariantsNotEvaluated = 0
        codesNotChecked = 0
        sawNull = false
        conceptContext = 0
        codingCount = 0
        codingHits = 0
        resourceID = 0
        containment.removeAll()
    }

    // MARK: Objects

    /// Reads the members of the object whose opening brace is the token before `at`.
    ///
    /// - Parameters:
    ///   - number: of the node.
    ///   - context: of the property that the object is the value of.
    mutating func walkObject(_ number: Int, _ context: Int) -> Bool {
        let node = unsafe nodes + number
        let outerConcept = conceptContext
        if unsafe node.pointee.role == .codeableConcept { conceptContext = context }
        let objectToken = at &- 1
        var seen: UInt64 = 0
        var companions: UInt64 = 0
        var needsSecondLook = false
        var hasUnknown = false
        // Captured texts: start and end, 32 bits each.
        var first: UInt64 = 0
        var second: UInt64 = 0
        unsafe invariantsNotEvaluated &+= Int(node.pointee.invariantCount)
        if unsafe base[Int(offsets[at])] == JSONByte.closeObject && Int(offsets[at]) < limit {
            at &+= 1
            unsafe reportEmptyObject(objectToken, node.pointee.role)
            return true
        }
        while true {
            // Safe: behind the last token stand the length of the text, twice; each offset is
            // compared with `limit` before the next one is looked at.
            let key = unsafe Int(offsets[at])
            guard key < limit, unsafe base[key] == JSONByte.quote else {
                return fail(key, "a member name is expected")
            }
            let colon = unsafe Int(offsets[at &+ 1])
            guard colon < limit, unsafe base[colon] == JSONByte.colon else {
                return fail(colon, "a colon is expected after a member name")
            }
            let value = unsafe Int(offsets[at &+ 2])
            guard value < limit else { return fail(limit, "a value is expected") }
            var keyEnd = colon &- 1
            while unsafe keyEnd > key && JSONByte.isBlank(base[keyEnd]) { keyEnd &-= 1 }
            guard keyEnd > key, unsafe base[keyEnd] == JSONByte.quote else {
                return fail(key, "a member name does not end where it should")
            }
            at &+= 2
            let member = unsafe findMember(node, key &+ 1, keyEnd &- key &- 1)
            if member < 0 {
                hasUnknown = true
                guard unsafe walkUnknown(node, key, keyEnd) else { return false }
            } else {
                let property = unsafe properties + (member &>> 1)
                let mask = unsafe 1 as UInt64 &<< UInt64(property.pointee.bit)
                unsafe steps[depth] = PathStep(
                    property: UInt32(truncatingIfNeeded: member &>> 1), index: -1)
                if member & 1 == 1 {
                    if companions & mask != 0 { unsafe reportTwice(property, objectToken, key) }
                    companions |= mask
                    guard unsafe walkCompanion(property) else { return false }
                } else {
                    if seen & mask != 0 { unsafe reportTwice(property, objectToken, key) }
                    seen |= mask
                    guard unsafe walkMember(property) else { return false }
                    if unsafe property.pointee.capture == .meta {
                        first = metaSeen
                    } else if unsafe property.pointee.capture != .none
                        && base[value] == JSONByte.quote
                    {
                        let span = UInt64(value &+ 1) &<< 32 | UInt64(scalarEnd &- 1)
                        if unsafe property.pointee.capture == .first {
                            first = span
                        } else {
                            second = span
                        }
                    }
                    if sawNull {
                        needsSecondLook = true
                        sawNull = false
                    }
                }
            }
            let separator = unsafe Int(offsets[at])
            guard separator < limit else { return fail(limit, "the text ends within an object") }
            at &+= 1
            if unsafe base[separator] == JSONByte.comma { continue }
            if unsafe base[separator] == JSONByte.closeObject { break }
            return fail(separator, "a comma or a closing brace is expected")
        }
        let present = seen | companions
        conceptContext = outerConcept
        if unsafe node.pointee.required & ~present != 0 {
            unsafe reportMissing(node, node.pointee.required & ~present, objectToken)
        }
        if companions != 0 || needsSecondLook { unsafe checkCompanions(node, objectToken) }
        let role = unsafe node.pointee.role
        if role == .plain {
            if unsafe present & ~node.pointee.idMask == 0 && !hasUnknown {
                reportOnlyID(objectToken)
            }
        } else {
            unsafe finish(
                node, seen, present, first, second, context, objectToken, hasUnknown: hasUnknown)
        }
        return true
    }

    /// The number of a member's property, doubled, plus one for its companion; -1 for no member of
    /// the node.
    @inline(always)
    private mutating func findMember(
        _ node: UnsafeMutablePointer<Node>, _ start: Int, _ length: Int
    ) -> Int {
        let member = unsafe names.find(node.pointee.members, base + start, length)
        if member >= 0 || !hasEscapes { return member }
        return unsafe findEscaped(node, start, length)
    }

    /// A member whose name has escapes.
    @inline(never)
    private mutating func findEscaped(
        _ node: UnsafeMutablePointer<Node>, _ start: Int, _ length: Int
    ) -> Int {
        guard unsafe memchr(base + start, Int32(UInt8(ascii: "\\")), length) != nil,
            unescape(start, length)
        else { return -1 }
        let count = scratch.count - ByteBuffer.paddingBytes
        return unsafe scratch.withUnsafeBufferPointer { text in
            unsafe text.baseAddress.map { unsafe names.find(node.pointee.members, $0, count) } ?? -1
        }
    }

    /// Puts the text of a string's inside into `scratch`, with room behind it.
    ///
    /// - Returns: whether its escapes are sound.
    mutating func unescape(_ start: Int, _ length: Int) -> Bool {
        let source = unsafe UnsafeBufferPointer(start: base + start, count: length)
        scratch.removeAll(keepingCapacity: true)
        unsafe scratch.append(contentsOf: source)
        scratch.append(contentsOf: repeatElement(0, count: ByteBuffer.paddingBytes))
        let result = unsafe scratch.withUnsafeMutableBufferPointer { target in
            // Safe: no escape is shorter than what it stands for.
            unsafe target.baseAddress.map { unsafe JSONString.unescape(source, into: $0) }
        }
        let count = result?.count ?? 0
        scratch.removeSubrange(count..<length)
        return result?.isSound ?? false
    }

    /// A member that the node does not have: an issue, and its value is stepped over.
    @inline(never)
    private mutating func walkUnknown(
        _ node: UnsafeMutablePointer<Node>, _ key: Int, _ keyEnd: Int
    ) -> Bool {
        if unsafe hasEscapes
            && memchr(base + key + 1, Int32(UInt8(ascii: "\\")), keyEnd - key - 1) != nil
            && !unescape(key + 1, keyEnd - key - 1)
        {
            return fail(key, "a member name holds an unsound escape")
        }
        reportUnknown(key, keyEnd)
        return skipValue()
    }

    /// Steps over the value at hand, checking it as JSON.
    mutating func skipValue() -> Bool {
        if let found = unsafe validator.check(base, index, token: &at, limit: limit) {
            fault = found
            return false
        }
        return true
    }

    // MARK: Values

    /// Reads the value of a member.
    @inline(always)
    private mutating func walkMember(_ property: UnsafeMutablePointer<Property>) -> Bool {
        let start = unsafe Int(offsets[at])
        let byte = unsafe base[start]
        if unsafe property.pointee.kind.isPrimitive {
            if byte != JSONByte.openArray && byte != JSONByte.openObject {
                if unsafe property.pointee.isArray { unsafe reportRepeating(property, start) }
                return unsafe walkScalar(property, isInArray: false)
            }
            return unsafe walkPrimitiveContainer(property, start)
        }
        if unsafe property.pointee.kind == .resourceType {
            guard byte == JSONByte.quote else { return skipValue() }
            return stepOverString(start)
        }
        if byte == JSONByte.openArray {
            if unsafe !property.pointee.isArray { unsafe reportRepeating(property, start) }
            return unsafe walkObjects(property)
        }
        if unsafe property.pointee.isArray { unsafe reportRepeating(property, start) }
        return unsafe walkObjectValue(property, start)
    }

    /// A value that should be an object.
    @inline(always)
    private mutating func walkObjectValue(
        _ property: UnsafeMutablePointer<Property>, _ start: Int
    ) -> Bool {
        guard unsafe base[start] == JSONByte.openObject else {
            unsafe reportKind(property, start)
            return skipValue()
        }
        let own = unsafe property.pointee.context
        if unsafe property.pointee.kind == .resource {
            return walkInnerResource(start, isContained: own == 1)
        }
        let context = own == Property.inherited ? conceptContext : Int(own)
        at &+= 1
        depth &+= 1
        guard depth < ValidationLimits.depthMax else { return failDepth(start) }
        guard unsafe walkObject(Int(property.pointee.node), context) else {
            return false
        }
        depth &-= 1
        return true
    }

    /// A list of objects.
    private mutating func walkObjects(_ property: UnsafeMutablePointer<Property>) -> Bool {
        let start = unsafe Int(offsets[at])
        at &+= 1
        var place: Int32 = 0
        if unsafe Int(offsets[at]) < limit && base[Int(offsets[at])] == JSONByte.closeArray {
            at &+= 1
            reportEmptyArray(start)
            return true
        }
        while true {
            let element = unsafe Int(offsets[at])
            guard element < limit else { return fail(limit, "the text ends within an array") }
            unsafe steps[depth].index = place
            guard unsafe walkObjectValue(property, element) else { return false }
            guard let isLast = endOfElement() else { return false }
            if isLast { return true }
            place &+= 1
        }
    }

    /// Reads what follows an element of an array: false for a comma, true for the end.
    @inline(always)
    private mutating func endOfElement() -> Bool? {
        let separator = unsafe Int(offsets[at])
        guard separator < limit else {
            _ = fail(limit, "the text ends within an array")
            return nil
        }
        at &+= 1
        if unsafe base[separator] == JSONByte.comma { return false }
        if unsafe base[separator] == JSONByte.closeArray { return true }
        _ = fail(separator, "a comma or a closing bracket is expected")
        return nil
    }

    /// An object or array where the element is a primitive.
    private mutating func walkPrimitiveContainer(
        _ property: UnsafeMutablePointer<Property>, _ start: Int
    ) -> Bool {
        if unsafe base[start] == JSONByte.openObject {
            unsafe reportKind(property, start)
            return skipValue()
        }
        if unsafe !property.pointee.isArray { unsafe reportRepeating(property, start) }
        at &+= 1
        if unsafe Int(offsets[at]) < limit && base[Int(offsets[at])] == JSONByte.closeArray {
            at &+= 1
            reportEmptyArray(start)
            return true
        }
        var place: Int32 = 0
        while true {
            let element = unsafe Int(offsets[at])
            guard element < limit else { return fail(limit, "the text ends within an array") }
            unsafe steps[depth].index = place
            let byte = unsafe base[element]
            if byte == JSONByte.openObject || byte == JSONByte.openArray {
                unsafe reportKind(property, element)
                guard skipValue() else { return false }
            } else {
                guard unsafe walkScalar(property, isInArray: true) else { return false }
            }
            guard let isLast = endOfElement() else { return false }
            if isLast { return true }
            place &+= 1
        }
    }

    /// Reads a companion: an object with id and extension, or a list of these and null.
    @inline(never)
    private mutating func walkCompanion(_ property: UnsafeMutablePointer<Property>) -> Bool {
        let start = unsafe Int(offsets[at])
        guard unsafe base[start] == JSONByte.openArray else {
            if unsafe property.pointee.isArray { unsafe reportRepeating(property, start) }
            return walkCompanionObject(start)
        }
        if unsafe !property.pointee.isArray { unsafe reportRepeating(property, start) }
        at &+= 1
        if unsafe Int(offsets[at]) < limit && base[Int(offsets[at])] == JSONByte.closeArray {
            at &+= 1
            reportEmptyArray(start)
            return true
        }
        var place: Int32 = 0
        while true {
            let element = unsafe Int(offsets[at])
            guard element < limit else { return fail(limit, "the text ends within an array") }
            unsafe steps[depth].index = place
            if unsafe base[element] == UInt8(ascii: "n") {
                guard skipValue() else { return false }
            } else {
                guard walkCompanionObject(element) else { return false }
            }
            guard let isLast = endOfElement() else { return false }
            if isLast { return true }
            place &+= 1
        }
    }

    private mutating func walkCompanionObject(_ start: Int) -> Bool {
        guard unsafe base[start] == JSONByte.openObject else {
            reportCompanion(start, "is no object")
            return skipValue()
        }
        at &+= 1
        depth &+= 1
        guard depth < ValidationLimits.depthMax else { return failDepth(start) }
        guard walkObject(definitions.companionNode, 0) else { return false }
        depth &-= 1
        return true
    }

    // MARK: The end of the text

    /// Notes that the text is no JSON. Always false.
    @inline(never)
    mutating func fail(_ offset: Int, _ reason: StaticString) -> Bool {
        fault = JSONFault(.syntax, offset: min(offset, limit), reason)
        return false
    }

    mutating func failDepth(_ offset: Int) -> Bool {
        fault = JSONFault(.depth, offset: offset, "objects are nested too deeply")
        return false
    }
}
