// Where the value of one member of an object stands.

/// The value of a member: raw bytes in the text, quotes of a string included.
///
/// Public because its kind is looked at for every value of a scan: see `ValueKind`.
public struct MemberSpan: Sendable {
    /// What the value is, by its first byte.
    @frozen
    public enum Kind: UInt8, Sendable {
        /// There is no such member.
        case absent
        /// In quotes.
        case string
        /// In braces.
        case object
        /// In brackets.
        case array
        /// Begins with a digit or a minus.
        case number
        /// Anything else: true, false, null, or what is no JSON.
        case literal
    }

    /// What the value is.
    @usableFromInline package var kind: Kind
    /// Whether the value is known to be sound JSON: only of objects and arrays that the extractor
    /// was asked to check, and never of a value with a fault.
    package var isSound = false
    /// Offset of the first byte.
    package var start: UInt32
    /// Offset behind the last byte.
    package var end: UInt32
    /// Place of the value's first token in the structural index.
    package var token: UInt32
    /// Where the same text stands in `KnownTexts.memory`, or `noCopy`.
    package var copy = MemberSpan.noCopy

    package init(kind: Kind, start: UInt32, end: UInt32, token: UInt32) {
        self.kind = kind
        self.start = start
        self.end = end
        self.token = token
    }

    package static let absent = MemberSpan(kind: .absent, start: 0, end: 0, token: 0)

    /// Of a value whose text is not kept.
    @inlinable
    public static var noCopy: UInt32 { .max }

    @inline(always)
    var isFound: Bool { kind != .absent }

    /// Whether the value is an object or an array.
    @inlinable
    public var isContainer: Bool { kind == .object || kind == .array }
}
