// Whole JSON documents as values: table metadata, schemas, property texts.
//
//     {"id":9876543210123456789,"x":[1.50,null]}
//     → .object([id: .number("9876543210123456789"), x: .array([.number("1.50"), .null])])
//
// Numbers keep their text: 64-bit snapshot ids and decimals survive, and whoever reads one says
// how. This is for documents that are read once; rows go through `MemberExtractor`, without a tree.
// Source: RFC 8259.

package import Columnar

/// A JSON document or a part of one.
///
/// An object keeps its members in the order of the text. Of several members with the same name the
/// last one counts, as with Jackson and Python, which Iceberg's writers use.
package enum JSONValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    /// The number as it was written.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// A name and its value.
    package struct Member: Sendable, Hashable {
        package let name: String
        package let value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// Objects and arrays around a value. A tree is released by recursion, so this stays far from
    /// what a thread's stack holds.
    package static let depthMax = 256
    /// Brackets, commas, colons and scalars of a text: each takes some 60 bytes in a tree at most.
    package static let tokensMax = 1 << 25
}

// MARK: Parsing

extension JSONValue {
    /// Reads one document from all the bytes in use.
    ///
    /// - Parameter depthMax: objects and arrays around a value, at most `JSONValue.depthMax`.
    /// - Throws: `LakeError.corrupt` at `.byteOffset` for anything that is not one JSON value in
    ///   UTF-8, `LakeError.limit` at `.byteOffset` when it is nested too deeply or too long.
    package init(
        parsing buffer: ByteBuffer, depthMax: Int = JSONValue.depthMax
    ) throws(LakeError) {
        let indexer = StructuralIndexer()
        let index: StructuralIndex
        switch unsafe indexer.index(buffer.base, count: buffer.countBytes) {
        case .success(let found): index = found
        case .failure(let fault): throw JSONFault(fault, offset: 0).error
        }
        guard index.count <= JSONValue.tokensMax else {
            throw JSONFault(.size, offset: 0, "the text has too many tokens").error
        }
        let validator = JSONValidator(
            depthMax: min(depthMax, JSONValue.depthMax), findsDuplicates: false)
        var end = 0
        let fault = unsafe validator.check(
            buffer.base, index, token: &end, limit: buffer.countBytes)
        if let fault { throw fault.error }
        guard end == index.count else {
            throw unsafe JSONFault(
                .trailing, offset: Int(index.offsets[end]), "the text goes on behind the value"
            ).error
        }
        var builder = JSONTreeBuilder(buffer: buffer, index: index)
        self = builder.value()
    }

    /// Reads one document from bytes.
    ///
    /// - Throws: as `init(parsing:depthMax:)` of a buffer.
    package init(parsing bytes: [UInt8]) throws(LakeError) {
        let buffer = try ByteBuffer(capacityBytes: bytes.count)
        unsafe try bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
            if let start = source.baseAddress {
                unsafe try buffer.append(start, count: source.count)
            }
        }
        try self.init(parsing: buffer)
    }

    /// Reads one document from a text.
    ///
    /// - Throws: as `init(parsing:depthMax:)` of a buffer.
    package init(parsing text: String) throws(LakeError) {
        try self.init(parsing: Array(text.utf8))
    }
}

/// Makes the tree of a text that the validator has passed, so that no step can fail.
private struct JSONTreeBuilder {
    let buffer: ByteBuffer
    let index: StructuralIndex
    /// The next token.
    var token = 0

    private var start: Int { unsafe Int(index.offsets[token]) }

    /// Recursion ends at `JSONValue.depthMax`, which the validator has checked.
    mutating func value() -> JSONValue {
        // Safe: offsets of the index lie within the buffer.
        switch unsafe buffer.base[start] {
        case Token.openObject: return .object(members())
        case Token.openArray: return .array(elements())
        case Token.quote: return .string(string())
        case UInt8(ascii: "t"):
            token += 1
            return .boolean(true)
        case UInt8(ascii: "f"):
            token += 1
            return .boolean(false)
        case UInt8(ascii: "n"):
            token += 1
            return .null
        default: return unsafe .number(String(decoding: scalar(), as: UTF8.self))
        }
    }

    private mutating func members() -> [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        token += 1
        while unsafe buffer.base[start] != Token.closeObject {
            if unsafe buffer.base[start] == Token.comma { token += 1 }
            let name = string()
            // The colon.
            token += 1
            members.append(JSONValue.Member(name, value()))
        }
        token += 1
        return members
    }

    private mutating func elements() -> [JSONValue] {
        var elements: [JSONValue] = []
        token += 1
        while unsafe buffer.base[start] != Token.closeArray {
            if unsafe buffer.base[start] == Token.comma { token += 1 }
            elements.append(value())
        }
        token += 1
        return elements
    }

    private mutating func string() -> String {
        let quoted = unsafe scalar()
        let inside = unsafe UnsafeBufferPointer(rebasing: quoted[1..<quoted.count - 1])
        guard unsafe inside.contains(Token.backslash) else {
            return unsafe String(decoding: inside, as: UTF8.self)
        }
        return unsafe String(decoding: JSONString.unescape(inside), as: UTF8.self)
    }

    /// The bytes of a string or number, quotes included.
    private mutating func scalar() -> UnsafeBufferPointer<UInt8> {
        let first = start
        token += 1
        // Safe: behind the last token stands the length of the text.
        let end = unsafe Token.scalarEnd(buffer.base, start: first, limit: start)
        return unsafe UnsafeBufferPointer(start: buffer.base + first, count: end - first)
    }
}

extension JSONFault {
    /// The fault as an error at its offset.
    fileprivate var error: LakeError {
        let code: LakeError.Code =
            switch kind {
            case .depth, .size: .limit
            default: .corrupt
            }
        return LakeError(code, "this is not JSON: \(reason)", at: [.byteOffset(offset)])
    }
}

// MARK: Looking up

extension JSONValue {
    /// The value of a member; nil when there is none, or this is no object.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }

    package var isNull: Bool { self == .null }

    /// The text of a string.
    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// True or false.
    package var boolean: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    /// The elements of an array.
    package var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members of an object, as they stand in the text.
    package var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The text of a number.
    package var numberText: String? {
        if case .number(let text) = self { text } else { nil }
    }

    /// A number written without fraction and exponent that 64 bits hold.
    package var int64: Int64? { numberText.flatMap { Int64($0) } }

    /// The same as a Swift integer.
    package var int: Int? { numberText.flatMap { Int($0) } }

    /// An integer from -2^63 to 2^64 - 1, the upper half by its bits: identifiers that some
    /// writers take for unsigned.
    package var int64BitPattern: Int64? {
        int64 ?? numberText.flatMap { UInt64($0) }.map { Int64(bitPattern: $0) }
    }

    /// The double nearest to a number.
    package var double: Double? { numberText.flatMap { Double($0) } }
}

// MARK: Writing

extension JSONValue {
    /// The document as JSON without white space.
    package var text: String {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the document as JSON without white space.
    package func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .boolean(let value): bytes += (value ? "true" : "false").utf8
        case .number(let text): bytes += text.utf8
        case .string(let text): JSONValue.write(text, to: &bytes)
        case .array(let elements):
            bytes.append(Token.openArray)
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(Token.comma) }
                element.write(to: &bytes)
            }
            bytes.append(Token.closeArray)
        case .object(let members):
            bytes.append(Token.openObject)
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(Token.comma) }
                JSONValue.write(member.name, to: &bytes)
                bytes.append(Token.colon)
                member.value.write(to: &bytes)
            }
            bytes.append(Token.closeObject)
        }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(Token.quote)
        for byte in text.utf8 {
            switch byte {
            case Token.quote, Token.backslash: bytes += [Token.backslash, byte]
            case 0x08: bytes += [Token.backslash, UInt8(ascii: "b")]
            case 0x09: bytes += [Token.backslash, UInt8(ascii: "t")]
            case 0x0A: bytes += [Token.backslash, UInt8(ascii: "n")]
            case 0x0C: bytes += [Token.backslash, UInt8(ascii: "f")]
            case 0x0D: bytes += [Token.backslash, UInt8(ascii: "r")]
            case 0..<0x20:
                bytes += [Token.backslash, UInt8(ascii: "u")]
                let digits = String(byte, radix: 16)
                bytes += String(repeating: "0", count: 4 - digits.utf8.count).utf8
                bytes += digits.utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(Token.quote)
    }
}
