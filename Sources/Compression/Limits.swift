// The stated limits of this target; nothing here grows with its input beyond them.

/// What decompression is bounded by, whatever the caller allows.
package enum CompressionLimits {
    /// The most bytes that one block may expand to: offsets into it are 32 bits.
    package static let blockBytesMax = Int(Int32.max)
    /// Bytes of memory taken at a time for a block whose size nobody announced.
    static let growthBytes = 1 << 16
}
