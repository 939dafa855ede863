// Values of one resource: from member spans to column builders, and conditions on them.
//
// A value that is not of its column's type is handed over as what it is (a string in a boolean
// column as TEXT, a number in a code column as the TEXT of the number): nothing is lost, and SQLite
// compares it as it would any value.

import Columnar
import Glibc
import JSON

extension RowScanner {
    /// Appends one value of the resource at hand.
    ///
    /// - Returns: false when something is wrong with the value: `valueFault` says what, and nothing
    ///   was appended. (A fault itself would go through memory for every value.)
    func append(
        _ output: RowPlan.Output, _ position: Int, _ base: UnsafePointer<UInt8>,
        _ index: StructuralIndex
    ) throws(LakeError) -> Bool {
        guard let first = unsafe self.origin else { return true }
        let origin = unsafe base - first
        switch output {
        case .resource:
            unsafe builders[position].append(
                kind: ValueKind.json, offset: origin + extractor.objectStart,
                length: extractor.objectEnd - extractor.objectStart)
        case .line: unsafe builders[position].append(Int64(lineIndex))
        case .rowNumber: unsafe builders[position].append(Int64(rowIndex))
        case .file: unsafe builders[position].appendNull()
        case .resourceType:
            return unsafe try appendText(extractor.spans[RowPlan.typeSlot], position, base, origin)
        case .inner(let slot, let kind):
            unsafe try appendInner(kind, of: extractor.spans[slot], position, base, index, origin)
        case .member(let slot, let form):
            let span = unsafe extractor.spans[slot]
            if unsafe span.kind == .absent || isNull(span, base) {
                unsafe builders[position].appendNull()
                return true
            }
            switch form {
            case .json:
                let length = Int(span.end &- span.start)
                if span.copy == MemberSpan.noCopy {
                    unsafe builders[position].append(
                        kind: ValueKind.json, offset: origin &+ Int(span.start), length: length)
                } else {
                    unsafe builders[position].append(
                        kind: ValueKind.json | ValueKind.sideFlag, offset: Int(span.copy),
                        length: length)
                }
            case .text: return unsafe try appendText(span, position, base, origin)
            case .number: return unsafe try appendNumber(span, position, base, origin)
            }
        }
        return true
    }

    @inline(always)
    private func isNull(_ span: MemberSpan, _ base: UnsafePointer<UInt8>) -> Bool {
        unsafe span.kind == .literal && JSONLiteral(bytes(of: span, base)) == .null
    }

    private func bytes(
        of span: MemberSpan, _ base: UnsafePointer<UInt8>
    ) -> UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(
            start: base + Int(span.start), count: Int(span.end) - Int(span.start))
    }

    private func appendText(
        _ span: MemberSpan, _ position: Int, _ base: UnsafePointer<UInt8>, _ origin: Int
    ) throws(LakeError) -> Bool {
        let text = unsafe bytes(of: span, base)
        guard span.kind == .string else {
            // A value of another type: its JSON text.
            if let fault = unsafe scalarFault(span, text) { return refuse(fault) }
            unsafe builders[position].append(
                kind: span.isContainer ? ValueKind.json : ValueKind.text,
                offset: origin + Int(span.start), length: text.count)
            return true
        }
        guard text.count >= 2, unsafe text[text.count - 1] == UInt8(ascii: "\"") else {
            return refuse(
                JSONFault(
                    .syntax, offset: Int(span.start), "a string does not end where it should"))
        }
        let inside = unsafe UnsafeBufferPointer(rebasing: text[1..<text.count - 1])
        if unsafe hasEscapes(inside) {
            return unsafe try appendUnescaped(inside, span, position)
        }
        unsafe builders[position].append(
            kind: ValueKind.text, offset: origin + Int(span.start) + 1, length: inside.count)
        return true
    }

    /// Whether a backslash stands in a string. Most are too short for a call to pay off.
    @inline(always)
    private func hasEscapes(_ inside: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = inside.baseAddress else { return false }
        guard inside.count <= 32 else { return unsafe memchr(start, 0x5C, inside.count) != nil }
        var index = 0
        while index &+ 8 <= inside.count {
            // Safe: eight bytes are left. The high bit of each byte that is a backslash is set, of
            // others only above such a one.
            let word =
                unsafe UnsafeRawPointer(start + index).loadUnaligned(as: UInt64.self)
                ^ 0x5C5C_5C5C_5C5C_5C5C
            if (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 != 0 { return true }
            index &+= 8
        }
        while index < inside.count {
            if unsafe start[index] == UInt8(ascii: "\\") { return true }
            index &+= 1
        }
        return false
    }

    private func appendUnescaped(
        _ inside: UnsafeBufferPointer<UInt8>, _ span: MemberSpan, _ position: Int
    ) throws(LakeError) -> Bool {
        let side = unsafe try builders[position].sideBuffer(for: inside.count)
        let offset = side.countBytes
        // Safe: the side buffer has room for inside.count bytes, and no text is longer than its
        // escapes.
        let (count, isSound) = unsafe JSONString.unescape(inside, into: side.base + offset)
        guard isSound else {
            return refuse(
                JSONFault(
                    .escape, offset: Int(span.start),
                    "a string holds an escape that JSON does not have"))
        }
        side.countBytes += count
        unsafe builders[position].append(
            kind: ValueKind.text | ValueKind.sideFlag, offset: offset, length: count)
        return true
    }

    private func appendNumber(
        _ span: MemberSpan, _ position: Int, _ base: UnsafePointer<UInt8>, _ origin: Int
    ) throws(LakeError) -> Bool {
        let text = unsafe bytes(of: span, base)
        switch span.kind {
        case .number:
            guard unsafe JSONNumber.isValid(text) else { return refuse(invalid(span)) }
            unsafe try builders[position].append(JSONNumber.value(text))
            return true
        case .literal:
            switch unsafe JSONLiteral(text) {
            case .true: unsafe builders[position].append(Int64(1))
            case .false: unsafe builders[position].append(Int64(0))
            case .null: unsafe builders[position].appendNull()
            case nil: return refuse(invalid(span))
            }
            return true
        default: return unsafe try appendText(span, position, base, origin)
        }
    }

    private func scalarFault(
        _ span: MemberSpan, _ text: UnsafeBufferPointer<UInt8>
    ) -> JSONFault? {
        let isSound: Bool
        switch span.kind {
        case .number: isSound = unsafe JSONNumber.isValid(text)
        case .literal: isSound = unsafe JSONLiteral(text) != nil
        default: isSound = true
        }
        return isSound ? nil : invalid(span)
    }

    private func invalid(_ span: MemberSpan) -> JSONFault {
        JSONFault(.syntax, offset: Int(span.start), "a value is no JSON value")
    }

    /// Keeps what is wrong with a value for whoever adds the row.
    private func refuse(_ fault: JSONFault) -> Bool {
        valueFault = fault
        return false
    }

    // MARK: Texts within members

    private func appendInner(
        _ kind: InnerText, of span: MemberSpan, _ position: Int, _ base: UnsafePointer<UInt8>,
        _ index: StructuralIndex, _ origin: Int
    ) throws(LakeError) {
        guard let inside = unsafe innerTexts.find(kind, in: span, base, index),
            let start = inside.baseAddress
        else { return unsafe builders[position].appendNull() }
        if unsafe hasEscapes(inside) {
            let text = unsafe JSONString.unescape(inside)
            unsafe try text.withUnsafeBufferPointer { text throws(LakeError) in
                let part = unsafe UnsafeBufferPointer(rebasing: text[kind.range(in: text)])
                if part.isEmpty { return unsafe builders[position].appendNull() }
                unsafe try builders[position].append(kind: ValueKind.text, copying: part)
            }
            return
        }
        let part = unsafe kind.range(in: inside)
        unsafe builders[position].append(
            kind: ValueKind.text, offset: origin + (start - base) + part.lowerBound,
            length: part.count)
    }

    // MARK: Conditions

    /// Whether the resource at hand passes one condition.
    func holds(
        _ condition: RowPlan.Condition, _ base: UnsafePointer<UInt8>, _ index: StructuralIndex
    ) -> Bool {
        let span: MemberSpan
        switch condition.output {
        case .member(let slot, _): span = unsafe extractor.spans[slot]
        case .resourceType: span = unsafe extractor.spans[RowPlan.typeSlot]
        case .inner(let slot, let kind):
            guard let inside = unsafe innerTexts.find(kind, in: extractor.spans[slot], base, index)
            else {
                return condition.test.acceptsNull
            }
            return unsafe withText(inside) { text in
                let part = unsafe UnsafeBufferPointer(rebasing: text[kind.range(in: text)])
                return unsafe part.isEmpty
                    ? condition.test.acceptsNull : condition.test.matches(text: part)
            }
        case .resource, .file, .line, .rowNumber: return true
        }
        if unsafe span.kind == .absent || isNull(span, base) { return condition.test.acceptsNull }
        let text = unsafe bytes(of: span, base)
        if condition.isBytes {
            // A JSON column is its exact text, quotes included.
            guard span.kind == .string, text.count >= 2, !condition.isJSON else {
                return unsafe condition.test.matches(text: text)
            }
            return unsafe withText(UnsafeBufferPointer(rebasing: text[1..<text.count - 1])) {
                unsafe condition.test.matches(text: $0)
            }
        }
        switch span.kind {
        case .number:
            let value = unsafe JSONNumber.value(text)
            // More digits than a double gives back: a text to SQLite, whose affinity decides.
            if case .text = value { return !condition.test.acceptsNull }
            return condition.test.matches(number: value)
        case .literal:
            let value: Value = unsafe .integer(JSONLiteral(text) == .true ? 1 : 0)
            return condition.test.matches(number: value)
        // Not of the column's type: SQLite applies its affinity and decides.
        default: return !condition.test.acceptsNull
        }
    }

    private func withText(
        _ inside: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Bool
    ) -> Bool {
        guard unsafe hasEscapes(inside) else { return unsafe body(inside) }
        scratch = unsafe JSONString.unescape(inside)
        return unsafe scratch.withUnsafeBufferPointer { unsafe body($0) }
    }
}
