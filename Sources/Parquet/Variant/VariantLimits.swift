// The stated limits of variants.

/// What the reading of variants is bounded by.
package enum VariantLimits {
    /// How deep arrays and objects of one binary value are nested at most.
    package static let depthMax = 256
    /// The most bytes of JSON text that one binary value becomes: names stand once in the
    /// dictionary and any number of times in the text.
    package static let textBytesMax = 256 << 20
}
