// Finds the wanted members of one object in one walk over its tokens.
//
// This is the inner loop of every FHIR scan. It reads the structural index only: keys are looked
// up, the values of wanted members are noted as spans, everything else is stepped over by counting
// brackets. The object's own braces, commas and colons are checked, so that a line cut short or two
// values on a line are noticed (behind the last wanted member only the brackets); what stands
// inside values that nobody reads is left to `JSONValidator`.
//
// Members whose text is handed over must be sound: their values are checked on the way instead of
// stepped over, or found among the texts that were checked before. A value with a fault is stepped
// over like others; whoever reads it has the validator name the fault.

import Columnar
import Glibc

/// Extracts members. One thread at a time; `spans` hold the members of the last object.
@safe
package final class MemberExtractor {
    private let keys: KeyTable
    private let entries: UnsafeMutablePointer<KeyTable.Entry>
    /// For each wanted name whether its objects and arrays are checked.
    private let checks: UnsafeMutablePointer<Bool>
    private let known: KnownTexts?
    /// `Token.depthChange` of each byte: one load where the comparison takes six instructions.
    private let depthChanges: UnsafeMutablePointer<Int8>
    /// One for each wanted name.
    package let spans: UnsafeMutablePointer<MemberSpan>
    /// The whole object, from `{` to behind `}`.
    private let bounds: UnsafeMutablePointer<(start: Int, end: Int)>
    package var objectStart: Int { unsafe bounds.pointee.start }
    package var objectEnd: Int { unsafe bounds.pointee.end }

    /// - Parameters:
    ///   - checkedSlots: places of the names whose objects and arrays are checked.
    ///   - known: texts of theirs; a member for each slot of `keys`.
    package init(_ keys: KeyTable, checkedSlots: [Int] = [], known: KnownTexts? = nil) {
        self.keys = keys
        self.known = known
        unsafe entries = .allocate(capacity: keys.entries.count)
        for (place, entry) in keys.entries.enumerated() {
            unsafe (entries + place).initialize(to: entry)
        }
        unsafe checks = .allocate(capacity: max(keys.count, 1))
        unsafe checks.initialize(repeating: false, count: max(keys.count, 1))
        for slot in checkedSlots { unsafe checks[slot] = true }
        unsafe bounds = .allocate(capacity: 1)
        unsafe bounds.initialize(to: (0, 0))
        unsafe depthChanges = UnsafeMutablePointer<Int8>.allocate(capacity: 256)
        for byte in UInt8.min...UInt8.max {
            unsafe depthChanges[Int(byte)] = Int8(truncatingIfNeeded: Token.depthChange(byte))
        }
        unsafe spans = UnsafeMutablePointer<MemberSpan>.allocate(capacity: max(keys.count, 1))
        unsafe spans.initialize(repeating: .absent, count: max(keys.count, 1))
    }

    deinit {
        unsafe spans.deallocate()
        unsafe bounds.deallocate()
        unsafe checks.deallocate()
        unsafe entries.deallocate()
        unsafe depthChanges.deallocate()
    }

    /// Reads the object whose `{` is the token `token` and which must end before the offset
    /// `limit`.
    ///
    /// - Parameter token: on success moved behind the object's last token; else undefined.
    /// - Returns: nil, or what is wrong with the object. Of a name that occurs twice the first
    ///   counts.
    package func extract(
        _ base: UnsafePointer<UInt8>, _ index: StructuralIndex, token: inout Int, limit: Int
    ) -> JSONFault? {
        unsafe spans.update(repeating: .absent, count: keys.count)
        // Safe: `offsets` has an entry at `count` (the length of the text, >= limit), and the walk
        // stops at the first offset that reaches `limit`, so it never goes past that entry.
        let offsets = unsafe index.offsets
        var at = token
        unsafe bounds.pointee.start = unsafe Int(offsets[at])
        at &+= 1
        var next = unsafe Int(offsets[at])
        if unsafe next < limit && base[next] == Token.closeObject {
            unsafe bounds.pointee.end = next &+ 1
            token = at &+ 1
            return nil
        }
        var missing = keys.count
        while true {
            let key = unsafe Int(offsets[at])
            guard key < limit, unsafe base[key] == Token.quote else {
                return fault(key, limit, "a member name is expected")
            }
            let colon = unsafe Int(offsets[at &+ 1])
            guard colon < limit, unsafe base[colon] == Token.colon else {
                return fault(colon, limit, "a colon is expected after a member name")
            }
            let keyEnd = unsafe Token.scalarEnd(base, start: key, limit: colon) &- 1
            let value = unsafe Int(offsets[at &+ 2])
            guard value < limit else { return fault(value, limit, "a value is expected") }
            var slot = unsafe slot(base, key &+ 1, keyEnd)
            if unsafe slot >= 0 && spans[slot].isFound { slot = -1 }
            let first = unsafe base[value]
            let valueToken = at &+ 2
            at &+= 3
            if first | 0x20 == 0x7B {
                at = valueToken
                if unsafe slot < 0 || !checks[slot] || !check(base, offsets, &at, limit, slot) {
                    at &+= 1
                    guard let close = unsafe skipBrackets(base, offsets, &at, limit)
                    else {
                        return fault(limit, limit, "the line ends within a value")
                    }
                    if slot >= 0 {
                        unsafe spans[slot] = span(base, value, close, valueToken)
                    }
                }
            } else if slot >= 0 {
                let end = unsafe Token.scalarEnd(
                    base, start: value, limit: min(Int(offsets[at]), limit))
                unsafe spans[slot] = MemberSpan(
                    kind: MemberExtractor.scalarKind(first),
                    start: UInt32(truncatingIfNeeded: value),
                    end: UInt32(truncatingIfNeeded: end),
                    token: UInt32(truncatingIfNeeded: valueToken))
            }
            if slot >= 0 {
                missing &-= 1
                if missing == 0 { return unsafe finish(base, offsets, at, &token, limit) }
            }
            next = unsafe Int(offsets[at])
            guard next < limit else { return fault(next, limit, "the line ends within an object") }
            at &+= 1
            let separator = unsafe base[next]
            if separator == Token.comma { continue }
            if separator == Token.closeObject { break }
            return fault(next, limit, "a comma or a closing brace is expected")
        }
        unsafe bounds.pointee.end = next &+ 1
        token = at
        return nil
    }

    /// Goes to the end of the object when all wanted members are found: only brackets are counted,
    /// so one branch that is hard to foresee is left for each line.
    @inline(always)
    private func finish(
        _ base: UnsafePointer<UInt8>, _ offsets: UnsafePointer<UInt32>, _ start: Int,
        _ token: inout Int, _ limit: Int
    ) -> JSONFault? {
        var at = start
        guard let close = unsafe skipBrackets(base, offsets, &at, limit) else {
            return fault(limit, limit, "the line ends within an object")
        }
        unsafe bounds.pointee.end = close &+ 1
        token = at
        return nil
    }

    /// Goes behind the value of a member that is checked and notes it, if it is sound.
    ///
    /// - Parameter at: the value's first token; moved behind its last one on success.
    @inline(always)
    private func check(
        _ base: UnsafePointer<UInt8>, _ offsets: UnsafePointer<UInt32>, _ at: inout Int,
        _ limit: Int, _ slot: Int
    ) -> Bool {
        let first = at
        let value = unsafe Int(offsets[first])
        if let text = unsafe known?.expected(slot, base + value, room: limit &- value) {
            at &+= Int(text.tokenCount)
            var span = unsafe span(base, value, value &+ Int(text.length) &- 1, first)
            span.isSound = true
            span.copy = text.offset
            unsafe spans[slot] = span
            return true
        }
        guard let close = unsafe SoundWalk.close(base, offsets, &at, limit) else { return false }
        var span = unsafe span(base, value, close, first)
        span.isSound = true
        if let known {
            span.copy = unsafe known.note(
                slot, base + value, length: close &+ 1 &- value, tokenCount: at &- first)
        }
        unsafe spans[slot] = span
        return true
    }

    /// The span of an object or array from its opening bracket to its closing one.
    @inline(always)
    private func span(
        _ base: UnsafePointer<UInt8>, _ open: Int, _ close: Int, _ token: Int
    ) -> MemberSpan {
        unsafe MemberSpan(
            kind: base[open] == Token.openObject ? .object : .array,
            start: UInt32(truncatingIfNeeded: open),
            end: UInt32(truncatingIfNeeded: close &+ 1),
            token: UInt32(truncatingIfNeeded: token))
    }

    /// Steps over tokens until the bracket that is open before `at` is closed.
    ///
    /// - Returns: the offset of the closing bracket; nil when it does not come before `limit`.
    @inline(always)
    private func skipBrackets(
        _ base: UnsafePointer<UInt8>, _ offsets: UnsafePointer<UInt32>, _ at: inout Int,
        _ limit: Int
    ) -> Int? {
        let changes = unsafe depthChanges
        var depth = 1
        var next: Int
        repeat {
            next = unsafe Int(offsets[at])
            if next >= limit { return nil }
            unsafe depth &+= Int(changes[Int(base[next])])
            at &+= 1
        } while depth > 0
        return next
    }

    @inline(always)
    private func slot(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        let length = end &- start
        if length < 0 { return -1 }
        let slot = unsafe keys.slot(among: entries, at: base + start, length: length)
        if unsafe slot >= 0 || memchr(base + start, Int32(Token.backslash), length) == nil {
            return slot
        }
        let name = unsafe JSONString.unescape(
            UnsafeBufferPointer(start: base + start, count: length))
        return keys.slot(of: name)
    }

    @inline(always)
    static func kind(of first: UInt8) -> MemberSpan.Kind {
        if first == Token.openObject { return .object }
        if first == Token.openArray { return .array }
        return scalarKind(first)
    }

    @inline(always)
    private static func scalarKind(_ first: UInt8) -> MemberSpan.Kind {
        if first == Token.quote { return .string }
        if first == UInt8(ascii: "-") || first &- 0x30 < 10 { return .number }
        return .literal
    }

    private func fault(_ offset: Int, _ limit: Int, _ reason: StaticString) -> JSONFault {
        JSONFault(.syntax, offset: min(offset, limit), reason)
    }
}
