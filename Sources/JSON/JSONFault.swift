// What is wrong with a JSON text.

/// A fault and where it is.
package struct JSONFault: Error, Sendable {
    /// The classes of faults, as `fhir_malformed` lists them.
    package enum Kind: String, Sendable {
        case syntax
        case trailing
        case notObject = "not-object"
        case encoding
        case control
        case escape
        case duplicateKey = "duplicate-key"
        case resourceType = "resource-type"
        case compression
        case depth
        case size
    }

    package let kind: Kind
    /// Offset in the text, in bytes.
    package let offset: Int
    package let reason: StaticString

    package init(_ kind: Kind, offset: Int, _ reason: StaticString) {
        self.kind = kind
        self.offset = offset
        self.reason = reason
    }

    package init(_ fault: IndexFault, offset: Int) {
        self.offset = offset
        switch fault {
        case .empty: (kind, reason) = (.syntax, "there is no JSON value")
        case .unclosedString: (kind, reason) = (.syntax, "a string does not end")
        case .controlCharacter:
            (kind, reason) = (.control, "a string holds a control character that is not escaped")
        case .invalidUTF8: (kind, reason) = (.encoding, "the bytes are not UTF-8")
        case .capacity: (kind, reason) = (.size, "the text is too long to be read")
        }
    }
}
