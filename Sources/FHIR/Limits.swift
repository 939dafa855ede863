// Bounds on FHIR input.

/// Bounds on what one scan takes in.
package enum FHIRLimits {
    /// Bytes of a JSON document (a Bundle), which is read whole.
    package static let documentBytesMax = 1 << 30
    /// Bytes of a block of lines: about what stays in a core's second-level cache while it is read.
    package static let blockBytes = 256 << 10
    /// Inputs smaller than this are read by the caller's thread: starting others takes longer.
    package static let parallelBytesMin = 1 << 20
}
