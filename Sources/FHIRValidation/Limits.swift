// Bounds on what validation takes in and gives out.

/// Bounds on validation.
package enum ValidationLimits {
    /// Objects within objects. The deepest official example has 14.
    package static let depthMax = 200
    /// Issues listed for one resource; one more says that there are others.
    package static let issuesMax = 1000
    /// Characters of a string.
    /// Source: FHIR R4, datatypes, "string": at most 1,048,576 characters.
    static let stringCharactersMax = 1 << 20
    /// Elements within elements of a narrative.
    static let narrativeDepthMax = 100
    /// Bytes of a value quoted in diagnostics, where values are asked for.
    static let quotedBytesMax = 80
    /// Bytes of a resource: offsets have 32 bits.
    package static let resourceBytesMax = 1 << 31
}
