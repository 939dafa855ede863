// The items of a list as json_each() sees them: elements of an array, members of an object, or a
// scalar alone.

/// Steps through the items of a sound JSON text.
@safe
package struct JSONItemWalk {
    @safe
    package enum Key {
        /// Of a scalar.
        case none
        /// Of an element, from 0.
        case index(Int)
        /// Of a member, without its quotes.
        case name(UnsafeBufferPointer<UInt8>)
    }

    private enum Form { case array, object, scalar }

    private var walk: JSONTextWalk
    private let form: Form
    private var count = 0
    private var isAtEnd = false
    /// Whether every item was found: false when a name has escapes, which only SQLite renders.
    package private(set) var isWhole = true
    /// Whether white space was passed between tokens.
    package var hasBlanks: Bool { walk.hasBlanks }

    /// - Parameter text: sound JSON; of other bytes some items or none are found.
    package init(_ text: UnsafeBufferPointer<UInt8>) {
        walk = unsafe JSONTextWalk(text)
        walk.skipBlank()
        form =
            switch walk.current {
            case Token.openArray: .array
            case Token.openObject: .object
            default: .scalar
            }
        if form != .scalar { walk.skipByte() }
    }

    /// The next item, or nil at the end.
    package mutating func next() -> (key: Key, value: UnsafeBufferPointer<UInt8>)? {
        guard !isAtEnd else { return nil }
        defer { count &+= 1 }
        if form == .scalar {
            isAtEnd = true
            return unsafe walk.value().map { unsafe (.none, $0) }
        }
        walk.skipBlank()
        if count > 0 {
            guard walk.current == Token.comma else { return unsafe end() }
            walk.skipByte()
            walk.skipBlank()
        }
        var key = Key.index(count)
        if form == .object {
            guard walk.current == Token.quote, let quoted = unsafe walk.value(), quoted.count >= 2
            else { return unsafe end() }
            let name = unsafe UnsafeBufferPointer(rebasing: quoted[1..<quoted.count - 1])
            guard unsafe !name.contains(Token.backslash) else {
                isWhole = false
                return unsafe end()
            }
            key = unsafe .name(name)
            walk.skipBlank()
            guard walk.current == Token.colon else { return unsafe end() }
            walk.skipByte()
            walk.skipBlank()
        }
        guard walk.current != Token.closeArray, walk.current != Token.closeObject,
            let value = unsafe walk.value()
        else { return unsafe end() }
        return unsafe (key, value)
    }

    private mutating func end() -> (key: Key, value: UnsafeBufferPointer<UInt8>)? {
        isAtEnd = true
        return nil
    }
}
