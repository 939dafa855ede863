// The R4 definitions as the walk over a resource reads them: numbers and masks, no names.
//
//     node       what may stand in an object: a data type, a backbone element, a resource type
//     property   a member of a node: an element, or one type of a choice element
//     element    the numbers of a node's elements are bits, so that what was seen is one word
//
// R4 has no node with more than 56 elements, and no cardinality but 0..1, 1..1, 0..* and 1..*.

/// What the value of a member is.
enum ElementKind: UInt8, Sendable {
    case base64Binary, boolean, canonical, code, date, dateTime, decimal, id, instant, integer
    case markdown, oid, positiveInt, string, time, unsignedInt, uri, url, uuid, xhtml
    /// An object of a node.
    case complex
    /// A resource of any type, with a resourceType of its own.
    case resource
    /// The member `resourceType` itself.
    case resourceType

    @inline(always)
    var isPrimitive: Bool { rawValue < ElementKind.complex.rawValue }

    /// By the name of a primitive type.
    init?(primitive name: String) {
        guard let place = Self.primitiveNames.firstIndex(of: name),
            let kind = ElementKind(rawValue: UInt8(place))
        else { return nil }
        self = kind
    }

    static let primitiveNames = [
        "base64Binary", "boolean", "canonical", "code", "date", "dateTime", "decimal", "id",
        "instant", "integer", "markdown", "oid", "positiveInt", "string", "time", "unsignedInt",
        "uri", "url", "uuid", "xhtml",
    ]

    var name: String {
        switch self {
        case .complex: "object"
        case .resource: "resource"
        case .resourceType: "code"
        default: Self.primitiveNames[Int(rawValue)]
        }
    }
}

/// What is looked at when an object has been read.
enum NodeRole: UInt8, Sendable {
    case plain
    /// The companion of a primitive: id and extension.
    case companion
    case coding, codeableConcept, reference, extensionElement, quantity, meta
    case resource, domainResource
}

/// Which member's text the walk keeps until the end of its object.
enum Capture: UInt8, Sendable {
    case none
    /// Coding.system, Reference.type.
    case first
    /// Coding.code, Reference.reference, Resource.id.
    case second
    /// Resource.meta: which members it has.
    case meta
}

/// A member of a node.
struct Property: Sendable {
    /// Of the element in its node.
    var bit: UInt8
    var kind: ElementKind
    var isArray: Bool
    var isChoice: Bool
    var capture: Capture
    /// For an object: the node of what is inside.
    var node: UInt16
    /// For codes and concepts the number of the code set, for references of the target set, for
    /// quantities 1 for a SimpleQuantity, for resources 1 for contained ones; 0 for no limit.
    var context: UInt16
    /// Of the element in the list of element names.
    var name: UInt32

    /// The context of a concept's codings: that of the concept.
    static let inherited = UInt16.max
}

/// What may stand in an object.
struct Node: Sendable {
    var members: NameTable
    /// The bits of the elements that must be there.
    var required: UInt64 = 0
    /// `id`.
    var idMask: UInt64 = 0
    /// Extension: extension. Quantity: comparator. Meta: versionId and lastUpdated. Resource:
    /// contained.
    var firstMask: UInt64 = 0
    /// Extension: value. Meta: security.
    var secondMask: UInt64 = 0
    /// Number of the first element's name.
    var firstName: UInt32 = 0
    var role: NodeRole = .plain
    /// Constraints defined here that need FHIRPath.
    var invariantCount: UInt16 = 0
}

/// How a code is checked.
enum CodeSetKind: UInt8, Sendable {
    /// By its name in a table.
    case listed
    case mimeType, currency, unit, language
    /// Nobody could list it, and it has no grammar.
    case unknown
}

/// A value set.
struct CodeSet: Sendable {
    var kind: CodeSetKind
    /// Codes; `system|code` where concepts are bound.
    var codes: NameTable
    /// Of the value set, for messages.
    var name: String
}

/// Resource types that a reference may point at, by their number.
struct TargetSet: Sendable, Hashable {
    var words: (UInt64, UInt64, UInt64) = (0, 0, 0)

    mutating func insert(_ type: Int) {
        let bit = UInt64(1) << UInt64(type & 63)
        switch type >> 6 {
        case 0: words.0 |= bit
        case 1: words.1 |= bit
        default: words.2 |= bit
        }
    }

    func contains(_ type: Int) -> Bool {
        let word =
            switch type >> 6 {
            case 0: words.0
            case 1: words.1
            default: words.2
            }
        return word >> UInt64(type & 63) & 1 == 1
    }

    static func == (left: TargetSet, right: TargetSet) -> Bool { left.words == right.words }

    func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
    }
}
