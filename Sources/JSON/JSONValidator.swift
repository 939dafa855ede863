// The whole grammar of RFC 8259 over a structural index, with duplicate names where asked for.
//
// An explicit stack instead of recursion: a text nested a million deep is a finding, not the end of
// the host's thread.

import Columnar
import Glibc

/// Checks values strictly. One thread at a time; keeps its memory.
package final class JSONValidator {
    private enum Expect { case value, valueOrEnd, nameOrEnd, name, separator }

    private let depthMax: Int
    private let findsDuplicates: Bool
    /// True for an object, false for an array, outermost first.
    private var stack: [Bool] = []
    private var names = NameSets()

    /// - Parameters:
    ///   - depthMax: objects and arrays around a value.
    ///   - findsDuplicates: whether a name twice in one object is a fault.
    package init(depthMax: Int = JSONLimits.depthMax, findsDuplicates: Bool) {
        self.depthMax = depthMax
        self.findsDuplicates = findsDuplicates
        stack.reserveCapacity(64)
    }

    /// Checks the value whose first token is `token`; it must end before the offset `limit`.
    ///
    /// - Parameter token: moved behind the value's last token.
    /// - Returns: nil, or the first fault.
    package func check(
        _ base: UnsafePointer<UInt8>, _ index: StructuralIndex, token: inout Int, limit: Int
    ) -> JSONFault? {
        let hasEscapes =
            unsafe memchr(
                base + Int(index.offsets[token]), Int32(Token.backslash),
                max(0, limit - Int(index.offsets[token]))) != nil
        stack.removeAll(keepingCapacity: true)
        names.removeAll()
        var expect = Expect.value
        repeat {
            let offset = unsafe Int(index.offsets[token])
            guard offset < limit else {
                return JSONFault(.syntax, offset: limit, "the text ends within a value")
            }
            token += 1
            let byte = unsafe base[offset]
            switch expect {
            case .separator:
                guard let isObject = stack.last else { break }
                if byte == Token.comma {
                    expect = isObject ? .name : .value
                } else if byte == (isObject ? Token.closeObject : Token.closeArray) {
                    pop()
                } else {
                    return JSONFault(
                        .syntax, offset: offset, "a comma or a closing bracket is expected")
                }
                continue
            case .nameOrEnd where byte == Token.closeObject,
                .valueOrEnd where byte == Token.closeArray:
                pop()
                expect = .separator
                continue
            case .name, .nameOrEnd:
                if let fault = unsafe checkName(base, index, &token, offset, limit, hasEscapes) {
                    return fault
                }
                expect = .value
                continue
            case .value, .valueOrEnd:
                break
            }
            switch byte {
            case Token.openObject, Token.openArray:
                guard stack.count < depthMax else {
                    return JSONFault(.depth, offset: offset, "values are nested too deeply")
                }
                stack.append(byte == Token.openObject)
                if findsDuplicates { names.open() }
                expect = byte == Token.openObject ? .nameOrEnd : .valueOrEnd
                continue
            default:
                let end = unsafe Token.scalarEnd(
                    base, start: offset, limit: min(Int(index.offsets[token]), limit))
                if let fault = unsafe checkScalar(base, offset, end, hasEscapes) { return fault }
                expect = .separator
            }
        } while !stack.isEmpty
        return nil
    }

    private func pop() {
        stack.removeLast()
        if findsDuplicates { names.close() }
    }

    private func checkName(
        _ base: UnsafePointer<UInt8>, _ index: StructuralIndex, _ token: inout Int,
        _ offset: Int, _ limit: Int, _ hasEscapes: Bool
    ) -> JSONFault? {
        let colon = unsafe Int(index.offsets[token])
        guard unsafe base[offset] == Token.quote else {
            return JSONFault(.syntax, offset: offset, "a member name is expected")
        }
        guard colon < limit, unsafe base[colon] == Token.colon else {
            return JSONFault(
                .syntax, offset: min(colon, limit), "a colon is expected after a member name")
        }
        token += 1
        let end = unsafe Token.scalarEnd(base, start: offset, limit: colon)
        if let fault = unsafe checkScalar(base, offset, end, hasEscapes) { return fault }
        guard findsDuplicates else { return nil }
        let name = unsafe UnsafeBufferPointer(start: base + offset + 1, count: end - offset - 2)
        if unsafe !names.insert(name, hasEscapes: hasEscapes) {
            return JSONFault(
                .duplicateKey, offset: offset, "a member name stands twice in an object")
        }
        return nil
    }

    private func checkScalar(
        _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ hasEscapes: Bool
    ) -> JSONFault? {
        let text = unsafe UnsafeBufferPointer(start: base + start, count: end - start)
        switch unsafe base[start] {
        case Token.quote:
            guard text.count >= 2, unsafe text[text.count - 1] == Token.quote else {
                return JSONFault(.syntax, offset: start, "a string does not end where it should")
            }
            if hasEscapes,
                let kind = unsafe JSONString.hasSoundEscapes(
                    UnsafeBufferPointer(start: base + start + 1, count: text.count - 2))
            {
                return kind == .escape
                    ? JSONFault(.escape, offset: start, "a string holds half a surrogate pair")
                    : JSONFault(.syntax, offset: start, "a string holds an unknown escape")
            }
            return nil
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            return unsafe JSONLiteral(text) == nil
                ? JSONFault(.syntax, offset: start, "a value is neither true, false nor null") : nil
        default:
            return unsafe JSONNumber.isValid(text)
                ? nil : JSONFault(.syntax, offset: start, "a value is no JSON value")
        }
    }
}

/// true, false and null.
package enum JSONLiteral: Sendable {
    case `true`, `false`, null

    /// The literal that the bytes are, or nil.
    package init?(_ text: UnsafeBufferPointer<UInt8>) {
        func isText(_ word: StaticString) -> Bool {
            unsafe text.count == word.utf8CodeUnitCount
                && text.baseAddress.map { unsafe memcmp($0, word.utf8Start, text.count) == 0 }
                    ?? false
        }
        if isText("true") {
            self = .true
        } else if isText("false") {
            self = .false
        } else if isText("null") {
            self = .null
        } else {
            return nil
        }
    }
}

/// Bounds on JSON texts.
package enum JSONLimits {
    /// Objects and arrays around a value. SQLite's own JSON functions stop at 2,000; FHIR resources
    /// rarely pass 20.
    package static let depthMax = 1000
}
