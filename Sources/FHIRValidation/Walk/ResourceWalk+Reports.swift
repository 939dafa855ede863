// Issues: their sentences and places. Nothing here runs for a valid resource.

import Columnar
import Glibc
import JSON

extension ResourceWalk {
    // MARK: Collecting

    /// Adds an issue at the member at hand.
    @inline(never)
    mutating func report(
        _ severity: IssueSeverity, _ code: IssueCode, _ rule: IssueRule, _ offset: Int,
        _ diagnostics: String
    ) {
        let isInvariant = IssueRule.invariants.contains(rule)
        append(
            Issue(
                severity: severity, code: code, rule: rule,
                expression: expression(depth: depth + 1),
                location: location(depth: depth + 1),
                diagnostics: isInvariant ? "\(rule.rawValue): \(diagnostics)" : diagnostics,
                offsetBytes: offset))
    }

    /// Adds an issue at the object at hand, whose opening brace is a token.
    @inline(never)
    mutating func reportObject(
        _ code: IssueCode, _ rule: IssueRule, _ token: Int, _ diagnostics: String
    ) {
        let isInvariant = IssueRule.invariants.contains(rule)
        append(
            Issue(
                severity: .error, code: code, rule: rule, expression: expression(depth: depth),
                location: location(depth: depth),
                diagnostics: isInvariant ? "\(rule.rawValue): \(diagnostics)" : diagnostics,
                offsetBytes: unsafe Int(offsets[token])))
    }

    mutating func append(_ issue: Issue) {
        guard issues.count < ValidationLimits.issuesMax else {
            issuesLeftOut += 1
            return
        }
        issues.append(issue)
    }

    /// The path of the first `depth` steps, in FHIRPath: without the types of choices.
    func expression(depth: Int) -> String { path(depth, typedDepth: 0) }

    /// The same with the names that the members on the way have in JSON, or nothing when these are
    /// the same. The last step has the element's own name.
    func location(depth: Int) -> String {
        differing(expression(depth: depth), path(depth, typedDepth: depth - 1))
    }

    func differing(_ expression: String, _ location: String) -> String {
        expression == location ? "" : location
    }

    /// - Parameter typedDepth: so many steps have JSON's names.
    private func path(_ depth: Int, typedDepth: Int) -> String {
        guard rootType >= 0 else { return "" }
        var text = definitions.resourceTypes[rootType]
        for place in 0..<depth {
            let step = unsafe steps[place]
            text += "." + (place < typedDepth ? memberName(step) : elementName(step))
            if step.index >= 0 { text += "[\(step.index)]" }
        }
        return text
    }

    private func memberName(_ step: PathStep) -> String {
        definitions.memberNames[Int(step.property)]
    }

    private func elementName(_ step: PathStep) -> String {
        unsafe definitions.elementNames[Int(properties[Int(step.property)].name)]
    }

    /// Hands over what was found in the text from `base` to `count`; a fault replaces it all. Lines
    /// are counted from the offset `start`.
    mutating func takeIssues(
        _ fault: JSONFault?, _ base: UnsafePointer<UInt8>, from start: Int, _ count: Int,
        into list: inout IssueList
    ) {
        if let fault {
            issues.removeAll(keepingCapacity: true)
            issues.append(
                Issue(
                    severity: .fatal, code: fault.kind == .depth ? .tooCostly : .invalid,
                    rule: fault.kind == .depth ? .depth : .json, expression: "",
                    diagnostics: String(describing: fault.reason), offsetBytes: fault.offset))
        } else {
            if !issues.isEmpty && rootType >= 0 {
                list.resourceType = definitions.resourceTypes[rootType]
                list.id = resourceID == 0 ? nil : text(of: resourceID)
            }
            list.typeNumber = rootType
            list.invariantsNotEvaluated = invariantsNotEvaluated
            list.codesNotChecked = codesNotChecked
            if issuesLeftOut > 0 {
                issues.append(
                    Issue(
                        severity: .warning, code: .tooCostly, rule: .limit,
                        expression: expression(depth: 0),
                        diagnostics: "\(issuesLeftOut) more issues are not listed", offsetBytes: 0))
            }
        }
        guard !issues.isEmpty else { return }
        var line = 1
        var lineStart = start
        var seen = start
        for place in issues.indices {
            let offset = min(max(issues[place].offsetBytes, start), max(count, start))
            if offset < seen { (line, lineStart, seen) = (1, start, start) }
            while seen < offset, let end = unsafe memchr(base + seen, 0x0A, offset - seen) {
                seen = unsafe UnsafeRawPointer(end) - UnsafeRawPointer(base) + 1
                line += 1
                lineStart = seen
            }
            seen = offset
            issues[place].line = line
            issues[place].column = offset - lineStart + 1
        }
        swap(&list.issues, &issues)
    }

    // MARK: Members

    @inline(never)
    mutating func reportUnknown(_ key: Int, _ keyEnd: Int) {
        let name = unsafe UnsafeBufferPointer(
            start: base + key + 1, count: min(keyEnd - key - 1, ValidationLimits.quotedBytesMax))
        // In the location only what cannot be taken for anything but a name.
        let isName = unsafe name.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x5F }
        unsafe append(
            Issue(
                severity: .error, code: .structure, rule: .unknownElement,
                expression: expression(depth: depth),
                location: rootType >= 0 && isName
                    ? path(depth, typedDepth: depth) + "." + String(decoding: name, as: UTF8.self)
                    : "",
                diagnostics: unsafe "'\(String(decoding: name, as: UTF8.self))' is no element of "
                    + "\(typeName(depth)) in R4", offsetBytes: key))
    }

    /// What the object at hand is, for messages.
    private func typeName(_ depth: Int) -> String {
        guard depth > 0 else { return rootType >= 0 ? definitions.resourceTypes[rootType] : "it" }
        return "'\(elementName(unsafe steps[depth - 1]))'"
    }

    /// A name twice, or two types of a choice.
    @inline(never)
    mutating func reportTwice(
        _ property: UnsafeMutablePointer<Property>, _ objectToken: Int, _ key: Int
    ) {
        if unsafe property.pointee.isChoice && !hasSameName(objectToken, key) {
            report(
                .error, .structure, .choice, key, "the element has values of two types at once")
        } else {
            report(.error, .invalid, .duplicateKey, key, "the member stands twice in its object")
        }
    }

    /// Whether an earlier member of the object has the name that stands at `key`.
    private func hasSameName(_ objectToken: Int, _ key: Int) -> Bool {
        var place = objectToken + 1
        var length = 1
        while unsafe key + length < limit && base[key + length] != JSONByte.quote { length += 1 }
        while unsafe Int(offsets[place]) < key {
            let other = unsafe Int(offsets[place])
            if unsafe other + length < limit && memcmp(base + other, base + key, length + 1) == 0 {
                return true
            }
            place = tokenBehind(place + 2)
            guard unsafe base[Int(offsets[place])] == JSONByte.comma else { return false }
            place += 1
        }
        return false
    }

    @inline(never)
    mutating func reportMissing(
        _ node: UnsafeMutablePointer<Node>, _ missing: UInt64, _ token: Int
    ) {
        let parent = expression(depth: depth)
        let typed = path(depth, typedDepth: depth)
        for bit in 0..<64 where missing >> UInt64(bit) & 1 == 1 {
            let name = unsafe definitions.elementNames[Int(node.pointee.firstName) + bit]
            unsafe append(
                Issue(
                    severity: .error, code: .required, rule: .required,
                    expression: parent + "." + name,
                    location: differing(parent, typed).isEmpty ? "" : typed + "." + name,
                    diagnostics: "the element is required",
                    offsetBytes: Int(offsets[token])))
        }
    }

    @inline(never)
    mutating func reportRepeating(_ property: UnsafeMutablePointer<Property>, _ start: Int) {
        unsafe report(
            .error, .structure, .repeating, start,
            property.pointee.isArray
                ? "the element may repeat, so it has to be an array"
                : "the element does not repeat, so it cannot be an array")
    }

    @inline(never)
    mutating func reportKind(_ property: UnsafeMutablePointer<Property>, _ start: Int) {
        let wanted =
            switch unsafe property.pointee.kind {
            case .boolean: "true or false"
            case .decimal, .integer, .positiveInt, .unsignedInt: "a number"
            case .complex: "an object"
            case .resource: "a resource"
            default: "a string"
            }
        let found =
            switch unsafe base[start] {
            case JSONByte.quote: "a string"
            case JSONByte.openObject: "an object"
            case JSONByte.openArray: "an array"
            case UInt8(ascii: "t"), UInt8(ascii: "f"): "true or false"
            case UInt8(ascii: "n"): "null"
            default: "a number"
            }
        report(.error, .structure, .jsonKind, start, "the value has to be \(wanted), not \(found)")
    }

    @inline(never)
    mutating func reportNull(_ start: Int) {
        report(.error, .invalid, .null, start, "null may stand only in lists of primitives")
    }

    @inline(never)
    mutating func reportEmptyArray(_ start: Int) {
        unsafe steps[depth].index = -1
        report(.error, .invalid, .empty, start, "an array may not be empty")
    }

    @inline(never)
    mutating func reportEmptyString(_ property: UnsafeMutablePointer<Property>, _ start: Int) {
        guard unsafe property.pointee.kind != .boolean, unsafe !isNumber(property.pointee.kind)
        else {
            return unsafe reportKind(property, start - 1)
        }
        report(.error, .invalid, .empty, start - 1, "a string may not be empty")
    }

    private func isNumber(_ kind: ElementKind) -> Bool {
        kind == .decimal || kind == .integer || kind == .positiveInt || kind == .unsignedInt
    }

    @inline(never)
    mutating func reportEmptyObject(_ token: Int, _ role: NodeRole) {
        reportObject(.invalid, .empty, token, "an object may not be empty")
    }

    /// An element without content.
    @inline(never)
    mutating func reportOnlyID(_ token: Int) {
        reportObject(
            .invariant, .ele1, token, "an element has neither a value nor children but its id")
    }

    @inline(never)
    mutating func reportCompanion(_ start: Int, _ what: String) {
        report(.error, .structure, .companion, start, "the companion of a primitive \(what)")
    }

    // MARK: Values

    @inline(never)
    mutating func reportFormat(
        _ property: UnsafeMutablePointer<Property>, _ text: UnsafePointer<UInt8>, _ count: Int,
        _ start: Int
    ) {
        let value = unsafe quoted(UnsafeBufferPointer(start: text, count: count))
        report(
            .error, .value, .format, start,
            unsafe "the value is no \(property.pointee.kind.name)" + value)
    }

    @inline(never)
    mutating func reportControl(_ start: Int) {
        report(
            .warning, .value, .format, start, "a string should hold no control characters")
    }

    /// The value, where values are asked for.
    private func quoted(_ text: UnsafeBufferPointer<UInt8>) -> String {
        guard options.showsValues else { return "" }
        let head = unsafe UnsafeBufferPointer(
            rebasing: text.prefix(ValidationLimits.quotedBytesMax))
        return unsafe ": '\(String(decoding: head, as: UTF8.self))'"
    }

    @inline(never)
    mutating func reportBinding(
        _ number: Int, _ start: Int, _ text: UnsafeBufferPointer<UInt8>
    ) {
        let value = unsafe quoted(text)
        report(
            .error, .codeInvalid, .binding, start,
            "the code is not in the value set \(definitions.codeSets[number].name)" + value)
    }

    @inline(never)
    mutating func reportConcept(_ number: Int, _ token: Int) {
        guard number < definitions.codeSets.count else { return }
        reportObject(
            .codeInvalid, .binding, token,
            codingCount == 0
                ? "a coding of the value set \(definitions.codeSets[number].name) is required"
                : "no coding is in the value set \(definitions.codeSets[number].name)")
    }

    @inline(never)
    mutating func reportTarget(_ type: Int, _ start: Int) {
        append(
            Issue(
                severity: .error, code: .structure, rule: .referenceTarget,
                expression: expression(depth: depth), location: location(depth: depth),
                diagnostics: "a reference points at a \(definitions.resourceTypes[type]), which is "
                    + "not allowed here", offsetBytes: start))
    }

    @inline(never)
    mutating func reportUnresolved(_ start: Int) {
        append(
            Issue(
                severity: options.isComplete ? .error : .warning, code: .notFound,
                rule: .referenceResolves, expression: expression(depth: depth),
                location: location(depth: depth),
                diagnostics: "the resource that the reference names is not in the data set",
                offsetBytes: start))
    }

    @inline(never)
    mutating func reportType(_ offset: Int, _ reason: String) {
        append(
            Issue(
                severity: .error, code: .structure, rule: .resourceType,
                expression: rootType < 0 ? "" : expression(depth: depth + 1), diagnostics: reason,
                offsetBytes: offset))
    }

    @inline(never)
    mutating func reportNarrative(_ defect: NarrativeDefect, _ start: Int) {
        switch defect {
        case .malformed(let reason):
            report(
                .error, .invalid, .narrative, start,
                "the narrative is no XHTML: \(String(describing: reason))")
        case .namespace:
            report(
                .error, .invalid, .narrative, start,
                "the div of a narrative is not in the XHTML namespace")
        case .element:
            report(
                .error, .invariant, .txt1, start,
                "the narrative holds an element other than the basic formatting ones")
        case .attribute:
            report(
                .error, .invariant, .txt1, start,
                "the narrative holds an attribute other than the basic formatting ones")
        case .noContent(let hasLineBreaks):
            // Official R4 examples have a div with nothing but a line break; it does no harm.
            report(
                hasLineBreaks ? .warning : .error, .invariant, .txt2, start,
                "the narrative has no content")
        }
    }
}
