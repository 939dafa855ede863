// A place in the structural index of a sound JSON text.

import Columnar
import JSON

/// Steps through a text that the validator has passed. Never leaves the index.
@safe
struct JSONTokens {
    enum Kind { case object, array, string, number, literal }

    /// A string without its quotes, a number or a literal.
    @safe
    struct Scalar {
        let kind: Kind
        let bytes: UnsafeBufferPointer<UInt8>
    }

    private let text: ByteBuffer
    private let index: StructuralIndex
    private var token = 0

    init(_ text: ByteBuffer, _ index: StructuralIndex) {
        self.text = text
        self.index = index
    }

    private var start: Int {
        // Safe: behind the last token stands the length of the text.
        unsafe Int(index.offsets[min(token, index.count)])
    }

    private var byte: UInt8 { unsafe start < text.countBytes ? text.base[start] : 0 }

    var kind: Kind {
        switch byte {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): .literal
        default: .number
        }
    }

    /// The kind in words.
    var kindName: String {
        switch kind {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .literal: "true, false or null"
        }
    }

    var isNull: Bool { byte == UInt8(ascii: "n") }

    /// Whether the cursor stands at the bracket that closes an object or array, or behind all.
    var isAtEnd: Bool {
        token >= index.count || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
    }

    /// Goes from an object or array to its first name or element.
    mutating func enter() { token += 1 }

    /// Goes from a closing bracket behind it, and behind a comma.
    mutating func leave() {
        token += 1
        passSeparator()
    }

    /// Goes behind a value, and behind a comma or colon that follows it.
    mutating func skip() {
        var depth = 0
        repeat {
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            token += 1
        } while depth > 0 && token < index.count
        passSeparator()
    }

    private mutating func passSeparator() {
        if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":") { token += 1 }
    }

    /// The name of a member, unescaped; the cursor goes to its value.
    mutating func name() -> [UInt8] {
        let scalar = scalar()
        guard unsafe scalar.bytes.contains(UInt8(ascii: "\\")) else {
            return unsafe Array(scalar.bytes)
        }
        return unsafe JSONString.unescape(scalar.bytes)
    }

    /// The scalar here; the cursor goes behind it. An object or array has no bytes.
    mutating func scalar() -> Scalar {
        let kind = kind
        let first = start
        guard kind != .object, kind != .array else {
            return unsafe Scalar(kind: kind, bytes: UnsafeBufferPointer(start: nil, count: 0))
        }
        token += 1
        var end = start
        while end > first + 1, unsafe text.base[end - 1] <= 0x20 { end -= 1 }
        passSeparator()
        let isString = kind == .string && end >= first + 2
        return unsafe Scalar(
            kind: kind,
            bytes: UnsafeBufferPointer(
                start: text.base + first + (isString ? 1 : 0),
                count: end - first - (isString ? 2 : 0)))
    }

    /// Finds key and value of an element `[key, value]` or `{"key": …, "value": …}` and goes behind
    /// it.
    ///
    /// - Returns: false when it is neither.
    mutating func enterPair(_ key: inout JSONTokens, _ value: inout JSONTokens) -> Bool {
        let kind = kind
        var inside = self
        guard kind == .array || kind == .object else { return false }
        inside.enter()
        var found = 0
        while !inside.isAtEnd {
            let name = kind == .object ? inside.name() : []
            if kind == .array ? found == 0 : name.elementsEqual("key".utf8) {
                key = inside
            } else if kind == .array ? found == 1 : name.elementsEqual("value".utf8) {
                value = inside
            } else {
                return false
            }
            found += 1
            inside.skip()
        }
        inside.leave()
        guard found == 2 else { return false }
        self = inside
        return true
    }
}
