// Strings, numbers, true, false and null: JSON's grammar, the format of the type, the value set.

import Columnar
import Glibc
import JSON

extension ResourceWalk {
    /// Reads the scalar at hand as the value of a primitive.
    @inline(always)
    mutating func walkScalar(
        _ property: UnsafeMutablePointer<Property>, isInArray: Bool
    ) -> Bool {
        let start = unsafe Int(offsets[at])
        at &+= 1
        var end = unsafe min(Int(offsets[at]), limit)
        while unsafe end > start && JSONByte.isBlank(base[end &- 1]) { end &-= 1 }
        scalarEnd = end
        if unsafe base[start] == JSONByte.quote {
            guard end &- start >= 2, unsafe base[end &- 1] == JSONByte.quote else {
                return fail(start, "a string does not end where it should")
            }
            return unsafe walkString(property, start &+ 1, end &- start &- 2)
        }
        return unsafe walkLiteral(property, start, end &- start, isInArray)
    }

    /// Steps over a string that nothing is to be said about.
    mutating func stepOverString(_ start: Int) -> Bool {
        at &+= 1
        var end = unsafe min(Int(offsets[at]), limit)
        while unsafe end > start && JSONByte.isBlank(base[end &- 1]) { end &-= 1 }
        guard end &- start >= 2, unsafe base[end &- 1] == JSONByte.quote else {
            return fail(start, "a string does not end where it should")
        }
        scalarEnd = end
        return true
    }

    @inline(always)
    private mutating func walkString(
        _ property: UnsafeMutablePointer<Property>, _ start: Int, _ count: Int
    ) -> Bool {
        if unsafe hasEscapes && memchr(base + start, Int32(UInt8(ascii: "\\")), count) != nil {
            return unsafe walkEscaped(property, start, count)
        }
        if count == 0 {
            unsafe reportEmptyString(property, start)
            return true
        }
        unsafe checkText(property, base + start, count, start, hasEscapes: false)
        return true
    }

    @inline(never)
    private mutating func walkEscaped(
        _ property: UnsafeMutablePointer<Property>, _ start: Int, _ count: Int
    ) -> Bool {
        guard unescape(start, count) else {
            return fail(start - 1, "a string holds an unsound escape")
        }
        // The checks may use `scratch` themselves.
        var text: [UInt8] = []
        swap(&text, &scratch)
        unsafe text.withUnsafeBufferPointer { text in
            guard let first = text.baseAddress else { return }
            unsafe checkText(
                property, first, text.count - ByteBuffer.paddingBytes, start, hasEscapes: true)
        }
        swap(&text, &scratch)
        return true
    }

    /// Checks the text of a string: `count` bytes from `text`, which is not empty and has room
    /// behind it; it stands at `start` in the resource.
    @inline(always)
    private mutating func checkText(
        _ property: UnsafeMutablePointer<Property>, _ text: UnsafePointer<UInt8>, _ count: Int,
        _ start: Int, hasEscapes: Bool
    ) {
        let isSound: Bool
        switch unsafe property.pointee.kind {
        case .string, .markdown:
            isSound = unsafe !hasEscapes || TextFormats.isString(text, count)
            if unsafe hasEscapes && isSound && TextFormats.hasControl(text, count) {
                reportControl(start)
            }
            if count > ValidationLimits.stringCharactersMax {
                unsafe checkLength(property, text, count, start)
            }
        case .code:
            isSound = unsafe TextFormats.isCode(text, count)
            if unsafe isSound && property.pointee.context != 0 {
                unsafe checkCode(Int(property.pointee.context), text, count, start)
            }
        case .uri, .url, .canonical:
            isSound = unsafe TextFormats.isURI(text, count)
            if unsafe text[0] == UInt8(ascii: "#") {
                unsafe containment.note(
                    Array(UnsafeBufferPointer(start: text, count: count)), isReference: false)
            }
        case .dateTime: isSound = unsafe DateFormats.isDateTime(text, count)
        case .instant: isSound = unsafe DateFormats.isInstant(text, count)
        case .date: isSound = unsafe DateFormats.isDate(text, count)
        case .time: isSound = unsafe DateFormats.isTime(text, count)
        case .id: isSound = unsafe TextFormats.isID(text, count)
        case .oid: isSound = unsafe TextFormats.isOID(text, count)
        case .uuid: isSound = unsafe TextFormats.isUUID(text, count)
        case .base64Binary: isSound = unsafe TextFormats.isBase64(text, count)
        case .xhtml:
            isSound = true
            unsafe checkNarrative(text, count, start)
        default: return unsafe reportKind(property, start &- 1)
        }
        if !isSound { unsafe reportFormat(property, text, count, start) }
    }

    @inline(never)
    private mutating func checkNarrative(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ start: Int
    ) {
        if let defect = unsafe narrative.check(text, count) { reportNarrative(defect, start) }
    }

    @inline(never)
    private mutating func checkLength(
        _ property: UnsafeMutablePointer<Property>, _ text: UnsafePointer<UInt8>, _ count: Int,
        _ start: Int
    ) {
        let characters = unsafe TextFormats.characterCount(text, count)
        if unsafe property.pointee.kind == .string
            && characters > ValidationLimits.stringCharactersMax
        {
            report(
                .error, .tooLong, .length, start,
                "a string has more than \(ValidationLimits.stringCharactersMax) characters")
        }
    }

    /// A number, true, false or null, or no JSON at all.
    private mutating func walkLiteral(
        _ property: UnsafeMutablePointer<Property>, _ start: Int, _ count: Int, _ isInArray: Bool
    ) -> Bool {
        let text = unsafe base + start
        let first = unsafe text[0]
        if isDigit(first) || first == UInt8(ascii: "-") {
            guard unsafe NumberFormats.isDecimal(text, count) else {
                return fail(start, "a value is no JSON value")
            }
            let isSound: Bool
            switch unsafe property.pointee.kind {
            case .decimal: return true
            case .integer: isSound = unsafe NumberFormats.isInteger(text, count)
            case .unsignedInt: isSound = unsafe NumberFormats.isUnsigned(text, count, minimum: 0)
            case .positiveInt: isSound = unsafe NumberFormats.isUnsigned(text, count, minimum: 1)
            default:
                unsafe reportKind(property, start)
                return true
            }
            if !isSound { unsafe reportFormat(property, text, count, start) }
            return true
        }
        let isNull = unsafe TextFormats.isText("null", text, count)
        guard
            unsafe isNull || TextFormats.isText("true", text, count)
                || TextFormats.isText("false", text, count)
        else { return fail(start, "a value is no JSON value") }
        if isNull {
            if isInArray { sawNull = true } else { reportNull(start) }
        } else if unsafe property.pointee.kind != .boolean {
            unsafe reportKind(property, start)
        }
        return true
    }

    // MARK: Codes

    /// Checks a code against the value set it is bound to.
    @inline(always)
    private mutating func checkCode(
        _ number: Int, _ text: UnsafePointer<UInt8>, _ count: Int, _ start: Int
    ) {
        guard number < definitions.codeSets.count else { return }
        let isInSet: Bool
        switch definitions.codeSets[number].kind {
        case .listed:
            isInSet = unsafe names.find(definitions.codeSets[number].codes, text, count) >= 0
        case .language: isInSet = unsafe CodeGrammars.isLanguage(text, count)
        case .mimeType: isInSet = unsafe CodeGrammars.isMIMEType(text, count)
        case .currency: isInSet = unsafe CodeGrammars.isCurrency(text, count)
        case .unit: isInSet = unsafe UnitGrammar.isUnit(text, count)
        case .unknown:
            codesNotChecked &+= 1
            isInSet = true
        }
        if !isInSet {
            unsafe reportBinding(number, start, UnsafeBufferPointer(start: text, count: count))
        }
    }

    /// Counts a coding of a bound concept.
    ///
    /// - Parameters:
    ///   - system: where the text of its system stands, 0 for none.
    ///   - code: where the text of its code stands, 0 for none.
    mutating func noteCoding(_ number: Int, _ system: UInt64, _ code: UInt64) {
        codingCount &+= 1
        guard number < definitions.codeSets.count, system != 0, code != 0 else { return }
        let set = definitions.codeSets[number]
        switch set.kind {
        case .listed:
            var key = text(of: system)
            key.append(UInt8(ascii: "|"))
            key += text(of: code)
            let count = key.count
            key.append(contentsOf: repeatElement(0, count: 8))
            let isInSet = unsafe key.withUnsafeBufferPointer { key in
                unsafe key.baseAddress.map { unsafe names.find(set.codes, $0, count) >= 0 } ?? false
            }
            if isInSet { codingHits &+= 1 }
        case .language: unsafe noteGrammar("urn:ietf:bcp:47", system, code, CodeGrammars.isLanguage)
        case .unit:
            unsafe noteGrammar("http://unitsofmeasure.org", system, code, UnitGrammar.isUnit)
        case .mimeType: unsafe noteGrammar("urn:ietf:bcp:13", system, code, CodeGrammars.isMIMEType)
        case .currency:
            unsafe noteGrammar("urn:iso:std:iso:4217", system, code, CodeGrammars.isCurrency)
        case .unknown:
            codesNotChecked &+= 1
            codingHits &+= 1
        }
    }

    private mutating func noteGrammar(
        _ wanted: StaticString, _ system: UInt64, _ code: UInt64,
        _ matches: (UnsafePointer<UInt8>, Int) -> Bool
    ) {
        let (system, code) = (text(of: system), text(of: code))
        let isInSet = unsafe system.withUnsafeBufferPointer { system in
            unsafe code.withUnsafeBufferPointer { code in
                guard let first = system.baseAddress, let text = code.baseAddress else {
                    return false
                }
                return unsafe TextFormats.isText(wanted, first, system.count)
                    && matches(text, code.count)
            }
        }
        if isInSet { codingHits &+= 1 }
    }

    /// The text of a captured string.
    func text(of span: UInt64) -> [UInt8] {
        let (start, end) = (Int(span >> 32), Int(span & 0xFFFF_FFFF))
        guard end > start else { return [] }
        let raw = unsafe UnsafeBufferPointer(start: base + start, count: end - start)
        return unsafe hasEscapes ? JSONString.unescape(raw) : Array(raw)
    }
}
