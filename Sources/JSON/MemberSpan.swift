// Where the value of one member of an object stands.

/// The value of a member: raw bytes in the text, quotes of a string included.
package struct MemberSpan: Sendable {
    /// What the value is, by its first byte.
    package enum Kind: UInt8, Sendable {
        case absent, string, object, array, number, literal
    }

    package var kind: Kind
    /// Offset of the first byte.
    package var start: UInt32
    /// Offset behind the last byte.
    package var end: UInt32
    /// Place of the value's first token in the structural index.
    package var token: UInt32

    package init(kind: Kind, start: UInt32, end: UInt32, token: UInt32) {
        self.kind = kind
        self.start = start
        self.end = end
        self.token = token
    }

    package static let absent = MemberSpan(kind: .absent, start: 0, end: 0, token: 0)

    @inline(always)
    var isFound: Bool { kind != .absent }

    @inline(always)
    package var isContainer: Bool { kind == .object || kind == .array }
}
