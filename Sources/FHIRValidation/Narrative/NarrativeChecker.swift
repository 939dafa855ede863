// The XHTML of narratives: well-formed, and only what FHIR allows.
//
//     div       = "<div" attributes ">" content "</div>"
//     content   = { text | element | comment | "&" entity ";" }
//
// Allowed are the basic formatting elements of HTML 4.0 (chapters 7 to 11 but section 4 of chapter
// 9, and chapter 15), links, images and style attributes; no scripts, forms, frames, objects, event
// attributes, document types or processing instructions. `div` stands in the XHTML namespace and
// holds some text or an image.
// Source: FHIR R4, narrative.html; invariants txt-1 and txt-2; XML 1.0 for the syntax.

import Glibc

/// What is wrong with a narrative.
enum NarrativeDefect: Sendable {
    case malformed(StaticString)
    case element
    case attribute
    case namespace
    /// Nothing but white space: on one line, or with line breaks.
    case noContent(hasLineBreaks: Bool)
}

/// Checks narratives. One thread at a time; keeps its memory.
@safe
struct NarrativeChecker {
    /// Places of the names of open elements.
    private var open: [(start: Int, count: Int)] = []
    private var text: UnsafePointer<UInt8>
    private var count = 0
    private var at = 0
    private var hasContent = false
    private var hasLineBreaks = false
    private let words = NarrativeWords.shared

    init() {
        open.reserveCapacity(ValidationLimits.narrativeDepthMax)
        // Because: never read, since `count` is 0.
        unsafe text = unsafe UnsafePointer(NarrativeWords.nothing)
    }

    /// The first defect of the text, or nil. Eight bytes behind its end must be readable.
    mutating func check(_ text: UnsafePointer<UInt8>, _ count: Int) -> NarrativeDefect? {
        unsafe self.text = unsafe text
        self.count = count
        at = 0
        hasContent = false
        hasLineBreaks = false
        open.removeAll(keepingCapacity: true)
        skipSpace()
        guard byte == UInt8(ascii: "<") else { return .malformed("it does not begin with <div") }
        while at < count {
            if let defect = step() { return defect }
            if open.isEmpty { break }
        }
        guard open.isEmpty else { return .malformed("an element is not closed") }
        skipSpace()
        guard at == count else { return .malformed("something follows the div") }
        return hasContent ? nil : .noContent(hasLineBreaks: hasLineBreaks)
    }

    /// The byte at hand; 0 at the end.
    private var byte: UInt8 { unsafe at < count ? text[at] : 0 }

    private mutating func skipSpace() {
        while unsafe at < count && isSpace(text[at]) { at &+= 1 }
    }

    /// One tag, comment or piece of text.
    private mutating func step() -> NarrativeDefect? {
        switch byte {
        case UInt8(ascii: "<"):
            at &+= 1
            switch byte {
            case UInt8(ascii: "/"): return closeTag()
            case UInt8(ascii: "!"): return comment()
            case UInt8(ascii: "?"): return .malformed("it holds a processing instruction")
            default: return openTag()
            }
        case UInt8(ascii: "&"): return entity()
        default:
            while at < count {
                let byte = unsafe text[at]
                if byte == UInt8(ascii: "<") || byte == UInt8(ascii: "&") { break }
                if !isSpace(byte) { hasContent = true }
                if byte == 0x0A { hasLineBreaks = true }
                at &+= 1
            }
            return nil
        }
    }

    private mutating func comment() -> NarrativeDefect? {
        guard unsafe TextFormats.hasPrefix("!--", text + at, count &- at) else {
            return .malformed("it holds a document type or a CDATA section")
        }
        at &+= 3
        while at &+ 2 < count {
            if unsafe text[at] == UInt8(ascii: "-") && text[at &+ 1] == UInt8(ascii: "-") {
                guard unsafe text[at &+ 2] == UInt8(ascii: ">") else {
                    return .malformed("a comment holds --")
                }
                at &+= 3
                return nil
            }
            at &+= 1
        }
        return .malformed("a comment does not end")
    }

    /// &name; or &#number;.
    private mutating func entity() -> NarrativeDefect? {
        let start = at &+ 1
        at = start
        while unsafe at < count && at &- start < 12 && text[at] != UInt8(ascii: ";") { at &+= 1 }
        guard byte == UInt8(ascii: ";") else { return .malformed("an & begins no entity") }
        let (first, length) = unsafe (text + start, at &- start)
        at &+= 1
        if length > 1, unsafe first[0] == UInt8(ascii: "#") {
            guard unsafe isCharacter(first + 1, length &- 1) else {
                return .malformed("a character reference is no number")
            }
        } else if unsafe !words.isEntity(first, length) {
            return .malformed("an entity is none of XML's")
        }
        hasContent = true
        return nil
    }

    /// Decimal digits, or x and hexadecimal ones.
    private func isCharacter(_ digits: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let isHexadecimal = unsafe digits[0] == UInt8(ascii: "x")
        if isHexadecimal && count == 1 { return false }
        var index = isHexadecimal ? 1 : 0
        while index < count {
            let byte = unsafe digits[index]
            guard isDigit(byte) || isHexadecimal && (byte | 0x20) &- 0x61 < 6 else { return false }
            index &+= 1
        }
        return true
    }

    // MARK: Tags

    /// Goes behind a name.
    private mutating func name() -> (start: Int, count: Int) {
        let start = at
        while at < count {
            let byte = unsafe text[at]
            guard
                isLetter(byte) || isDigit(byte) || byte == 0x2D || byte == 0x2E || byte == 0x5F
                    || byte == 0x3A || byte >= 0x80
            else { break }
            at &+= 1
        }
        return (start, at &- start)
    }

    private mutating func closeTag() -> NarrativeDefect? {
        at &+= 1
        let name = name()
        skipSpace()
        guard byte == UInt8(ascii: ">"), let last = open.popLast(), last.count == name.count,
            unsafe memcmp(text + last.start, text + name.start, name.count) == 0
        else { return .malformed("an end tag does not close the element that is open") }
        at &+= 1
        return nil
    }

    private mutating func openTag() -> NarrativeDefect? {
        let name = name()
        guard name.count > 0 else { return .malformed("a < begins no tag") }
        let isRoot = open.isEmpty
        guard unsafe words.isElement(text + name.start, name.count) else { return .element }
        if unsafe isRoot && !TextFormats.isText("div", text + name.start, name.count) {
            return .malformed("the outermost element is no div")
        }
        if unsafe TextFormats.isText("img", text + name.start, name.count) { hasContent = true }
        var hasNamespace = false
        let attributesStart = at
        while true {
            let before = at
            skipSpace()
            switch byte {
            case UInt8(ascii: ">"):
                at &+= 1
                if isRoot && !hasNamespace { return .namespace }
                guard open.count < ValidationLimits.narrativeDepthMax else {
                    return .malformed("elements are nested too deeply")
                }
                open.append(name)
                return nil
            case UInt8(ascii: "/"):
                at &+= 1
                guard byte == UInt8(ascii: ">") else { return .malformed("a tag does not end") }
                at &+= 1
                return isRoot && !hasNamespace ? .namespace : nil
            default:
                guard at > before else { return .malformed("a tag does not end") }
                if let defect = attribute(&hasNamespace, attributesStart) { return defect }
            }
        }
    }

    private mutating func attribute(
        _ hasNamespace: inout Bool, _ attributesStart: Int
    ) -> NarrativeDefect? {
        let name = name()
        guard name.count > 0 else {
            return .malformed("a tag holds something that is no attribute")
        }
        skipSpace()
        guard byte == UInt8(ascii: "=") else { return .malformed("an attribute has no value") }
        at &+= 1
        skipSpace()
        let quote = byte
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            return .malformed("the value of an attribute is not in quotes")
        }
        at &+= 1
        let start = at
        while unsafe at < count && text[at] != quote {
            if unsafe text[at] == UInt8(ascii: "<") { return .malformed("an attribute holds a <") }
            if unsafe text[at] == UInt8(ascii: "&") {
                let content = hasContent
                if let defect = entity() { return defect }
                hasContent = content
                continue
            }
            at &+= 1
        }
        guard at < count else { return .malformed("the value of an attribute does not end") }
        let length = at &- start
        at &+= 1
        if unsafe TextFormats.isText("xmlns", text + name.start, name.count) {
            hasNamespace = unsafe TextFormats.isText(
                "http://www.w3.org/1999/xhtml", text + start, length)
            return hasNamespace ? nil : .namespace
        }
        guard unsafe words.isAttribute(text + name.start, name.count) else { return .attribute }
        return nil
    }
}
