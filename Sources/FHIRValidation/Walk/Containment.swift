// Contained resources, and the local references that tie them to their container.
//
// dom-3 asks that each contained resource is referred to by `#id` from its container (or refers to
// it by `#`); ref-1 that each `#id` is one of them. Both can be answered only at the container's
// end, so what is met on the way is kept here. Contained resources are rare: of a resource without
// them nothing is kept.

/// Local references and contained resources of the resource at hand.
struct Containment {
    struct LocalReference {
        /// With its `#`.
        var text: [UInt8]
        /// In Reference.reference; else in a uri or canonical.
        var isReference: Bool
        /// Where it stands, for issues.
        var expression = ""
        var location = ""
        var offset = 0
        var targets = 0
    }

    struct Contained {
        var id: [UInt8]
        /// Number of its type.
        var type: Int
        /// It refers to its container.
        var refersToContainer: Bool
        /// Its place in the container, for issues.
        var step: PathStep
        var offset: Int
    }

    var references: [LocalReference] = []
    var contained: [Contained] = []

    mutating func removeAll() {
        if !references.isEmpty { references.removeAll(keepingCapacity: true) }
        if !contained.isEmpty { contained.removeAll(keepingCapacity: true) }
    }

    mutating func note(_ text: [UInt8], isReference: Bool) {
        references.append(LocalReference(text: text, isReference: isReference))
    }
}
